"""What happens to the lines of an actor map, who may, and who never hears of it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence import feed
from convergence.models import Alliance, MapEntry
from convergence.people_querysets import map_scope
from convergence.services.actor_map import (
    MOST_ENTRIES,
    enter_on_map,
    link_entry,
    update_entry,
    withdraw_entry,
)
from core.errors import Conflict, DomainError, NotAllowed, Stale
from core.models import new_uid
from desk.api import feed_of
from tests import factories
from tests.convergence import acts


def named(mesa: Alliance, name: str = "Pesquera Isla Quieta", **fields: Any) -> MapEntry:
    return factories.make_map_entry(mesa, name, **fields)


@pytest.mark.django_db
class TestEntering:
    def test_a_registered_organisation_brings_its_sector_and_kind(
        self, mesa: Alliance, empresa_actor: Actor, funcionaria: User
    ) -> None:
        uid = new_uid()
        row = enter_on_map(
            alliance=mesa, actor=empresa_actor, interest=4, influence=2, position="favour", uid=uid,
            by=factories.principal(funcionaria),
        )  # fmt: skip
        assert (str(row.pk), row.actor, row.name) == (uid, empresa_actor, "")
        assert (row.sector, row.kind_id, str(row)) == ("mercado", "empresa", empresa_actor.name)
        told = acts.only_event("map.entered", row)
        assert (told.by, told.scopes, told.data) == (funcionaria, [map_scope(mesa.pk)], {})
        assert acts.labels_of(row) == ["insert"]

    def test_one_that_is_only_named_needs_its_sector(self, mesa: Alliance) -> None:
        row = named(mesa, "  Pesquera   Isla Quieta ")
        assert (row.actor, row.name, row.sector) == (None, "Pesquera Isla Quieta", "mercado")
        with pytest.raises(ValidationError) as refused:
            enter_on_map(alliance=mesa, name="Otra", by=SYSTEM)
        assert list(refused.value.message_dict) == ["sector"]
        with pytest.raises(ValidationError) as refused:
            enter_on_map(alliance=mesa, sector="mercado", by=SYSTEM)
        assert list(refused.value.message_dict) == ["name"]

    @pytest.mark.parametrize(
        ("fields", "about"),
        [
            ({"interest": 6}, "interest"),
            ({"influence": 0}, "influence"),
            ({"position": "amigo"}, "position"),
            ({"sector": "otro"}, "sector"),
        ],
    )
    def test_bad_input(self, mesa: Alliance, fields: dict[str, Any], about: str) -> None:
        with pytest.raises(ValidationError) as refused:
            named(mesa, **fields)
        assert list(refused.value.message_dict) == [about]
        assert not MapEntry.objects.exists()
        assert not acts.events("map.entered")

    def test_a_kind_of_another_sector_is_refused(self, mesa: Alliance, municipalidad: Actor) -> None:
        with pytest.raises(ValidationError) as refused:
            named(mesa, kind=municipalidad.kind)
        assert list(refused.value.message_dict) == ["kind"]

    def test_an_organisation_stands_on_the_map_once(self, mesa: Alliance, empresa_actor: Actor) -> None:
        row = factories.make_map_entry(mesa, empresa_actor)
        with pytest.raises(Conflict) as refused:
            factories.make_map_entry(mesa, empresa_actor)
        assert (refused.value.code, refused.value.field) == ("already", "actor")
        withdraw_entry(entry=row, by=SYSTEM)
        factories.make_map_entry(mesa, empresa_actor)
        assert mesa.map_entries.standing().count() == 1

    @pytest.mark.parametrize("name", ["PESQUERA isla quieta", "Pésquera Isla Quieta"])
    def test_a_name_stands_on_the_map_once_whatever_its_accents(self, mesa: Alliance, name: str) -> None:
        named(mesa)
        with pytest.raises(Conflict) as refused:
            named(mesa, name)
        assert refused.value.field == "name"

    def test_the_name_of_a_registered_one_on_the_map_is_taken_too(
        self, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        factories.make_map_entry(mesa, empresa_actor)
        with pytest.raises(Conflict):
            named(mesa, empresa_actor.name.upper())

    def test_another_mesa_has_its_own_map(
        self, mesa: Alliance, mesa_ajena: Alliance, empresa_actor: Actor
    ) -> None:
        factories.make_map_entry(mesa, empresa_actor)
        assert factories.make_map_entry(mesa_ajena, empresa_actor).alliance == mesa_ajena

    def test_the_map_has_an_end(self, mesa: Alliance) -> None:
        MapEntry.objects.bulk_create(
            MapEntry(alliance=mesa, name=f"Actor {n}", sector="mercado") for n in range(MOST_ENTRIES)
        )
        with pytest.raises(Conflict) as refused:
            named(mesa)
        assert refused.value.code == "full"


@pytest.mark.django_db
class TestChanging:
    def test_what_is_thought_changes_and_only_that_is_told(self, mesa: Alliance, funcionaria: User) -> None:
        row = named(mesa, interest=1)
        changed = update_entry(
            entry=row, interest=5, influence=2, expectation="Que se cumpla.", name=row.name, version=1,
            by=factories.principal(funcionaria),
        )  # fmt: skip
        assert (changed.interest, changed.influence, changed.version) == (5, 2, 2)
        assert acts.only_event("map.changed", row).data == {
            "fields": ["expectation", "influence", "interest"]
        }
        assert acts.labels_of(row) == ["insert", "update"]

    def test_saving_the_same_again_leaves_no_trace(self, mesa: Alliance) -> None:
        row = named(mesa, interest=1)
        assert update_entry(entry=row, interest=1, by=SYSTEM).version == 1
        assert not acts.events("map.changed")

    def test_an_older_page_does_not_overwrite(self, mesa: Alliance) -> None:
        row = named(mesa)
        update_entry(entry=row, interest=5, by=SYSTEM)
        with pytest.raises(Stale) as refused:
            update_entry(entry=row, interest=1, version=1, by=SYSTEM)
        assert refused.value.extra["version"] == 2
        row.refresh_from_db()
        assert row.interest == 5

    @pytest.mark.parametrize("field", ["name", "sector"])
    def test_what_the_registry_says_is_not_said_on_the_map(
        self, mesa: Alliance, empresa_actor: Actor, field: str
    ) -> None:
        row = factories.make_map_entry(mesa, empresa_actor)
        with pytest.raises(ValidationError) as refused:
            update_entry(entry=row, by=SYSTEM, **{field: "publico"})
        assert list(refused.value.message_dict) == [field]

    def test_a_withdrawn_one_is_not_changed(self, mesa: Alliance) -> None:
        row = named(mesa)
        withdraw_entry(entry=row, by=SYSTEM)
        row.refresh_from_db()
        with pytest.raises(DomainError) as refused:
            update_entry(entry=row, interest=3, by=SYSTEM)
        assert refused.value.code == "withdrawn"

    def test_withdrawing_twice_is_once(self, mesa: Alliance) -> None:
        row = named(mesa)
        first = withdraw_entry(entry=row, by=SYSTEM).withdrawn_at
        assert withdraw_entry(entry=row, by=SYSTEM).withdrawn_at == first
        assert acts.only_event("map.withdrawn", row)


@pytest.mark.django_db
class TestLinking:
    def test_a_named_one_becomes_the_registered_one_and_keeps_what_was_thought(
        self, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        row = named(mesa, sector="sociedad_civil", interest=4)
        linked = link_entry(entry=row, actor=empresa_actor, version=1, by=SYSTEM)
        assert (linked.actor, linked.name, linked.sector, linked.kind_id) == (
            empresa_actor, "", "mercado", "empresa",
        )  # fmt: skip
        assert (linked.interest, linked.version) == (4, 2)
        assert acts.only_event("map.linked", row)

    def test_a_second_link_to_the_same_changes_nothing_and_to_another_is_refused(
        self, mesa: Alliance, empresa_actor: Actor, municipalidad: Actor
    ) -> None:
        row = link_entry(entry=named(mesa), actor=empresa_actor, by=SYSTEM)
        assert link_entry(entry=row, actor=empresa_actor, by=SYSTEM).version == row.version
        with pytest.raises(DomainError) as refused:
            link_entry(entry=row, actor=municipalidad, by=SYSTEM)
        assert refused.value.code == "linked"

    def test_one_that_stands_on_the_map_by_itself_is_refused(
        self, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        factories.make_map_entry(mesa, empresa_actor)
        with pytest.raises(Conflict):
            link_entry(entry=named(mesa), actor=empresa_actor, by=SYSTEM)

    def test_a_merged_organisation_speaks_by_the_one_it_was_merged_into(
        self, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        twin = factories.make_actor("Generadora del Norte", kind="empresa")
        row = factories.make_map_entry(mesa, twin)
        Actor.objects.filter(pk=twin.pk).update(merged_into=empresa_actor)
        row = MapEntry.objects.with_actor().get(pk=row.pk)
        assert (row.actor_id, row.speaker, str(row)) == (twin.pk, empresa_actor, empresa_actor.name)
        with pytest.raises(Conflict):
            factories.make_map_entry(mesa, empresa_actor)
        twin.refresh_from_db()
        with pytest.raises(Conflict):
            factories.make_map_entry(mesa, twin)


@pytest.mark.django_db
class TestWhoMay:
    @pytest.mark.parametrize("who", ["empresa", "vecina", "ajena"])
    def test_only_who_facilitates_the_mesa(
        self, mesa: Alliance, municipalidad: Actor, who: str, request: pytest.FixtureRequest
    ) -> None:
        row = named(mesa)
        by = factories.principal(request.getfixturevalue(who))
        for act in (
            lambda: enter_on_map(alliance=mesa, actor=municipalidad, by=by),
            lambda: update_entry(entry=row, interest=5, by=by),
            lambda: link_entry(entry=row, actor=municipalidad, by=by),
            lambda: withdraw_entry(entry=row, by=by),
        ):
            with pytest.raises(NotAllowed):
                act()
        row.refresh_from_db()
        assert (row.version, mesa.map_entries.count()) == (1, 1)
        assert not MapEntry.objects.visible_to(by).exists()

    def test_those_who_only_take_part_do_not_hear_of_it(
        self, mesa: Alliance, empresa_actor: Actor, empresa: User, funcionaria: User, coordinadora: User
    ) -> None:
        row = factories.make_map_entry(mesa, empresa_actor, position="against")

        def hears(user: User) -> set[str]:
            by = factories.principal(user)
            kinds = set(feed.events_of(mesa, by).values_list("kind", flat=True))
            assert ("map.entered" in kinds) == feed_of(acts.Event.objects.all(), by).filter(
                kind="map.entered"
            ).exists()
            return kinds

        assert "map.entered" not in hears(empresa)
        assert "map.entered" in hears(funcionaria)
        assert "map.entered" in hears(coordinadora)
        heard = feed.events_of(mesa, factories.principal(funcionaria)).filter(kind="map.entered")
        (told,) = feed.entries(heard, mesa.kind)
        assert told["what"] == "Se anotó un actor en el mapa"
        assert told["url"] == acts.address("map_entry", row.pk)


def test_two_who_enter_the_same_organisation_at_once_make_one_line(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    def enter() -> MapEntry:
        return factories.make_map_entry(Alliance.objects.get(pk=mesa.pk), empresa_actor)

    def write() -> MapEntry:
        return named(Alliance.objects.get(pk=mesa.pk), empresa_actor.name)

    outcome = factories.at_once(*[enter, write] * 4)
    assert sorted(type(one).__name__ for one in outcome) == ["Conflict"] * 7 + ["MapEntry"]
    assert mesa.map_entries.count() == 1
