"""Personal data of the core floor's own tables: uploads, outbox, jobs, sheets, remembered submissions."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.registry import Held, Treatment

ACTS = _("Queda quién hizo cada acto; al borrarse la persona, la cuenta que lo firma ya no dice quién era.")
INTEREST = _("Interés legítimo en la seguridad y la trazabilidad (Ley 21.719, art. 13)")
EVERYBODY = _("Personas con cuenta y personas nombradas en lo que suben o escriben")


def _expire_sheets(day: date) -> int:
    from core.models import SheetImport, SheetLine
    from core.sheets.lifecycle import forget_files_of

    old = SheetImport.objects.filter(created_at__date__lt=day)
    lines: int = SheetLine.objects.filter(of__in=old).delete()[0]
    return lines + forget_files_of(old.values("pk"))


def _expire_submissions(day: date) -> int:
    from core.models import Submission

    return Submission.objects.filter(at__date__lt=day).delete()[0]


TREATMENTS = (
    Treatment(
        code="acts",
        label=_("Quién hizo qué"),
        subject=_("Personas con cuenta"),
        purpose=_("Avisar de lo que pasa en cada mesa y poder responder de cada acto."),
        basis=INTEREST,
        retention=_("Mientras exista la mesa: solo identificadores y códigos, sin nombres."),
        held=(
            Held("core.Event.by", "keep", ACTS),
            Held("core.Event.data", "keep", _("Identificadores y códigos, nunca nombres.")),
            Held("core.File.uploaded_by", "keep", ACTS),
            Held("core.SignedLink.made_by", "keep", ACTS),
            Held("core.SheetImport.asked_by", "keep", ACTS),
            Held("core.SheetImport.undone_by", "keep", ACTS),
            Held("core.Job.asked_by", "keep", ACTS),
        ),
    ),
    Treatment(
        code="uploads",
        label=_("Archivos subidos"),
        subject=EVERYBODY,
        purpose=_("Respaldar reuniones, hitos, aportes y papeles de las organizaciones."),
        basis=_("Ejecución del convenio de la mesa (Ley 21.719, art. 13)"),
        retention=_("Mientras exista el registro que respaldan; el contenido se retira a mano, uno por uno."),
        held=(Held("core.File.name", "words"),),
    ),
    Treatment(
        code="sheets",
        label=_("Planillas cargadas"),
        subject=EVERYBODY,
        purpose=_("Revisar una planilla antes de cargarla y poder deshacerla."),
        basis=INTEREST,
        retention=_("180 días desde la carga; después queda solo cuántas filas entraron."),
        days=180,
        held=(
            Held("core.SheetImport.name", "words"),
            Held("core.SheetImport.notices", "words"),
            Held("core.SheetImport.error", "words"),
            Held("core.SheetLine.values", "words"),
            Held("core.SheetLine.problems", "words"),
            Held("core.SheetLine.changes", "words"),
            Held("core.SheetLine.candidates", "words"),
            Held("core.SheetLine.before", "words"),
        ),
        expire=_expire_sheets,
    ),
    Treatment(
        code="traffic",
        label=_("Trabajos, envíos repetidos y entregas"),
        subject=EVERYBODY,
        purpose=_("Que un envío repetido no se registre dos veces y que un trabajo largo dé cuenta de sí."),
        basis=INTEREST,
        retention=_(
            "60 días los envíos recordados; los trabajos y las entregas, con identificadores y cuentas."
        ),
        days=60,
        expire=_expire_submissions,
        held=(
            Held("core.Submission.user", "keep", ACTS),
            Held("core.Submission.answer", "words"),
            Held("core.Job.params", "words"),
            Held("core.Job.result", "words"),
            Held("core.Job.error", "words"),
            Held("core.Job.step", "words"),
            Held("core.Delivery.error", "words"),
        ),
    ),
    Treatment(
        code="saved_views",
        label=_("Vistas guardadas"),
        subject=_("Personas con cuenta"),
        purpose=_("Volver a una lista con sus filtros."),
        basis=_("Ejecución del convenio de la mesa (Ley 21.719, art. 13)"),
        retention=_("Hasta que la persona la borre, deje la plataforma o se borren sus datos."),
        held=(
            Held("core.SavedView.owner", "row"),
            Held("core.SavedView.name", "row"),
            Held("core.SavedView.query", "row"),
        ),
        rows={"core.SavedView": lambda subject: Q(owner_id=subject.user_id)},
    ),
)

HOLDS_NONE = {
    "core.SearchWord": "single words of names of organisations",
    "core.File.sha256": "a digest",
    "core.File.media_type": "a code",
    "core.Job.kind": "a code",
    "core.Job.reach": "ids",
    "core.Job.slot": "a code",
    "core.Job.worker": "name of a process",
    "core.SignedLink.purpose": "a code",
    "core.SignedLink.token_hash": "a digest of random bytes",
    "core.Submission.key": "a random id",
    "core.Submission.fingerprint": "a digest",
    "core.Event.kind": "a code",
    "core.Event.subject_kind": "a code",
    "core.Event.scopes": "ids",
    "core.Event.audience": "a code",
    "core.Delivery.consumer": "a code",
    "core.SavedView.page": "a code",
    "core.SavedView.columns": "codes",
    "core.SavedView.shared_with": "a code or an id",
    "core.SheetImport.sheet": "a code",
    "core.SheetImport.scope": "ids",
    "core.SheetImport.sha256": "a digest",
    "core.SheetImport.columns": "codes",
    "core.SheetImport.counts": "numbers",
    "core.SheetImport.made": "ids",
    "core.SheetLine.decision": "a code or an id",
}
