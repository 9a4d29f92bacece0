"""Partners and cycles by the services: seated, unseated, opened, refused, also by two at once."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from actors.models import Actor, ActorKind
from actors.services import update_actor
from convergence.models import Alliance, Cycle, Participation
from convergence.services.alliances import (
    add_participation,
    open_cycle,
    update_participation,
)
from core import dates
from core.errors import Conflict, NotAllowed, Stale
from tests import factories
from tests.convergence import acts
from tests.convergence.test_alliances import NOT_FOUNDATION, opened


@pytest.mark.django_db
class TestPartners:
    def test_sector_and_kind_are_copied_and_do_not_follow_later_edits(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        actor = factories.make_actor("Fundación Puerto", kind="empresa")
        seat = add_participation(
            alliance=mesa,
            actor=actor,
            joined_on=mesa.started_on,
            roles=["financiamiento"],
            contributions=["dinero"],
            by=factories.principal(coordinadora),
        )
        assert (seat.sector, seat.kind_id) == ("mercado", "empresa")
        update_actor(
            actor=actor,
            by=acts.SYSTEM,
            kind=ActorKind.objects.get(code="organizacion_social_territorial_o_funcional"),
        )
        seat.refresh_from_db()
        assert (seat.sector, seat.kind_id) == ("mercado", "empresa")
        left = acts.only_event("participation.added", seat)
        assert (left.by, left.scopes) == (coordinadora, [mesa.scope, f"actor:{actor.pk}"])
        assert acts.labels_of(seat) == ["insert"]

    def test_the_same_organisation_does_not_take_part_twice_at_a_time(
        self, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        with pytest.raises(Conflict) as refused:
            add_participation(
                alliance=mesa,
                actor=empresa_actor,
                joined_on=mesa.started_on,
                roles=["decision"],
                by=acts.SYSTEM,
            )
        assert (refused.value.status, refused.value.field) == (409, "actor")
        assert str(refused.value.message) == "«Generadora del Norte SpA» ya participa en esta alianza."
        assert mesa.participations.filter(actor=empresa_actor).count() == 1

    def test_who_left_may_come_back(self, mesa: Alliance, empresa_actor: Actor) -> None:
        seat = mesa.participations.get(actor=empresa_actor)
        gone = update_participation(participation=seat, left_on=dates.today(), by=acts.SYSTEM)
        left = acts.events("participation.changed", gone)[-1]
        assert left.scopes == [mesa.scope, f"actor:{empresa_actor.pk}"]
        assert acts.labels_of(gone) == ["insert", "update"]
        back = factories.make_participation(mesa, empresa_actor, joined_on=dates.today())
        assert mesa.participations.filter(actor=empresa_actor).count() == 2
        with pytest.raises(ValidationError) as refused:
            update_participation(participation=gone, left_on=None, by=acts.SYSTEM)
        assert "Esta organización ya participa en la alianza." in refused.value.messages
        assert back.left_on is None

    @pytest.mark.parametrize(
        ("fields", "about"),
        [
            ({"roles": []}, "roles"),
            ({"roles": ["jefe"]}, "roles"),
            ({"contributions": ["oro"]}, "contributions"),
            ({"strategic_reason": "a" * 201}, "strategic_reason"),
            ({"left_on": date(2001, 1, 1)}, "left_on"),
        ],
    )
    def test_bad_input_is_refused_by_field(self, mesa: Alliance, fields: dict[str, Any], about: str) -> None:
        actor = factories.make_actor()
        good = {"roles": ["decision"], "joined_on": mesa.started_on}
        with pytest.raises(ValidationError) as refused:
            add_participation(alliance=mesa, actor=actor, by=acts.SYSTEM, **{**good, **fields})
        assert list(refused.value.message_dict) == [about]
        seat = mesa.participations.first()
        with pytest.raises(ValidationError) as refused:
            update_participation(participation=seat, by=acts.SYSTEM, **fields)
        assert list(refused.value.message_dict) == [about]
        seat.refresh_from_db()
        assert (seat.version, mesa.participations.count()) == (1, 3)

    def test_an_older_form_is_refused(self, mesa: Alliance) -> None:
        seat = mesa.participations.first()
        update_participation(participation=seat, version=1, representative="Ana", by=acts.SYSTEM)
        with pytest.raises(Stale):
            update_participation(participation=seat, version=1, representative="Luis", by=acts.SYSTEM)

    @pytest.mark.parametrize("who", NOT_FOUNDATION)
    def test_only_the_foundation_seats_and_unseats(
        self, mesa: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        by = factories.principal(request.getfixturevalue(who))
        seat = mesa.participations.first()
        with pytest.raises(NotAllowed):
            add_participation(
                alliance=mesa,
                actor=factories.make_actor(),
                joined_on=mesa.started_on,
                roles=["decision"],
                by=by,
            )
        with pytest.raises(NotAllowed):
            update_participation(participation=seat, left_on=dates.today(), by=by)
        assert Participation.objects.filter(alliance=mesa, left_on=None).count() == 3

    def test_whoever_leaves_no_longer_sees_the_mesa(
        self, mesa: Alliance, empresa: User, empresa_actor: Actor
    ) -> None:
        who = factories.principal(empresa)
        assert list(Alliance.objects.visible_to(who)) == [mesa]
        seat = mesa.participations.get(actor=empresa_actor)
        update_participation(participation=seat, left_on=dates.today(), by=acts.SYSTEM)
        assert not Alliance.objects.visible_to(who).exists()


@pytest.mark.django_db
class TestCycles:
    def open(
        self, mesa: Alliance, start: tuple[int, int], end: tuple[int, int], by: Any = acts.SYSTEM
    ) -> Cycle:
        """Cycles by (year, month), first day of each."""
        return open_cycle(alliance=mesa, starts_on=date(*start, 1), ends_on=date(*end, 1), by=by)

    def test_cycles_are_numbered_one_after_another(self, mesa: Alliance, coordinadora: User) -> None:
        first = self.open(mesa, (2025, 1), (2025, 12), factories.principal(coordinadora))
        second = self.open(mesa, (2026, 1), (2026, 6))
        assert (first.number, second.number) == (1, 2)
        left = acts.only_event("cycle.opened", first)
        assert (left.by, left.scopes) == (coordinadora, [mesa.scope])
        assert acts.labels_of(first) == ["insert"]

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ((2025, 6), (2025, 7)),
            ((2024, 6), (2026, 6)),
            ((2025, 12), (2026, 6)),
            ((2024, 6), (2025, 1)),
            ((2025, 1), (2025, 12)),
        ],
    )
    def test_cycles_of_a_mesa_do_not_overlap_not_even_by_a_day(
        self, mesa: Alliance, start: tuple[int, int], end: tuple[int, int]
    ) -> None:
        self.open(mesa, (2025, 1), (2025, 12))
        with pytest.raises(Conflict) as refused:
            self.open(mesa, start, end)
        assert (refused.value.code, refused.value.field) == ("overlap", "starts_on")
        assert mesa.cycles.count() == 1

    def test_cycles_of_two_mesas_may(self, mesa: Alliance, mesa_ajena: Alliance) -> None:
        self.open(mesa, (2025, 1), (2025, 12))
        assert self.open(mesa_ajena, (2025, 1), (2025, 12)).number == 1

    @pytest.mark.parametrize("end", [(2025, 1), (2024, 12)])
    def test_a_cycle_ends_after_it_starts(self, mesa: Alliance, end: tuple[int, int]) -> None:
        with pytest.raises(ValidationError) as refused:
            self.open(mesa, (2025, 1), end)
        assert refused.value.message_dict == {"ends_on": ["El ciclo termina antes de comenzar."]}
        assert not mesa.cycles.exists()

    @pytest.mark.parametrize("who", NOT_FOUNDATION)
    def test_only_the_foundation_opens_one(
        self, mesa: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(NotAllowed):
            self.open(mesa, (2025, 1), (2025, 12), factories.principal(request.getfixturevalue(who)))
        assert not mesa.cycles.exists()


def test_two_cycles_opened_at_once_do_not_overlap(real_db: str) -> None:
    mesa = opened()

    def act() -> Cycle:
        return open_cycle(
            alliance=Alliance.objects.get(pk=mesa.pk),
            starts_on=date(2025, 1, 1),
            ends_on=date(2025, 12, 31),
            by=acts.SYSTEM,
        )

    outcome = factories.at_once(act, act)
    assert sorted(type(one).__name__ for one in outcome) == ["Conflict", "Cycle"]


def test_one_organisation_seated_twice_at_once_has_one_seat(real_db: str) -> None:
    mesa, actor = opened(), factories.make_actor()

    def act() -> Participation:
        return factories.make_participation(Alliance.objects.get(pk=mesa.pk), actor)

    outcome = factories.at_once(act, act)
    assert sorted(type(one).__name__ for one in outcome) == ["Conflict", "Participation"]
    assert mesa.participations.count() == 1
