"""The fields of an organisation: classes, size, industry, legal personality, tags; who writes which."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from actors.models import Actor, Tag
from actors.services import update_actor
from core import dates
from core.errors import NotAllowed
from core.models import Event
from tests.factories import (
    at_once,
    client_of,
    make_actor,
    make_membership,
    make_user,
    page,
    principal,
)

CREATE = reverse("actors:create")
COMPANY = {
    "name": "Eólica del Norte SpA", "kind": "empresa", "level": "", "social_class": "empresa_b", "size": "mediana",
    "industry": "D", "registry_number": "Fojas 12", "personality_since": "2015-03-02",
    "personality_until": "2030-03-01", "tags": "Energía, puerto , energia", "comunas": ["02102"],
}  # fmt: skip


@pytest.fixture
def keeper(empresa_actor: Actor) -> User:
    user = make_user("Encargada")
    make_membership(user, empresa_actor, role="manager")
    return user


def test_everything_is_registered_by_the_form(coordinadora: User) -> None:
    answer = client_of(coordinadora).post(CREATE, COMPANY)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    actor = Actor.objects.get()
    told = (actor.level, actor.social_class, actor.size, actor.industry, actor.registry_number)
    assert told == ("", "empresa_b", "mediana", "D", "Fojas 12")
    assert (actor.personality_since, actor.personality_until) == (date(2015, 3, 2), date(2030, 3, 1))
    assert {tag.name for tag in actor.tags.all()} == {"Energía", "puerto"}, "una palabra, con o sin acento"
    text = page(client_of(coordinadora), reverse("actors:edit", args=[actor.pk]))
    assert "Ya se usan: Energía, puerto." in text
    for legend in ("Identidad", "Presencia", "Clasificación", "Personalidad jurídica"):
        assert f"<legend>{legend}</legend>" in text


@pytest.mark.parametrize("bad", [{"social_class": "oess"}, {"size": "micro"}, {"industry": "O"}])
def test_a_public_institution_carries_no_class_size_or_industry(
    coordinadora: User, bad: dict[str, str]
) -> None:
    fields = {"name": "Municipalidad de Taltal", "kind": "municipio_o_asociacion_municipios", **bad}
    answer = client_of(coordinadora).post(CREATE, fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("Una institución pública no lleva") >= 2, "arriba y junto al campo"
    assert "Municipalidad de Taltal" in text
    assert not Actor.objects.exists()


def test_a_company_that_becomes_public_must_leave_its_class(coordinadora: User, empresa_actor: Actor) -> None:
    by = principal(coordinadora)
    update_actor(actor=empresa_actor, by=by, social_class="empresa_b")
    public = make_actor().kind
    with pytest.raises(ValidationError) as refused:
        update_actor(actor=empresa_actor, by=by, kind=public)
    assert set(refused.value.message_dict) == {"social_class"}
    update_actor(actor=empresa_actor, by=by, kind=public, social_class="")


def test_civil_society_may_have_a_class_and_a_size(db: None) -> None:
    actor = make_actor(
        kind="fundacion_o_corporacion", social_class="ong_mercantil_b", size="micro", industry="Q"
    )
    assert actor.get_social_class_display().startswith("ONG mercantil")


def test_a_personality_does_not_end_before_it_begins(coordinadora: User) -> None:
    answer = client_of(coordinadora).post(CREATE, {**COMPANY, "personality_until": "2010-01-01"})
    assert answer.status_code == 422
    assert "La personalidad jurídica termina antes de comenzar" in answer.content.decode()


def test_who_keeps_the_page_changes_size_and_industry_but_not_class_nor_papers(
    empresa_actor: Actor, keeper: User
) -> None:
    by = principal(keeper)
    update_actor(actor=empresa_actor, by=by, size="grande", industry="D", about="Somos")
    guarded: dict[str, Any] = {
        "social_class": "empresa_b", "registry_number": "1", "personality_since": dates.today(),
        "personality_until": dates.today(), "closed_on": dates.today(), "tags": ["amiga"], "level": "",
    }  # fmt: skip
    for name, value in guarded.items():
        with pytest.raises(NotAllowed) as refused:
            update_actor(actor=empresa_actor, by=by, **{name: value})
        assert refused.value.field == name
    text = page(client_of(keeper), reverse("actors:edit", args=[empresa_actor.pk]))
    assert 'name="size"' in text
    for name in guarded:
        assert f'name="{name}"' not in text
    assert not Tag.objects.exists()


def test_who_keeps_a_public_page_is_not_asked_what_it_cannot_answer(municipalidad: Actor) -> None:
    user = make_user("Encargada")
    make_membership(user, municipalidad, role="manager")
    text = page(client_of(user), reverse("actors:edit", args=[municipalidad.pk]))
    assert 'name="size"' not in text
    assert 'name="about"' in text


def test_tags_change_with_their_event_and_a_long_one_is_refused(
    coordinadora: User, empresa_actor: Actor
) -> None:
    by = principal(coordinadora)
    update_actor(actor=empresa_actor, by=by, tags=["Puerto"])
    update_actor(actor=empresa_actor, by=by, tags=["PUERTO", "ñandú"])
    assert {tag.name for tag in empresa_actor.tags.all()} == {"Puerto", "ñandú"}
    assert Event.objects.filter(kind="actor.changed").last().data == {"fields": ["tags"]}  # type: ignore[union-attr]
    answer = client_of(coordinadora).post(CREATE, {**COMPANY, "tags": "x" * 41})
    assert answer.status_code == 422
    assert "demasiado largo" in answer.content.decode()
    with pytest.raises(ValidationError):
        update_actor(actor=empresa_actor, by=by, tags=["x" * 41])


def test_the_same_new_tag_at_once_is_one_tag(real_db: str) -> None:
    one, other = make_actor(), make_actor()
    by = principal(make_user("Camila", is_foundation_staff=True))
    made = at_once(*[lambda row=row: update_actor(actor=row, by=by, tags=["Agua"]) for row in (one, other)])
    assert {type(row) for row in made} == {Actor}
    assert Tag.objects.get().actors.count() == 2
