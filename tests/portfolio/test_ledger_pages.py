"""The tab «Aportes» and one movement: what each person sees, and what she does not, not even by guessing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from portfolio.models import Entry, Initiative, Movement
from portfolio.money import MoneyTotals
from portfolio.services.books import Amount
from portfolio.views import money_shown
from tests import factories as f
from tests.portfolio.money_acts import (
    OTHER,
    PDF,
    another_company,
    at,
    fund_data,
    live,
    no_trace,
    pledge_data,
    receipt_data,
    square,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(coordinadora: User) -> Client:
    return f.client_of(coordinadora)


@pytest.fixture
def otra(mesa: Alliance) -> Actor:
    return another_company(mesa)


@pytest.fixture
def plaza(mesa: Alliance) -> Initiative:
    return square(mesa)


@pytest.fixture
def lived(mesa: Alliance, empresa_actor: Actor, otra: Actor, plaza: Initiative) -> dict[str, Any]:
    return live(mesa, empresa_actor, otra, plaza)


class TestBar:
    """What the piece draws and says of given sums."""

    def test_each_figure_is_drawn_on_the_scale_of_the_largest(self) -> None:
        told = money_shown.bar(MoneyTotals(1000, 750, 500, 10), as_of=dates.today())
        assert [step["width"] for step in told["steps"]] == [1000, 750, 500, 10]
        assert [step["value"] for step in told["steps"]] == ["$1.000", "$750", "$500", "$10"]
        assert told["steps"][3]["part"] == "2 % de lo asignado; $490 sin gastar"
        assert not told["is_empty"]

    def test_a_peso_among_millions_is_still_seen_and_is_not_told_as_nothing(self) -> None:
        told = money_shown.bar(MoneyTotals(pledged=900_000_000, received=1), as_of=dates.today())
        assert told["steps"][1]["width"] == money_shown.SLIVER
        assert told["steps"][1]["part"] == "menos de 1 % de lo comprometido"

    def test_what_came_beyond_the_pledges_is_marked_in_words(self) -> None:
        received = money_shown.bar(MoneyTotals(pledged=800, received=1000), as_of=dates.today())["steps"][1]
        assert received["part"] == "$200 más que lo comprometido: el exceso se conserva"
        assert (received["over_from"], received["over"]) == (800, 200)

    def test_all_but_a_peso_is_not_told_as_all(self) -> None:
        received = money_shown.bar(MoneyTotals(1000, 999), as_of=dates.today())["steps"][1]
        assert received["part"] == "99 % de lo comprometido"
        received = money_shown.bar(MoneyTotals(1000, 1000), as_of=dates.today())["steps"][1]
        assert received["part"] == "todo lo comprometido"

    def test_an_initiative_does_not_measure_the_common_fund_by_what_was_given_for_it(self) -> None:
        told = money_shown.bar(
            MoneyTotals(received=10, allocated=1000), as_of=dates.today(), scope="initiative"
        )
        assert told["steps"][2]["part"] == ""

    def test_in_kind_stands_beside(self) -> None:
        told = money_shown.bar(MoneyTotals(received_in_kind=5000), as_of=dates.today())
        assert told["in_kind"] == {"pledged": "$0", "received": "$5.000", "url": ""}
        assert [step["value"] for step in told["steps"]] == ["$0"] * 4
        assert money_shown.bar(MoneyTotals(received=1), as_of=dates.today())["in_kind"] is None

    def test_the_drawing_has_plain_numbers_and_no_style(self, client: Client) -> None:
        page = f.page(client, reverse("desk:style"))
        assert 'viewBox="0 0 1000 20"' in page
        assert "style=" not in page.split("money-steps")[1].split("money-foot")[0]


class TestTab:
    def test_the_foundation_sees_totals_leverage_cycles_organisations_pledges_and_movements(
        self, client: Client, mesa: Alliance, lived: dict[str, Any]
    ) -> None:
        page = f.page(client, at("aportes", mesa))
        for figure in ("$27.754.321", "$10.643.211", "$5.000.000", "$2.000.000"):
            assert figure in page
        assert ">5,6</span>" in page  # 60.000.000 ÷ 10.643.211
        assert "$60.000.000 ÷ $10.643.211" in page
        assert "Ciclo 1" in page
        assert "Parcial: faltan $16.000.000" in page
        assert "Parcial: faltan $1.111.110" in page
        assert page.count(OTHER) >= 4
        assert "Usted ve los totales" not in page
        assert "Registrar un aporte recibido" in page
        assert f"?compromiso={lived['mine'].pk}" in page
        assert page.index("Gasto</a>") < page.index("Asignación</a>") < page.index("Aporte comprometido</a>")

    def test_the_list_of_movements_is_narrowed_by_kind(
        self, client: Client, mesa: Alliance, lived: dict[str, Any]
    ) -> None:
        def shown(kind: str) -> set[str]:
            page = f.page(client, at("aportes", mesa) + f"?tipo={kind}")
            return {name for name, row in lived.items() if f"/movimientos/{row.pk}/" in page}

        assert shown("expenditure") == {"spent"}
        assert shown("in_kind") == {"alone"}
        assert shown("receipt") == {"received", "others", "alone"}
        assert shown("cualquiera") == {"received", "others", "alone", "allocated", "spent"}

    def test_nothing_received_gives_no_leverage_but_a_sentence(
        self, client: Client, mesa: Alliance, plaza: Initiative, empresa_actor: Actor
    ) -> None:
        f.make_pledge(mesa, empresa_actor, 5_000_000)
        page = f.page(client, at("aportes", mesa))
        assert "Apalancamiento sin calcular: todavía no se reciben aportes voluntarios en dinero." in page
        assert "Ninguna organización ha aportado todavía." in page

    def test_in_kind_stands_beside_and_a_company_obligation_is_no_leverage(
        self, client: Client, mesa: Alliance, plaza: Initiative, empresa_actor: Actor
    ) -> None:
        f.make_receipt(mesa, empresa_actor, 2_000_000, in_kind=True, note="Tres días de retroexcavadora")
        f.make_receipt(mesa, empresa_actor, 9_000_000, character="rca")
        page = f.page(client, at("aportes", mesa))
        assert "$0 comprometidos y $2.000.000 recibidos" in page
        assert "Apalancamiento sin calcular" in page
        assert client.get(at("aportes", mesa)).context["money"]["steps"][1]["value"] == "$9.000.000"

    def test_without_a_cycle_the_page_says_what_to_do_first(self, client: Client, mesa: Alliance) -> None:
        for name in ("aportes", "make_pledge", "record_receipt"):
            page = f.page(client, at(name, mesa))
            assert "Abra primero un ciclo de financiamiento" in page
            assert reverse("convergence:add_cycle", args=[mesa.pk]) in page

    def test_a_company_sees_the_totals_and_its_own_lines_and_no_trace_of_another(
        self, empresa: User, mesa: Alliance, lived: dict[str, Any]
    ) -> None:
        door = f.client_of(empresa)
        page = f.page(door, at("aportes", mesa))
        assert "Usted ve los totales de la mesa y las líneas de su organización." in page
        assert "$27.754.321" in page  # the mesa's
        assert "Parcial: faltan $16.000.000" in page  # its own
        assert lived["mine"].contributor.display_name in page
        for address in ("", "?tipo=receipt", "?tipo=in_kind", "?page=2", "?compromisos=9"):
            no_trace(f.page(door, at("aportes", mesa) + address))
        assert "Registrar recibido" not in page
        assert reverse("portfolio:make_pledge", args=[mesa.pk]) not in page

    def test_its_part_of_an_allocation_is_shown_without_a_way_into_the_whole(
        self, empresa: User, mesa: Alliance, lived: dict[str, Any], empresa_actor: Actor
    ) -> None:
        f.make_allocation(lived["allocated"].initiative, 4_500_000)
        part = Entry.objects.get(kind="allocation", contributor=empresa_actor)
        page = f.page(f.client_of(empresa), at("aportes", mesa))
        assert f"${part.amount:,}".replace(",", ".") in page
        assert str(part.movement_id) not in page
        assert str(lived["received"].pk) in page

    def test_a_neighbour_sees_the_totals_only(
        self, vecina: User, mesa: Alliance, lived: dict[str, Any], empresa_actor: Actor
    ) -> None:
        page = f.page(f.client_of(vecina), at("aportes", mesa))
        assert "$27.754.321" in page
        assert "Su organización no tiene aportes en esta mesa." in page
        assert empresa_actor.name not in page
        assert "/movimientos/" not in page
        assert "/aportes/" not in page.replace(at("aportes", mesa), "").replace('href="/aportes/"', "")
        no_trace(page)

    def test_the_municipality_sees_the_ledger_of_its_mesa_and_of_no_other(
        self, funcionaria: User, ajena: User, mesa: Alliance, mesa_ajena: Alliance, lived: dict[str, Any]
    ) -> None:
        page = f.page(f.client_of(funcionaria), at("aportes", mesa))
        assert OTHER in page
        assert "$7.654.321" in page
        assert "Registrar un aporte recibido" not in page
        f.page(f.client_of(funcionaria), at("aportes", mesa_ajena), 404)
        f.page(f.client_of(ajena), at("aportes", mesa), 404)
        for name in ("received", "others", "allocated", "spent"):
            assert f.page(f.client_of(funcionaria), at("movement", lived[name]))
            f.page(f.client_of(ajena), at("movement", lived[name]), 404)

    def test_who_sees_the_whole_of_one_mesa_sees_in_another_what_its_seat_there_gives(
        self, ajena: User, mesa: Alliance, mesa_ajena: Alliance, lived: dict[str, Any], empresa_actor: Actor
    ) -> None:
        f.make_membership(ajena, empresa_actor)
        page = f.page(f.client_of(ajena), at("aportes", mesa))
        assert "las líneas de su organización" in page
        no_trace(page)

    def test_a_company_that_left_keeps_its_lines_and_loses_the_mesa(
        self, empresa: User, mesa: Alliance, lived: dict[str, Any], empresa_actor: Actor
    ) -> None:
        mesa.participations.filter(actor=empresa_actor).update(left_on=dates.today())
        door = f.client_of(empresa)
        f.page(door, at("aportes", mesa), 404)
        page = f.page(door, at("movement", lived["received"]))
        assert at("aportes", mesa) not in page


class TestGuessing:
    """A company asks for what is not its own, by every address of these pages."""

    @pytest.mark.parametrize("name", ["others", "alone", "allocated", "spent"])
    def test_movements_of_others_do_not_exist_for_it(
        self, empresa: User, lived: dict[str, Any], name: str
    ) -> None:
        door = f.client_of(empresa)
        for page in ("movement", "reverse"):
            no_trace(f.page(door, at(page, lived[name]), 404))
        no_trace(text(door.post(at("reverse", lived[name]), {"reason": "Porque sí, nada más."})))
        assert not Movement.objects.filter(reverses=lived[name]).exists()

    def test_its_own_receipt_is_open_and_reversing_it_is_not_its_act(
        self, empresa: User, lived: dict[str, Any]
    ) -> None:
        door = f.client_of(empresa)
        page = f.page(door, at("movement", lived["received"]))
        no_trace(page)
        assert "Revertir" not in page
        f.page(door, at("reverse", lived["received"]), 403)

    @pytest.mark.parametrize("who", ["empresa", "funcionaria", "vecina"])
    def test_only_the_foundation_keeps_the_ledger(
        self, who: str, request: pytest.FixtureRequest, mesa: Alliance, lived: dict[str, Any], otra: Actor
    ) -> None:
        door = f.client_of(request.getfixturevalue(who))
        made = Movement.objects.count()
        asked = {"compromiso": str(lived["theirs"].pk)}
        for name, row, data in (
            ("make_pledge", mesa, pledge_data(otra)),
            ("record_receipt", mesa, receipt_data(otra)),
            ("allocate", lived["spent"].initiative, fund_data("999.999.999")),
            ("spend", lived["spent"].initiative, fund_data("999.999.999")),
        ):
            for answer in (door.get(at(name, row), asked), door.post(at(name, row), data)):
                assert answer.status_code == 403
                no_trace(text(answer))
        assert Movement.objects.count() == made

    def test_to_whom_does_not_see_the_mesa_its_forms_do_not_exist(
        self, ajena: User, mesa: Alliance, plaza: Initiative
    ) -> None:
        door = f.client_of(ajena)
        for name, row in (
            ("make_pledge", mesa), ("record_receipt", mesa), ("allocate", plaza), ("spend", plaza),
        ):  # fmt: skip
            f.page(door, at(name, row), 404)

    def test_a_visitor_is_asked_to_sign_in(self, mesa: Alliance, lived: dict[str, Any]) -> None:
        for address in (at("aportes", mesa), at("movement", lived["spent"]), at("reverse", lived["spent"])):
            answer = f.client_of().get(address)
            assert answer.status_code == 302
            assert "login" in answer.headers["Location"]


class TestMovement:
    def test_it_says_who_what_when_how_much_and_whose(
        self, client: Client, lived: dict[str, Any], coordinadora: User
    ) -> None:
        made = f.make_allocation(lived["allocated"].initiative, 5_500_000, by=f.principal(coordinadora))
        page = f.page(client, at("movement", made))
        for said in ("$5.500.000", "Plaza de la Costanera", "Camila Soto", OTHER, "$3.956.789", "$1.543.211"):
            assert said in page
        assert at("reverse", made) in page

    def test_its_paper_opens_for_who_sees_it(
        self, client: Client, mesa: Alliance, empresa: User, otra: Actor, empresa_actor: Actor
    ) -> None:
        f.make_cycle(mesa)
        for actor in (empresa_actor, otra):
            upload = SimpleUploadedFile("t.pdf", PDF + actor.name.encode())
            client.post(at("record_receipt", mesa), {**receipt_data(actor), "document": upload})
        door = f.client_of(empresa)
        own = Movement.objects.get(contributor=empresa_actor)
        theirs = Movement.objects.get(contributor=otra)
        assert reverse("core:file", args=[own.document_id]) in f.page(door, at("movement", own))
        assert door.get(reverse("core:file", args=[own.document_id])).status_code == 200
        assert door.get(reverse("core:file", args=[theirs.document_id])).status_code == 404


class TestQueries:
    """As many queries with three times the rows."""

    def grow(self, mesa: Alliance, contributor: Actor) -> None:
        work = f.make_initiative(mesa)
        for actor in (contributor, f.make_actor(kind="empresa")):
            if actor != contributor:
                f.make_participation(mesa, actor)
            pledge = f.make_pledge(mesa, actor, 10_000, initiative=work)
            f.make_receipt(mesa, actor, 9_000, pledge=pledge)
            f.reverse(f.make_receipt(mesa, actor, 500))
            f.make_receipt(
                mesa, actor, amount=Amount(uf=Decimal(1), uf_rate=Decimal(38000), uf_date=dates.today())
            )
        f.make_allocation(work, 9_000)
        f.make_expenditure(work, 5_000)

    @pytest.mark.parametrize("who", ["coordinadora", "funcionaria", "empresa"])
    def test_the_tab(
        self, who: str, request: pytest.FixtureRequest, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        door = f.client_of(request.getfixturevalue(who))

        def count() -> int:
            with f.count_queries() as counted:
                f.page(door, at("aportes", mesa))
            return len(counted)

        self.grow(mesa, empresa_actor)
        first = count()
        for _turn in range(2):
            self.grow(mesa, empresa_actor)
        assert count() == first
        assert first <= 24, first

    @pytest.mark.parametrize("name", ["make_pledge", "record_receipt"])
    def test_the_forms(self, client: Client, mesa: Alliance, empresa_actor: Actor, name: str) -> None:
        def count() -> int:
            with f.count_queries() as counted:
                f.page(client, at(name, mesa))
            return len(counted)

        self.grow(mesa, empresa_actor)
        first = count()
        self.grow(mesa, empresa_actor)
        assert count() == first


def test_the_tab_pages_its_movements_newest_first(
    client: Client, mesa: Alliance, empresa_actor: Actor, a_year_ago: Any
) -> None:
    made = [
        f.make_receipt(mesa, empresa_actor, 1000 + turn, happened_on=dates.today() - timedelta(days=turn))
        for turn in range(27)
    ]
    first, last = (f.page(client, at("aportes", mesa) + f"?page={number}") for number in (1, 3))
    shown: Callable[[str], list[bool]] = lambda page: [str(row.pk) in page for row in made]  # noqa: E731
    assert shown(first) == [True] * 10 + [False] * 17
    assert shown(last) == [False] * 20 + [True] * 7
