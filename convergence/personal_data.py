"""Personal data of the mesas: who sits, who represents, who owes; texts that may name people."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import ACTS, CONTRACT, OWN_ACT, STAFF
from core.registry import Held, Treatment

TREATMENTS = (
    Treatment(
        code="seats",
        label=_("Quién se sienta y quién responde en la mesa"),
        subject=STAFF,
        purpose=_("Saber quién representa a cada organización y quién debe qué."),
        basis=CONTRACT,
        retention=OWN_ACT,
        held=(
            Held("convergence.Participation.representative", "words"),
            Held("convergence.Seat.user", "keep", ACTS),
            Held("convergence.Commitment.person", "keep", ACTS),
            Held("convergence.Alliance.coordinator", "keep", ACTS),
            Held("convergence.DueDate.set_by", "keep", ACTS),
            Held("convergence.Meeting.recorded_by", "keep", ACTS),
            Held("convergence.MilestoneMark.made_by", "keep", ACTS),
            Held("convergence.MilestoneMark.withdrawn_by", "keep", ACTS),
            Held("convergence.StageChange.made_by", "keep", ACTS),
        ),
    ),
    Treatment(
        code="meeting_texts",
        label=_("Lo conversado y acordado"),
        subject=_("Personas nombradas en textos de la mesa"),
        purpose=_("Dejar constancia de reuniones, acuerdos, compromisos e hitos."),
        basis=CONTRACT,
        retention=_("Mientras exista la mesa; los nombres se quitan a petición."),
        held=(
            Held("convergence.Alliance.name", "asked"),
            Held("convergence.Alliance.purpose", "words"),
            Held("convergence.Participation.strategic_reason", "words"),
            Held("convergence.Meeting.place", "words"),
            Held("convergence.Meeting.summary", "words"),
            Held("convergence.Agreement.text", "words"),
            Held("convergence.Commitment.what", "words"),
            Held("convergence.Commitment.outcome", "words"),
            Held("convergence.DueDate.reason", "words"),
            Held("convergence.MilestoneMark.reason", "words"),
            Held("convergence.MilestoneMark.withdrawn_reason", "words"),
            Held("convergence.StageChange.gates", "words"),
            Held("convergence.StageChange.note", "words"),
            Held("convergence.MapEntry.name", "asked"),
            Held("convergence.MapEntry.expectation", "words"),
            Held("convergence.MapEntry.approach", "words"),
        ),
    ),
)

HOLDS_NONE = {
    "convergence.Alliance.areas": "codes",
    "convergence.Participation.roles": "codes",
    "convergence.Participation.contributions": "codes",
    "convergence.Meeting.spaces": "codes",
    "convergence.MilestoneMark.milestone": "a code",
    "convergence.MilestoneMark.session_number": "number of a session",
    "convergence.MilestoneMark.agreement_number": "number of an acuerdo",
}
