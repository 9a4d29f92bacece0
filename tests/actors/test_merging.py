"""Reuniting two organisations and taking it back: what is refused, what is kept, who counts once, and races."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, Comuna, Merge, Suspect
from actors.services import update_actor
from actors.services.merging import merge_actors, undo_merge
from convergence import facts
from convergence.models import Commitment, Participation
from convergence.services.alliances import add_participation, update_participation
from convergence.services.commitments import make_commitment
from core import dates
from core.errors import Conflict, DomainError, NotAllowed, Stale
from core.models import Event
from evaluation import facts as typology_facts
from portfolio.models import Entry
from tests import factories
from tests.factories import at_once, client_of, make_actor, make_mesa, page, principal

WHY = "Es la misma, escrita de otro modo"


@pytest.fixture
def pair(rows: None) -> tuple[Actor, Actor]:
    """The second has a RUT and the first none, so that it may take it."""
    kept = make_actor("Pesquera Aurora", kind="empresa", rut="", comunas=["02102"])
    return kept, make_actor(
        "Pesquera La Aurora SpA", kind="empresa", comunas=["02102"], website="https://a.example.org"
    )


def _merge(kept: Actor, merged: Actor, **more: object) -> Merge:
    return merge_actors(kept=kept, merged=merged, **{"reason": WHY, "by": SYSTEM, **more})  # type: ignore[arg-type]


class TestMerging:
    def test_it_leaves_the_merge_its_event_and_the_decided_pair(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        kept, merged = pair
        first, second = sorted(pair, key=lambda actor: actor.pk)
        Suspect.objects.create(first=first, second=second, reason="similar_name", score=94)
        row = _merge(kept, merged, by=principal(coordinadora))
        merged.refresh_from_db()
        assert (merged.merged_into, merged.canonical_id, merged.rut != "") == (kept, kept.pk, True)
        assert (row.done_by, row.reason, row.taken, row.led_on) == (coordinadora, WHY, {}, [])
        pair_row = Suspect.objects.get()
        assert (pair_row.state, pair_row.decided_by) == ("merged", coordinadora)
        event = Event.objects.get(kind="actor.merged")
        assert event.subject_id == kept.pk
        assert set(event.scopes) == {f"actor:{kept.pk}", f"actor:{merged.pk}"}

    def test_the_kept_one_takes_the_rut_and_undo_gives_it_back(self, pair: tuple[Actor, Actor]) -> None:
        kept, merged = pair
        number = merged.rut
        row = _merge(kept, merged, take=["rut", "website"])
        kept.refresh_from_db()
        assert (kept.rut, kept.website) == (number, "https://a.example.org")
        undo_merge(merge=row, by=SYSTEM)
        kept.refresh_from_db()
        merged.refresh_from_db()
        assert (kept.rut, kept.website) == ("", "")
        assert (merged.rut, merged.merged_into) == (number, None)

    def test_what_was_changed_since_stays_when_it_is_undone(self, pair: tuple[Actor, Actor]) -> None:
        kept, merged = pair
        row = _merge(kept, merged, take=["website"])
        update_actor(actor=kept, by=SYSTEM, website="https://nueva.example.org")
        undo_merge(merge=row, by=SYSTEM)
        kept.refresh_from_db()
        assert kept.website == "https://nueva.example.org"

    def test_undo_is_refused_while_another_has_its_rut(self, pair: tuple[Actor, Actor]) -> None:
        kept, merged = pair
        row = _merge(kept, merged)
        make_actor("Quien lo registró después", kind="empresa", rut=merged.rut)
        with pytest.raises(Conflict, match="Quien lo registró después"):
            undo_merge(merge=row, by=SYSTEM)
        merged.refresh_from_db()
        assert merged.merged_into == kept, "nothing was done by halves"

    def test_undo_twice_is_refused(self, pair: tuple[Actor, Actor]) -> None:
        row = _merge(*pair)
        undo_merge(merge=row, by=SYSTEM)
        with pytest.raises(Conflict, match="ya se deshizo"):
            undo_merge(merge=row, by=SYSTEM)

    def test_those_merged_before_are_led_on_and_led_back(self, pair: tuple[Actor, Actor]) -> None:
        kept, merged = pair
        older = make_actor("Aurora antigua", kind="empresa", rut="")
        _merge(merged, older)
        row = _merge(kept, merged)
        older.refresh_from_db()
        assert older.canonical_id == kept.pk, "always one step away"
        undo_merge(merge=row, by=SYSTEM)
        older.refresh_from_db()
        assert older.canonical_id == merged.pk

    def test_the_first_of_two_merges_is_undone_while_the_second_stands(
        self, pair: tuple[Actor, Actor]
    ) -> None:
        kept, merged = pair
        older = make_actor("Aurora antigua", kind="empresa", rut="")
        first = _merge(merged, older)
        second = _merge(kept, merged)
        undo_merge(merge=first, by=SYSTEM)
        older.refresh_from_db()
        assert older.canonical_id == older.pk
        undo_merge(merge=second, by=SYSTEM)
        older.refresh_from_db()
        assert older.canonical_id == older.pk, "it was not led back to what it left"

    def test_units_of_the_merged_one_appear_under_the_kept_one(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        kept, merged = pair
        make_actor("Faena Los Vilos", kind="empresa", parent=merged)
        _merge(kept, merged)
        assert "Faena Los Vilos" in page(client_of(coordinadora), reverse("actors:actor", args=[kept.pk]))


class TestRefusals:
    def test_only_the_foundation(self, pair: tuple[Actor, Actor], empresa: User) -> None:
        with pytest.raises(NotAllowed):
            _merge(*pair, by=principal(empresa))
        assert not Merge.objects.exists()

    def test_without_a_reason(self, pair: tuple[Actor, Actor]) -> None:
        with pytest.raises(DomainError, match="por qué"):
            _merge(*pair, reason=" ya ")

    def test_with_itself(self, pair: tuple[Actor, Actor]) -> None:
        with pytest.raises(Conflict, match="misma ficha"):
            _merge(pair[0], pair[0])

    def test_a_unit_with_its_own_organisation_either_way(self, pair: tuple[Actor, Actor]) -> None:
        unit = make_actor("Faena", kind="empresa", parent=pair[1])
        for kept, merged in ((unit, pair[1]), (pair[1], unit)):
            with pytest.raises(Conflict, match="unidad de la otra"):
                _merge(kept, merged)

    def test_one_with_units_into_a_unit(self, pair: tuple[Actor, Actor]) -> None:
        make_actor("Faena", kind="empresa", parent=pair[1])
        elsewhere = make_actor("Aurora, sucursal", kind="empresa", parent=pair[0])
        with pytest.raises(Conflict, match="tiene unidades"):
            _merge(elsewhere, pair[1])

    def test_one_that_is_merged_already(self, pair: tuple[Actor, Actor]) -> None:
        kept, merged = pair
        _merge(kept, merged)
        third = make_actor("Tercera", kind="empresa", rut="")
        for one, other in ((third, merged), (merged, third)):
            with pytest.raises(Conflict, match="ya está reunida en «Pesquera Aurora»"):
                _merge(one, other)

    def test_two_rut_unless_it_was_confirmed(self, rows: None) -> None:
        kept, merged = make_actor("Una", kind="empresa"), make_actor("Otra", kind="empresa")
        with pytest.raises(DomainError) as refused:
            _merge(kept, merged)
        assert refused.value.field == "other_rut"
        _merge(kept, merged, other_rut=True)

    def test_when_one_changed_since_it_was_looked_at(self, pair: tuple[Actor, Actor]) -> None:
        kept, merged = pair
        update_actor(actor=merged, by=SYSTEM, about="Otra cosa")
        with pytest.raises(Stale):
            _merge(kept, merged, versions=(kept.version, merged.version))

    def test_a_merged_one_is_no_longer_edited(self, pair: tuple[Actor, Actor]) -> None:
        _merge(*pair)
        with pytest.raises(Conflict, match="está reunida en"):
            update_actor(actor=pair[1], by=SYSTEM, about="Más")


class TestCountingOnce:
    """Both take part in a mesa: one organisation, that joined when the first of them did."""

    @pytest.fixture
    def mesa(self, pair: tuple[Actor, Actor]) -> object:
        kept, merged = pair
        mesa = make_mesa("Mesa de dos")
        factories.make_participation(mesa, kept, joined_on=dates.add_days(mesa.started_on, 30))
        factories.make_participation(mesa, merged)
        return mesa

    def test_it_is_one_partner_everywhere(
        self, pair: tuple[Actor, Actor], mesa: object, coordinadora: User
    ) -> None:
        kept, merged = pair
        told = facts.gather([mesa], dates.today())  # type: ignore[list-item]
        assert told[mesa.pk].partners_by_sector == {"mercado": 2}  # type: ignore[attr-defined]
        _merge(kept, merged)
        told = facts.gather([mesa], dates.today())  # type: ignore[list-item]
        assert told[mesa.pk].partners_by_sector == {"mercado": 1}  # type: ignore[attr-defined]
        partners = page(client_of(coordinadora), reverse("convergence:partners", args=[mesa.pk]))  # type: ignore[attr-defined]
        assert partners.count(f'">{kept.name}</a>') == 1
        assert merged.name not in partners
        public = page(client_of(), reverse("convergence:public_mesa", args=[mesa.pk]))  # type: ignore[attr-defined]
        assert merged.name not in public
        api = factories.api(coordinadora)
        whole = api.get(f"/api/v1/alliances/{mesa.pk}/").json()  # type: ignore[attr-defined]
        assert (whole["participations"]["count"], whole["partners"]) == (1, 1)
        listed = api.get(f"/api/v1/participations/?alliance={mesa.pk}").json()["results"]  # type: ignore[attr-defined]
        assert [row["actor"]["id"] for row in listed] == [str(kept.pk)]
        assert listed[0]["joined_on"] == mesa.started_on.isoformat(), "who joined first speaks"  # type: ignore[attr-defined]
        seats = typology_facts.gather([mesa.pk], dates.today())[mesa.pk].seats  # type: ignore[attr-defined]
        assert {side: told.actors for side, told in seats.items()} == {"market": 1}

    def test_it_is_not_seated_again_by_its_other_row(self, pair: tuple[Actor, Actor]) -> None:
        kept, merged = pair
        mesa = make_mesa("Mesa de una", partners=[merged])
        _merge(kept, merged)
        with pytest.raises(Conflict, match="ya participa"):
            add_participation(
                alliance=mesa, actor=kept, joined_on=mesa.started_on, roles=["decision"], by=SYSTEM
            )

    def test_named_by_its_merged_row_it_is_the_canonical_one_that_is_written(
        self, pair: tuple[Actor, Actor]
    ) -> None:
        kept, merged = pair
        _merge(kept, merged)
        merged.refresh_from_db()
        mesa = make_mesa("Mesa nueva")
        row = add_participation(
            alliance=mesa, actor=merged, joined_on=mesa.started_on, roles=["decision"], by=SYSTEM
        )
        promise = make_commitment(alliance=mesa, what="Enviar", owner=merged, due_on=dates.today(), by=SYSTEM)
        assert (row.actor_id, promise.owner_id) == (kept.pk, kept.pk)

    def test_when_it_leaves_it_leaves_by_both(self, pair: tuple[Actor, Actor], mesa: object) -> None:
        _merge(*pair)
        shown = Participation.objects.living().once().get(alliance=mesa)
        update_participation(participation=shown, left_on=dates.today(), by=SYSTEM)
        assert not Participation.objects.living().filter(alliance=mesa).exists()

    def test_whoever_acts_for_either_acts_for_the_whole(
        self, pair: tuple[Actor, Actor], mesa: object
    ) -> None:
        kept, merged = pair
        person = factories.make_user("Quien actúa", acts_for=merged)
        promise: Commitment = factories.make_commitment(mesa, kept)  # type: ignore[arg-type]
        seen = Commitment.objects.owned_by(principal(person))
        assert promise not in seen
        _merge(kept, merged)
        assert promise in Commitment.objects.owned_by(principal(person))
        assert principal(person).on_behalf_of == kept.pk
        assert kept in Actor.objects.visible_to(principal(person))

    def test_whoever_met_the_merged_one_sees_the_one_that_speaks_for_it(
        self, pair: tuple[Actor, Actor]
    ) -> None:
        kept, merged = pair
        partner = make_actor("Vecina de mesa", kind="empresa")
        make_mesa("Mesa ajena", partners=[merged, partner])
        person = factories.make_user("Otra persona", acts_for=partner)
        assert kept not in Actor.objects.visible_to(principal(person))
        _merge(kept, merged)
        assert kept in Actor.objects.visible_to(principal(person))

    def test_money_of_both_is_one_contributors(self, pair: tuple[Actor, Actor], mesa: object) -> None:
        kept, merged = pair
        factories.make_receipt(mesa, kept, 300)  # type: ignore[arg-type]
        pledge = factories.make_pledge(mesa, merged, 1000)  # type: ignore[arg-type]
        assert Entry.objects.filter(alliance=mesa).totals().contributors == 1
        _merge(kept, merged)
        # Money for what the merged one promised is taken from the one that speaks for it.
        factories.make_receipt(mesa, kept, 700, pledge=pledge)  # type: ignore[arg-type]
        totals = Entry.objects.filter(alliance=mesa).totals()
        assert (totals.contributors, totals.received) == (1, 1000)
        merged.refresh_from_db()
        assert Entry.objects.given_by(merged).totals() == Entry.objects.given_by(kept).totals() == totals


class TestAtOnce:
    def test_of_two_merges_against_each_other_one_wins(self, real_db: str) -> None:
        one, other = make_actor("Una", kind="empresa", rut=""), make_actor("Otra", kind="empresa", rut="")
        done = at_once(lambda: _merge(one, other), lambda: _merge(other, one))
        assert sum(isinstance(each, Merge) for each in done) == 1
        assert sum(isinstance(each, Conflict) for each in done) == 1
        assert Actor.objects.canonical().filter(pk__in=[one.pk, other.pk]).count() == 1

    def test_a_chain_made_at_once_is_flat_or_refused(self, real_db: str) -> None:
        first, second, third = (make_actor(name, kind="empresa", rut="") for name in ("Una", "Dos", "Tres"))
        done = at_once(lambda: _merge(second, first), lambda: _merge(third, second))
        assert any(isinstance(each, Merge) for each in done)
        for row in Actor.objects.exclude(merged_into=None).select_related("merged_into"):
            assert row.merged_into is not None
            assert row.merged_into.merged_into_id is None, "always one step away"

    def test_a_partner_seated_while_it_is_merged_is_read_by_the_kept_one(self, real_db: str) -> None:
        kept, merged = (
            make_actor("Queda", kind="empresa", rut=""),
            make_actor("Se reúne", kind="empresa", rut=""),
        )
        mesa = make_mesa("Mesa", partners=[kept])
        done = at_once(
            lambda: _merge(kept, merged),
            lambda: add_participation(
                alliance=mesa, actor=merged, joined_on=mesa.started_on, roles=["decision"], by=SYSTEM
            ),
        )
        assert isinstance(done[0], Merge)
        assert isinstance(done[1], (Participation, Conflict))
        told = facts.gather([mesa], dates.today())[mesa.pk]
        assert told.partners_by_sector == {"mercado": 1}
        assert Participation.objects.living().once().filter(alliance=mesa).count() == 1


def test_the_place_of_a_comuna_is_not_lost_when_it_is_taken(pair: tuple[Actor, Actor]) -> None:
    kept, merged = pair
    merged.comunas.add(Comuna.objects.get(code="10108"))
    _merge(kept, merged, take=["comunas"])
    assert set(kept.comunas.values_list("code", flat=True)) == {"02102", "10108"}
    assert set(merged.comunas.values_list("code", flat=True)) == {"02102", "10108"}, "its own stay"
