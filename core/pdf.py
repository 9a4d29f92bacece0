"""PDF by typst: one template, JSON data, one child process a document. What a report says lives with the report.

Data reaches the template only as JSON in `sys.inputs`, never as markup; numbers and texts come ready to be shown.
"""

import json
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.dates import SANTIAGO

log = structlog.get_logger(__name__)
CHILD = Path(__file__).with_name("pdf_process.py")
TIMEOUT = 60.0  # seconds; 400 rows take a tenth of one


MOST_TURNS = 8  # typst names what it cannot draw, a few letters at a time
UNSHOWN = re.compile(r'the text `?"(.+?)"`? could not be displayed', re.DOTALL)
# What Word pastes for a hyphen is drawn as one; control signs, which JSON writes escaped, are nothing to draw.
PLAIN = {0x2011: "-", 0x7F: None}
CONTROL = re.compile(r"(?<!\\)\\u00[01][0-9a-f]")


class RenderError(RuntimeError):
    """No document came out; the message is typst's own, for the log and not for people."""


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    images: Mapping[str, bytes] | None = None,
    title: str,
    lang: str,
    timeout: float = TIMEOUT,
) -> bytes:
    """A tagged PDF (PDF/UA-1) of `data`; the same arguments give the same bytes.

    `data["as_of"]` (date, datetime or ISO text) is required: it stands in the footer and is the creation date.
    `data["source"]` (text) stands in the footer when given. `images` are read by the template as
    `/images/<name>`. Raises RenderError when typst refuses (an image without alt text, a missing key …) or
    takes longer than `timeout` seconds, ValueError for data without a date.
    """
    day, moment = _as_of(data.get("as_of"))
    with override(lang):
        words = {
            "page": _("Página {number} de {total}"),
            "as_of": _("Datos al {date}").format(date=f"{day:%d-%m-%Y}"),
            "source": _("Fuente: {source}").format(source=data["source"]) if data.get("source") else "",
        }
        inputs = {"title": str(title), "lang": lang, "data": _json(data), "words": _json(words)}
    inputs = {name: CONTROL.sub("", text.translate(PLAIN)) for name, text in inputs.items()}
    for _turn in range(MOST_TURNS):
        try:
            return _compose(template, inputs, images or {}, moment, timeout)
        except RenderError as error:
            # A letter that the font has not (an emoji, another script) costs itself, not the document.
            strange = {sign for told in UNSHOWN.findall(str(error)) for sign in told if sign not in '?"\\'}
            if not strange:
                raise
            inputs = {
                name: text.translate(dict.fromkeys(map(ord, strange), "?")) for name, text in inputs.items()
            }
    raise RenderError(f"{template.name}: too many letters without a drawing")


def _compose(
    template: Path, inputs: Mapping[str, str], images: Mapping[str, bytes], moment: datetime, timeout: float
) -> bytes:
    request = {
        "template": str(template),
        "images": {name: b64encode(image).decode("ascii") for name, image in images.items()},
        "inputs": inputs,
        "timestamp": int(moment.timestamp()),
    }
    try:
        # -I: nothing of the caller's environment or folder is imported.
        told = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=_json(request).encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        log.error("pdf_late", template=template.name, seconds=timeout)
        raise RenderError(f"{template.name}: no document after {timeout:g} s") from late
    said = told.stderr.decode(errors="replace").strip()
    if told.returncode or not told.stdout.startswith(b"%PDF"):
        log.error("pdf_refused", template=template.name, said=said, code=told.returncode)
        raise RenderError(f"{template.name}: {said or told.returncode}")
    if said:
        log.warning("pdf_warned", template=template.name, said=said)
    return told.stdout


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _as_of(given: Any) -> tuple[date, datetime]:
    """The day shown and the moment written into the file, from the data alone: equal numbers, equal bytes.

    A date is its midnight in UTC; a moment without zone is UTC and shows its day in Santiago.
    """
    if isinstance(given, str):
        given = datetime.fromisoformat(given) if len(given) > len("2026-11-20") else date.fromisoformat(given)
    if isinstance(given, datetime):
        moment = given if given.tzinfo else given.replace(tzinfo=UTC)
        return moment.astimezone(ZoneInfo(SANTIAGO)).date(), moment
    if isinstance(given, date):
        return given, datetime.combine(given, time.min, UTC)
    raise ValueError("data needs as_of: the day of its numbers")
