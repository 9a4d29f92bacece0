"""The sheet of a traspaso as a document to sign: typst/handover.typ. What floors above tell of it comes by
registry.handover_pages; names are those of the day it is printed, for the person who prints it."""

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.principal import Principal
from actors.models import Handover
from actors.services.handover import tell_handover
from core import dates, pdf, registry
from core.errors import DomainError

TEMPLATE = Path(__file__).with_name("typst") / "handover.typ"
# What the pages of the mesas tell already.
TOLD = ("mesas", "coordination", "seats", "commitments")


def compose(row: Handover, principal: Principal, *, lang: str) -> bytes:
    """The PDF in `lang`, for `principal`. Error: core.pdf.RenderError when no document came out."""
    with override(lang):
        title = _("Hoja de traspaso: de %(leaver)s a %(successor)s") % {
            "leaver": row.leaver.name,
            "successor": row.successor.name,
        }
        return pdf.render(TEMPLATE, sheet_data(row, principal), title=title, lang=lang)


def answer(row: Handover, principal: Principal, *, lang: str) -> HttpResponse:
    """The sheet as a file, printed now. Error: DomainError (503) when no document came out."""
    try:
        content = compose(row, principal, lang=lang)
    except pdf.RenderError as error:
        refused = DomainError(_("La hoja no se pudo componer. Intente de nuevo en unos minutos."), "no_sheet")
        refused.status = 503
        raise refused from error
    name = f'inline; filename="{file_name(row)}"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


def file_name(row: Handover) -> str:
    """`traspaso-rocio-paredes-2026-11-20.pdf`."""
    return f"traspaso-{slugify(row.leaver.name)[:60]}-{row.created_at:%Y-%m-%d}.pdf"


def about(row: Handover) -> str:
    """What was handed over: an organisation's representation, or a place in the foundation's team."""
    return row.actor.name if row.actor else _("Equipo de la fundación")


def sheet_data(row: Handover, principal: Principal) -> dict[str, Any]:
    told: dict[str, Any] = {"mesas": [], "others": [], "unseen": 0}
    for tell in registry.handover_pages.values():
        page = tell(moved=row.moved, actor=row.actor, principal=principal)
        told = {name: told[name] + page[name] for name in told}
    done_by = row.done_by.name if row.done_by else _("La plataforma")
    signatures = [[_("Quien deja"), row.leaver.name], [_("Quien recibe"), row.successor.name]]
    if row.done_by_id not in (None, row.leaver_id, row.successor_id):
        signatures.append([_("Quien hizo el traspaso"), done_by])
    return {
        "as_of": dates.today(),
        "source": _("Convergencia, traspaso %(id)s") % {"id": row.pk},
        "lead": about(row),
        "facts": [
            [_("Deja"), row.leaver.name],
            [_("Recibe"), f"{row.successor.name}, {row.successor.email}"],
            [_("Fecha"), f"{dates.today(now=row.created_at):%d-%m-%Y}"],
            [_("Lo hizo"), done_by],
            *([[_("Motivo"), row.reason]] if row.reason else []),
        ],
        "mesas": told["mesas"],
        "others": told["others"],
        "unseen": _unseen(told["unseen"]),
        "rest": _rest(row, principal),
        "signatures": signatures,
        **_words(),
    }


def _unseen(n: int) -> str:
    """Rows that went and that the reader is not shown, since they are no longer hers to see or not there."""
    if not n:
        return ""
    words = ngettext(
        "De lo traspasado, %(n)d registro ya no existe o usted ya no lo ve: no figura en esta hoja.",
        "De lo traspasado, %(n)d registros ya no existen o usted ya no los ve: no figuran en esta hoja.",
        n,
    )
    return words % {"n": n}


def _rest(row: Handover, principal: Principal) -> list[list[str]]:
    groups = [group for group in tell_handover(row, principal) if group.code not in TOLD]
    return [
        [group.label, "; ".join(filter(None, (line.label, line.detail)))]
        for group in groups
        for line in group.lines
    ]


def _words() -> dict[str, Any]:
    return {
        "words": {
            "commitments": _("Compromisos abiertos"),
            "no_commitments": _("Ninguno a su nombre."),
            "dates": _("Próximas fechas"),
            "others": _("Otras mesas en que participa la organización"),
            "rest": _("Además"),
            "signatures": _("Firmas"),
        },
        "heads": {
            "commitments": [_("Fecha"), _("Qué se hará"), _("Dónde se decidió"), _("Estado")],
            "dates": [_("Fecha"), _("Qué"), _("Responde")],
            "others": [_("Mesa"), _("Etapa")],
            "rest": [_("Qué"), _("Detalle")],
        },
    }
