"""The bounds of a sheet of organisations: what retention took, more rows than a table holds, queries by row."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal, principal_of
from actors.models import Actor
from core.errors import Conflict
from core.models import SheetImport
from core.personal_data import TREATMENTS
from core.sheets import lifecycle
from tests import factories as f
from tests.sheet_steps import NAME, apply, book, exported, finish, load, new_row, table, undo, upload

pytestmark = pytest.mark.django_db
SHEET = next(one for one in TREATMENTS if one.code == "sheets")


@pytest.fixture
def by(coordinadora: User) -> Principal:
    return principal_of(coordinadora)


def _retention_passes() -> None:
    from core import dates

    assert SHEET.expire is not None
    SHEET.expire(dates.today().replace(year=dates.today().year + 1))


# Retention ---------------------------------------------------------------------------
def test_an_import_whose_lines_retention_took_is_not_undone(by: Principal) -> None:
    row = apply(load([new_row("Una")], by=by), by=by)
    _retention_passes()
    with pytest.raises(Conflict) as refused:
        lifecycle.ask_undo(row=row, by=by)
    assert refused.value.code == "lines_gone"
    row.refresh_from_db()
    assert row.state == "applied"
    assert Actor.objects.filter(name="Una").exists()


def test_retention_that_passes_while_the_undoing_waits_does_not_make_it_undone(by: Principal) -> None:
    row = apply(load([new_row("Una")], by=by), by=by)
    job = lifecycle.ask_undo(row=row, by=by).job
    _retention_passes()
    finish(job)
    row.refresh_from_db()
    assert (row.state, "Ya no se puede deshacer" in row.error) == ("applied", True)
    assert Actor.objects.filter(name="Una").exists()


def test_the_page_and_the_api_say_why_it_can_no_longer_be_undone(
    client: Any, coordinadora: User, by: Principal
) -> None:
    row = apply(load([new_row("Una")], by=by), by=by)
    client.force_login(coordinadora)
    address, undoing = (reverse(f"sheets:{name}", args=[row.pk]) for name in ("import", "undo"))
    assert undoing in f.page(client, address)
    _retention_passes()
    text = f.page(client, address)
    assert "Ya no se puede deshacer" in text
    assert undoing not in text
    assert "Ya no se puede deshacer" in f.page(client, undoing, 409)
    assert client.post(undoing).status_code == 409
    told = f.api(coordinadora).post(f"/api/v1/sheets/actores/imports/{row.pk}/undo/")
    assert (told.status_code, told.json()["code"]) == (409, "lines_gone")
    assert SheetImport.objects.get().state == "applied"


# More rows than a table holds -----------------------------------------------------------
@pytest.mark.parametrize("address", ["/planillas/actores/exportar/", "/actores/exportar/"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_page_exports_no_more_than_can_be_loaded_again(
    address: str, form: str, client: Any, coordinadora: User, settings: Any
) -> None:
    for number in range(3):
        f.make_actor(f"Organización {number}")
    client.force_login(coordinadora)
    settings.SHEET_MAX_ROWS = 2
    text = f.page(client, f"{address}?formato={form}", 422)
    assert "más de 2 filas" in text
    assert "exporte cada parte" in text
    assert f'href="{reverse("actors:list")}' in text
    settings.SHEET_MAX_ROWS = 3
    assert client.get(f"{address}?formato={form}").status_code == 200


def test_the_refused_export_leads_back_to_the_list_as_it_was_filtered(
    client: Any, coordinadora: User, settings: Any
) -> None:
    for number in range(3):
        f.make_actor(f"Escuela {number}", comunas=["02102"])
    f.make_actor("Taller", comunas=["02101"])
    client.force_login(coordinadora)
    settings.SHEET_MAX_ROWS = 2
    text = f.page(client, "/actores/exportar/?comuna=02102&formato=csv", 422)
    assert 'href="/actores/?comuna=02102"' in text
    assert client.get("/actores/exportar/?comuna=02101").status_code == 200


# Queries -----------------------------------------------------------------------------
def _changed_lines(by: Principal) -> list[dict[str, Any]]:
    """Every organisation of the registry with another name, as its export writes it."""
    told = table(exported(by))
    return [{**{k: v for k, v in one.items() if k != "#"}, NAME: f"{one[NAME]} de hoy"} for one in told]


def _asked(by: Principal, count: int) -> tuple[int, int, int]:
    """Queries of preview, apply and undo of `count` changed rows, of which half are units."""
    owner = f.make_actor(f"Matriz {count}")
    for number in range(count // 2 - 1):
        f.make_actor(f"Organización {number}")
    for number in range(count // 2):
        f.make_actor(f"Unidad {number}", parent=owner, rut="")
    raw = book(_changed_lines(by))
    with f.count_queries() as reading:
        row = upload(raw, by=by)
    assert row.counts == {"changed": count}, row.counts
    with f.count_queries() as applying:
        row = apply(row, by=by)
    with f.count_queries() as undoing:
        undo(row, by=by)
    Actor.objects.exclude(parent=None).delete()
    Actor.objects.all().delete()
    return len(reading), len(applying), len(undoing)


def test_twenty_changed_rows_ask_no_more_than_ten(by: Principal) -> None:
    _asked(by, 2)  # what is read once a process
    assert _asked(by, 20) == _asked(by, 10)


def test_a_line_that_hangs_an_organisation_with_units_from_another_is_still_refused(by: Principal) -> None:
    owner, other = f.make_actor("Matriz"), f.make_actor("Otra matriz")
    f.make_actor("Unidad", parent=owner, rut="")
    lines = [one for one in _changed_lines(by) if one[NAME].startswith("Matriz")]
    row = upload(book([{**lines[0], "RUT": None, "Unidad de": str(other.pk)}]), by=by)
    assert "tiene unidades" in str(row.lines.get().problems)
