"""Uploads: read by content, pictures without their metadata, and nothing that someone names is removed."""

import os
import time
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, MeetingFile
from core import files
from core.errors import DomainError
from core.models import File
from tests.factories import client_of, make_meeting, principal

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
GPS = {1: "S", 2: (23.0, 5.0, 55.0), 3: "W", 4: (70.0, 27.0, 1.0)}


def _picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "seagreen").save(out, kind, **more)
    return out.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "CamaraSecreta"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(GPS)
    return exif


def _keep(raw: bytes, name: str, user: User, **more: Any) -> File:
    return files.keep_upload(SimpleUploadedFile(name, raw), by=principal(user), field="photo", **more)


def _bytes(file: File) -> bytes:
    return files.location(file).read_bytes()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "lista.jpg"), ("HEIF", "IMG_0001.HEIC")])
def test_a_picture_loses_place_and_camera(coordinadora: User, kind: str, name: str) -> None:
    raw = _picture(kind, exif=_exif())
    assert b"CamaraSecreta" in raw
    file = _keep(raw, name, coordinadora)
    kept = _bytes(file)
    assert b"CamaraSecreta" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert picture.format == "JPEG"
        assert not dict(picture.getexif())
        assert not picture.getexif().get_ifd(0x8825)
    assert file.name == f"{name.split('.')[0]}.jpg"
    assert file.media_type == "image/jpeg"


def test_neither_comment_nor_xmp_survives(coordinadora: User) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>23S</exif:GPSLatitude></x:xmpmeta>'
    kept = _bytes(_keep(_picture(comment=b"casa de Marta", xmp=xmp), "foto.jpg", coordinadora))
    assert b"Marta" not in kept
    assert b"GPSLatitude" not in kept


def test_a_picture_taken_sideways_is_kept_upright(coordinadora: User) -> None:
    file = _keep(_picture(size=(64, 48), exif=_exif()), "foto.jpg", coordinadora)
    with Image.open(files.location(file)) as picture:
        assert picture.size == (48, 64)


def test_a_large_picture_is_made_smaller(coordinadora: User) -> None:
    file = _keep(_picture(size=(4000, 1000)), "foto.jpg", coordinadora)
    with Image.open(files.location(file)) as picture:
        assert picture.size == (2400, 600)


def test_a_pdf_is_kept_to_the_byte(coordinadora: User) -> None:
    file = _keep(PDF, "certificado.pdf", coordinadora)
    assert _bytes(file) == PDF
    assert (file.media_type, file.size, file.uploaded_by) == ("application/pdf", len(PDF), coordinadora)


def test_a_text_named_jpg_is_refused_by_its_content(coordinadora: User) -> None:
    with pytest.raises(DomainError) as refused:
        _keep(b"hola, no soy una foto", "lista.jpg", coordinadora)
    assert (refused.value.code, refused.value.field) == ("wrong_type", "photo")
    assert "«lista.jpg»" in str(refused.value.message)
    assert "aunque su nombre lo diga" in str(refused.value.message)
    assert not File.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"<!doctype html><script>", b"GIF89a"]
)
def test_what_a_browser_could_run_is_refused(coordinadora: User, raw: bytes) -> None:
    with pytest.raises(DomainError):
        _keep(raw, "foto.png", coordinadora)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO"])
def test_a_picture_of_another_kind_is_refused(coordinadora: User, kind: str) -> None:
    with pytest.raises(DomainError) as refused:
        _keep(_picture(kind), "foto.jpg", coordinadora)
    assert refused.value.code == "wrong_type"


def test_a_cut_picture_is_refused(coordinadora: User) -> None:
    with pytest.raises(DomainError):
        _keep(_picture(size=(800, 800))[:400], "foto.jpg", coordinadora)


def test_a_pdf_is_refused_where_only_a_picture_serves(coordinadora: User) -> None:
    with pytest.raises(DomainError) as refused:
        _keep(PDF, "foto.pdf", coordinadora, allow=("image",))
    assert "PDF" not in str(refused.value.message)


def test_an_empty_file_is_refused(coordinadora: User) -> None:
    with pytest.raises(DomainError) as refused:
        _keep(b"", "foto.jpg", coordinadora)
    assert refused.value.code == "empty"


def test_thirty_megabytes_are_refused_with_the_limit(coordinadora: User) -> None:
    with pytest.raises(DomainError) as refused:
        _keep(b"\xff\xd8" + bytes(30 * 1024 * 1024), "foto.jpg", coordinadora)
    assert refused.value.code == "too_large"
    assert "30 MB" in str(refused.value.message)
    assert "15 MB" in str(refused.value.message)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [9_500, 20_000])
def test_a_small_file_with_too_many_pixels_is_refused(coordinadora: User, side: int) -> None:
    out = BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    began = time.monotonic()
    with pytest.raises(DomainError) as refused:
        _keep(out.getvalue(), "bomba.png", coordinadora)
    assert refused.value.code == "too_large"
    assert time.monotonic() - began < 1


def test_a_path_in_the_name_stays_out(coordinadora: User) -> None:
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = "../../etc/passwd.pdf"
    file = files.keep_upload(upload, by=principal(coordinadora), field="photo")
    assert file.name == "passwd.pdf"


def test_the_same_bytes_are_kept_once(coordinadora: User, funcionaria: User) -> None:
    first, second = _keep(PDF, "a.pdf", coordinadora), _keep(PDF, "b.pdf", funcionaria)
    assert first.pk != second.pk
    assert files.location(first) == files.location(second)


# Who may open it ------------------------------------------------------------------
def test_a_meetings_file_is_seen_by_who_sees_the_mesa(
    mesa: Alliance, coordinadora: User, funcionaria: User, empresa: User, ajena: User
) -> None:
    file = _keep(PDF, "lista.pdf", coordinadora)
    make_meeting(mesa, files=[(file, MeetingFile.Kind.SIGNED_LIST)])
    url = f"/archivos/{file.pk}/"
    for user in (coordinadora, funcionaria, empresa):
        answer = client_of(user).get(url)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == PDF  # type: ignore[arg-type]
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client_of(ajena).get(url).status_code == 404
    assert client_of().get(url).status_code == 404


def test_an_upload_that_nothing_names_is_seen_by_its_uploader_alone(
    coordinadora: User, funcionaria: User
) -> None:
    file = _keep(PDF, "borrador.pdf", funcionaria)
    assert file in File.objects.visible_to(principal(funcionaria))
    assert file not in File.objects.visible_to(principal(coordinadora))


# Orphans --------------------------------------------------------------------------
@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a file two days old, row and bytes."""

    def age(file: File) -> File:
        then = timezone.now() - timedelta(days=2)
        File.objects.filter(pk=file.pk).update(created_at=then)
        os.utime(files.location(file), (then.timestamp(), then.timestamp()))
        return file

    return age


def test_orphans_go_and_named_files_stay(
    mesa: Alliance, municipalidad: Actor, coordinadora: User, old: Any
) -> None:
    named = old(_keep(PDF + b"1", "lista.pdf", coordinadora))
    orphan = old(_keep(PDF + b"2", "olvidado.pdf", coordinadora))
    fresh = _keep(PDF + b"3", "recién.pdf", coordinadora)
    make_meeting(mesa, files=[(named, MeetingFile.Kind.SIGNED_LIST)])
    assert files.remove_orphans() == 1
    assert set(File.objects.all()) == {named, fresh}
    assert files.location(named).exists()
    assert files.location(fresh).exists()
    assert not files.location(orphan).exists()


def test_bytes_that_another_row_shares_stay(coordinadora: User, old: Any) -> None:
    raw = PDF + b"compartido"
    orphan, kept = old(_keep(raw, "a.pdf", coordinadora)), _keep(raw, "b.pdf", coordinadora)
    then = time.time() - 2 * 86_400
    os.utime(files.location(kept), (then, then))
    assert files.remove_orphans() == 1
    assert not File.objects.filter(pk=orphan.pk).exists()
    assert _bytes(kept) == raw
