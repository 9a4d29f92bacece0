"""Two organisations and, for every column that refers to one, a row that names the second and where it is read.

A table without an entry in ROWS or READ fails the test: see test_merge_everywhere.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, ActorFile, ActorNote, Handover, Suspect, Tag
from actors.services.merging import merge_actors
from convergence.models import Alliance
from core import dates
from core.files import keep_bytes
from portfolio.models import Initiative
from tests import factories

KEPT, MERGED = "Alfa Andina", "Beta Costera"


@dataclass
class Stage:
    """`kept` takes part in `mesa` beside `merged`; `rows` are those that name `merged`, by their column."""

    kept: Actor
    merged: Actor
    mesa: Alliance
    staff: User
    work: Initiative
    rows: dict[str, Any] = field(default_factory=dict)

    def page(self, name: str, *args: Any, query: str = "") -> str:
        return factories.page(factories.client_of(self.staff), reverse(name, args=args) + query)

    def api(self, path: str) -> str:
        answer = factories.api(self.staff).get(f"/api/v1/{path}")
        assert answer.status_code == 200, (path, answer.content)
        return str(answer.content.decode())


def make_stage() -> Stage:
    kept = factories.make_actor(KEPT, kind="empresa", comunas=["02102"], rut="")
    merged = factories.make_actor(MERGED, kind="empresa", comunas=["02104"])
    mesa = factories.make_mesa("Mesa de prueba", started_on=dates.today() - timedelta(days=300))
    staff = factories.make_user("Camila Soto", is_foundation_staff=True)
    return Stage(kept, merged, mesa, staff, factories.make_initiative(mesa, "Plaza"))


def _older(stage: Stage) -> Actor:
    """One that was merged into `merged` before."""
    older = factories.make_actor("Gama Antigua", kind="empresa", rut="")
    merge_actors(kept=stage.merged, merged=older, reason="Nombre antiguo", by=SYSTEM)
    return older


def _tagged(stage: Stage) -> Any:
    tag = Tag.objects.create(name="costera")
    stage.merged.tags.add(tag)
    return tag


def _handover(stage: Stage) -> Handover:
    one, other = factories.make_user("Quien deja"), factories.make_user("Quien sigue")
    return Handover.objects.create(actor=stage.merged, leaver=one, successor=other, done_by=stage.staff)


def _paper(stage: Stage) -> ActorFile:
    file = keep_bytes(b"%PDF-1.4\n", name="estatutos.pdf", media_type="application/pdf", by=SYSTEM)
    return ActorFile.objects.create(actor=stage.merged, file=file, label="Estatutos de la costera")


def _suspect(stage: Stage) -> Suspect:
    twin = factories.make_actor("Delta Lejana", kind="empresa", rut="")
    first, second = sorted((stage.merged, twin), key=lambda actor: actor.pk)
    return Suspect.objects.create(first=first, second=second, reason="similar_name", score=90)


def _participation(stage: Stage) -> Any:
    return stage.mesa.participations.filter(actor=stage.merged).first() or factories.make_participation(
        stage.mesa, stage.merged
    )


def _with_money(stage: Stage) -> Any:
    """An allocation of what it gave: there is a fund and an initiative's balance in its name."""
    _participation(stage)
    factories.make_receipt(stage.mesa, stage.merged, 900_000)
    return factories.make_allocation(stage.work, 500_000)


def _seated(act: Callable[[Stage], Any]) -> Callable[[Stage], Any]:
    def made(stage: Stage) -> Any:
        _participation(stage)
        return act(stage)

    return made


# Column → what makes a row that names `merged` in it.
ROWS: dict[str, Callable[[Stage], Any]] = {
    "actors.Actor_comunas.actor": lambda stage: stage.merged.comunas.get(),
    "actors.Actor_tags.actor": _tagged,
    "actors.Actor.parent": lambda stage: factories.make_actor(
        "Faena Norte", kind="empresa", parent=stage.merged
    ),
    "actors.Actor.merged_into": _older,
    "actors.Suspect.first": _suspect,
    "actors.Suspect.second": _suspect,
    "actors.Merge.kept": _older,
    "actors.Merge.merged": _older,
    "actors.Membership.actor": lambda stage: factories.make_user("Persona Costera", acts_for=stage.merged),
    "actors.Invitation.actor": lambda stage: factories.make_invitation(stage.merged, "costera@example.org"),
    "actors.Handover.actor": _handover,
    "actors.Contact.actor": lambda stage: factories.make_contact(stage.merged, "Contacto Costero"),
    "actors.Mandate.actor": lambda stage: factories.make_mandate(stage.merged, holder="Titular Costera"),
    "actors.ActorNote.actor": lambda stage: ActorNote.objects.create(actor=stage.merged, text="Nota costera"),
    "actors.ActorFile.actor": _paper,
    "convergence.Alliance.started_by": lambda stage: factories.make_mesa(
        "Mesa iniciada", started_by=stage.merged
    ),
    "convergence.Alliance.sponsor": lambda stage: factories.make_mesa("Mesa pagada", sponsor=stage.merged),
    "convergence.Participation.actor": _participation,
    "convergence.Attendance.actor": _seated(
        lambda stage: factories.make_meeting(stage.mesa, attendances={stage.merged: 3})
    ),
    "convergence.Commitment.owner": _seated(
        lambda stage: factories.make_commitment(stage.mesa, stage.merged)
    ),
    "convergence.MapEntry.actor": lambda stage: factories.make_map_entry(stage.mesa, stage.merged),
    "portfolio.Initiative.ball": _seated(
        lambda stage: factories.make_initiative(stage.mesa, "Cancha", next_step="Firmar", ball=stage.merged)
    ),
    "portfolio.Pledge.contributor": _seated(lambda stage: factories.make_pledge(stage.mesa, stage.merged)),
    "portfolio.Movement.contributor": _seated(lambda stage: factories.make_receipt(stage.mesa, stage.merged)),
    "portfolio.Entry.contributor": _with_money,
    "portfolio.FundBalance.contributor": _with_money,
    "portfolio.InitiativeBalance.contributor": _with_money,
}


@dataclass(frozen=True)
class Reading:
    """Where a row is read, and what must stand there before the merge and after it."""

    read: Callable[[Stage, Any], str]
    before: str
    after: str


def _names(read: Callable[[Stage, Any], str]) -> Reading:
    """Whose it is, by name."""
    return Reading(read, MERGED, KEPT)


def _on_page_of_kept(name: str, word: str) -> Reading:
    """What was kept about the merged one stands on the page of the kept one."""
    return Reading(lambda stage, row: _word(word, stage.page(name, stage.kept.pk)), "", word)


def _word(word: str, text: str) -> str:
    return word if word in text else ""


def _owner(stage: Stage, row: Any) -> str:
    return stage.page("convergence:commitments")


READ: dict[str, Reading] = {
    # Presence and tags are the kept one's own: it takes them when told. The merged one is listed no more.
    "actors.Actor_comunas.actor": Reading(
        lambda stage, row: _word(MERGED, stage.page("actors:list", query="?comuna=02104")), MERGED, ""
    ),
    "actors.Actor_tags.actor": Reading(lambda stage, row: _word(MERGED, stage.api("actors/")), MERGED, ""),
    "actors.Actor.parent": _names(lambda stage, row: stage.page("actors:actor", row.pk)),
    "actors.Actor.merged_into": _names(
        lambda stage, row: Actor.objects.select_related("canonical").get(pk=row.pk).canonical.name
    ),
    "actors.Suspect.first": Reading(
        lambda stage, row: _word(MERGED, stage.page("actors:duplicates")), MERGED, ""
    ),
    "actors.Suspect.second": Reading(
        lambda stage, row: _word(MERGED, stage.page("actors:duplicates")), MERGED, ""
    ),
    # The log of merges says what was done then, with the names of then.
    "actors.Merge.kept": Reading(
        lambda stage, row: _word(MERGED, stage.page("actors:merges")), MERGED, MERGED
    ),
    "actors.Merge.merged": Reading(
        lambda stage, row: _word(MERGED, stage.page("actors:merges")), MERGED, MERGED
    ),
    "actors.Membership.actor": _on_page_of_kept("actors:people", "Persona Costera"),
    "actors.Invitation.actor": _on_page_of_kept("actors:people", "costera@example.org"),
    "actors.Handover.actor": _names(lambda stage, row: stage.api(f"handovers/{row.pk}/")),
    "actors.Contact.actor": _on_page_of_kept("actors:actor", "Contacto Costero"),
    "actors.Mandate.actor": _on_page_of_kept("actors:actor", "Titular Costera"),
    "actors.ActorNote.actor": _on_page_of_kept("actors:inner", "Nota costera"),
    "actors.ActorFile.actor": _on_page_of_kept("actors:actor", "Estatutos de la costera"),
    "convergence.Alliance.started_by": _names(lambda stage, row: stage.api(f"alliances/{row.pk}/")),
    "convergence.Alliance.sponsor": _names(lambda stage, row: stage.page("convergence:alliance", row.pk)),
    "convergence.Participation.actor": _names(
        lambda stage, row: stage.page("convergence:partners", stage.mesa.pk)
    ),
    "convergence.Attendance.actor": _names(lambda stage, row: stage.page("convergence:meeting", row.pk)),
    "convergence.Commitment.owner": _names(_owner),
    "convergence.MapEntry.actor": _names(lambda stage, row: stage.page("convergence:map", stage.mesa.pk)),
    "portfolio.Initiative.ball": _names(lambda stage, row: stage.page("portfolio:cartera", stage.mesa.pk)),
    "portfolio.Pledge.contributor": _names(lambda stage, row: stage.page("portfolio:aportes", stage.mesa.pk)),
    "portfolio.Movement.contributor": _names(lambda stage, row: stage.page("portfolio:movement", row.pk)),
    "portfolio.Entry.contributor": _names(lambda stage, row: stage.page("portfolio:contributors")),
    # Balances are read by who allocates, not shown: the lines of the allocation say whose money it was.
    "portfolio.FundBalance.contributor": _names(lambda stage, row: stage.page("portfolio:movement", row.pk)),
    "portfolio.InitiativeBalance.contributor": _names(lambda stage, row: stage.api(f"movements/{row.pk}/")),
}


def tables() -> dict[str, list[str]]:
    """Every row of every table of the database, as text."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'select t::text from "{name}" t order by 1')
            found[name] = [text for (text,) in cursor.fetchall()]
    return found


def actors_without_stamp() -> list[Any]:
    """The registry without the columns that say that a row was touched."""
    hidden = ("version", "updated_at")
    columns = [one.attname for one in Actor._meta.concrete_fields if one.name not in hidden]
    return list(Actor.objects.order_by("pk").values_list(*columns))
