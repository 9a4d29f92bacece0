"""The forms of who keeps the ledger: what they make, once, what they refuse beside which box, and what they keep."""

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
from core.models import File, new_uid
from portfolio import fund
from portfolio.models import Entry, Initiative, Movement, Pledge
from tests import factories as f
from tests.portfolio.money_acts import (
    OTHER,
    PDF,
    another_company,
    at,
    errors,
    fund_data,
    live,
    pledge_data,
    receipt_data,
    square,
    text,
    today,
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


class TestPledging:
    def test_a_pledge_is_made_and_shown_as_pending(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        f.make_cycle(mesa)
        answer = client.post(at("make_pledge", mesa), pledge_data(empresa_actor), follow=True)
        pledge = Pledge.objects.with_state().get()
        assert (pledge.amount, pledge.contributor, pledge.character) == (
            1_234_567,
            empresa_actor,
            "voluntario",
        )
        assert answer.redirect_chain[0][0].startswith(at("aportes", mesa))
        assert "Aporte comprometido." in text(answer)
        assert "Pendiente" in text(answer)

    def test_sent_twice_it_is_one_and_with_other_content_it_is_refused(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        f.make_cycle(mesa)
        upload = SimpleUploadedFile("convenio.pdf", PDF)
        data = pledge_data(empresa_actor)
        client.post(at("make_pledge", mesa), {**data, "document": upload})
        upload = SimpleUploadedFile("convenio.pdf", PDF)
        again = client.post(at("make_pledge", mesa), {**data, "document": upload}, follow=True)
        assert "Esto ya estaba registrado: no se duplicó." in text(again)
        answer = client.post(at("make_pledge", mesa), {**data, "amount": "9"})
        assert "otro contenido" in errors(answer)["__all__"][0]
        assert Pledge.objects.count() == 1
        assert Movement.objects.get().document is not None

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"amount": ""}, "amount"),
            ({"amount": "0"}, "amount"),
            ({"amount": "-5"}, "amount"),
            ({"amount": "mil"}, "amount"),
            ({"amount": "1.23"}, "amount"),
            ({"amount": "999.999.999.999.999"}, "amount"),
            ({"amount": "", "uf": "120.5", "uf_rate": "39.485,65", "uf_date": "2026-01-02"}, "uf"),
            ({"uf": "120,5", "uf_rate": "39.485,65", "uf_date": "2026-01-02"}, "uf"),
            ({"amount": "", "uf": "120,5", "uf_date": "2026-01-02"}, "uf_rate"),
            ({"amount": "", "uf": "120,5", "uf_rate": "39.485,65"}, "uf_date"),
            ({"amount": "", "uf": "1,23456", "uf_rate": "39.485,65", "uf_date": "2026-01-02"}, "uf"),
            ({"amount": "", "uf": "9" * 20, "uf_rate": "39.485,65", "uf_date": "2026-01-02"}, "uf"),
            ({"signed_on": str(dates.today() + timedelta(days=2))}, "signed_on"),
            ({"signed_on": "ayer"}, "signed_on"),
            ({"signed_on": "1999-01-01"}, "cycle"),
            ({"year": "1990"}, "year"),
            ({"year": "2099"}, "year"),
            ({"contributor": ""}, "contributor"),
            ({"contributor": "x"}, "contributor"),
            ({"character": "otro"}, "character"),
            ({"cycle": "x"}, "cycle"),
            ({"note": "x" * 1001}, "note"),
        ],
    )
    def test_what_cannot_be_is_told_beside_its_box_and_nothing_typed_is_lost(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, changes: dict[str, str], field: str
    ) -> None:
        f.make_cycle(mesa)
        data = pledge_data(empresa_actor, **{"note": "Convenio firmado en el puerto", **changes})
        answer = client.post(at("make_pledge", mesa), data)
        assert field in errors(answer)
        form = answer.context["form"]
        assert {name: form[name].value() for name in changes} == changes
        assert f'id="id_{field}-error"' in text(answer) or "field-error" in text(answer)
        assert not Pledge.objects.exists()

    def test_an_organisation_and_an_initiative_of_elsewhere_are_not_offered(
        self, client: Client, mesa: Alliance, mesa_ajena: Alliance, otra_municipalidad: Actor
    ) -> None:
        f.make_cycle(mesa)
        far = f.make_initiative(mesa_ajena)
        data = pledge_data(otra_municipalidad, initiative=far.pk, cycle=f.make_cycle(mesa_ajena).pk)
        assert set(errors(client.post(at("make_pledge", mesa), data))) == {
            "contributor", "initiative", "cycle",
        }  # fmt: skip


class TestReceiving:
    def test_part_payment_never_closes_a_pledge_and_overpayment_is_kept_and_marked(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        pledge = f.make_pledge(mesa, empresa_actor, 1_000_000)
        form = client.get(at("record_receipt", mesa), {"compromiso": str(pledge.pk)}).context["form"]
        assert (form["pledge"].value(), form["contributor"].value()) == (pledge.pk, empresa_actor.pk)
        for pesos, state in (
            ("400.000", "Parcial: faltan $600.000"),
            ("599.999", "Parcial: faltan $1"),
            ("1", "Cumplido"),
            ("50.000", "Excedido en $50.000"),
        ):
            data = receipt_data(None, pledge=pledge.pk, amount=pesos)
            answer = client.post(at("record_receipt", mesa), data, follow=True)
            assert f"El compromiso queda así: {state}." in text(answer)
            assert state in f.page(client, at("aportes", mesa))
        assert Entry.objects.totals().received == 1_050_000
        money = client.get(at("aportes", mesa)).context["money"]
        assert money["steps"][1]["part"] == "$50.000 más que lo comprometido: el exceso se conserva"

    def test_the_terms_of_the_pledge_rule_over_what_else_was_chosen(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, plaza: Initiative
    ) -> None:
        pledge = f.make_pledge(mesa, empresa_actor, initiative=plaza, character="rca")
        data = receipt_data(
            empresa_actor, pledge=pledge.pk, in_kind="on", initiative="", character="voluntario"
        )
        client.post(at("record_receipt", mesa), data)
        made = Movement.objects.get(kind="receipt")
        assert (made.initiative, made.in_kind, made.character) == (plaza, False, "rca")

    def test_a_pledge_of_another_organisation_is_refused_beside_it(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, otra: Actor
    ) -> None:
        pledge = f.make_pledge(mesa, otra)
        answer = client.post(at("record_receipt", mesa), receipt_data(empresa_actor, pledge=pledge.pk))
        assert errors(answer) == {"pledge": ["El compromiso es de otra organización o de otra mesa."]}

    @pytest.mark.parametrize("asked", ["", "x", "\x00", "0199aaaa-0000-7000-8000-000000000000"])
    def test_an_odd_pledge_in_the_address_preselects_nothing(
        self, client: Client, mesa: Alliance, asked: str
    ) -> None:
        f.make_cycle(mesa)
        answer = client.get(at("record_receipt", mesa), {"compromiso": asked})
        assert answer.status_code == 200
        assert not answer.context["form"]["pledge"].value()

    def test_nor_does_a_pledge_of_another_mesa(
        self, client: Client, mesa: Alliance, mesa_ajena: Alliance, empresa_actor: Actor
    ) -> None:
        f.make_participation(mesa_ajena, empresa_actor)
        far = f.make_pledge(mesa_ajena, empresa_actor)
        f.make_cycle(mesa)
        answer = client.get(at("record_receipt", mesa), {"compromiso": str(far.pk)})
        assert not answer.context["form"]["contributor"].value()
        data = receipt_data(empresa_actor, pledge=far.pk)
        assert list(errors(client.post(at("record_receipt", mesa), data))) == ["pledge"]

    def test_in_kind_asks_how_it_was_valued(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        f.make_cycle(mesa)
        data = receipt_data(empresa_actor, in_kind="on", note="Arriendo")
        answer = client.post(at("record_receipt", mesa), data)
        assert errors(answer) == {"note": ["Explique cómo se valorizó el aporte en especie."]}
        assert answer.context["form"]["in_kind"].value() is True

    def test_uf_is_frozen_with_its_rate_and_day(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        f.make_cycle(mesa)
        data = receipt_data(empresa_actor, amount="", uf="120,5", uf_rate="39.485,65", uf_date="2026-01-02")
        answer = client.post(at("record_receipt", mesa), data, follow=True)
        made = Movement.objects.get()
        assert (made.amount, made.uf, made.uf_rate) == (4_758_021, Decimal("120.5"), Decimal("39485.65"))
        assert "120,5 UF a $39.485,65 del 02-01-2026" in text(answer)
        assert "$4.758.021" in text(answer)

    def test_sent_twice_it_is_one(self, client: Client, mesa: Alliance, empresa_actor: Actor) -> None:
        f.make_cycle(mesa)
        data = receipt_data(empresa_actor)
        client.post(at("record_receipt", mesa), data)
        again = client.post(at("record_receipt", mesa), data, follow=True)
        assert "Esto ya estaba registrado: no se duplicó." in text(again)
        assert Movement.objects.get().amount == 400_000

    def test_a_good_paper_is_kept_while_another_box_is_mended(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, coordinadora: User
    ) -> None:
        f.make_cycle(mesa)
        upload = SimpleUploadedFile("transferencia.pdf", PDF)
        data = receipt_data(empresa_actor, amount="")
        answer = client.post(at("record_receipt", mesa), {**data, "document": upload})
        kept = File.objects.get()
        assert answer.context["form"]["kept_document"].value() == str(kept.pk)
        assert "Guardamos «transferencia.pdf»" in text(answer)
        data |= {"amount": "400.000", "kept_document": str(kept.pk)}
        shown = client.post(at("record_receipt", mesa), data, follow=True)
        assert Movement.objects.get().document == kept
        assert reverse("core:file", args=[kept.pk]) in text(shown)

    def test_a_paper_of_somebody_else_is_not_taken(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, empresa: User
    ) -> None:
        f.make_cycle(mesa)
        theirs = File.objects.create(
            sha256="0" * 64, size=1, media_type="application/pdf", name="ajeno.pdf", uploaded_by=empresa
        )
        client.post(at("record_receipt", mesa), receipt_data(empresa_actor, kept_document=str(theirs.pk)))
        assert Movement.objects.get().document is None

    def test_a_paper_that_is_none_is_refused_beside_it(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        f.make_cycle(mesa)
        upload = SimpleUploadedFile("transferencia.pdf", b"Esto es texto.")
        answer = client.post(
            at("record_receipt", mesa), {**receipt_data(empresa_actor, note="Abril"), "document": upload}
        )
        assert "no es una imagen" in errors(answer)["document"][0]
        assert answer.context["form"]["note"].value() == "Abril"
        assert not Movement.objects.exists()


class TestFund:
    def test_the_page_says_what_there_is_and_gives_exactly_that(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, otra: Actor, plaza: Initiative
    ) -> None:
        """Given for it and the common fund count; what was given for another initiative does not."""
        other = f.make_initiative(mesa)
        f.make_receipt(mesa, empresa_actor, 3_000_000)
        f.make_receipt(mesa, otra, 2_000_000, initiative=plaza)
        f.make_receipt(mesa, otra, 7_000_000, initiative=other)
        f.make_allocation(other, 7_500_000)
        page = f.page(client, at("allocate", plaza))
        assert "$4.500.000" in page
        refused = client.post(at("allocate", plaza), fund_data("4.500.001", note="Primera cuota"))
        assert errors(refused)["amount"] == [
            "El fondo del ciclo 1 tiene $4.500.000 disponibles para esta iniciativa."
        ]
        assert refused.context["form"]["note"].value() == "Primera cuota"
        answer = client.post(at("allocate", plaza), fund_data("4.500.000"), follow=True)
        assert "Dinero asignado." in text(answer)
        assert set(fund.available(plaza).values()) == {0}
        assert OTHER in text(answer)

    def test_spending_is_bounded_by_what_was_allocated(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, plaza: Initiative
    ) -> None:
        f.make_receipt(mesa, empresa_actor, 3_000_000)
        f.make_allocation(plaza, 1_000_000)
        assert "$1.000.000" in f.page(client, at("spend", plaza))
        refused = client.post(at("spend", plaza), fund_data("1.000.001"))
        assert errors(refused)["amount"] == [
            "La iniciativa tiene $1.000.000 asignados y sin gastar en el ciclo 1."
        ]
        client.post(at("spend", plaza), fund_data("1.000.000"))
        assert set(fund.unspent(plaza).values()) == {0}

    @pytest.mark.parametrize("name", ["allocate", "spend"])
    def test_sent_twice_it_is_one(
        self, client: Client, mesa: Alliance, empresa_actor: Actor, plaza: Initiative, name: str
    ) -> None:
        f.make_receipt(mesa, empresa_actor, 3_000_000)
        f.make_allocation(plaza, 1_000_000)
        made, data = Movement.objects.count(), fund_data("10")
        for _turn in range(2):
            assert client.post(at(name, plaza), data).status_code == 302
        assert Movement.objects.count() == made + 1

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"amount": ""}, "amount"),
            ({"amount": "x"}, "amount"),
            ({"happened_on": "2999-01-01"}, "happened_on"),
        ],
    )
    def test_what_cannot_be_is_told_beside_its_box(
        self,
        client: Client,
        mesa: Alliance,
        empresa_actor: Actor,
        plaza: Initiative,
        changes: Any,
        field: str,
    ) -> None:
        cycle = f.make_cycle(mesa)
        f.make_receipt(mesa, empresa_actor, 3_000_000)
        answer = client.post(at("allocate", plaza), {**fund_data("10", cycle=cycle.pk), **changes})
        assert list(errors(answer)) == [field]
        assert not Movement.objects.filter(kind="allocation").exists()


class TestReversing:
    def send(self, client: Client, row: Movement, **changes: Any) -> Any:
        data = {"uid": new_uid(), "reason": "Se registró dos veces", "happened_on": today(), **changes}
        return client.post(at("reverse", row), data, follow=True)

    def test_a_reversal_returns_everything_and_both_stay_linked(
        self, client: Client, mesa: Alliance, lived: dict[str, Any], plaza: Initiative
    ) -> None:
        before = fund.available(plaza)
        made = f.make_allocation(plaza, 1_000_001)
        assert "$1.000.001 volverán al fondo del ciclo 1" in f.page(client, at("reverse", made))
        answer = self.send(client, made)
        twin = Movement.objects.get(reverses=made)
        assert answer.redirect_chain == [(at("movement", twin), 302)]
        assert fund.available(plaza) == before
        assert at("movement", made) in text(answer)
        page = f.page(client, at("movement", made))
        assert at("movement", twin) in page
        assert "Se registró dos veces" in page
        assert at("reverse", made) not in page
        rows = f.page(client, at("aportes", mesa))
        assert "Reversa" in rows
        assert f"Revertido el {dates.today():%d-%m-%Y}" in rows

    def test_a_reversed_pledge_is_cancelled(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        pledge = f.make_pledge(mesa, empresa_actor, 5_000_000)
        page = f.page(client, at("reverse", pledge.movements.get()))
        assert "por $5.000.000 quedará anulado." in page
        self.send(client, pledge.movements.get())
        page = f.page(client, at("aportes", mesa))
        assert "Anulado" in page
        assert "?compromiso=" not in page
        form = client.get(at("record_receipt", mesa), {"compromiso": str(pledge.pk)}).context["form"]
        assert pledge not in form.fields["pledge"].queryset

    def test_what_others_rest_on_is_not_taken_back(self, client: Client, lived: dict[str, Any]) -> None:
        for name, said in (
            ("received", "Ese dinero ya está asignado"),
            ("allocated", "Ese dinero ya está gastado"),
        ):
            if name == "received":
                f.make_allocation(lived["allocated"].initiative, 5_643_211)
            answer = self.send(client, lived[name])
            assert said in errors(answer)["__all__"][0]
        answer = self.send(client, lived["mine"].movements.get(kind="pledge"))
        assert "revierta antes lo recibido" in errors(answer)["__all__"][0]
        assert not Movement.objects.exclude(reverses=None).exists()

    def test_sent_twice_it_is_one_and_a_second_one_is_refused(
        self, client: Client, lived: dict[str, Any]
    ) -> None:
        uid = new_uid()
        first = self.send(client, lived["spent"], uid=uid)
        again = self.send(client, lived["spent"], uid=uid)
        assert first.redirect_chain == again.redirect_chain
        other = self.send(client, lived["spent"])
        assert errors(other)["__all__"] == ["Este movimiento ya fue revertido."]
        twin = Movement.objects.get(reverses=lived["spent"])
        assert errors(self.send(client, twin))["__all__"][0].startswith("Una reversa no se revierte")
        for row in (lived["spent"], twin):
            asked = client.get(at("reverse", row), follow=True)
            assert asked.redirect_chain == [(at("movement", row), 302)]
            assert "ya fue revertido o es una reversa" in text(asked)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"reason": ""}, "reason"),
            ({"reason": "no"}, "reason"),
            ({"happened_on": "2999-01-01"}, "happened_on"),
            ({"happened_on": "2001-01-01"}, "happened_on"),
            ({"happened_on": ""}, "happened_on"),
        ],
    )
    def test_it_asks_why_and_a_day_that_can_be(
        self, client: Client, lived: dict[str, Any], changes: dict[str, str], field: str
    ) -> None:
        answer = self.send(client, lived["spent"], **changes)
        assert list(errors(answer)) == [field]
        assert not Movement.objects.exclude(reverses=None).exists()
