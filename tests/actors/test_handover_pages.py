"""The pages and the API of a traspaso: choose, look, confirm, and the sheet that both sign."""

from io import BytesIO
from typing import Any

import pytest
from django.utils.html import escape
from pypdf import PdfReader

from actors.models import Handover
from convergence.models import Alliance
from tests import factories
from tests.actors.handovers import NOTHING, Leaving, held_by, make_leaving

pytestmark = pytest.mark.django_db
NEW = "/traspasos/nuevo/"


@pytest.fixture
def world() -> Leaving:
    return make_leaving()


def asked(world: Leaving, **changes: Any) -> dict[str, Any]:
    told = {"actor": world.town.pk, "leaver": world.leaver.pk, "email": world.successor.email}
    return {**told, **changes}


def look(client: Any, world: Leaving, **changes: Any) -> tuple[str, dict[str, Any]]:
    """The page that shows what will go, and the form it carries."""
    answer = client.get(NEW, asked(world, **changes))
    assert answer.status_code == 200, answer.content.decode()
    form = answer.context["form"]
    return answer.content.decode(), sent_by(form)


def sent_by(form: Any) -> dict[str, Any]:
    """What a browser sends of a form that nobody has touched."""
    told = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else value for name, value in told.items()}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_foundation_looks_confirms_and_downloads_the_sheet(world: Leaving) -> None:
    client = factories.client_of(world.coordinator)
    shown, form = look(client, world)
    for told in (
        "Enviar el catastro",
        "Mesa del Borde Costero",
        "Compromisos de la comuna",
        "1 token de API",
    ):
        assert told in shown
    assert f"Traspasar todo a {world.successor.name}" in shown
    assert held_by(world.leaver)["commitments"] == 3
    done = client.post(NEW, {**form, "reason": "Cambio de cargo", "close_account": "on"}, follow=True)
    row = Handover.objects.get()
    assert done.redirect_chain == [(f"/traspasos/{row.pk}/", 302)]
    page = done.content.decode()
    for told in (
        "Enviar el catastro",
        "Cambio de cargo",
        "Cuenta desactivada",
        f"/traspasos/{row.pk}/hoja.pdf",
    ):
        assert told in page
    assert held_by(world.leaver) == NOTHING
    sheet = client.get(f"/traspasos/{row.pk}/hoja.pdf")
    assert sheet["Content-Type"] == "application/pdf"
    assert "traspaso-rocio-paredes-" in sheet["Content-Disposition"]


def test_the_sheet_says_each_mesa_with_what_was_decided_where(world: Leaving) -> None:
    row = world.go(reason="Cambio de cargo")
    client = factories.client_of(world.successor)
    told = text_of(client.get(f"/traspasos/{row.pk}/hoja.pdf").content)
    for piece in (
        *(
            "Rocío Paredes",
            "Elena Ñancupil",
            "Municipalidad de Mejillones",
            "Cambio de cargo",
            "Mesa de Mejillones",
        ),
        *("Enviar el catastro", "Citar a la mesa", "Sede social", "acuerdo 1", "Pedir el permiso"),
        *("Fuera de reunión", "Camila Soto", "Titular por Municipalidad de Mejillones", "Firmas"),
    ):
        assert piece in told, f"{piece}\n{told}"
    assert "Arrendar la sede" not in told
    assert str(row.pk) in told


def test_the_sheet_is_read_when_it_is_printed_and_by_whom(world: Leaving) -> None:
    """A mesa renamed since shows its name of today; what the reader sees no more is counted and not named."""
    row = world.go()
    Alliance.objects.filter(pk=world.mesa.pk).update(name="Mesa de la Bahía")
    address = f"/traspasos/{row.pk}/hoja.pdf"
    assert "Mesa de la Bahía" in text_of(factories.client_of(world.successor).get(address).content)
    world.leaver.refresh_from_db()
    told = text_of(factories.client_of(world.leaver).get(address).content)
    assert "Mesa de la Bahía" not in told
    assert "usted ya no los ve" in told
    page = factories.page(factories.client_of(world.leaver), f"/traspasos/{row.pk}/")
    assert "Enviar el catastro" not in page
    assert "Ya no existe, o usted no lo ve" in page


def test_nobody_else_finds_the_traspaso(world: Leaving) -> None:
    row = world.go()
    member = factories.make_user("Miembro", acts_for=world.town)
    for user in (member, factories.make_user("Ajena")):
        client = factories.client_of(user)
        for address in (f"/traspasos/{row.pk}/", f"/traspasos/{row.pk}/hoja.pdf"):
            assert client.get(address).status_code == 404
        assert "Rocío Paredes" not in factories.page(client, "/traspasos/")
    assert "Rocío Paredes" in factories.page(factories.client_of(world.successor), "/traspasos/")


def test_whoever_keeps_one_page_needs_not_name_it(world: Leaving) -> None:
    colleague = factories.make_user("Colega", acts_for=world.town)
    client = factories.client_of(world.leaver)
    page = factories.page(client, NEW)
    assert "Colega" in page
    assert "correo de quien recibe" not in page
    shown = client.get(NEW, {"leaver": world.leaver.pk, "successor": colleague.pk})
    assert "se cierra su sesión" in shown.content.decode()
    assert client.get(NEW, {"leaver": world.coordinator.pk, "successor": colleague.pk}).status_code == 422
    other = factories.make_actor("Otra")
    assert client.get(NEW, {"actor": other.pk}).status_code == 422
    assert client.get(NEW, {"actor": "team"}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "nadie@example.org"}, "Nadie tiene una cuenta activa con este correo"),
        ({"email": "no es un correo"}, "correo electrónico"),
        ({"leaver": "x"}, "Quién deja"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(world: Leaving, wrong: dict[str, Any], said: str) -> None:
    answer = factories.client_of(world.coordinator).get(NEW, asked(world, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_same_person_on_both_sides_is_refused(world: Leaving) -> None:
    client = factories.client_of(world.coordinator)
    answer = client.get(NEW, asked(world, email="", successor=world.leaver.pk))
    assert answer.status_code == 422
    assert "son la misma persona" in answer.content.decode()


def test_a_form_sent_twice_makes_one(world: Leaving) -> None:
    client = factories.client_of(world.coordinator)
    _shown, form = look(client, world)
    sent = {**form, "close_account": ""}
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first["Location"] == second["Location"] == f"/traspasos/{Handover.objects.get().pk}/"


def test_a_list_that_grew_meanwhile_is_shown_again_before_anything_moves(world: Leaving) -> None:
    client = factories.client_of(world.coordinator)
    _shown, form = look(client, world)
    factories.make_commitment(world.mesa, world.town, what="Recién tomado", person=world.leaver)
    answer = client.post(NEW, {**form, "reason": "Cambio de cargo"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "cambió desde que lo revisó" in shown
    assert "Recién tomado" in shown
    assert "Cambio de cargo" in shown
    assert not Handover.objects.exists()
    again = {**form, "mark": answer.context["form"].data["mark"]}
    assert client.post(NEW, again).status_code == 302


def test_the_team_hands_over_within_itself(world: Leaving) -> None:
    paula = factories.make_user("Paula Vera", is_foundation_staff=True)
    client = factories.client_of(paula)
    assert escape("Equipo de la fundación") in factories.page(client, NEW)
    told = {"actor": "team", "leaver": world.coordinator.pk, "successor": paula.pk}
    answer = client.get(NEW, told)
    sent = sent_by(answer.context["form"])
    done = client.post(NEW, {**sent, "close_account": "on"}, follow=True)
    assert "Mesa de Mejillones" in done.content.decode()
    row = Handover.objects.get()
    assert "Equipo de la fundación" in text_of(client.get(f"/traspasos/{row.pk}/hoja.pdf").content)


# API ---------------------------------------------------------------------------------
def test_the_api_does_the_same(world: Leaving) -> None:
    client = factories.api(world.coordinator)
    told = {"actor": str(world.town.pk), "leaver": str(world.leaver.pk), "successor": str(world.successor.pk)}
    body = {**told, "id": "01980000-0000-7000-8000-000000000001", "reason": "Cambio de cargo"}
    made = client.post("/api/v1/handovers/", body, format="json")
    assert made.status_code == 201, made.content
    parts = {part["part"]: part for part in made.json()["moved"]}
    assert len([line for line in parts["commitments"]["lines"] if line["id"]]) == 3
    assert {line["kind"] for line in parts["account"]["lines"]} == {"token", "session", "private_view"}
    again = client.post("/api/v1/handovers/", body, format="json")
    assert (again.status_code, again["Replayed"]) == (201, "1")
    address = f"/api/v1/handovers/{made.json()['id']}/"
    assert client.get(address).json()["leaver"]["name"] == "Rocío Paredes"
    assert client.get(f"{address}sheet/").content.startswith(b"%PDF")
    assert [row["id"] for row in client.get("/api/v1/handovers/").json()["results"]] == [made.json()["id"]]


def test_the_api_names_what_is_wrong(world: Leaving) -> None:
    client = factories.api(world.coordinator)
    told = {"actor": str(world.town.pk), "leaver": str(world.leaver.pk), "successor": str(world.leaver.pk)}
    assert "successor" in client.post("/api/v1/handovers/", told, format="json").json()["errors"]
    keeper = factories.api(world.leaver)
    stranger = {**told, "successor": str(world.successor.pk)}
    refused = keeper.post("/api/v1/handovers/", stranger, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["successor"])
    reader = factories.api(world.coordinator, can_write=False)
    assert reader.post("/api/v1/handovers/", stranger, format="json").status_code == 403
    assert held_by(world.leaver)["commitments"] == 3
