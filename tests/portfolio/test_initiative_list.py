"""Initiatives many at a time: the list with its filters and sums, a mesa's three lists, the panels of lower floors."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.models import new_uid
from portfolio.models import Initiative
from tests import factories
from tests.convergence.acts import shows
from tests.portfolio.initiative_acts import url

pytestmark = pytest.mark.django_db

LIST = "/cartera/"


def names(answer: Any) -> list[str]:
    """The initiatives on the page, in their order."""
    return [row["cells"][0]["value"] for row in answer.context["table"]["rows"]]


@pytest.fixture
def three(mesa: Alliance, junta: Actor) -> list[Initiative]:
    """A plaza delivered, a road under way that the neighbours must move, and a clinic nobody has begun."""
    return [
        factories.make_initiative(
            mesa,
            "Ñandú: plaza",
            phase="entregada",
            portfolio="definitiva",
            execution_cost=1_500_000,
            women=10,
        ),
        factories.make_initiative(
            mesa,
            "Camino al Huáscar",
            phase="ejecucion",
            portfolio="priorizada",
            works_class="vialidad",
            execution_cost=2_000_000,
            men=7,
            goals={9: 60, 11: 40},
            ball=junta,
            next_step="Abrir las ofertas",
            next_step_by=dates.today() + timedelta(days=5),
        ),
        factories.make_initiative(mesa, "Posta", works_class="salud", goals={3: 100}, unspecified=3),
    ]


class TestTheList:
    def test_the_visible_with_their_sums_and_not_the_invisible(
        self, three: list[Initiative], mesa_ajena: Alliance, official: Client, ajena: User, coordinadora: User
    ) -> None:
        factories.make_initiative(mesa_ajena, "Pasarela", execution_cost=900)
        page = official.get(LIST)
        assert names(page) == ["Camino al Huáscar", "Ñandú: plaza", "Posta"]
        assert shows(page, "3 iniciativas · $3.500.000 de costo de ejecución · 20 beneficiarios")
        assert shows(page, "suma por iniciativa: una persona puede repetirse")
        assert not shows(page, "Pasarela")
        theirs = factories.client_of(ajena).get(LIST)
        assert names(theirs) == ["Pasarela"]
        assert shows(theirs, "1 iniciativa · $900 de costo de ejecución · 0 beneficiarios")
        assert len(names(factories.client_of(coordinadora).get(LIST))) == 4

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("q=huascar", ["Camino al Huáscar"]),
            ("q=ñandu plaza", ["Ñandú: plaza"]),
            ("q=mejillones posta", ["Posta"]),
            ("q=nada de esto", []),
            ("region=02", ["Camino al Huáscar", "Ñandú: plaza", "Posta"]),
            ("region=08", []),
            ("comuna=02102", ["Camino al Huáscar", "Ñandú: plaza", "Posta"]),
            ("works_class=salud", ["Posta"]),
            ("portfolio=priorizada", ["Camino al Huáscar"]),
            ("phase=idea", ["Posta"]),
            ("state=todo", ["Posta"]),
            ("state=in_progress", ["Camino al Huáscar"]),
            ("state=delivered", ["Ñandú: plaza"]),
            ("state=stopped", []),
            ("goal=11", ["Camino al Huáscar", "Ñandú: plaza"]),
            ("goal=9&portfolio=priorizada", ["Camino al Huáscar"]),
            ("goal=9&portfolio=definitiva", []),
            ("orden=-nombre", ["Posta", "Ñandú: plaza", "Camino al Huáscar"]),
            ("orden=costo", ["Ñandú: plaza", "Camino al Huáscar", "Posta"]),
            ("orden=-costo", ["Camino al Huáscar", "Ñandú: plaza", "Posta"]),
            ("orden=fase", ["Posta", "Camino al Huáscar", "Ñandú: plaza"]),
            ("orden=-fase", ["Ñandú: plaza", "Camino al Huáscar", "Posta"]),
            ("orden=x&phase=x&page=x", ["Camino al Huáscar", "Ñandú: plaza", "Posta"]),
        ],
    )
    def test_filters_and_order(
        self, three: list[Initiative], official: Client, asked: str, found: list[str]
    ) -> None:
        page = official.get(f"{LIST}?{asked}")
        assert names(page) == found
        assert page.context["page"].paginator.count == len(found)
        if not found:
            assert shows(page, "Ninguna iniciativa pasa estos filtros.")

    def test_a_suspended_one_is_found_as_stopped(self, mesa: Alliance, official: Client) -> None:
        factories.make_initiative(mesa, "Muelle", phase="suspendida")
        assert names(official.get(f"{LIST}?state=stopped")) == ["Muelle"]

    def test_mesa_and_actor_come_by_a_link_stay_while_filtering_and_can_be_taken_off(
        self, three: list[Initiative], mesa: Alliance, junta: Actor, official: Client
    ) -> None:
        page = official.get(f"{LIST}?alliance={mesa.pk}&ball={junta.pk}&orden=-costo")
        assert names(page) == ["Camino al Huáscar"]
        assert [item["label"] for item in page.context["chosen"]] == [
            "Mesa: Mesa de Mejillones",
            "Quién tiene la pelota: Junta de Vecinos Villa Ñandú",
        ]
        for name, key in (("alliance", mesa.pk), ("ball", junta.pk)):
            assert shows(page, f'name="{name}" value="{key}"')
        assert shows(page, 'name="orden" value="-costo"')
        assert "Mesa" not in [column["label"] for column in page.context["table"]["columns"]]
        freed = official.get(page.context["chosen"][1]["url"])
        assert names(freed) == ["Camino al Huáscar", "Ñandú: plaza", "Posta"]

    def test_a_mesa_one_does_not_see_is_not_named(
        self, three: list[Initiative], mesa_ajena: Alliance, official: Client
    ) -> None:
        page = official.get(f"{LIST}?alliance={mesa_ajena.pk}")
        assert shows(page, "Mesa: no existe o no la ve")
        assert not shows(page, "Mesa de Santa Bárbara")

    def test_htmx_gets_the_rows_alone_and_a_browser_the_page(
        self, three: list[Initiative], official: Client
    ) -> None:
        part = official.get(LIST, headers={"HX-Request": "true"})
        assert shows(part, "Posta")
        assert not shows(part, "<h1>")
        assert part["Vary"].count("HX-Request") == 1
        assert shows(official.get(LIST), "¿Qué se está haciendo y dónde?")

    def test_a_row_tells_phase_since_next_step_and_who_has_the_ball(
        self, three: list[Initiative], mesa: Alliance, official: Client
    ) -> None:
        text = factories.page(official, f"{LIST}?phase=ejecucion")
        since, until = (
            f'<time datetime="{day}">{day:%d-%m-%Y}</time>'
            for day in (mesa.today(), dates.today() + timedelta(days=5))
        )
        assert f"Ejecución desde el {since}" in text
        assert f"Junta de Vecinos Villa Ñandú: Abrir las ofertas, para el {until}" in text

    def test_twenty_five_a_page_and_the_sums_are_of_all_that_is_filtered(
        self, mesa: Alliance, official: Client
    ) -> None:
        for number in range(27):
            factories.make_initiative(mesa, f"Obra {number:02}", execution_cost=100)
        first = official.get(f"{LIST}?q=obra")
        assert len(names(first)) == 25
        assert shows(first, "27 iniciativas · $2.700 de costo de ejecución")
        assert names(official.get(f"{LIST}?q=obra&page=2")) == ["Obra 25", "Obra 26"]
        assert names(official.get(f"{LIST}?q=obra&page=99")) == ["Obra 25", "Obra 26"]

    def test_beyond_a_thousand_nothing_is_added_and_the_page_says_so(
        self, three: list[Initiative], official: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("portfolio.paging.KeyPaginator.ENOUGH", 2)
        page = official.get(LIST)
        assert shows(page, "Más de 2 iniciativas: filtre la lista para ver cuánto suman.")
        assert not shows(page, "$3.500.000")
        assert len(names(page)) == 3

    def test_who_takes_part_in_nothing_reads_where_initiatives_come_from(self, rows: None) -> None:
        page = factories.client_of(factories.make_user()).get(LIST)
        assert shows(page, "Todavía no hay iniciativas")


class TestTheLists:
    def test_three_lists_each_with_its_sums(
        self, three: list[Initiative], mesa: Alliance, mesa_ajena: Alliance, official: Client
    ) -> None:
        factories.make_initiative(mesa_ajena, "Pasarela")
        page = official.get(url("cartera", mesa.pk))
        told = page.context["lists"]
        assert [(one["code"], one["count"]) for one in told] == [
            ("definitiva", 1),
            ("priorizada", 1),
            ("ampliada", 1),
        ]
        assert shows(page, "1 iniciativa · $1.500.000 de costo de ejecución · 10 beneficiarios")
        assert shows(page, "1 iniciativa · $2.000.000 de costo de ejecución · 7 beneficiarios")
        assert not shows(page, "Pasarela")
        assert shows(page, 'aria-current="page">Cartera')

    def test_a_long_list_is_cut_and_leads_to_all_of_it(self, mesa: Alliance, official: Client) -> None:
        for number in range(27):
            factories.make_initiative(mesa, f"Obra {number:02}")
        page = official.get(url("cartera", mesa.pk))
        assert shows(page, "Ver las 27 iniciativas")
        assert not shows(page, "Obra 25")
        (more,) = (one["more_url"] for one in page.context["lists"] if one["has_more"])
        assert official.get(more).context["page"].paginator.count == 27

    def test_empty_it_says_how_to_begin_to_who_may(
        self, mesa: Alliance, official: Client, empresa: User
    ) -> None:
        assert shows(official.get(url("cartera", mesa.pk)), "Agregue la primera")
        theirs = factories.client_of(empresa).get(url("cartera", mesa.pk))
        assert shows(theirs, "Lo que la mesa decida hacer aparecerá aquí.")


class TestPanels:
    def test_the_mesas_summary_counts_what_its_words_say(
        self, three: list[Initiative], mesa: Alliance, empresa_actor: Actor, official: Client
    ) -> None:
        factories.make_initiative(mesa, "Ciclovía", phase="descartada", execution_cost=99, women=5)
        factories.make_receipt(mesa, empresa_actor, 9_000_000)
        page = official.get(url("alliance_summary", mesa.pk))
        told = {one["label"]: one["value"] for one in [*page.context["stats"], *page.context["involved"]]}
        assert told == {
            "En cartera definitiva": "1",
            "En desarrollo": "1",
            "Entregadas": "1",
            "Beneficiarios": "20",
            "Inversión pública involucrada": "$3.500.000",
        }
        assert shows(page, "$9.000.000")
        for one in page.context["stats"]:
            if one.get("url"):
                assert official.get(one["url"]).context["page"].paginator.count == int(one["value"])

    def test_a_mesa_without_anything_has_zeros(self, mesa: Alliance, official: Client) -> None:
        told = official.get(url("alliance_summary", mesa.pk)).context["stats"]
        assert {one["value"] for one in told} == {"0"}

    @pytest.mark.parametrize("name", ["alliance_summary", "of_meeting"])
    def test_htmx_gets_the_panel_alone(self, mesa: Alliance, official: Client, name: str) -> None:
        about = factories.make_meeting(mesa, agreements=["Uno."]) if name == "of_meeting" else mesa
        assert shows(official.get(url(name, about.pk)), "<h1>")
        part = official.get(url(name, about.pk), headers={"HX-Request": "true"})
        assert not shows(part, "<h1>")
        assert part["Vary"].count("HX-Request") == 1
        assert shows(
            part, "Ver la cartera" if name == "alliance_summary" else "Sin iniciativas en la cartera."
        )

    def test_mesa_and_meeting_ask_for_their_panels(self, mesa: Alliance, official: Client) -> None:
        meeting = factories.make_meeting(mesa)
        for page, panel in (
            (reverse("convergence:alliance", args=[mesa.pk]), url("alliance_summary", mesa.pk)),
            (reverse("convergence:meeting", args=[meeting.pk]), url("of_meeting", meeting.pk)),
        ):
            assert f'hx-get="{panel}"' in factories.page(official, page)
        assert shows(official.get(url("of_meeting", meeting.pk)), "La reunión no registró acuerdos.")


def test_links_of_nobody_lead_nowhere(official: Client, mesa: Alliance) -> None:
    page = official.get(f"{LIST}?alliance={new_uid()}&ball=x&goal=99&comuna=x&region=x&state=x")
    assert page.status_code == 200
    assert len(page.context["chosen"]) == 2


def test_a_step_of_yesterday_is_not_late_tomorrow(mesa: Alliance, official: Client) -> None:
    late = factories.make_initiative(mesa, next_step="Firmar", next_step_by=mesa.today() - timedelta(days=1))
    due = factories.make_initiative(mesa, next_step="Firmar", next_step_by=mesa.today())
    assert shows(official.get(url("initiative", late.pk)), "Fecha pasada")
    assert not shows(official.get(url("initiative", due.pk)), "Fecha pasada")
