"""Tables without a domain word, one module a noun."""

from core.models.file import File
from core.models.job import Job
from core.models.link import SignedLink, Submission
from core.models.outbox import Delivery, Event
from core.models.row import BaseModel, new_uid, parse_uid
from core.models.saved_view import SavedView
from core.models.search_word import SearchWord
from core.models.sheet import SheetImport, SheetLine

__all__ = [
    "BaseModel",
    "Delivery",
    "Event",
    "File",
    "Job",
    "SavedView",
    "SearchWord",
    "SheetImport",
    "SheetLine",
    "SignedLink",
    "Submission",
    "new_uid",
    "parse_uid",
]
