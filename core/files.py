"""Files: type by content, pictures re-encoded without their metadata, bytes kept once by SHA-256."""

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import DomainError
from core.models import File

pillow_heif.register_heif_opener()
MOST_PIXELS = Image.MAX_IMAGE_PIXELS = 80_000_000

IMAGES = frozenset({"JPEG", "PNG", "WEBP", "HEIF", "MPO"})
PDF = "application/pdf"
# A JPEG is scaled while it is read; the others are held whole first, 3 or 4 bytes a pixel.
SCALED_WHILE_READ = frozenset({"JPEG", "MPO"})
MOST_PIXELS_WHOLE = 50_000_000
# Two pictures at a time a process: what uploads may cost in memory stays bounded.
DECODING = threading.BoundedSemaphore(2)
LONGEST_SIDE = 2400
ORPHAN_AGE_SECONDS = 24 * 3600


def keep_upload(
    upload: UploadedFile,
    *,
    by: Any,
    field: str,
    allow: Iterable[str] = ("image", "pdf"),
    audience: str = File.Audience.RECORD,
) -> File:
    """Check, clean and keep one upload. Errors name the file and say what is accepted (DomainError).

    Pictures (JPEG, PNG, WebP, HEIC) become JPEG of at most 2400 px a side, upright, without location or
    camera data. A PDF is kept as it is. The type is read from the content, never from the name.
    """
    name = Path(upload.name or "archivo").name[:180]
    limit = settings.FILE_MAX_BYTES
    if upload.size is None or upload.size > limit:
        raise DomainError(
            _("El archivo «%(name)s» pesa %(size)s MB y el máximo es %(limit)s MB. Elija uno más liviano.")
            % {"name": name, "size": round((upload.size or 0) / 1048576), "limit": limit // 1048576},
            "too_large",
            field=field,
        )
    raw = upload.read()
    allowed = set(allow)
    if not raw:
        raise DomainError(_("El archivo «%(name)s» está vacío.") % {"name": name}, "empty", field=field)
    if "pdf" in allowed and _is_pdf(raw):
        return _keep(raw, name=f"{Path(name).stem}.pdf", media_type=PDF, by=by, audience=audience)
    if "image" in allowed:
        picture = _clean_picture(raw, name=name, field=field)
        if picture is not None:
            stem = Path(name).stem
            return _keep(picture, name=f"{stem}.jpg", media_type="image/jpeg", by=by, audience=audience)
    raise DomainError(
        _("El archivo «%(name)s» no es %(kinds)s, aunque su nombre lo diga. Elija otro archivo.")
        % {
            "name": name,
            "kinds": _("una imagen (JPG, PNG, WebP o HEIC)")
            if allowed == {"image"}
            else _("una imagen (JPG, PNG, WebP o HEIC) ni un PDF"),
        },
        "wrong_type",
        field=field,
    )


def keep_bytes(
    raw: bytes, *, name: str, media_type: str, by: Any, audience: str = File.Audience.UPLOADER
) -> File:
    """Keep bytes that the platform made itself (an export, a report)."""
    return _keep(raw, name=name, media_type=media_type, by=by, audience=audience)


def location(file: File) -> Path:
    return Path(settings.FILES_ROOT) / file.path


def remove_orphans() -> int:
    """Delete rows nobody names (an upload whose form was never finished) and bytes without a row, a day old."""
    old = File.objects.filter(created_at__lt=timezone.now() - timedelta(seconds=ORPHAN_AGE_SECONDS))
    for model, field in naming_fields():
        named = model._base_manager.exclude(**{field: None}).values(field)
        old = old.exclude(pk__in=named)
    removed = old.count()
    old.delete()
    known = set(File.objects.values_list("sha256", flat=True))
    for path in Path(settings.FILES_ROOT).glob("??/*"):
        if path.name not in known and time.time() - path.stat().st_mtime > ORPHAN_AGE_SECONDS:
            path.unlink(missing_ok=True)
    return removed


def naming_fields() -> list[tuple[Any, str]]:
    """(model, field) of every foreign key to a file, also those of history tables."""
    return [
        (relation.related_model, relation.field.name)
        for relation in File._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
    ]


def _is_pdf(raw: bytes) -> bool:
    try:
        return any(match.mime_type == PDF for match in puremagic.magic_string(raw[:8192]))
    except (puremagic.PureError, ValueError):
        return False


def _clean_picture(raw: bytes, *, name: str, field: str) -> bytes | None:
    """JPEG bytes of the picture, or None when `raw` is no picture we accept."""
    try:
        with DECODING, Image.open(BytesIO(raw)) as opened:
            if opened.format not in IMAGES:
                return None
            if opened.width * opened.height > MOST_PIXELS:  # Pillow itself only warns up to twice as many
                raise Image.DecompressionBombError
            if opened.format not in SCALED_WHILE_READ and opened.width * opened.height > MOST_PIXELS_WHOLE:
                raise Image.DecompressionBombError
            # Smaller first: turning and converting each copy the picture at the size it has then.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise DomainError(
            _("La imagen «%(name)s» tiene demasiados píxeles.") % {"name": name}, "too_large", field=field
        ) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    picture.info.clear()  # the comment would otherwise travel into the new file
    out = BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _keep(raw: bytes, *, name: str, media_type: str, by: Any, audience: str) -> File:
    digest = hashlib.sha256(raw).hexdigest()
    file = File(
        sha256=digest,
        size=len(raw),
        media_type=media_type,
        name=name,
        uploaded_by_id=by.user_id,
        audience=audience,
    )
    target = location(file)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
        os.replace(temporary, target)
    else:
        os.utime(target)
    file.save(force_insert=True)
    return file
