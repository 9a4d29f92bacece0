"""Kept views: what is kept of a list, who sees and changes them, how many, and what became of what they ask for."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, Tag
from core.errors import DomainError, NotAllowed
from core.lists import saved
from core.models import SavedView
from tests.factories import client_of, make_membership, make_user, page, principal

LIST, SAVE = reverse("actors:list"), reverse("core:save_view")


def keep(
    user: User, name: str = "Las públicas", query: str = "sector=publico", **fields: object
) -> SavedView:
    return saved.save_view(page="actores", name=name, query=query, by=principal(user), **fields)  # type: ignore[arg-type]


def names(user: User) -> list[str]:
    return [view.name for view in saved.views_of("actores", principal(user))]


@pytest.fixture
def vecina_otra(junta: Actor) -> User:
    """Acts for the same association as vecina."""
    return make_user("Elsa Ñanco", acts_for=junta)


# What is kept ---------------------------------------------------------------------------
def test_only_what_the_list_knows_is_kept(coordinadora: User) -> None:
    view = keep(
        coordinadora,
        "  Las   públicas ",
        "sector=publico&page=7&vista=x&hola=1&level=&tag=a&tag=b&orden=-kind",
        columns=["rut", "hola", "rut", "kind"],
    )
    assert view.name == "Las públicas"
    assert view.query == "sector=publico&tag=a&tag=b&orden=-kind"
    assert view.columns == ["rut", "kind"]


def test_its_address_opens_the_list_so(coordinadora: User) -> None:
    view = keep(coordinadora, columns=["rut", "kind"])
    told = urlsplit(saved.address(view))
    assert told.path == LIST
    assert parse_qs(told.query) == {"sector": ["publico"], "col": ["rut", "kind"], "vista": [str(view.pk)]}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"page": "otra"}, DomainError),
        ({"name": " "}, ValidationError),
        ({"name": "x" * 81}, ValidationError),
        ({"query": "q=" + "ñ" * 1500}, DomainError),
        ({"shared_with": "foundation"}, ValidationError),
        ({"shared_with": "actor:00000000-0000-0000-0000-000000000000"}, ValidationError),
    ],
)
def test_what_cannot_be_kept_is_refused(vecina: User, fields: dict[str, str], error: type[Exception]) -> None:
    told = {"page": "actores", "name": "Vista", **fields}
    with pytest.raises(error):
        saved.save_view(**told, by=principal(vecina))  # type: ignore[arg-type]
    assert not SavedView.objects.exists()


def test_one_name_once_a_person_and_list(vecina: User, coordinadora: User) -> None:
    keep(vecina)
    keep(coordinadora)
    with pytest.raises(ValidationError, match="Ya tiene una vista con este nombre"):
        keep(vecina)


def test_fifty_a_person(vecina: User) -> None:
    for number in range(saved.MOST):
        keep(vecina, f"Vista {number}")
    with pytest.raises(DomainError, match="máximo"):
        keep(vecina, "Una más")


def test_the_platform_and_who_only_reads_keep_none(vecina: User) -> None:
    from accounts.principal import principal_of

    for by in (SYSTEM, principal(None), principal_of(vecina, can_write=False)):
        with pytest.raises(NotAllowed):
            saved.save_view(page="actores", name="Vista", by=by)


# Who sees and changes ----------------------------------------------------------------------
def test_a_view_is_seen_by_its_owner_and_by_whom_she_shares_it_with(
    vecina: User, vecina_otra: User, funcionaria: User, coordinadora: User, junta: Actor
) -> None:
    keep(vecina, "Solo mía")
    keep(vecina, "De la junta", shared_with=f"actor:{junta.pk}")
    keep(coordinadora, "De la fundación", shared_with="foundation")
    assert names(vecina) == ["De la junta", "Solo mía"]
    assert names(vecina_otra) == ["De la junta"]
    assert names(funcionaria) == []
    assert names(make_user(is_foundation_staff=True)) == ["De la fundación"]


def test_who_left_the_organisation_no_longer_sees_its_views(
    vecina: User, vecina_otra: User, junta: Actor
) -> None:
    keep(vecina, shared_with=f"actor:{junta.pk}")
    vecina_otra.memberships.all().delete()
    assert names(vecina_otra) == []


def test_another_one_may_copy_and_not_change(vecina: User, vecina_otra: User, junta: Actor) -> None:
    view = keep(vecina, columns=["rut"], shared_with=f"actor:{junta.pk}")
    other = principal(vecina_otra)
    with pytest.raises(NotAllowed):
        saved.change_view(view=view, name="Otra", by=other)
    with pytest.raises(NotAllowed):
        saved.delete_view(view=view, by=other)
    mine = saved.copy_view(view=view, by=other)
    assert (mine.name, mine.query, mine.columns, mine.shared_with) == (
        "Las públicas",
        "sector=publico",
        ["rut"],
        "",
    )
    assert saved.copy_view(view=view, by=other).name == "Las públicas (2)"
    view.refresh_from_db()
    assert view.name == "Las públicas"


def test_the_owner_renames_shares_and_removes(vecina: User, vecina_otra: User, junta: Actor) -> None:
    view = keep(vecina)
    saved.change_view(view=view, name="Vecinas", shared_with=f"actor:{junta.pk}", by=principal(vecina))
    assert names(vecina_otra) == ["Vecinas"]
    saved.delete_view(view=view, by=principal(vecina))
    assert names(vecina) == []


def test_a_shared_view_shows_each_one_what_she_may_see(
    mesa: object, vecina: User, vecina_otra: User, junta: Actor
) -> None:
    view = keep(vecina, query="sector=mercado", shared_with=f"actor:{junta.pk}")
    stranger = make_user()
    make_membership(stranger, junta)
    assert "Generadora del Norte SpA" in page(client_of(vecina_otra), saved.address(view))
    assert client_of(make_user()).get(reverse("core:view", args=[view.pk])).status_code == 404


# Pages ----------------------------------------------------------------------------------------
def test_the_list_is_saved_as_it_stands_and_opened_again(mesa: object, coordinadora: User) -> None:
    client = client_of(coordinadora)
    text = page(client, f"{LIST}?sector=mercado&col=rut&col=kind&page=1")
    address = f"{SAVE}?sector=mercado&amp;col=rut&amp;col=kind&amp;pagina=actores"
    assert address in text
    answer = client.post(address.replace("&amp;", "&"), {"name": "Empresas", "shared_with": "foundation"})
    view = SavedView.objects.get()
    assert (view.query, view.columns, view.shared_with) == ("sector=mercado", ["rut", "kind"], "foundation")
    text = page(client, answer["Location"])
    assert "Vista guardada." in text
    assert 'aria-current="true">Empresas' in text
    assert reverse("core:view", args=[view.pk]) in text


def test_a_refused_name_is_told_beside_it_and_nothing_typed_is_lost(coordinadora: User) -> None:
    keep(coordinadora, "Empresas")
    answer = client_of(coordinadora).post(
        f"{SAVE}?pagina=actores", {"name": "Empresas", "shared_with": "foundation"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ya tiene una vista con este nombre" in text
    assert 'value="Empresas"' in text
    assert '<option value="foundation" selected>' in text


def test_the_owner_s_page_renames_and_removes(coordinadora: User) -> None:
    view = keep(coordinadora)
    client, address = client_of(coordinadora), reverse("core:view", args=[view.pk])
    assert 'value="Las públicas"' in page(client, address)
    client.post(address, {"name": "Estado"})
    assert names(coordinadora) == ["Estado"]
    client.post(reverse("core:remove_view", args=[view.pk]))
    assert names(coordinadora) == []


def test_a_view_of_filters_that_are_gone_opens_with_a_notice(mesa: object, coordinadora: User) -> None:
    tag = Tag.objects.create(name="prioritaria")
    view = keep(coordinadora, query=f"sector=mercado&tag={tag.pk}")
    tag.delete()
    text = page(client_of(coordinadora), saved.address(view))
    assert "pide filtros que ya no existen («Etiquetas (todas)»)" in text
    assert "Generadora del Norte SpA" in text
    SavedView.objects.filter(pk=view.pk).update(query="sector=mercado&antiguo=1")
    text = page(client_of(coordinadora), saved.address(SavedView.objects.get(pk=view.pk)))
    assert "pide filtros que ya no existen («antiguo»)" in text
    assert "Generadora del Norte SpA" in text


# API ---------------------------------------------------------------------------------------------
def test_the_api_keeps_lists_and_removes(vecina: User, vecina_otra: User, junta: Actor) -> None:
    client, address = client_of(vecina), reverse("api:saved-views")
    body = {
        "page": "actores",
        "name": "Públicas",
        "query": "sector=publico",
        "shared_with": f"actor:{junta.pk}",
    }
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["is_own"]
    assert told["url"].startswith(LIST)
    (row,) = client_of(vecina_otra).get(address).json()["results"]
    assert not row["is_own"]
    one = reverse("api:saved-view", args=[told["id"]])
    assert client_of(vecina_otra).delete(one).status_code == 403
    assert client.delete(one).status_code == 204
    assert not SavedView.objects.exists()


def test_the_api_refuses_in_words(vecina: User) -> None:
    client, address = client_of(vecina), reverse("api:saved-views")
    for body, field in (
        ({"page": "otra", "name": "x"}, "page"),
        ({"page": "actores", "name": ""}, "name"),
        ({"page": "actores", "name": "x", "shared_with": "foundation"}, "shared_with"),
    ):
        answer = client.post(address, body, content_type="application/json")
        assert answer.status_code == 422
        assert field in answer.json()["errors"]
