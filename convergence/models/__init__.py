"""Tables of the convergence floor, one module a noun."""

from convergence.models.alliance import Alliance, Cycle, Participation
from convergence.models.commitment import Commitment, DueDate
from convergence.models.meeting import Agreement, Attendance, Meeting, MeetingFile
from convergence.models.stage import MilestoneFile, MilestoneMark, StageChange

__all__ = [
    "Agreement",
    "Alliance",
    "Attendance",
    "Commitment",
    "Cycle",
    "DueDate",
    "Meeting",
    "MeetingFile",
    "MilestoneFile",
    "MilestoneMark",
    "Participation",
    "StageChange",
]
