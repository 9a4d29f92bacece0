"""One mesa of ours and one of others', each with a row of every kind that a route shows."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.principal import SYSTEM, principal_of
from accounts.services import create_token
from actors.models import Actor
from convergence.models import Alliance, MeetingFile
from convergence.services.meetings import NewCommitment
from convergence.services.milestones import attach_document, waive_milestone
from core import dates, files, jobs, signed_links
from tests import factories

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paper(name: str = "diagnostico.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER, "application/pdf")


@dataclass
class Half:
    """The rows of one mesa. `word` stands in the names of all of them."""

    word: str
    mesa: Alliance
    actor: Actor
    owner: User
    rows: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    own: Half
    foreign: Half
    people: dict[str, User]

    def half(self, foreign: bool) -> Half:
        return self.foreign if foreign else self.own


def fill(half: Half, coordinator: User) -> Half:
    """A meeting with its lines and file, a waived and a documented milestone, a job, a token, a link."""
    mesa, actor, word = half.mesa, half.actor, half.word
    by = principal_of(coordinator)
    owner = principal_of(half.owner)
    kept = files.keep_upload(paper(f"lista {word}.pdf"), by=by, field="file")
    due = dates.today() + timedelta(days=20)
    meeting = factories.make_meeting(
        mesa,
        place=f"Sede {word}",
        agreements=[f"Acuerdo de {word}"],
        attendances={actor: 3},
        commitments=[NewCommitment(f"Tarea de {word}", actor, due, agreement=1)],
        files=[(kept, MeetingFile.Kind.SIGNED_LIST)],
        by=by,
    )
    waive = {"milestone": "viabilidad_tecnica", "kind": "overridden", "reason": f"Razón larga de {word}"}
    proof = attach_document(
        alliance=mesa, milestone="diagnostico", happened_on=dates.today(), files=[kept], reason=word, by=by
    )
    job, _told = jobs.ask_job(kind="commitments_csv", by=owner)
    token, _secret = create_token(name=f"Token {word}", can_write=False, days=30, by=owner)
    commitment = meeting.commitments.get()
    link, address = signed_links.make_link(purpose="commitment_answer", subject_id=commitment.pk, by=SYSTEM)
    half.rows = {
        "meeting": meeting,
        "agreement": meeting.agreements.get(),
        "commitment": commitment,
        "participation": mesa.participations.get(actor=actor),
        "mark": waive_milestone(alliance=mesa, by=by, **waive),
        "proof": proof,
        "file": kept,
        "job": job,
        "token": token,
        "link": link,
        "link_token": address.rstrip("/").rsplit("/", 1)[-1],
    }
    return half
