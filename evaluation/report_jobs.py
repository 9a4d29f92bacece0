"""The SDG report as work for the worker: what may be asked, and the run itself, whose acts are services/reports.py."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from accounts.principal import SYSTEM, Principal, principal_of
from convergence.models import Alliance
from core import dates
from core.errors import DomainError
from core.models import Job, parse_uid
from core.registry import JobKind
from evaluation.models import SdgReport
from evaluation.services.reports import FIRST_DAY, freeze_report

LANGUAGES = ("es", "en")


def may_ask(principal: Principal) -> bool:
    """Whoever sees at least one mesa from inside."""
    return bool(Alliance.objects.visible_to(principal).exists())


def check_params(params: Mapping[str, Any], by: Principal) -> dict[str, Any]:
    """`{"alliance": id}` or nothing for everything one sees, `as_of` (today by default), `lang` (the asker's).

    What is kept says the day and the language, so that the same report comes out whenever the worker takes it.
    Errors: DomainError on `params`, also for an alliance that the asker does not see.
    """
    if set(params) - {"alliance", "as_of", "lang"}:
        raise _refused(_("El informe no lleva ese parámetro: solo «alliance», «as_of» y «lang»."))
    kept: dict[str, Any] = {"as_of": _day(params.get("as_of")).isoformat(), "lang": _lang(params.get("lang"))}
    if params.get("alliance") is not None:
        key = parse_uid(params["alliance"]) if isinstance(params["alliance"], str) else None
        if key is None or not Alliance.objects.visible_to(by).filter(pk=key).exists():
            raise _refused(_("No existe esa mesa, o usted no participa en ella."))
        kept["alliance"] = str(key)
    return kept


def make_report(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """What the worker does, with the permissions of this moment. A job that was lost after its report was kept
    gives that report. Errors: those of freeze_report."""
    by = principal_of(job.asked_by, via="task") if job.asked_by_id else SYSTEM
    made = SdgReport.objects.filter(pk=job.pk).select_related("pdf").first()
    if made is None:
        with override(job.params["lang"]):
            made = freeze_report(
                uid=job.pk,
                alliance_id=job.params.get("alliance"),
                as_of=date.fromisoformat(job.params["as_of"]),
                lang=job.params["lang"],
                by=by,
                tell=report,
            )
    return {
        "report": str(made.pk),
        "initiatives": made.numbers["portfolio"]["initiatives"],
        "file": made.pdf,
    }


def _day(told: Any) -> date:
    if told is None:
        return dates.today()
    try:
        day = date.fromisoformat(told) if isinstance(told, str) and len(told) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise _refused(_("La fecha del informe se escribe como 2026-11-20."))
    if day > dates.today():
        raise _refused(_("La fecha del informe está en el futuro."))
    if day < FIRST_DAY:
        raise _refused(_("El informe se hace desde el 01-01-2015, año de la Agenda 2030."))
    return day


def _lang(told: Any) -> str:
    if told is None:
        return "en" if (get_language() or "").startswith("en") else "es"
    if told not in LANGUAGES:
        raise _refused(_("El informe se hace en «es» o en «en»."))
    return str(told)


def _refused(sentence: str) -> DomainError:
    return DomainError(sentence, "params", field="params")


SDG_REPORT = JobKind(
    label=gettext_lazy("Informe ODS"),
    run=make_report,
    may_ask=may_ask,
    check=check_params,
    offered=True,
    page=lambda job: reverse("evaluation:report", args=[job.pk]),
    most_a_day=100,
)
