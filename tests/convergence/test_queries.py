"""Every page takes the same number of queries with 10 and with 20 rows, seen by who is not staff."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from accounts.models import User
from actors.models import Actor, Comuna
from convergence.models import Alliance
from convergence.services.alliances import update_alliance, update_participation
from convergence.services.meetings import NewCommitment, attach_file
from convergence.services.milestones import waive_milestone
from core import dates
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address

pytestmark = pytest.mark.django_db

_turns = count(1)


def _comuna() -> str:
    """Another comuna at each call, so that no row shares what it shows with another."""
    codes = list(Comuna.objects.order_by("code").values_list("code", flat=True))
    return codes[next(_turns) * 7 % len(codes)]


def _another_actor(kind: str = "municipio_o_asociacion_municipios") -> Actor:
    return factories.make_actor(kind=kind, comunas=[_comuna()])


def _another_mesa(mesa: Alliance, municipalidad: Actor) -> None:
    """A mesa that the funcionaria sees, with a coordinator, sponsor, partners and records of its own."""
    sponsor = _another_actor("empresa")
    other = factories.make_mesa(
        comunas=[_comuna()],
        partners=[municipalidad, sponsor, _another_actor()],
        coordinator=factories.make_user(is_foundation_staff=True),
        sponsor=sponsor,
    )
    owner = _another_actor()
    factories.make_participation(other, owner)
    factories.make_meeting(
        other,
        attendances={owner: 1},
        agreements=["Uno."],
        commitments=[NewCommitment("Enviar", owner, dates.today() - timedelta(days=1))],
        by=factories.principal(factories.make_user(is_foundation_staff=True)),
    )
    waive_milestone(
        alliance=other, milestone="diagnostico", kind="overridden", reason=acts.REASON, by=acts.SYSTEM
    )


def _another_partner(mesa: Alliance, municipalidad: Actor) -> None:
    factories.make_participation(mesa, _another_actor(), representative="Ana Díaz")
    gone = factories.make_participation(mesa, _another_actor("empresa"))
    update_participation(participation=gone, left_on=dates.today(), by=acts.SYSTEM)


def _another_meeting(mesa: Alliance, municipalidad: Actor) -> None:
    owner = _another_actor()
    factories.make_participation(mesa, owner)
    user = factories.make_user(acts_for=owner)
    meeting = factories.make_meeting(
        mesa,
        attendances={owner: 1, municipalidad: 2},
        agreements=["Uno.", "Dos."],
        commitments=[NewCommitment("Enviar", owner, dates.today(), person=user, agreement=1)],
        by=factories.principal(user),
    )
    attach_file(meeting=meeting, file=acts.paper(), kind="document", by=acts.SYSTEM)


def _another_commitment(mesa: Alliance, municipalidad: Actor) -> None:
    """Of another mesa, owner, person and meeting each."""
    other = factories.make_mesa(comunas=[_comuna()], partners=[municipalidad])
    _another_meeting(other, municipalidad)


def _another_line(mesa: Alliance, municipalidad: Actor) -> None:
    """One more of everything that one meeting's page shows."""
    from convergence.models import Agreement, Attendance

    meeting = mesa.meetings.order_by("created_at").first() or factories.make_meeting(mesa, women=500)
    owner = _another_actor()
    factories.make_participation(mesa, owner)
    user = factories.make_user(acts_for=owner)
    Attendance.objects.create(meeting=meeting, actor=owner, people=1)
    number = meeting.agreements.count() + 1
    agreed = Agreement.objects.create(meeting=meeting, number=number, text="Otro.", nature="cambio_reglas")
    due = dates.today() + timedelta(days=9)
    factories.make_commitment(mesa, owner, person=user, meeting=meeting, agreement=agreed, due_on=due)
    factories.make_commitment(mesa, owner, person=user, meeting=meeting, due_on=due)
    attach_file(meeting=meeting, file=acts.paper(), kind="document", by=acts.SYSTEM)


def _another_event(mesa: Alliance, municipalidad: Actor) -> None:
    """Events and stage changes by another person on behalf of another organisation each."""
    actor = _another_actor()
    factories.make_participation(mesa, actor)
    by = factories.principal(factories.make_user(acts_for=actor))
    factories.make_meeting(mesa, by=by)
    staff = factories.principal(factories.make_user(is_foundation_staff=True))
    update_alliance(alliance=mesa, by=staff, purpose=f"Propósito {next(_turns)}.")
    mesa.stage_changes.create(
        to_stage="convergencia", from_stage="vinculacion", happened_on=dates.today(), made_by=staff.user
    )


def _another_mark(mesa: Alliance, municipalidad: Actor) -> None:
    from convergence.services.milestones import attach_document, withdraw_mark

    for _turn in range(2):
        mark = attach_document(
            alliance=mesa,
            milestone="diagnostico",
            happened_on=dates.today(),
            files=[acts.paper()],
            by=factories.principal(factories.make_user(is_foundation_staff=True)),
        )
    by = factories.principal(factories.make_user(is_foundation_staff=True))
    withdraw_mark(mark=mark, reason="Era de otra mesa.", by=by)


def _another_date(mesa: Alliance, municipalidad: Actor) -> None:
    row = mesa.commitments.order_by("created_at").first() or factories.make_commitment(mesa, municipalidad)
    row.due_dates.create(due_on=dates.today(), reason="Otra.", set_by=factories.make_user())


Grow = Callable[[Alliance, Actor], None]
Where = Callable[[Alliance], str]


def _first_meeting(mesa: Alliance) -> str:
    return address("meeting", mesa.meetings.order_by("created_at").first().pk)


def _first_commitment(mesa: Alliance) -> str:
    return address("commitment", mesa.commitments.order_by("created_at").first().pk)


# page: how one more row comes to be, its address, how many queries it may take.
PAGES: dict[str, tuple[Grow, Where, int]] = {
    "board by stage": (_another_mesa, lambda mesa: address("board"), 17),
    "board as a table": (_another_mesa, lambda mesa: address("board") + "?vista=tabla", 17),
    "mesa": (_another_meeting, lambda mesa: address("alliance", mesa.pk), 20),
    "partners": (_another_partner, lambda mesa: address("partners", mesa.pk), 11),
    "meetings": (_another_meeting, lambda mesa: address("meetings", mesa.pk), 10),
    "meeting": (_another_line, _first_meeting, 14),
    "correction of a meeting": (_another_line, lambda mesa: _first_meeting(mesa) + "corregir/", 14),
    "meeting form": (_another_partner, lambda mesa: address("record", mesa.pk), 12),
    "commitments": (_another_commitment, lambda mesa: address("commitments"), 10),
    "commitments of the mesa": (_another_meeting, lambda mesa: address("alliance_commitments", mesa.pk), 12),
    "commitment": (_another_date, _first_commitment, 10),
    "history": (_another_event, lambda mesa: address("history", mesa.pk), 12),
    "milestone": (_another_mark, lambda mesa: address("milestone", mesa.pk, "diagnostico"), 18),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_the_same_number_of_queries_with_10_and_with_20_rows(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, name: str
) -> None:
    grow, where, most = PAGES[name]
    client = factories.client_of(funcionaria)
    counted: dict[int, list[str]] = {}
    length: dict[int, int] = {}
    for size in (10, 20):
        for _turn in range(10):
            grow(mesa, municipalidad)
        url = where(mesa)
        factories.page(client, url)  # caches of the process are not the page's
        with factories.count_queries() as queries:
            page = factories.page(client, url)
        counted[size] = [query["sql"] for query in queries.captured_queries]
        length[size] = len(page)
    print(f"{name}: {len(counted[20])} queries")
    more = "\n".join(sorted(set(counted[20]) - set(counted[10])))
    assert len(counted[10]) == len(counted[20]), more
    assert len(counted[20]) <= most, "\n".join(counted[20])
    if name != "mesa":  # its lists are cut to the next ones
        assert length[20] > length[10] + 500, "the page really shows more rows"
