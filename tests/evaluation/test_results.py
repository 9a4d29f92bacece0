"""Results are kept once, whole, and for ever; the same reading again is only seen again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.alliances import update_participation
from core import dates
from core.errors import NotAllowed
from core.models import Event
from evaluation.matrix import RULE_VERSION
from evaluation.models import TypologyResult
from evaluation.readings import READING_VERSION
from evaluation.services import typology as services
from evaluation.services.typology import classify_alliances
from evaluation.vocabulary import Variable
from tests import factories
from tests.evaluation.acts import CHANGE, meet

pytestmark = pytest.mark.django_db


def read(*mesas: Alliance, days: int = 0, by: object = SYSTEM, **more: object) -> list[TypologyResult]:
    day = dates.today() + timedelta(days=days)
    return classify_alliances(alliances=[mesa.pk for mesa in mesas], as_of=day, by=by, **more)  # type: ignore[arg-type]


def changes() -> list[dict[str, str]]:
    return list(Event.objects.filter(kind="typology.changed").order_by("id").values_list("data", flat=True))


def test_a_result_says_by_which_rules_it_read_what(mesa: Alliance) -> None:
    meet(mesa, natures=[CHANGE])
    (row,) = read(mesa)
    assert (row.alliance_id, row.as_of, row.seen_on) == (mesa.pk, dates.today(), dates.today())
    assert (row.rule_version, row.reading_version) == (RULE_VERSION, READING_VERSION)
    assert set(row.readings) == set(row.evidence) == set(Variable.values)
    assert row.model == "indeterminado"
    assert (
        row.reasons == [{"code": "few_variables", "by": "A28", "params": {"count": 4, "needed": 5}}]
        or row.reasons
    )


def test_a_result_holds_no_names_and_no_words(mesa: Alliance, municipalidad: Actor) -> None:
    meet(mesa, municipalidad, natures=[CHANGE, CHANGE], promises=[municipalidad])
    (row,) = read(mesa)
    kept = str([row.readings, row.evidence, row.reasons, row.notices, row.counts])
    assert "Municipalidad" not in kept
    assert "reuniones" not in kept
    assert str(municipalidad.participations.get().pk) in kept


def test_the_same_reading_again_is_only_seen_again(mesa: Alliance) -> None:
    (first,) = read(mesa)
    assert read(mesa, days=1) == []
    assert read(mesa, days=3) == []
    row = TypologyResult.objects.get()
    assert (row.pk, row.as_of, row.seen_on) == (first.pk, first.as_of, first.as_of + timedelta(days=3))
    assert read(mesa, days=2) == []
    row.refresh_from_db()
    assert row.seen_on == first.as_of + timedelta(days=3), "an earlier day takes nothing back"


def test_other_evidence_makes_another_row_and_the_first_stays(mesa: Alliance) -> None:
    (first,) = read(mesa)
    meet(mesa)
    (second,) = read(mesa)
    assert first.fingerprint != second.fingerprint
    assert set(TypologyResult.objects.values_list("pk", flat=True)) == {first.pk, second.pk}
    assert TypologyResult.objects.latest().get() == second


def test_a_reading_that_comes_back_the_same_day_is_a_row_of_its_own(mesa: Alliance) -> None:
    (first,) = read(mesa)
    meeting = meet(mesa)
    read(mesa)
    meeting.delete()
    (third,) = read(mesa)
    assert third.fingerprint == first.fingerprint
    assert TypologyResult.objects.count() == 3


def test_rules_of_another_version_make_another_row(mesa: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    read(mesa)
    monkeypatch.setattr(services, "RULE_VERSION", "2027-01")
    (second,) = read(mesa)
    assert second.rule_version == "2027-01"


def test_the_event_tells_of_a_model_that_changed_and_of_nothing_else(
    mesa: Alliance, municipalidad: Actor, coordinadora: User
) -> None:
    who = factories.principal(coordinadora)
    read(mesa, by=who)
    assert changes() == [{"from": "", "to": "indeterminado", "result": changes()[0]["result"]}]
    meet(mesa)
    read(mesa, by=who)
    assert len(changes()) == 1, "another reading, the same model"
    for days in (8, 9):
        meet(
            mesa, municipalidad, days_ago=days, natures=[CHANGE], spaces=["agenda"], promises=[municipalidad]
        )
    (row,) = read(mesa, by=who)
    assert row.model != "indeterminado"
    told = Event.objects.filter(kind="typology.changed").latest("id")
    assert told.data == {"from": "indeterminado", "to": row.model, "result": str(row.pk)}
    assert (told.by_id, told.scopes) == (coordinadora.pk, [mesa.scope])


def test_a_kept_result_is_neither_changed_nor_deleted(mesa: Alliance) -> None:
    read(mesa)
    rows = TypologyResult.objects.all()
    for act in (
        lambda: rows.update(model="vertical"),
        lambda: rows.update(readings={}),
        lambda: rows.update(as_of=F("as_of") - timedelta(days=1)),
        lambda: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    rows.update(seen_on=dates.today())


def test_a_run_is_seen_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    mesas = [factories.make_mesa() for _turn in range(3)]
    monkeypatch.setattr(services, "CHUNK", 1)
    seen: list[tuple[int, int]] = []

    def report(percent: int, step: str) -> None:
        seen.append((percent, TypologyResult.objects.count()))

    assert len(read(*mesas, report=report)) == 3
    assert seen == [(30, 0), (60, 0), (90, 0)]


def test_a_set_takes_as_many_queries_as_one() -> None:
    mesas = [factories.make_mesa(partners=[factories.make_actor()]) for _turn in range(20)]
    counted = []
    for some in (mesas[:1], mesas[1:]):
        read(*some)  # the events of a first reading are one each
        for mesa in some:
            meet(mesa)
        with factories.count_queries() as queries:
            assert len(read(*some)) == len(some)
        counted.append(len(queries))
    print(f"classify_alliances: {counted[0]} queries")
    assert counted[0] == counted[1]


def test_the_latest_of_each_alliance_is_one_row_each(mesa: Alliance, mesa_ajena: Alliance) -> None:
    read(mesa, mesa_ajena)
    meet(mesa)
    read(mesa, mesa_ajena, days=1)
    latest = {row.alliance_id: row for row in TypologyResult.objects.latest()}
    assert set(latest) == {mesa.pk, mesa_ajena.pk}
    assert latest[mesa.pk].as_of == dates.today() + timedelta(days=1)
    assert latest[mesa_ajena.pk].as_of == dates.today()


def test_who_sees_the_alliance_sees_its_results(
    mesa: Alliance,
    mesa_ajena: Alliance,
    coordinadora: User,
    empresa: User,
    vecina: User,
    ajena: User,
    junta: Actor,
) -> None:
    read(mesa, mesa_ajena)

    def seen(user: User | None) -> set[object]:
        rows = TypologyResult.objects.visible_to(factories.principal(user))
        return set(rows.values_list("alliance_id", flat=True))

    assert seen(coordinadora) == {mesa.pk, mesa_ajena.pk}
    assert seen(empresa) == seen(vecina) == {mesa.pk}
    assert seen(ajena) == {mesa_ajena.pk}
    assert seen(None) == set()
    update_participation(participation=mesa.participations.get(actor=junta), left_on=dates.today(), by=SYSTEM)
    assert seen(vecina) == set()


def test_only_who_records_meetings_may_read(
    mesa: Alliance, mesa_ajena: Alliance, funcionaria: User, empresa: User, vecina: User, ajena: User
) -> None:
    for user in (empresa, vecina, ajena):
        with pytest.raises(NotAllowed):
            read(mesa, by=factories.principal(user))
    with pytest.raises(NotAllowed):
        read(mesa, mesa_ajena, by=factories.principal(funcionaria))
    assert not TypologyResult.objects.exists()
    assert not changes()
    assert len(read(mesa, by=factories.principal(funcionaria))) == 1
