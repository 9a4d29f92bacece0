"""Alliances by the services: opened, edited, refused, kept in the history."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from actors.models import Comuna
from convergence.models import Alliance
from convergence.services.alliances import (
    open_alliance,
    update_alliance,
)
from core.errors import NotAllowed, Stale
from core.ids import uuid7
from core.models import Event
from tests import factories
from tests.convergence import acts

NOT_FOUNDATION = ["funcionaria", "empresa", "vecina", "ajena"]


def comunas(*codes: str) -> list[Comuna]:
    return list(Comuna.objects.filter(code__in=codes))


def opened(**changes: Any) -> Alliance:
    fields: dict[str, Any] = {
        "kind": "mesa_comunal",
        "name": "Mesa de Mejillones",
        "comunas": comunas("02102"),
        "started_on": date(2025, 3, 1),
        "by": acts.SYSTEM,
    }
    return open_alliance(**{**fields, **changes})


@pytest.mark.django_db
class TestOpening:
    def test_a_mesa_starts_in_its_first_stage_and_says_so_in_its_history(self, coordinadora: User) -> None:
        mesa = opened(
            by=factories.principal(coordinadora), name="  Mesa   de Mejillones ", coordinator=coordinadora
        )
        mesa.refresh_from_db()
        assert (mesa.name, mesa.stage, mesa.stage_since) == (
            "Mesa de Mejillones",
            "vinculacion",
            date(2025, 3, 1),
        )
        assert [comuna.code for comuna in mesa.comunas.all()] == ["02102"]
        (first,) = mesa.stage_changes.all()
        assert (first.from_stage, first.to_stage, first.made_by) == ("", "vinculacion", coordinadora)
        left = acts.only_event("alliance.opened", mesa)
        assert (left.by, left.scopes, left.data) == (coordinadora, [mesa.scope], {})
        assert acts.labels_of(mesa) == ["insert"]

    @pytest.mark.parametrize(
        ("kind", "stage"),
        [
            ("mesa_comunal", "vinculacion"),
            ("mesa_intercomunal", "vinculacion"),
            ("mesa_regional", "vinculacion"),
            ("tripartita", "nacimiento"),
            ("otra", "nacimiento"),
        ],
    )
    def test_each_kind_has_its_own_first_stage(self, kind: str, stage: str) -> None:
        places = comunas("02102") if kind == "mesa_comunal" else comunas("02102", "02101")
        assert opened(kind=kind, comunas=places).stage == stage

    @pytest.mark.parametrize(
        ("changes", "about"),
        [
            ({"comunas": ()}, "comunas"),
            ({"comunas": ("02102", "02101")}, "comunas"),
            ({"kind": "mesa_intercomunal", "comunas": ("02102",)}, "comunas"),
            ({"name": " "}, "name"),
            ({"name": "a" * 201}, "name"),
            ({"ended_on": date(2025, 2, 28)}, "ended_on"),
            ({"theme": "x"}, "theme"),
            ({"areas": ["x"]}, "areas"),
            ({"formality": ""}, "formality"),
        ],
    )
    def test_bad_input_is_refused_by_field_and_leaves_nothing(
        self, changes: dict[str, Any], about: str
    ) -> None:
        if "comunas" in changes:
            changes = {**changes, "comunas": comunas(*changes["comunas"])}
        before = Event.objects.count()
        with pytest.raises(ValidationError) as refused:
            opened(**changes)
        assert list(refused.value.message_dict) == [about]
        assert (Alliance.objects.count(), Event.objects.count()) == (0, before)

    def test_only_the_foundation_coordinates(self, funcionaria: User, mesa: Alliance) -> None:
        with pytest.raises(ValidationError) as refused:
            opened(coordinator=funcionaria)
        assert list(refused.value.message_dict) == ["coordinator"]

    @pytest.mark.parametrize("who", NOT_FOUNDATION)
    def test_only_the_foundation_opens(self, who: str, request: pytest.FixtureRequest) -> None:
        by = factories.principal(request.getfixturevalue(who))
        with pytest.raises(NotAllowed):
            opened(by=by)
        assert not Alliance.objects.exists()


@pytest.mark.django_db
class TestEditing:
    def test_an_edit_leaves_its_fields_in_the_event_and_a_row_in_the_history(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        edited = update_alliance(
            alliance=mesa,
            by=factories.principal(coordinadora),
            version=mesa.version,
            name="Mesa del puerto",
            purpose="Un puerto para todos.",
            formality=mesa.formality,
        )
        assert (edited.name, edited.version) == ("Mesa del puerto", 2)
        left = acts.only_event("alliance.changed", mesa)
        assert (left.by, left.data) == (coordinadora, {"fields": ["name", "purpose"]})
        assert acts.labels_of(mesa) == ["insert", "update"]
        kept = mesa.events.order_by("pgh_id").last()
        assert (kept.name, kept.version) == ("Mesa del puerto", 2)
        assert mesa.events.order_by("pgh_id").first().name == "Mesa de Mejillones"

    def test_other_comunas_are_told_too(self) -> None:
        mesa = opened(kind="mesa_intercomunal", comunas=comunas("02102", "02101"))
        update_alliance(alliance=mesa, by=acts.SYSTEM, comunas=comunas("02101", "02103"))
        assert set(mesa.comunas.values_list("code", flat=True)) == {"02101", "02103"}
        assert acts.only_event("alliance.changed", mesa).data == {"fields": ["comunas"]}

    def test_neither_kind_nor_stage_change_by_an_edit(self, mesa: Alliance) -> None:
        update_alliance(alliance=mesa, by=acts.SYSTEM, kind="otra", stage="desarrollo", name="Otro nombre")
        mesa.refresh_from_db()
        assert (mesa.kind, mesa.stage, mesa.name) == ("mesa_comunal", "vinculacion", "Otro nombre")

    def test_an_older_form_is_refused(self, mesa: Alliance) -> None:
        update_alliance(alliance=mesa, by=acts.SYSTEM, version=1, name="Primero")
        with pytest.raises(Stale) as refused:
            update_alliance(alliance=mesa, by=acts.SYSTEM, version=1, name="Segundo")
        assert refused.value.extra["version"] == 2
        mesa.refresh_from_db()
        assert mesa.name == "Primero"

    def test_bad_edits_change_nothing(self, mesa: Alliance) -> None:
        for fields, about in (
            ({"ended_on": mesa.started_on - timedelta(days=1)}, "ended_on"),
            ({"comunas": comunas("02102", "02101"), "name": "Otro"}, "comunas"),
            ({"comunas": [], "name": "Otro"}, "comunas"),
            ({"name": ""}, "name"),
        ):
            with pytest.raises(ValidationError) as refused:
                update_alliance(alliance=mesa, by=acts.SYSTEM, **fields)
            assert list(refused.value.message_dict) == [about]
        mesa.refresh_from_db()
        assert (mesa.name, mesa.version, mesa.ended_on) == ("Mesa de Mejillones", 1, None)
        assert not acts.events("alliance.changed")

    @pytest.mark.parametrize("who", NOT_FOUNDATION)
    def test_only_the_foundation_edits(
        self, mesa: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        by = factories.principal(request.getfixturevalue(who))
        with pytest.raises(NotAllowed):
            update_alliance(alliance=mesa, by=by, name="Mía")
        mesa.refresh_from_db()
        assert mesa.name == "Mesa de Mejillones"


@pytest.mark.django_db
def test_a_given_uid_is_the_id(coordinadora: User) -> None:
    uid = uuid7()
    assert opened(uid=uid).pk == uid
