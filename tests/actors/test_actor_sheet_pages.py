"""The pages and the API of the spreadsheets, as a browser and a program use them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from accounts.principal import principal_of
from actors.models import Actor
from core.models import Job, SheetImport, new_uid
from core.sheets.reading import read_book
from tests import factories as f
from tests.sheet_steps import KIND, NAME, PLACES, apply, book, finish, load, new_row, table

pytestmark = pytest.mark.django_db
SHEET = reverse("sheets:sheet", args=["actores"])


def send(client: Any, raw: bytes, **more: Any) -> Any:
    return client.post(SHEET, {"file": SimpleUploadedFile("datos.xlsx", raw), "uid": new_uid(), **more})


def only_import() -> SheetImport:
    return SheetImport.objects.get()


def test_the_list_offers_template_export_and_upload(
    client: Any, coordinadora: User, municipalidad: Actor
) -> None:
    client.force_login(coordinadora)
    text = f.page(client, reverse("sheets:list"))
    assert "Organizaciones" in text
    template = client.get(reverse("sheets:template", args=["actores"]))
    (page, *_lists) = read_book(template.content, name="x.xlsx", known=["Nombre", "RUT"]).pages
    assert (page.header_row, page.rows) == (2, ())
    assert "plantilla-organizaciones" in template["Content-Disposition"]
    raw = client.get(reverse("sheets:export", args=["actores"])).content
    assert [one[NAME] for one in table(raw)] == ["Municipalidad de Mejillones"]
    csv = client.get(reverse("sheets:export", args=["actores"]), {"formato": "csv"})
    assert csv["Content-Type"].startswith("text/csv")
    assert "Municipalidad de Mejillones" in csv.content.decode("utf-8-sig")


def test_from_the_upload_to_the_undoing_without_scripts(
    client: Any, coordinadora: User, junta: Actor
) -> None:
    client.force_login(coordinadora)
    rows = [
        new_row("Una"),
        {NAME: junta.name, KIND: "Empresa", PLACES: "Mejillones"},
        {**new_row("Mala"), "RUT": "1-1"},
    ]
    answer = send(client, book(rows))
    row = only_import()
    address = reverse("sheets:import", args=[row.pk])
    assert answer["Location"] == address
    assert "Espera su turno" in f.page(client, address)
    finish(row.job)
    text = f.page(client, address)
    for said in (
        "1 fila lista para cargar",
        "1 posible duplicado sin decidir",
        "no es válido",
        "Es «Junta de Vecinos",
    ):
        assert said in text
    assert "disabled" in text
    assert "no es válido" not in f.page(client, f"{address}?resultado=new")
    client.post(reverse("sheets:decide", args=[row.pk]), {"line-3": "skip", "query": "resultado=duplicate"})
    refused = client.post(reverse("sheets:apply", args=[row.pk]), {"mode": "all"})
    assert refused.status_code == 422
    assert "1 fila rechazada" in refused.content.decode()
    assert [one[NAME] for one in table(client.get(reverse("sheets:refused", args=[row.pk])).content)] == [
        "Mala"
    ]
    client.post(reverse("sheets:apply", args=[row.pk]), {"mode": "good"})
    finish(only_import().job)
    assert "Ver lo cargado" in f.page(client, address)
    assert "Se borra 1 fila" in f.page(client, reverse("sheets:undo", args=[row.pk]))
    client.post(reverse("sheets:undo", args=[row.pk]))
    finish(only_import().job)
    assert "Esta carga se deshizo" in f.page(client, address)
    assert not Actor.objects.filter(name="Una").exists()


def test_a_form_sent_twice_makes_one_import(client: Any, coordinadora: User) -> None:
    client.force_login(coordinadora)
    uid, raw = new_uid(), book([new_row()])
    answers = [send(client, raw, uid=uid) for _turn in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Job.objects.filter(kind="read_sheet").count() == 1


def test_the_same_file_again_is_told_with_a_link_and_a_way_on(client: Any, coordinadora: User) -> None:
    client.force_login(coordinadora)
    raw = book([new_row()])
    send(client, raw)
    finish(only_import().job)
    again = send(client, raw)
    assert again.status_code == 422
    text = again.content.decode()
    assert reverse("sheets:import", args=[only_import().pk]) in text
    assert "Subirla de todos modos" in text
    assert send(client, raw, again="on").status_code == 302
    assert SheetImport.objects.count() == 2


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4 nada", b"\x00\x01\x02"])
def test_a_file_that_is_no_spreadsheet_gets_a_clear_answer(
    client: Any, coordinadora: User, raw: bytes
) -> None:
    client.force_login(coordinadora)
    answer = send(client, raw)
    if answer.status_code == 302:
        finish(only_import().job)
        assert only_import().state == "failed"
        assert only_import().error
        f.page(client, answer["Location"])
    else:
        assert answer.status_code == 422


def test_while_the_worker_is_at_it_htmx_gets_the_progress_alone(client: Any, coordinadora: User) -> None:
    client.force_login(coordinadora)
    send(client, book([new_row()]))
    row = only_import()
    address = reverse("sheets:import", args=[row.pk])
    part = f.page(client, address, headers={"HX-Request": "true"})
    assert "<progress" in part
    assert "<html" not in part
    finish(row.job)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_an_import_is_seen_by_whoever_uploaded_it_and_the_foundation(
    client: Any, coordinadora: User, funcionaria: User
) -> None:
    row = load([new_row()], by=principal_of(coordinadora))
    client.force_login(funcionaria)
    for name in ("import", "refused", "undo"):
        f.page(client, reverse(f"sheets:{name}", args=[row.pk]), 404)
    assert client.post(SHEET, {"file": SimpleUploadedFile("x.xlsx", b"x")}).status_code == 403
    assert "Subir una planilla" not in f.page(client, SHEET)


def test_a_program_does_it_all_by_the_api(coordinadora: User) -> None:
    api = f.api(coordinadora)
    (told,) = api.get("/api/v1/sheets/").json()["results"]
    assert (told["code"], told["may_write"]) == ("actores", True)
    file = SimpleUploadedFile("datos.xlsx", book([new_row("Una"), new_row("Mala", RUT="1-1")]))
    answer = api.post("/api/v1/sheets/actores/imports/", {"file": file, "id": new_uid()}, format="multipart")
    assert answer.status_code == 201, answer.content
    where = answer["Location"]
    finish(only_import().job)
    assert api.get(where).json()["counts"] == {"new": 1, "refused": 1}
    (refused,) = api.get(f"{where}lines/", {"outcome": "refused"}).json()["results"]
    assert (refused["number"], list(refused["problems"])) == (3, ["rut"])
    assert api.post(f"{where}apply/", {"mode": "all"}, format="json").status_code == 422
    assert api.post(f"{where}apply/", {"mode": "good"}, format="json").status_code == 202
    assert api.post(f"{where}apply/", {"mode": "good"}, format="json").status_code == 409
    finish(only_import().job)
    assert api.get(where).json()["state"] == "applied"
    assert api.post(f"{where}undo/").status_code == 202
    finish(only_import().job)
    assert api.get(where).json()["state"] == "undone"
    assert [one[NAME] for one in table(api.get(f"{where}refused/").content)] == ["Mala"]


def test_the_api_recognises_the_same_file_and_takes_no_stranger(
    coordinadora: User, funcionaria: User
) -> None:
    raw = book([new_row()])
    apply(load([new_row()], by=principal_of(coordinadora)), by=principal_of(coordinadora))

    def post(user: User, **more: Any) -> Any:
        body = {"file": SimpleUploadedFile("datos.xlsx", raw), **more}
        return f.api(user).post("/api/v1/sheets/actores/imports/", body, format="multipart")

    assert post(coordinadora).status_code == 201
    answer = post(coordinadora)
    assert (answer.status_code, answer.json()["code"]) == (409, "same_file")
    assert post(coordinadora, again=True).status_code == 201
    assert post(funcionaria).status_code == 403
    assert f.api(funcionaria).get("/api/v1/sheets/actores/imports/").json()["count"] == 0
