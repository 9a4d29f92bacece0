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
from actors.models import Actor, Suspect
from actors.services import records
from actors.services.handover import hand_over
from actors.services.merging import merge_actors
from convergence.models import Alliance, MeetingFile
from convergence.services.meetings import NewCommitment
from convergence.services.milestones import attach_document, waive_milestone
from core import dates, files, jobs, signed_links
from core.lists.saved import save_view
from evaluation.services.typology import classify_alliances
from tests import factories
from tests.architecture.goings import make_goings, make_rows
from tests.architecture.sheet_rows import make_imports

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
    before: dict[str, Any]  # doors of whoever was deactivated, opened while she was not

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
    goings, before = make_goings(town, halves[0].mesa)
    for half in halves:  # what happened last in each, so that it stands on the first page of any list
        half.rows["last"] = factories.make_commitment(half.mesa, half.actor, what=f"Lo último de {half.word}")
    return World(*halves, people | goings, before)


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
    view = save_view(page="actores", name=f"Vista de {word}", shared_with=f"actor:{actor.pk}", by=owner)
    token, _secret = create_token(name=f"Token {word}", can_write=False, days=30, by=owner)
    commitment = meeting.commitments.get()
    link, address = signed_links.make_link(purpose="commitment_answer", subject_id=commitment.pk, by=SYSTEM)
    half.rows = {
        **_chain(half, meeting, by),
        **_evaluated(half, owner),
        **_records(half, by),
        **_handed(half),
        **_duplicated(half, by),
        **make_rows(actor, mesa, word),
        **make_imports(actor, word, by),
        "meeting": meeting,
        "agreement": meeting.agreements.get(),
        "commitment": commitment,
        "participation": mesa.participations.get(actor=actor),
        "map_entry": factories.make_map_entry(mesa, f"Pesquera de {word}", interest=4, influence=2, by=by),
        "mark": waive_milestone(alliance=mesa, by=by, **waive),
        "proof": proof,
        "file": kept,
        "job": job,
        "view": view,
        "token": token,
        "link": link,
        "link_token": address.rstrip("/").rsplit("/", 1)[-1],
    }
    return half


def _records(half: Half, by: Any) -> dict[str, Any]:
    """What is kept about the organisation: a private contact, a mandate, a note and a paper."""
    actor, word = half.actor, half.word
    upload = paper(f"estatutos {word}.pdf")
    told: dict[str, Any] = {"kind": "statutes", "label": f"Estatutos de {word}", "upload": upload, "by": by}
    return {
        "contact": factories.make_contact(actor, f"Contacto de {word}", by=by),
        "mandate": factories.make_mandate(actor, ends_in=30, by=by),
        "note": records.add_note(actor=actor, text=f"Nota de {word}", by=by),
        "actor_file": records.add_file(actor=actor, **told),
    }


def _duplicated(half: Half, by: Any) -> dict[str, Any]:
    """One that may be the organisation, as a pair to be looked at; and one that was merged into it."""
    twin = factories.make_actor(f"I. Municipalidad de {half.word}, otra ficha", rut="")
    older = factories.make_actor(f"Municipalidad antigua de {half.word}", rut="")
    first, second = sorted((half.actor, twin), key=lambda one: one.pk)
    suspect = Suspect.objects.create(first=first, second=second, reason="similar_name", score=90)
    merge = merge_actors(kept=half.actor, merged=older, reason=f"Nombre antiguo de {half.word}", by=by)
    return {"twin": twin, "older": older, "suspect": suspect, "merge": merge}


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


def _handed(half: Half) -> dict[str, Any]:
    """A traspaso that the owner of the half took over, and a person who has yet to go."""
    before, going = (
        factories.make_user(f"{name} de {half.word}", acts_for=half.actor)
        for name in ("Quien estaba", "Quien deja")
    )
    done = hand_over(leaver=before, successor=half.owner, actor=half.actor, by=SYSTEM, reason=half.word)
    return {"handover": done, "going": going}
