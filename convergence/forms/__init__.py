"""Forms of the mesa's pages; each ends in a service."""

from convergence.forms.actor_map import MapEntryForm, MapLinkForm, MapRows
from convergence.forms.alliance import AllianceForm, CycleForm, ParticipationForm
from convergence.forms.commitment import (
    STEP_FORMS,
    AnswerForm,
    CloseForm,
    CommitmentForm,
    MoveForm,
    ReleaseForm,
    RescheduleForm,
)
from convergence.forms.meeting import AgreementRows, AmendMeetingForm, CommitmentRows, MeetingForm
from convergence.forms.milestone import AdvanceForm, EvidenceForm, WaiveForm, WithdrawForm

__all__ = [
    "STEP_FORMS",
    "AdvanceForm",
    "AgreementRows",
    "AllianceForm",
    "AmendMeetingForm",
    "AnswerForm",
    "CloseForm",
    "CommitmentForm",
    "CommitmentRows",
    "CycleForm",
    "EvidenceForm",
    "MapEntryForm",
    "MapLinkForm",
    "MapRows",
    "MeetingForm",
    "MoveForm",
    "ParticipationForm",
    "ReleaseForm",
    "RescheduleForm",
    "WaiveForm",
    "WithdrawForm",
]
