"""Forms of the mesa's pages; each ends in a service."""

from convergence.forms.alliance import AllianceForm, CycleForm, ParticipationForm
from convergence.forms.commitment import AnswerForm, CommitmentForm, MoveForm, RescheduleForm
from convergence.forms.meeting import AgreementRows, AmendMeetingForm, CommitmentRows, MeetingForm
from convergence.forms.milestone import AdvanceForm, EvidenceForm, WaiveForm, WithdrawForm

__all__ = [
    "AdvanceForm",
    "AgreementRows",
    "AllianceForm",
    "AmendMeetingForm",
    "AnswerForm",
    "CommitmentForm",
    "CommitmentRows",
    "CycleForm",
    "EvidenceForm",
    "MeetingForm",
    "MoveForm",
    "ParticipationForm",
    "RescheduleForm",
    "WaiveForm",
    "WithdrawForm",
]
