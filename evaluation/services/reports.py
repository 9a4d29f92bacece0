"""Asking for an SDG report and making it: permissions read anew, numbers, document, then one row that stays."""

import uuid
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from convergence.models import Alliance
from core import files
from core.errors import DomainError
from core.jobs import ask_job
from core.models import File, Job
from core.pdf import RenderError
from evaluation import reports_pdf, sdg, sdg_facts
from evaluation.models import SdgReport

KIND = "sdg_report"
FIRST_DAY = date(2015, 1, 1)  # the year of the 2030 Agenda


def ask_report(
    *, alliance: Alliance | None, as_of: date | None = None, by: Principal, uid: uuid.UUID | None = None
) -> tuple[Job, bool]:
    """Queue a report, in the asker's language; see core.jobs.ask_job for the second value and the errors."""
    params = {"alliance": str(alliance.pk)} if alliance is not None else {}
    if as_of is not None:
        params["as_of"] = as_of.isoformat()
    return ask_job(kind=KIND, params=params, uid=str(uid) if uid else None, by=by)


def freeze_report(
    *,
    uid: uuid.UUID,
    alliance_id: str | None,
    as_of: date,
    lang: str,
    by: Principal,
    tell: Callable[[int, str], None],
) -> SdgReport:
    """Numbers, document and row `uid` of a report, as `by` sees things now; `tell` hears how far it is.

    Errors: DomainError with a sentence when `by` lost the mesa since or no document came out; then nothing is kept.
    """
    tell(5, _("Revisando sus permisos"))
    alliance = _alliance_now(alliance_id, by)
    tell(15, _("Leyendo la cartera y el dinero"))
    gathered = sdg_facts.gather(alliance=alliance, as_of=as_of, by=by)
    tell(50, _("Repartiendo por objetivo"))
    numbers = sdg.compute(gathered.given)
    tell(70, _("Componiendo el PDF"))
    try:
        document = reports_pdf.compose(numbers, report_id=str(uid), lang=lang)
    except RenderError as error:
        message = _(
            "Los números se sumaron, pero el PDF no se pudo componer. No se guardó nada: pídalo de nuevo."
        )
        raise DomainError(message, "no_document") from error
    tell(95, _("Guardando el informe"))
    with transaction.atomic():
        name = reports_pdf.file_name(numbers, "pdf")
        kept = files.keep_bytes(
            document, name=name, media_type=files.PDF, by=by, audience=File.Audience.UPLOADER
        )
        return SdgReport.objects.create(
            id=uid,
            scope_kind=numbers["scope"]["kind"],
            alliance=alliance,
            as_of=as_of,
            language=lang,
            asked_by_id=by.user_id,
            numbers=numbers,
            inputs_hash=gathered.inputs_hash,
            numbers_hash=sdg.fingerprint(numbers),
            method_version=numbers["method"],
            pdf=kept,
        )


def _alliance_now(key: str | None, by: Principal) -> Alliance | None:
    """The mesa of the report as its asker sees it at this moment; None is everything."""
    seen = Alliance.objects.visible_to(by)
    if key is None:
        if not seen.exists():
            raise DomainError(
                _("Usted ya no ve ninguna mesa: no hay de qué hacer el informe."), "lost_access"
            )
        return None
    found: Alliance | None = seen.filter(pk=key).first()
    if found is None:
        raise DomainError(
            _("Usted ya no participa en esa mesa: no se puede hacer su informe."), "lost_access"
        )
    return found
