"""The child that `core.pdf` starts for one document: JSON on stdin, the PDF on stdout, what typst says on stderr.

No Django here: a document costs this process its import of typst, and typst's memory ends with it.
"""

import json
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).resolve().parent
SHARED = HERE / "typst"
FONTS = HERE.parent / "static" / "fonts"


def compile_pdf(request: dict[str, Any]) -> bytes:
    """Only the given template, its siblings, the images and core/typst can be read by the document."""
    template = Path(request["template"])
    files = {piece.name: piece.read_bytes() for piece in template.parent.glob("*.typ")}
    files |= {f"images/{name}": b64decode(image) for name, image in request["images"].items()}
    files["main"] = template.read_bytes()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    made, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # the stubs know no dict of files
        files,
        root=SHARED,
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=request["inputs"],
        pdf_standards=["ua-1"],
        timestamp=datetime.fromtimestamp(request["timestamp"], UTC),
    )
    for warning in warnings:
        say(getattr(warning, "diagnostic", "") or str(warning))
    return made


def say(text: str) -> None:
    sys.stderr.write(text.rstrip() + "\n")


def main() -> int:
    try:
        made = compile_pdf(json.load(sys.stdin.buffer))
    except typst.TypstError as refused:
        say(refused.diagnostic or refused.message)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
