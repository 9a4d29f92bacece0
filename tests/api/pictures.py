"""Bytes to send: a small picture, a small PDF, and what only pretends to be one."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(name: str = "lista.jpg", colour: str = "white") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def paper(name: str = "certificado.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")


def text_as_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", b"esto es un texto, no una foto", "image/jpeg")


def heavy(megabytes: int = 30) -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0" + bytes(megabytes * 1024 * 1024), "image/jpeg")
