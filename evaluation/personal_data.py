"""Personal data of the evaluation floor: who asked for a report. Its numbers name organisations only."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import ACTS, CONTRACT, OWN_ACT, STAFF
from core.registry import Held, Treatment

TREATMENTS = (
    Treatment(
        code="reports",
        label=_("Informes pedidos"),
        subject=STAFF,
        purpose=_("Entregar el informe a quien lo pidió."),
        basis=CONTRACT,
        retention=OWN_ACT,
        held=(Held("evaluation.SdgReport.asked_by", "keep", ACTS),),
    ),
)

HOLDS_NONE = {
    "evaluation.SdgReport.language": "a code",
    "evaluation.SdgReport.numbers": "numbers and names of organisations and initiatives, frozen",
    "evaluation.SdgReport.inputs_hash": "a digest",
    "evaluation.SdgReport.numbers_hash": "a digest",
    "evaluation.SdgReport.method_version": "a code",
    "evaluation.TypologyResult": "codes and counts",
}
