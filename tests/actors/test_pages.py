"""Pages of the directory: what each role sees and may do, bad input, repeats, and queries that do not grow."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from actors.models import Actor, Comuna
from convergence.models import Alliance
from core.models import Event
from tests.factories import (
    client_of,
    count_queries,
    make_actor,
    make_membership,
    make_participation,
    make_rut,
    make_user,
    page,
    principal,
)

LIST, CREATE = reverse("actors:list"), reverse("actors:create")


def _one(actor: Actor) -> str:
    return reverse("actors:actor", args=[actor.pk])


def _edit(actor: Actor) -> str:
    return reverse("actors:edit", args=[actor.pk])


def _fields(**more: Any) -> dict[str, Any]:
    return {
        "name": "Fundación Costa Limpia",
        "kind": "fundacion_o_corporacion",
        "level": "local",
        "rut": make_rut(),
        "comunas": ["02102"],
        **more,
    }


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found, f"no hay campo {name}"
    return found[1]


# List ---------------------------------------------------------------------------
def test_the_list_shows_the_visible_and_not_the_invisible(mesa: Alliance, funcionaria: User) -> None:
    make_actor("Empresa sin mesa SpA", kind="empresa")
    text = page(client_of(funcionaria), LIST)
    for name in ("Municipalidad de Mejillones", "Generadora del Norte SpA", "Junta de Vecinos Villa Ñandú"):
        assert name in text
    assert "Empresa sin mesa SpA" not in text
    assert "Sector público" in text
    assert "3 organizaciones" in text


def test_the_list_is_for_who_signed_in(db: None) -> None:
    answer = client_of().get(LIST)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_only_the_foundation_is_offered_to_register(
    mesa: Alliance, coordinadora: User, funcionaria: User
) -> None:
    assert CREATE in page(client_of(coordinadora), LIST)
    assert CREATE not in page(client_of(funcionaria), LIST)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=nandu", {"Junta de Vecinos Villa Ñandú"}),
        ("sector=mercado", {"Generadora del Norte SpA"}),
        ("kind=empresa", {"Generadora del Norte SpA"}),
        ("level=sublocal", {"Junta de Vecinos Villa Ñandú"}),
        ("comuna=08311", {"Municipalidad de Santa Bárbara"}),
        ("region=08", {"Municipalidad de Santa Bárbara"}),
    ],
)
def test_filters_narrow_the_list(
    mesa: Alliance, mesa_ajena: Alliance, coordinadora: User, query: str, names: set[str]
) -> None:
    text = page(client_of(coordinadora), f"{LIST}?{query}")
    everyone = set(Actor.objects.values_list("name", flat=True))
    rows = text[text.index('id="rows"') :]
    assert {name for name in everyone if name in rows} == names


def test_a_filter_that_finds_nothing_says_so(mesa: Alliance, coordinadora: User) -> None:
    assert "Ninguna organización pasa estos filtros" in page(client_of(coordinadora), f"{LIST}?q=zzz")


@pytest.mark.parametrize("query", ["comuna=99999", "sector=otro", "page=zzz", "page=999", "q=%00", "kind=x"])
def test_a_broken_query_breaks_nothing(mesa: Alliance, coordinadora: User, query: str) -> None:
    page(client_of(coordinadora), f"{LIST}?{query}")


def test_who_sees_nothing_is_told_what_will_be_here(db: None) -> None:
    assert "Todavía no hay organizaciones" in page(client_of(make_user()), LIST)


def test_htmx_gets_the_rows_alone_and_caches_keep_them_apart(mesa: Alliance, funcionaria: User) -> None:
    client = client_of(funcionaria)
    whole, rows = client.get(LIST), client.get(LIST, headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert "<html" not in rows.content.decode()
    assert "Generadora del Norte SpA" in rows.content.decode()
    for answer in (whole, rows):
        assert "HX-Request" in answer["Vary"]


def test_twenty_five_a_page_in_spanish_order(coordinadora: User) -> None:
    for number in range(52):
        make_actor(f"Actor {number:02}", rut="")
    make_actor("Ñandú", rut="")
    make_actor("Nube", rut="")
    make_actor("Ópera", rut="")
    make_actor("Zona Limpia", rut="")
    client = client_of(coordinadora)
    first, third = page(client, LIST), page(client, f"{LIST}?page=3")
    assert "Actor 24" in first
    assert "Actor 25" not in first
    order = [third.index(name) for name in ("Actor 50", "Nube", "Ñandú", "Ópera", "Zona Limpia")]
    assert order == sorted(order)


@pytest.mark.parametrize("path", ["list", "actor"])
def test_queries_do_not_grow_with_the_rows(mesa: Alliance, funcionaria: User, path: str) -> None:
    """Distinct kinds, parents and comunas on each row; seen by someone who is not of the foundation."""
    kinds = [
        "empresa",
        "fundacion_o_corporacion",
        "universidad",
        "iglesia",
        "cosoc",
        "asociacion_empresarial",
    ]
    codes = list(Comuna.objects.values_list("code", flat=True)[:60])
    top = mesa.participations.get(actor__kind="empresa").actor

    def more(count: int) -> None:
        for _number in range(count):
            number = Actor.objects.count()
            actor = make_actor(
                f"Organización {number}",
                kind=kinds[number % len(kinds)],
                comunas=codes[number : number + 3],
                parent=top,
            )
            make_participation(mesa, actor)
            make_membership(make_user(), actor)

    url = LIST if path == "list" else _one(top)
    counts = []
    for rows in (10, 10):
        more(rows)
        client = client_of(funcionaria)
        client.get(url)
        with count_queries() as counted:
            text = page(client, url)
        assert f"Organización {Actor.objects.count() - 1}" in text
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert counts[0] < 20, counts


# One ----------------------------------------------------------------------------
def test_the_page_of_an_actor(mesa: Alliance, municipalidad: Actor, funcionaria: User) -> None:
    unit = make_actor("Dirección de Obras", parent=municipalidad)
    text = page(client_of(funcionaria), _one(municipalidad))
    for told in ("Municipalidad de Mejillones", "Mejillones", "Antofagasta", unit.name, _one(unit)):
        assert told in text
    assert "RUT" in text


def test_people_with_access_are_shown_to_who_keeps_them_only(
    mesa: Alliance, municipalidad: Actor, coordinadora: User, funcionaria: User
) -> None:
    where = reverse("actors:people", args=[municipalidad.pk])
    assert where in page(client_of(coordinadora), _one(municipalidad))
    assert funcionaria.email in page(client_of(coordinadora), where)
    colleague = make_user("Colega", acts_for=municipalidad)
    text = page(client_of(colleague), _one(municipalidad))
    assert funcionaria.email not in text
    assert where not in text


def test_people_are_read_together(municipalidad: Actor, coordinadora: User) -> None:
    client, counts = client_of(coordinadora), []
    where = reverse("actors:people", args=[municipalidad.pk])
    for _time in range(2):
        for _number in range(10):
            make_user(acts_for=municipalidad)
        with count_queries() as counted:
            page(client, where)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_what_one_may_not_see_does_not_exist(mesa: Alliance, empresa_actor: Actor, ajena: User) -> None:
    for url in (_one(empresa_actor), _edit(empresa_actor)):
        assert client_of(ajena).get(url).status_code == 404
        assert client_of().get(url).status_code == 302


def test_panels_of_upper_floors_are_links_that_htmx_opens(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core import registry

    panel = {"title": "Panel de prueba", "url": "/compromisos/?owner=1"}
    monkeypatch.setitem(registry.actor_panels._entries, "probe", lambda actor: panel)
    text = page(client_of(funcionaria), reverse("actors:work", args=[municipalidad.pk]))
    assert 'hx-get="/compromisos/?owner=1"' in text
    assert '<a href="/compromisos/?owner=1">' in text
    assert "Panel de prueba" in text


def test_a_website_is_shown_as_a_link_only_when_it_is_one(coordinadora: User) -> None:
    actor = make_actor(website="https://www.mejillones.cl/")
    assert 'href="https://www.mejillones.cl/"' in page(client_of(coordinadora), _one(actor))
    answer = client_of(coordinadora).post(CREATE, _fields(website="javascript:alert(1)"))
    assert answer.status_code == 422


# Register -----------------------------------------------------------------------
def test_the_foundation_registers(coordinadora: User) -> None:
    client = client_of(coordinadora)
    uid = _hidden(page(client, CREATE), "uid")
    answer = client.post(CREATE, _fields(uid=uid))
    actor = Actor.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, _one(actor))
    assert str(actor.pk) == uid
    assert "Organización registrada" in page(client, _one(actor))


def test_others_do_not_register(mesa: Alliance, funcionaria: User, empresa: User) -> None:
    before = Actor.objects.count()
    for user in (funcionaria, empresa):
        client = client_of(user)
        assert client.get(CREATE).status_code == 403
        answer = client.post(CREATE, _fields())
        assert answer.status_code == 403
        assert "Solo el equipo de la fundación" in answer.content.decode()
    assert client_of().post(CREATE, _fields()).status_code == 302
    assert Actor.objects.count() == before


def test_the_same_form_sent_twice_registers_once(coordinadora: User) -> None:
    client = client_of(coordinadora)
    fields = _fields(uid=_hidden(page(client, CREATE), "uid"))
    first, second = client.post(CREATE, fields), client.post(CREATE, fields)
    assert first["Location"] == second["Location"]
    assert Actor.objects.count() == 1
    assert Event.objects.filter(kind="actor.created").count() == 1


def test_the_same_form_with_other_content_is_no_repeat(coordinadora: User) -> None:
    client = client_of(coordinadora)
    fields = _fields(uid=_hidden(page(client, CREATE), "uid"))
    client.post(CREATE, fields)
    answer = client.post(CREATE, {**fields, "name": "Otra fundación", "rut": make_rut()})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "otro contenido" in text
    assert "Otra fundación" in text
    assert Actor.objects.count() == 1


@pytest.mark.parametrize(
    ("bad", "field", "sentence"),
    [
        ({"name": ""}, "name", "requerido"),
        ({"rut": "11.111.111-2"}, "rut", "no es válido: revise los números"),
        ({"comunas": ["99999"]}, "comunas", "no es el código de una comuna"),
        ({"kind": "no_existe"}, "kind", "opción"),
        ({"website": "no es una dirección"}, "website", "URL"),
        ({"name": "x" * 201}, "name", "200"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_on_top(
    coordinadora: User, bad: dict[str, Any], field: str, sentence: str
) -> None:
    answer = client_of(coordinadora).post(CREATE, _fields(about="Limpiamos la costa", **bad))
    text = answer.content.decode()
    assert answer.status_code == 422
    summary = text[text.index("data-error-summary") : text.index("</ul>", text.index("data-error-summary"))]
    assert f"#id_{field}" in summary
    assert sentence in summary
    assert text.count(sentence) >= 2
    assert "Limpiamos la costa" in text, "nada de lo escrito se pierde"
    assert not Actor.objects.exists()


def test_a_taken_rut_is_told_beside_the_rut(coordinadora: User, municipalidad: Actor) -> None:
    answer = client_of(coordinadora).post(CREATE, _fields(rut=municipalidad.rut))
    assert answer.status_code == 422
    assert "Ya hay un actor con este RUT" in answer.content.decode()


def test_a_uid_that_is_taken_is_refused(coordinadora: User, municipalidad: Actor) -> None:
    answer = client_of(coordinadora).post(CREATE, _fields(uid=str(municipalidad.pk)))
    assert answer.status_code == 422
    assert Actor.objects.count() == 1


# Edit ---------------------------------------------------------------------------
def _filled(client: Client, actor: Actor, **more: Any) -> dict[str, Any]:
    version = _hidden(page(client, _edit(actor)), "version")
    told = {"name": actor.name, "kind": actor.kind_id, "level": actor.level, "rut": actor.rut}
    return {**told, "comunas": ["02102"], "version": version, **more}


def test_an_edit_is_saved(municipalidad: Actor, coordinadora: User) -> None:
    client = client_of(coordinadora)
    answer = client.post(_edit(municipalidad), _filled(client, municipalidad, short_name="Mejillones"))
    assert (answer.status_code, answer["Location"]) == (302, _one(municipalidad))
    municipalidad.refresh_from_db()
    assert (municipalidad.short_name, municipalidad.version) == ("Mejillones", 2)


def test_who_keeps_the_page_edits_and_a_colleague_does_not(
    mesa: Alliance, municipalidad: Actor, funcionaria: User
) -> None:
    keeper = make_user("Encargada")
    make_membership(keeper, municipalidad, role="manager")
    assert _edit(municipalidad) in page(client_of(keeper), _one(municipalidad))
    page(client_of(keeper), _edit(municipalidad))
    assert _edit(municipalidad) not in page(client_of(funcionaria), _one(municipalidad))
    answer = client_of(funcionaria).post(_edit(municipalidad), {"name": "Otra cosa"})
    assert answer.status_code == 403
    municipalidad.refresh_from_db()
    assert municipalidad.version == 1


def test_an_older_form_keeps_what_was_typed_and_shows_what_is_there_now(
    municipalidad: Actor, coordinadora: User
) -> None:
    client = client_of(coordinadora)
    mine = _filled(client, municipalidad, short_name="Lo mío", about="Texto largo que costó escribir")
    theirs = _filled(client, municipalidad, short_name="Lo de otra persona")
    assert client.post(_edit(municipalidad), theirs).status_code == 302
    answer = client.post(_edit(municipalidad), mine)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Alguien cambió este registro" in text
    assert 'value="Lo mío"' in text
    assert "Texto largo que costó escribir" in text
    assert "Ahora dice: Lo de otra persona" in text
    municipalidad.refresh_from_db()
    assert municipalidad.short_name == "Lo de otra persona"
    again = {**mine, "version": _hidden(text, "version")}
    assert client.post(_edit(municipalidad), again).status_code == 302
    municipalidad.refresh_from_db()
    assert municipalidad.short_name == "Lo mío"


def test_a_form_without_version_writes_nothing(municipalidad: Actor, coordinadora: User) -> None:
    client = client_of(coordinadora)
    answer = client.post(_edit(municipalidad), _filled(client, municipalidad, version="", short_name="x"))
    assert answer.status_code == 422
    municipalidad.refresh_from_db()
    assert municipalidad.version == 1


def test_the_frame_names_who_is_in_and_for_whom(mesa: Alliance, funcionaria: User) -> None:
    text = page(client_of(funcionaria), LIST)
    assert funcionaria.name in text
    assert "Municipalidad de Mejillones" in text
    assert principal(funcionaria).memberships
