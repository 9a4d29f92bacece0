"""Facts for a set of alliances are the facts of each; they are read in a fixed number of queries."""

from datetime import date, timedelta

import pytest

from actors.models import Actor
from convergence import facts
from convergence.models import Alliance
from convergence.services.alliances import update_participation
from convergence.services.commitments import move_commitment
from convergence.services.meetings import NewCommitment
from convergence.services.milestones import attach_document, waive_milestone, withdraw_mark
from core import dates
from tests import factories
from tests.convergence.acts import REASON, SYSTEM, paper

pytestmark = pytest.mark.django_db


def a_lively_mesa(number: int) -> Alliance:
    """A mesa with something of every kind, another amount for each `number`."""
    kinds = ["mesa_comunal", "mesa_intercomunal", "mesa_regional", "tripartita", "otra"]
    kind = kinds[number % len(kinds)]
    comunas = ["02102"] if kind == "mesa_comunal" else ["02102", "02101", "02103"][: 2 + number % 2]
    public = factories.make_actor()
    company = factories.make_actor(kind="empresa")
    junta = factories.make_actor(kind="organizacion_social_territorial_o_funcional", rut="")
    mesa = factories.make_mesa(kind=kind, comunas=comunas, partners=[public, company])
    factories.make_participation(
        mesa, junta, has_seat=bool(number % 2), joined_on=mesa.started_on + timedelta(days=number)
    )
    today = dates.today()
    for turn in range(number % 4):
        factories.make_meeting(
            mesa,
            kind=["sesion", "constitucion", "constitucion"][turn],
            held_on=today - timedelta(days=10 + number + turn),
            agreements=["Reunirse cada mes."] * turn,
            commitments=[
                NewCommitment("Enviar el catastro", public, today + timedelta(days=20)),
                NewCommitment("Pedir cotizaciones", company, today - timedelta(days=3)),
            ],
        )
    if number % 4 == 3:
        kept = mesa.commitments.order_by("pk").first()
        move_commitment(commitment=kept, to="cumplido", outcome="Se envió por correo.", by=SYSTEM)
    if number % 3 == 0:
        seat = mesa.participations.get(actor=company)
        update_participation(participation=seat, left_on=today, by=SYSTEM)
    code = "contacto_inicial"
    attach_document(alliance=mesa, milestone=code, happened_on=today, files=[paper()], by=SYSTEM)
    waived = waive_milestone(alliance=mesa, milestone=code, kind="overridden", reason=REASON, by=SYSTEM)
    if number % 2:
        withdraw_mark(mark=waived, reason="Ya no hace falta levantarlo.", by=SYSTEM)
    return mesa


def test_facts_for_a_set_are_the_facts_one_by_one() -> None:
    made = [a_lively_mesa(number) for number in range(12)]
    together = facts.gather(made, dates.today())
    assert list(together) == [mesa.pk for mesa in made]
    for mesa in made:
        assert facts.gather([mesa], dates.today()) == {mesa.pk: together[mesa.pk]}
    assert len({repr(told.meetings_by_kind) for told in together.values()}) > 1, "the mesas differ"


def test_facts_count_what_there_is(mesa: Alliance, municipalidad: Actor, empresa_actor: Actor) -> None:
    today = dates.today()
    factories.make_meeting(mesa, kind="constitucion", held_on=today - timedelta(days=90))
    factories.make_meeting(mesa, kind="constitucion", held_on=today - timedelta(days=40))
    factories.make_meeting(mesa, held_on=today - timedelta(days=50), agreements=["Uno.", "Dos."])
    late = factories.make_commitment(mesa, municipalidad, due_on=today - timedelta(days=1))
    factories.make_commitment(mesa, municipalidad, due_on=today)
    done = factories.make_commitment(mesa, empresa_actor, due_on=today - timedelta(days=5))
    move_commitment(commitment=done, to="cumplido", outcome="Hecho por completo.", by=SYSTEM)
    told = facts.gather([mesa], today)[mesa.pk]
    assert told.kind == "mesa_comunal"
    assert told.stage == "vinculacion"
    assert told.comunas == {"02102"}
    assert told.partners_by_sector == {"publico": 1, "sociedad_civil": 1, "mercado": 1}
    assert told.community_seats == 1
    assert told.last_joined_on == mesa.started_on
    assert told.meetings_by_kind == {"constitucion": 2, "sesion": 1}
    assert told.meetings == 3
    assert told.constituted_on == today - timedelta(days=90), "the first constitution counts"
    assert told.last_meeting_on == today - timedelta(days=40)
    assert told.silent_days == 40
    assert told.agreements == 2
    assert (told.commitments, told.commitments_kept, told.commitments_late) == (3, 1, 1)
    assert late.due_on < today


def test_whoever_left_is_no_partner_and_no_seat(mesa: Alliance, junta: Actor) -> None:
    seat = mesa.participations.get(actor=junta)
    update_participation(participation=seat, left_on=dates.today(), by=SYSTEM)
    told = facts.gather([mesa], dates.today())[mesa.pk]
    assert told.partners_by_sector == {"publico": 1, "mercado": 1}
    assert told.community_seats == 0


@pytest.mark.parametrize(
    ("kind", "is_community"),
    [
        ("organizacion_social_territorial_o_funcional", True),
        ("cosoc", True),
        ("organizacion_indigena", True),
        ("universidad", False),
        ("fundacion_o_corporacion", False),
        ("empresa", False),
    ],
)
def test_only_an_organisation_of_the_community_takes_the_seat_of_the_community(
    kind: str, is_community: bool
) -> None:
    mesa = factories.make_mesa(partners=[factories.make_actor(kind=kind, rut="")])
    assert facts.gather([mesa], dates.today())[mesa.pk].community_seats == is_community


def test_a_mesa_without_meetings_is_silent_since_its_start(mesa: Alliance) -> None:
    told = facts.gather([mesa], mesa.started_on + timedelta(days=30))[mesa.pk]
    assert told.last_meeting_on is None
    assert told.silent_days == 30


def test_late_is_judged_as_of_the_given_day(mesa: Alliance, municipalidad: Actor) -> None:
    row = factories.make_commitment(mesa, municipalidad)

    def late(day: date) -> int:
        return facts.gather([mesa], day)[mesa.pk].commitments_late

    assert late(row.due_on) == 0
    assert late(row.due_on + timedelta(days=1)) == 1


def test_marks_come_oldest_first_and_withdrawn_ones_do_not(mesa: Alliance) -> None:
    code = "diagnostico"
    first = waive_milestone(alliance=mesa, milestone=code, kind="overridden", reason=REASON, by=SYSTEM)
    second = attach_document(
        alliance=mesa, milestone=code, happened_on=dates.today(), files=[paper()], by=SYSTEM
    )
    gone = waive_milestone(alliance=mesa, milestone=code, kind="not_applicable", reason=REASON, by=SYSTEM)
    withdraw_mark(mark=gone, reason="No correspondía.", by=SYSTEM)
    told = facts.gather([mesa], dates.today())[mesa.pk]
    assert [fact.id for fact in told.marks[code]] == [first.pk, second.pk]
    assert told.marks[code][1].kind == "document"


def test_nothing_asked_is_nothing_told() -> None:
    assert facts.gather([], dates.today()) == {}


def test_twenty_alliances_take_as_many_queries_as_one() -> None:
    made = [a_lively_mesa(number) for number in range(20)]
    counted = {}
    for size in (1, 20):
        with factories.count_queries() as queries:
            facts.gather(made[:size], dates.today())
        counted[size] = len(queries)
    print(f"facts.gather: {counted[1]} queries")
    assert counted[1] == counted[20] <= 7
