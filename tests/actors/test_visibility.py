"""Who sees which organisation: lists show the visible ones and only them."""

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from tests.factories import api, make_actor, make_participation, make_user, principal


def _seen(user: User | None) -> set[str]:
    return set(Actor.objects.visible_to(principal(user)).values_list("name", flat=True))


@pytest.fixture
def hidden(db: None) -> Actor:
    """A company that sits at no table."""
    return make_actor("Empresa sin mesa SpA", kind="empresa")


def test_each_one_sees_hers(
    mesa: Alliance,
    mesa_ajena: Alliance,
    hidden: Actor,
    coordinadora: User,
    funcionaria: User,
    empresa: User,
    vecina: User,
    ajena: User,
) -> None:
    public = {"Municipalidad de Mejillones", "Municipalidad de Santa Bárbara"}
    at_the_table = {"Generadora del Norte SpA", "Junta de Vecinos Villa Ñandú"}
    assert _seen(coordinadora) == public | at_the_table | {hidden.name}
    for user in (funcionaria, empresa, vecina):
        assert _seen(user) == public | at_the_table
    assert _seen(ajena) == public
    assert _seen(make_user()) == public
    assert _seen(None) == set()


def test_one_sees_her_own_organisation_without_any_mesa(empresa: User, hidden: Actor) -> None:
    assert _seen(empresa) == {"Generadora del Norte SpA"}


def test_who_left_the_mesa_no_longer_meets_the_others(
    mesa: Alliance, empresa: User, empresa_actor: Actor, junta: Actor
) -> None:
    assert junta.name in _seen(empresa)
    mesa.participations.filter(actor=empresa_actor).update(left_on=mesa.started_on)
    assert junta.name not in _seen(empresa)


def test_who_stays_still_sees_who_left(mesa: Alliance, funcionaria: User, junta: Actor) -> None:
    mesa.participations.filter(actor=junta).update(left_on=mesa.started_on)
    assert junta.name in _seen(funcionaria)


def test_a_new_partner_is_seen_at_once(mesa: Alliance, vecina: User, hidden: Actor) -> None:
    assert hidden.name not in _seen(vecina)
    make_participation(mesa, hidden)
    assert hidden.name in _seen(vecina)


def test_whoever_sees_a_unit_sees_its_legal_person(mesa: Alliance, vecina: User, coordinadora: User) -> None:
    firm = make_actor("Forestal Andina SpA", kind="empresa")
    unit = make_actor("Planta Andina Sur", kind="empresa", parent=firm)
    other = make_actor("Planta Andina Norte", kind="empresa", parent=firm)
    assert not {firm.name, unit.name} & _seen(vecina)
    make_participation(mesa, unit)
    assert {firm.name, unit.name} <= _seen(vecina)
    assert other.name not in _seen(vecina), "its other units are not met by that"
    told = api(vecina).get(f"/api/v1/actors/{unit.pk}/").json()["parent"]
    assert api(vecina).get(f"/api/v1/actors/{told['id']}/").status_code == 200
    kept = make_actor("Forestal Andina S.A.", kind="empresa")
    Actor.objects.filter(pk=firm.pk).update(merged_into=kept)
    assert kept.name in _seen(vecina), "by the one that speaks for it"


def test_search_ignores_accents_and_case_and_reads_a_rut(junta: Actor, empresa_actor: Actor) -> None:
    def found(text: str) -> list[str]:
        return list(Actor.objects.matching(text).values_list("name", flat=True))

    assert found("nandu") == [junta.name]
    assert found("VECINOS ñandú") == [junta.name]
    assert found("vecinos norte") == []
    from core import rut

    assert found(rut.display(empresa_actor.rut)) == [empresa_actor.name]
    assert found(empresa_actor.rut[:8]) == [empresa_actor.name]
    assert found("%") == []
