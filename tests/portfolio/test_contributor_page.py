"""What became of an organisation's money: its page, its panel in the directory and the list, for who may see."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from portfolio.models import Initiative
from tests import factories as f

pytestmark = pytest.mark.django_db
OTHER = "Puerto Angamos SpA"
OTHERS_MONEY = ("7.654.321", "6.543.211", "5.432.109")
HTMX = {"HX-Request": "true"}
NOTHING = "Sin aportes que usted pueda ver."


def of(actor: Actor) -> str:
    return reverse("portfolio:contributor", args=[actor.pk])


def panel(user: User, actor: Actor, status: int = 200) -> str:
    return f.page(f.client_of(user), of(actor), status, headers=HTMX)


@pytest.fixture
def otra(mesa: Alliance) -> Actor:
    actor = f.make_actor(OTHER, kind="empresa", comunas=["02102"])
    f.make_participation(mesa, actor, roles=["financiamiento"])
    return actor


@pytest.fixture
def plaza(mesa: Alliance) -> Initiative:
    return f.make_initiative(mesa, "Plaza de la Costanera", phase="ejecucion", women=120, men=80)


@pytest.fixture
def lived(
    mesa: Alliance, mesa_ajena: Alliance, empresa_actor: Actor, otra: Actor, plaza: Initiative
) -> dict[str, Any]:
    """Two companies on one initiative of the mesa; the first one also contributes in another mesa."""
    f.make_participation(mesa_ajena, empresa_actor, roles=["financiamiento"])
    mine = f.make_pledge(mesa, empresa_actor, 20_100_000)
    f.make_receipt(mesa, empresa_actor, 21_000_000, pledge=mine)
    f.make_receipt(mesa, empresa_actor, 1_500_000, in_kind=True, note="Asesoría de ingeniería")
    f.make_pledge(mesa, otra, 7_654_321)
    f.make_receipt(mesa, otra, 6_543_211, initiative=plaza)
    taken = f.make_receipt(mesa, empresa_actor, 300_000)
    f.reverse(taken)
    allocated = f.make_allocation(plaza, 10_543_211)  # 4.000.000 of the first company
    f.make_expenditure(plaza, 5_271_606)
    f.make_receipt(mesa_ajena, empresa_actor, 8_888_000)
    far = f.make_initiative(mesa_ajena, "Sede de Alto Biobío", women=10, men=10)
    f.make_allocation(far, 2_222_000)
    return {"taken": taken, "allocated": allocated, "far": far, "mine": mine}


class TestPage:
    def test_a_company_sees_what_its_money_became(
        self, empresa: User, empresa_actor: Actor, lived: dict[str, Any], plaza: Initiative
    ) -> None:
        page = f.page(f.client_of(empresa), of(empresa_actor))
        assert f"¿En qué se convirtió el aporte de {empresa_actor.name}?" in page
        for figure in ("$20.100.000", "$29.888.000", "$6.222.000", "$2.000.000"):
            assert figure in page  # promised, received, allocated and spent in both mesas
        assert "$0 comprometidos y $1.500.000 recibidos" in page
        assert "Excedido en $900.000" in page
        assert "Plaza de la Costanera" in page
        assert "Sede de Alto Biobío" in page
        assert str(plaza.phase) in page
        assert "220 personas beneficiarias previstas de las iniciativas" in page
        assert "Reversa" in page
        assert f"Revertido el {dates.today():%d-%m-%Y}" in page
        assert f'Cifras al <time datetime="{dates.today().isoformat()}"' in page

    def test_there_is_no_trace_of_another_company(
        self, empresa: User, empresa_actor: Actor, lived: dict[str, Any]
    ) -> None:
        door = f.client_of(empresa)
        for address in (of(empresa_actor), of(empresa_actor) + "?page=2", reverse("portfolio:contributors")):
            page = f.page(door, address, follow=True)
            assert OTHER not in page
            for amount in OTHERS_MONEY:
                assert amount not in page
            assert str(lived["allocated"].pk) not in page

    @pytest.mark.parametrize("who", ["empresa", "vecina"])
    def test_the_page_of_another_says_one_sentence_whether_it_gave_or_not(
        self, who: str, request: pytest.FixtureRequest, lived: dict[str, Any], otra: Actor, mesa: Alliance
    ) -> None:
        gave_nothing = f.make_actor("Comercial Sin Aportes", kind="empresa")
        f.make_participation(mesa, gave_nothing)
        door = f.client_of(request.getfixturevalue(who))
        for actor in (otra, gave_nothing):
            page = f.page(door, of(actor))
            assert NOTHING in page
            assert "$" not in page.split("<main")[1]
        f.page(door, "/aportes/0199aaaa-0000-7000-8000-000000000000/", 404)

    def test_an_organisation_without_contributions_has_a_page_that_says_so(
        self, vecina: User, junta: Actor, mesa: Alliance
    ) -> None:
        assert "Todavía no hay aportes" in f.page(f.client_of(vecina), of(junta))

    def test_an_official_sees_what_was_given_to_her_mesas_only(
        self, funcionaria: User, ajena: User, empresa_actor: Actor, otra: Actor, lived: dict[str, Any]
    ) -> None:
        page = f.page(f.client_of(funcionaria), of(empresa_actor))
        assert "Usted ve lo aportado a las mesas en que participa su institución." in page
        assert "$21.000.000" in page
        assert "$29.888.000" not in page
        for trace in ("Sede de Alto Biobío", "8.888.000", "2.222.000", "Santa Bárbara"):
            assert trace not in page
        page = f.page(f.client_of(ajena), of(empresa_actor))
        assert "$8.888.000" in page
        for trace in ("Plaza de la Costanera", "21.000.000", "20.100.000", "Mejillones"):
            assert trace not in page
        f.page(f.client_of(ajena), of(otra), 404)

    def test_a_company_that_left_keeps_its_figures_without_a_way_into_the_mesa(
        self, empresa: User, empresa_actor: Actor, lived: dict[str, Any], mesa: Alliance, plaza: Initiative
    ) -> None:
        mesa.participations.filter(actor=empresa_actor).update(left_on=dates.today())
        page = f.page(f.client_of(empresa), of(empresa_actor))
        assert "$29.888.000" in page
        assert "Plaza de la Costanera" in page
        assert reverse("portfolio:initiative", args=[plaza.pk]) not in page
        assert reverse("portfolio:aportes", args=[mesa.pk]) not in page
        assert "20 personas beneficiarias" in page
        assert reverse("portfolio:initiative", args=[lived["far"].pk]) in page

    def test_what_was_allocated_and_taken_back_is_no_longer_told_as_done(
        self, empresa: User, empresa_actor: Actor, mesa: Alliance, plaza: Initiative
    ) -> None:
        f.make_receipt(mesa, empresa_actor, 1_000_000)
        f.reverse(f.make_allocation(plaza, 700_000))
        page = f.page(f.client_of(empresa), of(empresa_actor))
        assert "Su dinero todavía no se asigna a ninguna iniciativa." in page
        assert "-$700.000" in page
        assert "beneficiaria" not in page

    def test_a_visitor_is_asked_to_sign_in(self, empresa_actor: Actor) -> None:
        for address in (of(empresa_actor), reverse("portfolio:contributors")):
            assert f.client_of().get(address).status_code == 302


class TestPanel:
    def test_it_is_only_the_fragment_and_leads_to_the_page(
        self, empresa: User, empresa_actor: Actor, lived: dict[str, Any]
    ) -> None:
        answer = f.client_of(empresa).get(of(empresa_actor), headers=HTMX)
        page = answer.content.decode()
        assert "<html" not in page
        assert "$29.888.000" in page
        assert f'href="{of(empresa_actor)}#compromisos"' in page
        assert f'href="{of(empresa_actor)}"' in page
        assert "HX-Request" in answer.headers["Vary"]

    def test_who_sees_the_organisation_and_no_line_reads_one_sentence_whatever_there_is(
        self, vecina: User, empresa: User, mesa: Alliance, otra: Actor, lived: dict[str, Any]
    ) -> None:
        gave_nothing = f.make_actor("Comercial Sin Aportes", kind="empresa")
        f.make_participation(mesa, gave_nothing)
        for user in (vecina, empresa):
            told = {panel(user, actor).strip() for actor in (otra, gave_nothing)}
            assert len(told) == 1
            assert NOTHING in told.pop()

    def test_who_does_not_see_the_organisation_has_no_panel(
        self, ajena: User, mesa_ajena: Alliance, otra: Actor
    ) -> None:
        panel(ajena, otra, 404)

    def test_a_page_restored_from_history_is_whole(
        self, vecina: User, empresa: User, empresa_actor: Actor, otra: Actor, lived: dict[str, Any]
    ) -> None:
        headers = {**HTMX, "HX-History-Restore-Request": "true"}
        assert "<html" in f.page(f.client_of(empresa), of(empresa_actor), headers=headers)
        assert NOTHING in f.page(f.client_of(vecina), of(otra), headers=headers)

    def test_without_contributions_it_says_so(self, coordinadora: User, junta: Actor) -> None:
        assert "No hay aportes registrados." in panel(coordinadora, junta)


class TestList:
    def test_the_foundation_sees_everybody_with_sums(
        self, coordinadora: User, lived: dict[str, Any], empresa_actor: Actor, otra: Actor
    ) -> None:
        page = f.page(f.client_of(coordinadora), reverse("portfolio:contributors"))
        assert of(empresa_actor) in page
        assert of(otra) in page
        assert page.index(of(empresa_actor)) < page.index(of(otra))
        assert "$36.431.211" in page  # 29.888.000 + 6.543.211

    def test_a_company_is_led_to_its_own_page(
        self, empresa: User, vecina: User, empresa_actor: Actor, junta: Actor
    ) -> None:
        for user, actor in ((empresa, empresa_actor), (vecina, junta)):
            answer = f.client_of(user).get(reverse("portfolio:contributors"))
            assert (answer.status_code, answer.headers["Location"]) == (302, of(actor))

    def test_a_person_of_two_companies_chooses_between_them(
        self, empresa: User, empresa_actor: Actor, otra: Actor, lived: dict[str, Any], mesa: Alliance
    ) -> None:
        third = f.make_actor("Forestal Tercera", kind="empresa")
        f.make_participation(mesa, third)
        f.make_receipt(mesa, third, 111_000)
        f.make_membership(empresa, third)
        page = f.page(f.client_of(empresa), reverse("portfolio:contributors"))
        assert of(empresa_actor) in page
        assert of(third) in page
        assert of(otra) not in page
        assert "$29.999.000" in page

    def test_an_official_sees_the_contributors_of_her_mesas_with_what_they_gave_there(
        self, funcionaria: User, ajena: User, lived: dict[str, Any], empresa_actor: Actor, otra: Actor
    ) -> None:
        page = f.page(f.client_of(funcionaria), reverse("portfolio:contributors"))
        assert of(otra) in page
        assert "8.888.000" not in page
        assert "$27.543.211" in page  # 21.000.000 + 6.543.211
        page = f.page(f.client_of(ajena), reverse("portfolio:contributors"))
        assert of(otra) not in page
        assert "$8.888.000" in page

    def test_a_person_of_nobody_sees_nothing(self, lived: dict[str, Any]) -> None:
        page = f.page(f.client_of(f.make_user("Nadie")), reverse("portfolio:contributors"))
        assert "Sin aportes que usted pueda ver" in page


def test_queries_do_not_grow_with_the_rows(empresa: User, coordinadora: User, empresa_actor: Actor) -> None:
    def count(user: User, address: str) -> int:
        door = f.client_of(user)
        with f.count_queries() as counted:
            f.page(door, address)
        return len(counted)

    def grow() -> None:
        mesa = f.make_mesa(partners=[empresa_actor, other := f.make_actor(kind="empresa")])
        work = f.make_initiative(mesa, women=5)
        for actor in (empresa_actor, other):
            f.make_receipt(mesa, actor, 10_000, pledge=f.make_pledge(mesa, actor, 9_000))
            f.reverse(f.make_receipt(mesa, actor, 70))
        f.make_allocation(work, 8_000)
        f.make_expenditure(work, 3_000)

    asked = [
        (empresa, of(empresa_actor)),
        (coordinadora, of(empresa_actor)),
        (coordinadora, reverse("portfolio:contributors")),
    ]
    grow()
    first = [count(*one) for one in asked]
    grow()
    grow()
    assert [count(*one) for one in asked] == first
    assert max(first) <= 20, first
