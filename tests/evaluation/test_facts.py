"""Facts for a set are the facts of each, read in a fixed number of queries; SQL, ORM and Python count the same."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db.models import F

from actors.models import Actor, ActorKind
from convergence.models import Agreement, Alliance, Meeting, Participation
from convergence.services.alliances import update_participation
from core import dates
from core.ids import uuid7
from evaluation import evidence, facts
from evaluation.facts import Seats
from evaluation.sides import SIDES, is_plural, side_of
from evaluation.signs import SIGNS
from tests import factories
from tests.evaluation.acts import CHANGE, TELL, gather, meet

pytestmark = pytest.mark.django_db

KINDS = ("sesion", "taller_participativo", "encuentro_dirigentes", "reunion_tecnica")
SPACES = ("informacion", "agenda", "formulacion_politicas", "gestion_conjunta", "evaluacion_control")
NATURES = (TELL, CHANGE, "cambio_reglas", "fortalecimiento_capital_humano")


def a_lively_mesa(number: int) -> Alliance:
    """A mesa with something of every kind, another mixture for each `number`."""
    town = factories.make_actor()
    service = factories.make_actor(kind="servicio_publico_sectorial", level="regional")
    company = factories.make_actor(kind="empresa")
    council = factories.make_actor(kind="cosoc", rut="")
    mesa = factories.make_mesa(partners=[town], formality="convenio" if number % 2 else "informal")
    factories.make_participation(mesa, company, roles=["financiamiento"])
    factories.make_participation(mesa, council, roles=["decision"], has_seat=number % 3 != 0)
    if number % 2:
        factories.make_participation(mesa, service, roles=["asistencia_tecnica", "decision"])
    everybody = [town, service, company, council]
    for turn in range(number % 7):
        meet(
            mesa,
            *everybody[turn % 4 :],
            days_ago=5 + 40 * turn,
            kind=KINDS[(number + turn) % 4],
            spaces=[SPACES[(number + turn) % 5], SPACES[(number + 2 * turn) % 5]],
            natures=NATURES[turn % 4 :][: number % 4],
            promises=[town, council] if turn % 2 else [],
        )
    return mesa


@pytest.fixture
def council(mesa: Alliance) -> Actor:
    """A civil-society organisation that sits and decides in `mesa`."""
    actor = factories.make_actor("COSOC", kind="cosoc", rut="")
    factories.make_participation(mesa, actor, roles=["decision"])
    return actor


# A set and one -----------------------------------------------------------------------
def test_facts_for_a_set_are_the_facts_one_by_one() -> None:
    made = [a_lively_mesa(number) for number in range(9)]
    together = facts.gather([mesa.pk for mesa in made], dates.today())
    assert list(together) == [mesa.pk for mesa in made]
    for mesa in made:
        assert facts.gather([mesa.pk], dates.today()) == {mesa.pk: together[mesa.pk]}
    assert len({repr(told.signs) for told in together.values()}) > 5, "the mesas differ"


def test_the_order_of_the_set_and_unknown_ids_change_nothing() -> None:
    made = [a_lively_mesa(number).pk for number in range(4)]
    there = facts.gather(made, dates.today())
    assert facts.gather([*reversed(made), uuid7()], dates.today()) == there
    assert facts.gather([], dates.today()) == {}


def test_two_thousand_alliances_take_as_many_queries_as_one() -> None:
    one = a_lively_mesa(5)
    day = dates.today()
    rows = [
        Alliance(kind="otra", name=f"Alianza {n}", stage="nacimiento", stage_since=day, started_on=day)
        for n in range(2000)
    ]
    Alliance.objects.bulk_create(rows)
    Meeting.objects.bulk_create(
        [Meeting(alliance=row, held_on=day, women=1, spaces=["agenda"]) for row in rows]
    )
    counted = {}
    for ids in ([one.pk], [one.pk, *(row.pk for row in rows)]):
        with factories.count_queries() as queries:
            told = facts.gather(ids, day)
        counted[len(ids)] = len(queries)
    print(f"facts.gather: {counted}")
    assert counted[1] == counted[2001] == 5
    assert told[rows[-1].pk].sign("space.agenda").count == 1


# One definition, three renderings ---------------------------------------------------------
def test_every_sign_counts_what_its_rows_are() -> None:
    made = [a_lively_mesa(number) for number in range(12)]
    today = dates.today()
    together = facts.gather([mesa.pk for mesa in made], today)
    seen = set()
    for name, mesa in product(SIGNS, made):
        found = evidence.find(name, mesa.pk, today)
        told = together[mesa.pk].sign(name)
        assert told.count == found.count(), name
        path = "meeting_id" if found.model is Agreement else "pk"
        meetings = list(found.values_list(path, flat=True))
        newest = Meeting.objects.filter(pk__in=meetings).order_by("-held_on", "-pk")
        assert list(told.ids) == list(newest.values_list("pk", flat=True)[:5]), name
        if told.count:
            seen.add(name)
    assert set(SIGNS) - seen <= {"nature.cambios_organizacionales"}, "some sign never occurred"


def test_seats_and_promises_count_what_their_rows_are() -> None:
    made = [a_lively_mesa(number) for number in range(8)]
    today = dates.today()
    for side, mesa in product(SIDES, made):
        told = gather(mesa)
        assert told.seated(side).actors == evidence.find(f"seats.{side}", mesa.pk, today).count()
        assert told.owing(side).count == evidence.find(f"owed.{side}", mesa.pk, today).count()
    assert any(gather(mesa).owing("civil").count for mesa in made)


def test_a23_sql_and_python_put_every_kind_and_level_on_the_same_side() -> None:
    mesa = factories.make_mesa()
    levels = ("central", "regional", "provincial", "local", "sublocal")
    for kind, level in product(ActorKind.objects.all(), levels):
        actor = factories.make_actor(kind=kind.code, level=level, rut="")
        factories.make_participation(mesa, actor)
    rows = (
        evidence.seated(dates.today(), ())
        .filter(alliance=mesa)
        .values_list("side", "sector", "kind_id", "actor__level")
    )
    assert len(rows) == ActorKind.objects.count() * len(levels)
    for side, sector, kind, level in rows:
        assert side == side_of(sector=sector, kind=kind, level=level), (kind, level)


@pytest.mark.parametrize(
    ("kind", "level", "side"),
    [
        ("municipio_o_asociacion_municipios", "local", "local"),
        ("municipio_o_asociacion_municipios", "regional", "local"),
        ("escuela_o_liceo", "local", "local"),
        ("consultorio", "local", "local"),
        ("servicio_publico_sectorial", "local", "regional_sectoral"),
        ("ministerio_o_seremi", "central", "regional_sectoral"),
        ("gobierno_regional", "regional", "regional_sectoral"),
        ("delegacion_presidencial", "provincial", "regional_sectoral"),
        ("otra_reparticion_publica", "local", "local"),
        ("otra_reparticion_publica", "central", "regional_sectoral"),
        ("cosoc", "local", "civil"),
        ("universidad", "regional", "civil"),
        ("empresa", "local", "market"),
        ("red_mixta", "local", "other"),
    ],
)
def test_a23_who_stands_on_which_side(kind: str, level: str, side: str) -> None:
    actor = factories.make_actor(kind=kind, level=level, rut="")
    mesa = factories.make_mesa(partners=[actor])
    assert set(gather(mesa).seats) == {side}


def test_plural_is_two_sides_and_the_foundation_is_none() -> None:
    assert is_plural(["local", "market"])
    assert not is_plural(["local", "articulating"])


# Who counts ---------------------------------------------------------------------------------
def test_the_foundation_that_articulates_is_not_civil_society(mesa: Alliance, coordinadora: object) -> None:
    foundation = factories.make_actor("Fundación", kind="fundacion_o_corporacion", level="central", rut="")
    factories.make_participation(mesa, foundation, roles=["decision"])
    before = gather(mesa)
    assert before.seated("civil").deciding == 2, "nobody says yet that it articulates"
    factories.make_membership(coordinadora, foundation)
    meet(mesa, foundation, natures=[CHANGE, CHANGE])
    told = gather(mesa)
    assert told.seated("civil").deciding == 1
    assert told.seated("articulating").actors == 1
    assert not told.sign("citizens.present").count
    assert not told.sign("citizens.decided").count
    assert told.linked_actors == before.linked_actors - 1, "A10: who articulates is not linked"


def test_seats_are_counted_by_role(mesa: Alliance, municipalidad: Actor) -> None:
    seat = mesa.participations.get(actor=municipalidad)
    update_participation(
        participation=seat,
        roles=["decision", "financiamiento", "capacitacion", "logistica"],
        by=factories.SYSTEM,
    )
    told = gather(mesa).seated("local")
    assert told == Seats(
        actors=1, deciding=1, principal=2, implementing=1, supporting=1, deciding_entities=1, ids=(seat.pk,)
    )


def test_two_units_are_one_entity(mesa: Alliance, municipalidad: Actor) -> None:
    unit = factories.make_actor("SECPLAN", parent=municipalidad)
    factories.make_participation(mesa, unit)
    told = gather(mesa).seated("local")
    assert (told.actors, told.deciding, told.deciding_entities) == (2, 2, 1)


def test_a10_the_one_that_started_it_is_not_counted_among_the_linked(
    mesa: Alliance, municipalidad: Actor
) -> None:
    assert gather(mesa).linked_actors == 3
    Alliance.objects.filter(pk=mesa.pk).update(started_by=municipalidad)
    assert gather(mesa).linked_actors == 2
    Alliance.objects.filter(pk=mesa.pk).update(started_by=factories.make_actor())
    assert gather(mesa).linked_actors == 3


# When ----------------------------------------------------------------------------------------
def test_nothing_dated_after_the_day_counts(mesa: Alliance, municipalidad: Actor, council: Actor) -> None:
    meet(mesa, council, days_ago=40, natures=[CHANGE], spaces=["agenda"], promises=[municipalidad])
    then = dates.today() - timedelta(days=20)
    before = gather(mesa, then)
    meet(mesa, council, days_ago=19, natures=[CHANGE, TELL], spaces=["agenda"], promises=[council])
    late = factories.make_actor()
    factories.make_participation(mesa, late, joined_on=then + timedelta(days=1))
    assert gather(mesa, then) == before
    assert gather(mesa) != before
    assert before.sign("held").count == 1
    assert before.owing("local").count == 1


def test_a_meeting_counts_for_twelve_months(mesa: Alliance) -> None:
    held = meet(mesa, days_ago=30).held_on
    assert gather(mesa, held).sign("held").count == 1
    assert gather(mesa, held - timedelta(days=1)).sign("held").count == 0
    assert gather(mesa, dates.add_months(held, 12) - timedelta(days=1)).sign("held").count == 1
    assert gather(mesa, dates.add_months(held, 12)).sign("held").count == 0


def test_quarters_hold_the_meetings_and_agreements_of_three_months_each(mesa: Alliance) -> None:
    today = dates.today()
    for months, natures in ((0, [TELL]), (4, [TELL, CHANGE]), (11, [])):
        meet(mesa, days_ago=(today - dates.add_months(today, -months)).days, natures=natures)
    told = gather(mesa)
    assert told.meeting_quarters == (1, 1, 0, 1)
    assert told.agreement_quarters == (1, 2, 0, 0)


def test_whoever_left_sits_no_more_and_is_counted_on_the_days_before(
    mesa: Alliance, municipalidad: Actor
) -> None:
    seat = mesa.participations.get(actor=municipalidad)
    left = dates.today() - timedelta(days=10)
    update_participation(participation=seat, left_on=left, by=factories.SYSTEM)
    assert gather(mesa, left - timedelta(days=1)).seated("local").actors == 1
    assert gather(mesa, left).seated("local").actors == 0


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, 1),
        ({"has_seat": False}, 0),
        ({"roles": ["beneficiario"]}, 0),
        ({"joined_on": date.max}, 0),  # after the meeting
        ({"left_on": date.min}, 0),  # before it
    ],
)
def test_a12_who_decides_is_who_had_seat_and_role_on_the_day(
    mesa: Alliance, council: Actor, fields: dict[str, object], counts: int
) -> None:
    meeting = meet(mesa, council, days_ago=30, natures=[CHANGE])
    edge = {date.max: meeting.held_on + timedelta(days=1), date.min: meeting.held_on}
    told = {
        name: edge.get(value, value) if isinstance(value, date) else value for name, value in fields.items()
    }
    Participation.objects.filter(actor=council).update(**told)
    assert gather(mesa).sign("citizens.decided").count == counts


def test_a12_the_agreement_must_be_substantive_and_the_council_present(
    mesa: Alliance, council: Actor, junta: Actor
) -> None:
    meet(mesa, council, natures=[TELL])
    meet(mesa, junta, natures=[CHANGE])
    Participation.objects.filter(actor=junta).update(roles=["beneficiario"])
    assert gather(mesa).sign("citizens.decided").count == 0
    meet(mesa, junta, council, natures=[CHANGE, TELL, "cambio_reglas"])
    assert gather(mesa).sign("citizens.decided").count == 2


def test_a_commitment_without_meeting_counts_from_the_day_it_was_written(
    mesa: Alliance, municipalidad: Actor
) -> None:
    factories.make_commitment(mesa, municipalidad)
    today = dates.today()
    assert gather(mesa, today).owing("local").count == 1
    assert gather(mesa, today - timedelta(days=1)).owing("local").count == 0


def test_the_context_follows_from_the_alliance() -> None:
    company = factories.make_actor(kind="empresa")
    neighbours = factories.make_actor(kind="organizacion_social_territorial_o_funcional", rut="")
    mesa = factories.make_mesa(
        partners=[company],
        base="sector",
        scale="subcomunal",
        started_by=neighbours,
        started_on=dates.add_months(dates.today(), -6) + timedelta(days=1),
    )
    told = gather(mesa).context
    assert (told.base, told.is_subcomunal, told.started_by_civil) == ("sector", True, True)
    assert (told.actors, told.market_decides, told.is_young) == (1, 1, True)
    Alliance.objects.filter(pk=mesa.pk).update(started_on=F("started_on") - timedelta(days=1))
    assert not gather(mesa).context.is_young
