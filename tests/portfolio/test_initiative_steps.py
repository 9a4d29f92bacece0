"""Lists and phases an initiative passes: one list at a time, dated, kept as steps and told as of any day; sums."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from convergence.models import Alliance
from core.errors import DomainError, NotAllowed, Stale
from core.models import Event
from portfolio.models import Initiative, Phase
from portfolio.services.initiatives import move_initiative
from tests import factories as f
from tests.convergence import acts

pytestmark = pytest.mark.django_db
SYSTEM = acts.SYSTEM
# Every phase and the sets that count it: t(o do), i(n progress), d(elivered) or x (stopped); l(iving), s(ubmitted).
SETS = {
    "idea": "lt", "perfil": "li", "prefactibilidad": "li", "factibilidad": "li", "diseno": "li",
    "postulacion": "lis", "financiamiento": "lis", "licitacion": "lis", "ejecucion": "lis", "recepcion": "lis",
    "entregada": "lds", "operacion": "lds", "evaluacion": "lds", "suspendida": "lx", "descartada": "x",
}  # fmt: skip


def move(row: Initiative, phase: str = "", **fields: Any) -> Initiative:
    fields.setdefault("by", SYSTEM)
    return move_initiative(initiative=row, phase=Phase.objects.get(pk=phase) if phase else None, **fields)


def sets(rows: Any) -> dict[str, Any]:
    return {
        "t": rows.todo(), "i": rows.in_progress(), "d": rows.delivered(), "x": rows.stopped(), "l": rows.living(),
        "s": rows.submitted(),
    }  # fmt: skip


def stands(row: Initiative) -> tuple[str, str, int, int]:
    row.refresh_from_db()
    return row.portfolio, row.phase_id, row.version, row.steps.count()


# Moving ------------------------------------------------------------------------------------------
def test_a_step_to_another_list_and_phase_is_kept_with_its_date_and_note(
    mesa: Alliance, funcionaria: User
) -> None:
    row = f.make_initiative(mesa, entered_on=mesa.started_on)
    day = mesa.started_on + timedelta(days=40)
    move(
        row,
        "perfil",
        portfolio="priorizada",
        happened_on=day,
        note=" Por acta. ",
        by=f.principal(funcionaria),
    )
    assert stands(row) == ("priorizada", "perfil", 2, 2)
    assert row.phase_since == day
    step = row.steps.last()
    assert (step.portfolio, step.phase_id, step.since, step.note, step.made_by) == (
        "priorizada", "perfil", day, "Por acta.", funcionaria,
    )  # fmt: skip
    told = acts.only_event("initiative.moved", row)
    assert told.scopes == [mesa.scope]
    assert told.data == {
        "from": {"portfolio": "ampliada", "phase": "idea"},
        "to": {"portfolio": "priorizada", "phase": "perfil"},
    }
    assert acts.labels_of(row) == ["insert", "update"]


def test_a_new_list_leaves_the_phase_as_old_as_it_was(mesa: Alliance) -> None:
    row = f.make_initiative(mesa, entered_on=mesa.started_on)
    move(row, portfolio="priorizada")
    assert stands(row) == ("priorizada", "idea", 2, 2)
    assert row.phase_since == mesa.started_on


@pytest.mark.parametrize("start", ["ampliada", "priorizada", "definitiva"])
@pytest.mark.parametrize("to", ["ampliada", "priorizada", "definitiva"])
def test_a_list_is_left_one_step_at_a_time_either_way(mesa: Alliance, start: str, to: str) -> None:
    line = ["ampliada", "priorizada", "definitiva"]
    row = f.make_initiative(mesa, portfolio=start)
    if abs(line.index(start) - line.index(to)) == 1:
        move(row, portfolio=to)
        assert stands(row) == (to, "idea", 2, 2)
        return
    with pytest.raises(DomainError) as error:
        move(row, portfolio=to)
    skipped = ("bad_transition", "portfolio")
    assert (error.value.code, error.value.field) == (("no_change", "phase") if start == to else skipped)
    assert stands(row) == (start, "idea", 1, 1)


def test_a_list_that_does_not_exist_is_refused_beside_the_field(mesa: Alliance) -> None:
    row = f.make_initiative(mesa)
    with pytest.raises(DomainError) as error:
        move(row, portfolio="mayor")
    assert error.value.field == "portfolio"


def test_a_phase_goes_anywhere_and_comes_back(mesa: Alliance) -> None:
    row = f.make_initiative(mesa)
    for phase in ("ejecucion", "suspendida", "perfil", "descartada", "idea"):
        move(row, phase)
    assert stands(row) == ("ampliada", "idea", 6, 6)
    assert [step.phase_id for step in row.steps.all()] == [
        "idea", "ejecucion", "suspendida", "perfil", "descartada", "idea",
    ]  # fmt: skip


def test_a_date_in_the_future_or_before_the_last_step_is_refused_and_its_very_day_is_not(
    mesa: Alliance,
) -> None:
    row = f.make_initiative(mesa, entered_on=mesa.started_on + timedelta(days=9))
    day = mesa.started_on + timedelta(days=60)
    move(row, "perfil", happened_on=day)
    for wrong in (mesa.today() + timedelta(days=1), day - timedelta(days=1), mesa.started_on):
        with pytest.raises(DomainError) as error:
            move(row, "diseno", happened_on=wrong)
        assert error.value.field == "happened_on"
    assert f"{day:%d-%m-%Y}" in str(error.value.message)
    assert stands(row) == ("ampliada", "perfil", 2, 2)
    move(row, "diseno", happened_on=day)
    assert stands(row) == ("ampliada", "diseno", 3, 3)


def test_a_comment_too_long_is_refused_beside_the_field(mesa: Alliance) -> None:
    row = f.make_initiative(mesa)
    with pytest.raises(DomainError) as error:
        move(row, "perfil", note="x" * 501)
    assert error.value.field == "note"
    move(row, "perfil", note="x" * 500)
    assert stands(row)[1] == "perfil"


def test_whoever_read_an_older_version_does_not_move_it(mesa: Alliance) -> None:
    row = f.make_initiative(mesa)
    move(row, "perfil", version=1)
    with pytest.raises(Stale) as error:
        move(row, "diseno", version=1)
    assert error.value.extra == {"version": 2}
    assert stands(row) == ("ampliada", "perfil", 2, 2)


@pytest.mark.parametrize("who", ["empresa", "vecina", "ajena"])
def test_nobody_but_the_foundation_and_officials_of_the_mesa_moves_it(
    mesa: Alliance, who: str, request: pytest.FixtureRequest
) -> None:
    row = f.make_initiative(mesa)
    with pytest.raises(NotAllowed):
        move(row, "perfil", by=f.principal(request.getfixturevalue(who)))
    assert stands(row) == ("ampliada", "idea", 1, 1)
    assert not Event.objects.filter(kind="initiative.moved").exists()


# As it was -----------------------------------------------------------------------------------------
LISTS = ["ampliada", "priorizada", "definitiva"]
steps = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([-1, 0, 1]), st.sampled_from(sorted(SETS))), max_size=5
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(entered=st.integers(0, 60), told=steps)
def test_on_any_day_it_stands_in_the_list_and_phase_of_that_day(
    mesa: Alliance, entered: int, told: list[tuple[int, int, str]]
) -> None:
    day = mesa.started_on + timedelta(days=entered)
    row = f.make_initiative(mesa, entered_on=day)
    place, phase = 0, "idea"
    stood: dict[date, tuple[str, str]] = {day: (LISTS[0], "idea")}
    for days, by, to in told:
        after = min(2, max(0, place + by))
        if (after, to) == (place, phase):
            continue
        day, place, phase = day + timedelta(days=days), after, to
        move(row, phase, portfolio=LISTS[place], happened_on=day)
        stood[day] = (LISTS[place], phase)
    for asked in {d + timedelta(days=n) for d in stood for n in (-1, 0, 1)}:
        known = [when for when in stood if when <= asked]
        seen = Initiative.objects.filter(pk=row.pk).as_of(asked).values_list("portfolio_then", "phase_then")
        assert list(seen) == ([stood[max(known)]] if known else [])


def test_as_of_a_day_is_filtered_by_what_it_was_and_not_by_what_it_is(mesa: Alliance) -> None:
    row = f.make_initiative(mesa, entered_on=mesa.started_on)
    move(row, "descartada", portfolio="priorizada", happened_on=mesa.started_on + timedelta(days=90))
    then = Initiative.objects.as_of(mesa.started_on + timedelta(days=89))
    assert then.filter(portfolio_then="ampliada", phase_then="idea").get() == row
    assert not then.filter(portfolio_then="priorizada").exists()
    assert not Initiative.objects.as_of(mesa.started_on - timedelta(days=1)).exists()


def test_the_sets_of_a_day_are_those_of_that_day(mesa: Alliance) -> None:
    """An initiative passes every phase, one a day; on each day exactly its own sets hold it."""
    days = {phase: mesa.started_on + timedelta(days=n) for n, phase in enumerate(SETS)}
    row = f.make_initiative(mesa, entered_on=mesa.started_on)
    for phase, day in list(days.items())[1:]:
        move(row, phase, happened_on=day)
    move(row, portfolio="priorizada")
    move(row, portfolio="definitiva")
    for phase, day in days.items():
        then = Initiative.objects.as_of(day)
        assert {letter for letter, told in sets(then).items() if told.exists()} == set(SETS[phase]), phase
        assert not then.taken_on().exists()
    assert Initiative.objects.as_of(mesa.today()).taken_on().get() == row


# Counting --------------------------------------------------------------------------------------------
def test_every_phase_is_counted_once_and_where_it_belongs(mesa: Alliance) -> None:
    for phase in SETS:
        f.make_initiative(mesa, phase=phase)
    assert set(Phase.objects.values_list("pk", flat=True)) == set(SETS), "a new phase says where it counts"
    rows = Initiative.objects.all()
    for letter, told in sets(rows).items():
        assert set(told.values_list("phase_id", flat=True)) == {p for p in SETS if letter in SETS[p]}
    assert all(len(set(letters) & set("tidx")) == 1 for letters in SETS.values()), "one of four, and only one"
    assert not rows.taken_on().exists()
    taken = f.make_initiative(mesa, portfolio="definitiva")
    f.make_initiative(mesa, portfolio="priorizada")
    assert rows.taken_on().get() == taken


amounts = st.one_of(st.none(), st.integers(0, 10**13))
persons = st.one_of(st.none(), st.integers(0, 200_000))
SQL = """
select count(*), sum(execution_cost), sum(design_cost), sum(women), sum(men), sum(unspecified)
  from portfolio_initiative where alliance_id = %s and phase_id <> 'descartada'
"""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(amounts, amounts, persons, persons, persons, st.sampled_from(sorted(SETS))), max_size=3
    )
)
def test_sums_are_those_that_sql_adds_and_nothing_known_is_zero(
    mesa: Alliance, mesa_ajena: Alliance, told: list[tuple[Any, ...]]
) -> None:
    f.make_initiative(mesa_ajena, execution_cost=10**12, women=9)
    for execution, design, women, men, unspecified, phase in told:
        f.make_initiative(
            mesa, execution_cost=execution, design_cost=design, women=women, men=men, unspecified=unspecified,
            phase=phase,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SQL, [mesa.pk])
        n, execution, design, *people = cursor.fetchone()
    women, men, unspecified = (number or 0 for number in people)
    sums = Initiative.objects.filter(alliance=mesa).sums()
    dropped = Initiative.objects.filter(alliance=mesa, phase_id="descartada")
    assert sums.pop("discarded") == dropped.count()
    assert sums == {
        "initiatives": n, "execution_cost": execution or 0, "design_cost": design or 0, "women": women,
        "men": men, "unspecified": unspecified, "beneficiaries": women + men + unspecified,
    }  # fmt: skip


def test_sums_by_list_are_the_sums_of_each_list(mesa: Alliance) -> None:
    for portfolio, cost in (("ampliada", 5), ("ampliada", None), ("definitiva", 7)):
        f.make_initiative(mesa, portfolio=portfolio, execution_cost=cost, women=1)
    told = Initiative.objects.sums_by("portfolio")
    assert set(told) == {"ampliada", "definitiva"}
    for portfolio, sums in told.items():
        assert sums == Initiative.objects.filter(portfolio=portfolio).sums()
    assert (told["ampliada"]["initiatives"], told["ampliada"]["execution_cost"]) == (2, 5)


def test_beneficiaries_nobody_counted_are_unknown_and_not_none(mesa: Alliance) -> None:
    assert f.make_initiative(mesa).beneficiaries is None
    assert f.make_initiative(mesa, women=0).beneficiaries == 0
    assert f.make_initiative(mesa, women=2, unspecified=5).beneficiaries == 7
