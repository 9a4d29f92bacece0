"""Forms of the actors floor, one module a noun."""

from actors.forms.organisation import ActorForm, ComunaChoices
from actors.forms.records import ContactForm, EndContactForm, FileForm, MandateForm, NoteForm

__all__ = [
    "ActorForm",
    "ComunaChoices",
    "ContactForm",
    "EndContactForm",
    "FileForm",
    "MandateForm",
    "NoteForm",
]
