"""Tables of the convergence floor, one module a noun."""

from convergence.models.alliance import Alliance, Cycle, Participation
from convergence.models.commitment import Commitment, DueDate
from convergence.models.meeting import Agreement, Attendance, Meeting, MeetingFile
from convergence.models.people import MapEntry, Seat
from convergence.models.stage import MilestoneFile, MilestoneMark, StageChange

__all__ = [
    "Agreement",
    "Alliance",
    "Attendance",
    "Commitment",
    "Cycle",
    "DueDate",
    "MapEntry",
    "Meeting",
    "MeetingFile",
    "MilestoneFile",
    "MilestoneMark",
    "Participation",
    "Seat",
    "StageChange",
]
