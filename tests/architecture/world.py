"""One mesa of ours and one of others', each with a row of every kind that a route shows.

Each half has two contributors: `giver`, whom the people of the table may or may not act for, and a rival that
nobody of the table acts for.
"""

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
from evaluation.services.typology import classify_alliances
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
    giver: Actor
    rows: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    own: Half
    foreign: Half
    people: dict[str, User]

    def half(self, foreign: bool) -> Half:
        return self.foreign if foreign else self.own


def make_world() -> World:
    """The four standing people around their two mesas, each filled."""
    town, other = (
        factories.make_actor(f"Municipalidad de {word}", comunas=[code]) for word, code in PLACES.items()
    )
    giver = factories.make_actor("Generadora del Norte SpA", kind="empresa", comunas=["02102"])
    stranger = factories.make_actor("Hidroeléctrica de Santa Bárbara SpA", kind="empresa")
    people = {
        "ajena": factories.make_user("Ana Riquelme", acts_for=other),
        "empresa": factories.make_user("Diego Lagos", acts_for=giver),
        "funcionaria": factories.make_user("Rocío Paredes", acts_for=town),
        "coordinadora": factories.make_user("Camila Soto", is_foundation_staff=True),
    }
    halves = []
    owners = (people["funcionaria"], people["ajena"])
    for (word, code), actor, owner, by in zip(
        PLACES.items(), (town, other), owners, (giver, stranger), strict=True
    ):
        neighbours = factories.make_actor(
            f"Junta de Vecinos de {word}", kind="organizacion_social_territorial_o_funcional", rut=""
        )
        mesa = factories.make_mesa(
            f"Mesa de {word}",
            comunas=[code],
            partners=[actor, by, neighbours],
            coordinator=people["coordinadora"],
        )
        half = fill(Half(word, mesa, actor, owner, by), people["coordinadora"])
        half.rows["participation_of_neighbours"] = mesa.participations.get(actor=neighbours)
        halves.append(half)
    return World(*halves, people)


PLACES = {"Mejillones": "02102", "Santa Bárbara": "08311"}


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
        **_chain(half, meeting, by),
        **_evaluated(half, owner),
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


GIVEN, RIVALS = 1_234_000, 7_654_000


def _chain(half: Half, meeting: Any, by: Any) -> dict[str, Any]:
    """From the agreement to money spent: two contributors, one of whom nobody of the table acts for."""
    mesa, word = half.mesa, half.word
    rival = factories.make_actor(f"Competidora de {word} SpA", kind="empresa")
    factories.make_participation(mesa, rival, roles=["financiamiento"])
    initiative = factories.make_initiative(
        mesa, f"Plaza de {word}", agreement=meeting.agreements.get(), execution_cost=90_000_000, women=30
    )
    money = {"document": files.keep_upload(paper(f"carta {word}.pdf"), by=by, field="document")}
    pledge = factories.make_pledge(mesa, half.giver, GIVEN, note=f"Carta de {word}")
    receipt = factories.make_receipt(mesa, half.giver, GIVEN, pledge=pledge, **money)
    rivals = factories.make_pledge(mesa, rival, RIVALS)
    rivals_paper = {"document": files.keep_upload(paper(f"secreto {word}.pdf"), by=by, field="document")}
    rivals_receipt = factories.make_receipt(mesa, rival, RIVALS, pledge=rivals, **rivals_paper)
    allocation = factories.make_allocation(initiative, 1_000_000)
    return {
        "initiative": initiative,
        "pledge": pledge,
        "receipt": receipt,
        "receipt_file": money["document"],
        "rival": rival,
        "rivals_pledge": rivals,
        "rivals_receipt": rivals_receipt,
        "rivals_file": rivals_paper["document"],
        "allocation": allocation,
        "rivals_lines": list(rival.entries.filter(kind="allocation").values_list("amount", flat=True)),
        "spare": factories.make_receipt(mesa, half.giver, 5_000, note=f"Abono de {word}"),
    }


def _evaluated(half: Half, owner: Any) -> dict[str, Any]:
    """How the mesa is articulated, and an SDG report that its owner asked for."""
    classify_alliances(alliances=[half.mesa.pk], as_of=dates.today(), by=SYSTEM)
    job, _told = jobs.ask_job(kind="sdg_report", params={"alliance": str(half.mesa.pk)}, by=owner)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == job.State.DONE, job.error
    return {"typology": half.mesa.typology_results.get(), "report": job, "report_file": job.result_file}
