"""Who sees which row of the portfolio and of the ledger: person × row, by name, the visible and the invisible."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM, Principal
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.alliances import update_participation
from core import dates
from core.models import File
from portfolio.models import Entry, Initiative, Movement, Pledge
from tests import factories as f
from tests.convergence import acts

pytestmark = pytest.mark.django_db

# Rows of the ledger of `mesa` by whose they are; what belongs to the fund as a whole has lines of both companies.
OF_GENERADORA = frozenset(
    {
        "pledge generadora", "promise generadora", "receipt generadora", "paper of receipt generadora",
        "promise generadora: line of generadora", "receipt generadora: line of generadora",
        "allocation: line of generadora", "expenditure: line of generadora", "reversal: line of generadora",
    }
)  # fmt: skip
OF_ANGAMOS = frozenset(row.replace("generadora", "angamos") for row in OF_GENERADORA)
OF_FUND = frozenset({"allocation", "expenditure", "reversal", "paper of expenditure"})
LEDGER = OF_GENERADORA | OF_ANGAMOS | OF_FUND
OTHER_LEDGER = frozenset(
    {
        "receipt santa barbara", "receipt santa barbara: line of santa barbara", "paper of receipt santa barbara",
    }
)  # fmt: skip
PLAZA, BRIDGE = frozenset({"initiative plaza"}), frozenset({"initiative bridge"})
ALL = LEDGER | OTHER_LEDGER | PLAZA | BRIDGE
PAPERS = frozenset(row for row in ALL if row.startswith("paper"))
TABLE = {
    "coordinadora": ALL,
    "SYSTEM": ALL - PAPERS,  # files are handed to persons
    "funcionaria": LEDGER | PLAZA,
    "empresa": OF_GENERADORA | PLAZA,
    "otra_empresa": OF_ANGAMOS | PLAZA,
    "vecina": PLAZA,
    "ajena": OTHER_LEDGER | BRIDGE,
    "anonymous": frozenset(),
}


@pytest.fixture
def angamos(mesa: Alliance) -> Actor:
    actor = f.make_actor("Puerto Angamos SpA", kind="empresa", comunas=["02102"])
    f.make_participation(mesa, actor, roles=["financiamiento"])
    return actor


@pytest.fixture
def otra_empresa(angamos: Actor) -> User:
    return f.make_user("Elsa Roa", acts_for=angamos)


@pytest.fixture
def named(
    mesa: Alliance, mesa_ajena: Alliance, empresa_actor: Actor, angamos: Actor, otra_municipalidad: Actor
) -> dict[Any, str]:
    """Every row of both mesas by its name; those of a kind are told apart by model and key."""
    plaza, bridge = f.make_initiative(mesa, "Plaza"), f.make_initiative(mesa_ajena, "Puente")
    told: dict[Any, str] = {plaza: "initiative plaza", bridge: "initiative bridge"}
    givers = {empresa_actor: "generadora", angamos: "angamos", otra_municipalidad: "santa barbara"}
    for giver in (empresa_actor, angamos):
        pledge = f.make_pledge(mesa, giver, 900)
        told[pledge] = f"pledge {givers[giver]}"
        told[pledge.movements.get()] = f"promise {givers[giver]}"
    for giver, where in ((empresa_actor, mesa), (angamos, mesa), (otra_municipalidad, mesa_ajena)):
        receipt = f.make_receipt(where, giver, 500, document=acts.paper())
        told[receipt] = f"receipt {givers[giver]}"
        told[receipt.document] = f"paper of receipt {givers[giver]}"
    told[f.make_allocation(plaza, 400)] = "allocation"
    spent = f.make_expenditure(plaza, 100, document=acts.paper())
    told |= {spent: "expenditure", spent.document: "paper of expenditure", f.reverse(spent): "reversal"}
    for entry in Entry.objects.select_related("movement", "contributor"):
        told[entry] = f"{told[entry.movement]}: line of {givers[entry.contributor]}"
    assert set(told.values()) == ALL
    return told


def seen(by: Principal, named: dict[Any, str]) -> set[str]:
    """Names of the rows that `by` sees, asked one queryset at a time."""

    def rows() -> Iterator[Any]:
        for model in (Initiative, Pledge, Movement, Entry, File):
            found = list(model.objects.visible_to(by))
            assert len(found) == len({row.pk for row in found}), f"{model.__name__} repeats"
            yield from found

    return {named[row] for row in rows()}


def by_of(who: str, request: pytest.FixtureRequest) -> Principal:
    if who == "SYSTEM":
        return SYSTEM
    return f.principal(None if who == "anonymous" else request.getfixturevalue(who))


@pytest.mark.parametrize("who", TABLE)
def test_each_person_sees_her_rows_and_no_other(
    named: dict[Any, str], who: str, request: pytest.FixtureRequest
) -> None:
    assert seen(by_of(who, request), named) == TABLE[who]


def test_a_company_that_left_the_mesa_still_sees_its_own_lines_and_nothing_else(
    named: dict[Any, str], mesa: Alliance, empresa_actor: Actor, empresa: User
) -> None:
    leave(mesa, empresa_actor)
    assert seen(f.principal(empresa), named) == OF_GENERADORA


def test_a_municipality_that_left_no_longer_sees_the_ledger(
    named: dict[Any, str], mesa: Alliance, municipalidad: Actor, funcionaria: User
) -> None:
    leave(mesa, municipalidad)
    assert seen(f.principal(funcionaria), named) == frozenset()


def leave(mesa: Alliance, actor: Actor) -> None:
    seat = mesa.participations.get(actor=actor)
    update_participation(participation=seat, left_on=mesa.today(), by=SYSTEM)


def test_a_person_of_two_companies_sees_the_lines_of_both(
    named: dict[Any, str], empresa: User, angamos: Actor
) -> None:
    f.make_membership(empresa, angamos)
    assert seen(f.principal(empresa), named) == OF_GENERADORA | OF_ANGAMOS | PLAZA


def test_a_person_of_a_company_and_of_the_municipality_sees_the_whole_ledger_of_that_mesa(
    named: dict[Any, str], empresa: User, municipalidad: Actor, otra_municipalidad: Actor
) -> None:
    f.make_membership(empresa, municipalidad)
    assert seen(f.principal(empresa), named) == LEDGER | PLAZA


def test_a_person_of_an_institution_of_each_mesa_sees_both_ledgers(
    named: dict[Any, str], funcionaria: User, otra_municipalidad: Actor
) -> None:
    f.make_membership(funcionaria, otra_municipalidad)
    assert seen(f.principal(funcionaria), named) == ALL


@pytest.mark.parametrize("who", ["municipalidad", "empresa_actor"])
@pytest.mark.parametrize(
    ("since", "until", "sees"), [(-400, 0, False), (-400, 1, True), (1, None, False), (0, None, True)]
)
def test_a_membership_counts_from_its_first_day_to_the_one_before_its_end(
    named: dict[Any, str], who: str, since: int, until: int | None, sees: bool, request: pytest.FixtureRequest
) -> None:
    user, today = f.make_user(), dates.today()
    f.make_membership(
        user,
        request.getfixturevalue(who),
        since=today + timedelta(days=since),
        until=None if until is None else today + timedelta(days=until),
    )
    whole = TABLE["funcionaria" if who == "municipalidad" else "empresa"]
    assert seen(f.principal(user), named) == (whole if sees else frozenset())


def test_whoever_may_no_longer_sign_in_sees_nothing(named: dict[Any, str], coordinadora: User) -> None:
    coordinadora.is_active = False
    assert seen(f.principal(coordinadora), named) == frozenset()


def test_a_paper_opens_for_whoever_sees_its_movement(
    named: dict[Any, str], empresa: User, otra_empresa: User, funcionaria: User, vecina: User
) -> None:
    papers = {name: row for row, name in named.items() if isinstance(row, File)}
    address = reverse("core:file", args=[papers["paper of receipt generadora"].pk])
    for user, status in ((empresa, 200), (funcionaria, 200), (otra_empresa, 404), (vecina, 404)):
        assert f.client_of(user).get(address).status_code == status


def test_what_pays_for_a_line_is_counted_only_of_the_rows_seen(
    named: dict[Any, str], mesa: Alliance, empresa: User, funcionaria: User
) -> None:
    """The same sum of the same queryset: own money for a company, the fund for the municipality."""
    own = Entry.objects.visible_to(f.principal(empresa)).filter(alliance=mesa).totals()
    assert (own.pledged, own.received, own.allocated, own.spent, own.contributors) == (900, 500, 200, 0, 1)
    whole = Entry.objects.visible_to(f.principal(funcionaria)).totals()
    assert (whole.pledged, whole.received, whole.allocated, whole.contributors) == (1_800, 1_000, 400, 2)
