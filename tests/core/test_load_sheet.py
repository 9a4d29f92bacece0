"""`manage load_sheet`: from the command line the same steps, sentences and rights as on the page."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, MapEntry
from core.models import Event, SheetImport
from core.sheets.reading import read_book
from tests import factories as f
from tests.sheet_steps import KIND, NAME, book, checksums, exported, new_row

pytestmark = pytest.mark.django_db


def said(*args: str, by: User | str, **more: Any) -> str:
    out = io.StringIO()
    email = by if isinstance(by, str) else by.email
    call_command("load_sheet", *args, by=email, stdout=out, **more)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "organizaciones.xlsx"
    path.write_bytes(book([new_row("Fundación Uno"), new_row("Fundación Dos")]))
    return path


def test_a_file_is_shown_first_and_loaded_when_that_is_asked_for(file: Path, coordinadora: User) -> None:
    told = said("actores", str(file), by=coordinadora)
    assert "Organizaciones: nueva 2" in told
    assert "Nada se cargó todavía" in told
    assert not Actor.objects.exists()
    again = said("actores", str(file), by=coordinadora, apply=True)
    assert "se retoma esa vista previa" in again
    assert "Cargadas 2 filas." in again
    assert set(Actor.objects.values_list("name", flat=True)) == {"Fundación Uno", "Fundación Dos"}
    assert Event.objects.filter(kind="actor.created", by_id=coordinadora.pk).count() == 2
    row = SheetImport.objects.get()
    assert f"Carga: {row.pk}" in again
    assert row.asked_by == coordinadora


def test_the_same_file_is_recognised_until_again_says_that_it_is_meant(
    file: Path, coordinadora: User
) -> None:
    said("actores", str(file), by=coordinadora, apply=True)
    with pytest.raises(CommandError, match="Este mismo archivo ya se subió"):
        said("actores", str(file), by=coordinadora, apply=True)
    assert "igual 2" in said("actores", str(file), by=coordinadora, again=True)


def test_undoing_leaves_every_table_as_it_was(file: Path, coordinadora: User, municipalidad: Actor) -> None:
    before = checksums()
    said("actores", str(file), by=coordinadora, apply=True)
    assert checksums() != before
    assert "Carga deshecha" in said(by=coordinadora, undo=str(SheetImport.objects.get().pk))
    assert checksums() == before
    with pytest.raises(CommandError, match="deshecha"):
        said(by=coordinadora, undo=str(SheetImport.objects.get().pk))


def test_refused_cells_are_named_and_kept_as_a_workbook(tmp_path: Path, coordinadora: User) -> None:
    path, out = tmp_path / "x.xlsx", tmp_path / "rechazadas.xlsx"
    path.write_bytes(book([new_row("Una"), {**new_row("Otra"), KIND: "Enpresa"}]))
    told = said("actores", str(path), by=coordinadora, refused=out)
    assert "Fila 3 · Tipo: «Enpresa» no está entre las opciones" in told
    assert len(read_book(out.read_bytes(), name="x.xlsx").pages[0].rows) == 1
    with pytest.raises(CommandError, match="Todo o nada no es posible mientras haya 1 fila rechazada"):
        said("actores", str(path), by=coordinadora, apply=True)
    assert not Actor.objects.exists()
    assert "Cargadas 1 filas." in said("actores", str(path), by=coordinadora, apply=True, mode="good")


def test_possible_duplicates_are_shown_and_decided(tmp_path: Path, coordinadora: User, junta: Actor) -> None:
    path = tmp_path / "x.xlsx"
    alike = {NAME: junta.name, KIND: str(junta.kind)}
    alike["Comunas donde está presente"] = "; ".join(junta.comunas.values_list("name", flat=True))
    path.write_bytes(book([alike, {**alike, NAME: f"{junta.name} ", "Nivel": "Regional"}]))
    told = said("actores", str(path), by=coordinadora)
    assert f"Fila 2: posible duplicado de {junta.name} ({junta.pk})" in told
    told = said(
        "actores", str(path), by=coordinadora, decide=[f"2={junta.pk}"], duplicates="skip", apply=True
    )
    row = SheetImport.objects.get()
    assert row.lines.get(number=3).decision == "skip"
    assert row.lines.get(number=2).decision == str(junta.pk)
    assert Actor.objects.count() == 1


def test_a_sheet_of_a_mesa_takes_its_scope(
    tmp_path: Path, coordinadora: User, mesa: Alliance, mesa_ajena: Alliance
) -> None:
    path = tmp_path / "mapa.xlsx"
    path.write_bytes(book([{"Actor": "Pescadores", "Sector": "Mercado", "Influencia": 3}]))
    said("actor_map", str(path), by=coordinadora, scope=[f"alliance={mesa.pk}"], apply=True)
    assert MapEntry.objects.get().alliance == mesa
    with pytest.raises(CommandError, match="No hay tal planilla"):
        said("actor_map", str(path), by=coordinadora)


def test_who_may_not_load_is_told_so_and_leaves_nothing(
    file: Path, funcionaria: User, vecina: User, coordinadora: User, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="No puede cargar esta planilla"):
        said("actores", str(file), by=vecina)
    coordinadora.is_active = False
    coordinadora.save()
    for email in (coordinadora.email, "nadie@example.org"):
        with pytest.raises(CommandError, match="No hay una cuenta activa"):
            said("actores", str(file), by=email)
    assert not SheetImport.objects.exists()


def test_what_is_asked_wrongly_gets_a_sentence(file: Path, coordinadora: User, tmp_path: Path) -> None:
    for args, more, why in (
        ((), {}, "Diga la planilla y el archivo"),
        (("nada", str(file)), {}, "No hay tal planilla"),
        (("actores", str(tmp_path / "no.xlsx")), {}, "No se pudo leer"),
        (("actores", str(file)), {"decide": ["x=new"]}, "--decide lleva"),
        (("actores", str(file)), {"decide": ["2=new"]}, "Solo se decide"),
        ((), {"undo": "x"}, "no es el identificador"),
        ((), {"undo": "00000000-0000-7000-8000-000000000000"}, "No hay tal planilla o carga"),
    ):
        with pytest.raises(CommandError, match=why):
            said(*args, by=coordinadora, **more)
    bad = tmp_path / "no-es.xlsx"
    bad.write_bytes(b"no es un libro")
    with pytest.raises(CommandError, match=r"\w+"):
        said("actores", str(bad), by=coordinadora)


def test_an_export_comes_back_with_nothing_to_load(
    tmp_path: Path, coordinadora: User, municipalidad: Actor
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(exported(f.principal(coordinadora), csv=True))
    assert "Organizaciones: igual 1" in said("actores", str(path), by=coordinadora)
    with pytest.raises(CommandError, match="No hay filas nuevas ni cambios"):
        said("actores", str(path), by=coordinadora, apply=True)
