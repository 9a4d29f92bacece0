"""Registering and editing organisations: RUT, units, duplicates, stale forms, and what each act leaves."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from actors.models import Actor, Comuna
from actors.services import create_actor, update_actor
from core.errors import NotAllowed, Stale
from core.models import Event
from tests.factories import at_once, make_actor, make_membership, make_rut, make_user, principal


def _refused(**fields: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        make_actor(**fields)  # type: ignore[arg-type]
    return dict(refused.value.message_dict)


def test_an_actor_is_registered_with_its_event(coordinadora: User) -> None:
    actor = make_actor("  Municipalidad   de Tocopilla ", comunas=["02301"], by=principal(coordinadora))
    actor.refresh_from_db()
    assert actor.name == "Municipalidad de Tocopilla"
    assert [comuna.code for comuna in actor.comunas.all()] == ["02301"]
    event = Event.objects.get(kind="actor.created")
    assert (event.subject_id, event.by, event.scopes) == (actor.pk, coordinadora, [f"actor:{actor.pk}"])
    assert event.data == {}


@pytest.mark.django_db
def test_the_rut_is_stored_in_one_way() -> None:
    rut = make_rut(76_543_210)
    assert make_actor(rut=f"76.543.210-{rut[-1]}").rut == rut


@pytest.mark.django_db
def test_a_wrong_rut_is_refused_beside_its_field() -> None:
    assert "no es válido" in _refused(rut="76.543.210-0")["rut"][0]


@pytest.mark.django_db
def test_a_rut_belongs_to_one_organisation() -> None:
    rut = make_rut()
    make_actor("Primera", rut=rut)
    told = _refused(name="Segunda", rut=rut)
    assert "Ya hay un actor con este RUT" in str(told)


def test_a_rut_registered_twice_at_once_is_refused_once_with_words(real_db: str) -> None:
    rut = make_rut()
    outcome = at_once(*[lambda: make_actor(rut=rut)] * 3)
    assert sorted(type(one).__name__ for one in outcome) == ["Actor", "ValidationError", "ValidationError"]
    assert Actor.objects.filter(rut=rut).count() == 1


@pytest.mark.django_db
def test_a_unit_shares_the_rut_of_its_organisation() -> None:
    ministry = make_actor("Ministerio de Obras Públicas", kind="ministerio_o_seremi", level="central")
    unit = make_actor("SEREMI MOP Antofagasta", kind="ministerio_o_seremi", level="regional", parent=ministry)
    assert (unit.rut, unit.legal_rut) == ("", ministry.rut)
    assert list(ministry.units.all()) == [unit]


@pytest.mark.django_db
def test_a_unit_has_no_rut_of_its_own() -> None:
    ministry = make_actor(kind="ministerio_o_seremi", level="central")
    assert "comparte el RUT" in _refused(parent=ministry, rut=make_rut())["rut"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Actor.objects.create(name="x", kind=ministry.kind, level="local", parent=ministry, rut=make_rut())


@pytest.mark.django_db
def test_a_unit_hangs_from_no_other_unit() -> None:
    top = make_actor()
    unit = make_actor(parent=top)
    assert "una unidad no cuelga de otra unidad" in _refused(parent=unit)["parent"][0]


def test_an_organisation_with_units_becomes_nobodys_unit(coordinadora: User) -> None:
    top, other = make_actor(), make_actor(rut="")
    make_actor(parent=other)
    with pytest.raises(ValidationError) as refused:
        update_actor(actor=other, by=principal(coordinadora), parent=top)
    assert "parent" in refused.value.message_dict


def test_an_organisation_is_not_its_own_unit(coordinadora: User) -> None:
    actor = make_actor(rut="")
    with pytest.raises(ValidationError):
        update_actor(actor=actor, by=principal(coordinadora), parent=actor)


def test_an_edit_raises_the_version_and_says_what_changed(municipalidad: Actor, coordinadora: User) -> None:
    update_actor(
        actor=municipalidad,
        by=principal(coordinadora),
        version=1,
        short_name="Mejillones",
        website="",
        comunas=Comuna.objects.filter(code__in=["02102", "02101"]),
    )
    municipalidad.refresh_from_db()
    assert (municipalidad.version, municipalidad.short_name) == (2, "Mejillones")
    assert municipalidad.comunas.count() == 2
    assert Event.objects.get(kind="actor.changed").data == {"fields": ["comunas", "short_name"]}


def test_an_edit_leaves_history(municipalidad: Actor, coordinadora: User) -> None:
    update_actor(actor=municipalidad, by=principal(coordinadora), short_name="Mejillones")
    labels = list(municipalidad.events.order_by("pgh_id").values_list("pgh_label", "short_name"))
    assert labels == [("insert", ""), ("update", "Mejillones")]


def test_an_older_version_is_refused_and_writes_nothing(municipalidad: Actor, coordinadora: User) -> None:
    by = principal(coordinadora)
    update_actor(actor=municipalidad, by=by, version=1, short_name="Primera")
    with pytest.raises(Stale) as refused:
        update_actor(actor=municipalidad, by=by, version=1, short_name="Segunda")
    assert refused.value.extra == {"version": 2}
    municipalidad.refresh_from_db()
    assert municipalidad.short_name == "Primera"


def test_two_edits_of_one_version_at_once_keep_the_first(real_db: str) -> None:
    actor, by = make_actor(), principal(make_user("Camila", is_foundation_staff=True))
    outcome = at_once(
        *[lambda name=name: update_actor(actor=actor, by=by, version=1, short_name=name) for name in "ABC"]
    )
    assert sorted(type(one).__name__ for one in outcome) == ["Actor", "Stale", "Stale"]


def test_who_may_write(
    municipalidad: Actor, coordinadora: User, funcionaria: User, empresa: User, ajena: User
) -> None:
    keeper = make_user("Encargada")
    make_membership(keeper, municipalidad, role="manager")
    for user in (funcionaria, empresa, ajena):
        with pytest.raises(NotAllowed):
            update_actor(actor=municipalidad, by=principal(user), short_name="no")
    for user in (coordinadora, keeper):
        update_actor(actor=municipalidad, by=principal(user), short_name="sí")
    for user in (keeper, funcionaria):
        with pytest.raises(NotAllowed):
            create_actor(by=principal(user), name="x", kind=municipalidad.kind, level="local")
