"""Pictures and documents of the demonstration, made on the spot; every one says DEMOSTRACIÓN."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

_PAPER, _INK, _LINE, _STAMP = 250, 40, 190, 150
_NAMES = 14


def signed_list(title: str, rows: int) -> SimpleUploadedFile:
    """A small grey picture of an attendance sheet: scribbles instead of names."""
    picture = Image.new("L", (480, 640), _PAPER)
    draw = ImageDraw.Draw(picture)
    font, small = ImageFont.load_default(18), ImageFont.load_default(14)
    draw.text((28, 24), "Lista de asistencia · DEMOSTRACIÓN", fill=_INK, font=font)
    draw.text((28, 52), title, fill=_INK, font=small)
    for row in range(_NAMES):
        top = 96 + row * 36
        draw.line((28, top + 26, 452, top + 26), fill=_LINE)
        if row < rows:
            width = 90 + (row * 37 + len(title) * 11) % 110
            points = [(36 + x, top + 16 + ((x * (row + 3)) % 11) - 5) for x in range(0, width, 6)]
            draw.line(points, fill=_INK, width=2)
            draw.arc(
                (330, top + 2, 420 - row * 3 % 30, top + 24), 20 * row, 20 * row + 250, fill=_INK, width=2
            )
    draw.text((28, 612), "Documento inventado, sin personas reales.", fill=_STAMP, font=small)
    out = BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile("lista-firmada.png", out.getvalue(), "image/png")


def document(title: str, lines: list[str]) -> SimpleUploadedFile:
    """A one-page PDF with a title and a few lines (Latin-1 text, built-in font)."""
    text = ["DEMOSTRACIÓN: documento inventado", "", title, "", *lines]
    shown = "\n".join(f"({_escape(line)}) Tj T*" for line in text)
    stream = f"BT /F1 13 Tf 20 TL 60 760 Td\n{shown}\nET".encode("cp1252", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, part in enumerate(parts, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return SimpleUploadedFile("documento-demostracion.pdf", out.getvalue(), "application/pdf")


def _escape(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
