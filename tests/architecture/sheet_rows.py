"""Imports of the foundation for the table of routes: one that waits for a word, one that was applied."""

from typing import Any

from accounts.principal import Principal
from actors.models import Actor
from tests import sheet_steps as steps


def make_imports(actor: Actor, word: str, by: Principal) -> dict[str, Any]:
    """`preview` has a possible duplicate, a refused line and a good one; `applied` made an organisation."""
    twin = {
        steps.NAME: f"Ilustre {actor.name}",
        steps.KIND: "Empresa",
        steps.PLACES: actor.comunas.get().name,
    }
    rows = [
        twin,
        {**steps.new_row(f"Planilla mala de {word}"), "RUT": "1-1"},
        steps.new_row(f"Buena de {word}"),
    ]
    preview = steps.upload(steps.book(rows), by=by, name=f"por revisar {word}.xlsx")
    assert preview.counts == {"duplicate": 1, "new": 1, "refused": 1}, preview.counts
    applied = steps.upload(steps.book([steps.new_row(f"Cargada {word}")]), by=by, name=f"cargada {word}.xlsx")
    return {"preview": preview, "applied": steps.apply(applied, by=by)}
