"""The numbers of an SDG report as tables of texts, the same for page and document. Nothing is added up here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.money import format_clp
from portfolio.money import GROUPED

Numbers = Mapping[str, Any]
NONE = "–"


@dataclass(frozen=True)
class Table:
    """Texts; `numeric` are columns of numbers, `total` a last row that holds the sums of the others."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    total: tuple[str, ...] = ()


def count(number: int) -> str:
    """1234567 → `1.234.567`."""
    return f"{number:,}".replace(",", ".")


def decimal(text: str) -> str:
    """`45.5` → `45,5`, as Chile writes it, in either language: beside `60.643` a point would be misread."""
    return text.replace(".", ",")


def percent(text: str | None) -> str:
    return f"{decimal(text)} %" if text is not None else NONE


def name_of(row: Mapping[str, Any]) -> str:
    """A goal or a phase in the language that is active."""
    return str(row["name_en" if (get_language() or "").startswith("en") else "name_es"])


def steps() -> tuple[tuple[str, str], ...]:
    return (
        ("pledged", _("Comprometido")),
        ("received", _("Recibido")),
        ("allocated", _("Asignado a iniciativas")),
        ("spent", _("Gastado")),
    )


def goals_table(numbers: Numbers) -> Table:
    """One contributor alone on the report has its own column; several have the table of _shares."""
    none, portfolio, told = numbers["without_goal"], numbers["portfolio"], numbers["contributors"]["rows"]
    alone = told[0] if len(told) == 1 else None
    own = {part["number"]: part["allocated"] for part in alone["goals"]} if alone else {}

    def cells(
        label: str, main: str, touched: str, row: Mapping[str, Any], allocated: int, part: int
    ) -> tuple[str, ...]:
        sums = (format_clp(row["execution_cost"]), count(row["beneficiaries"]), format_clp(allocated))
        return (label, main, touched, *sums, *((format_clp(part),) if alone else ()))

    rows = [
        cells(
            f"{goal['number']} · {name_of(goal)}",
            count(goal["main"]),
            count(goal["touched"]),
            goal,
            goal["allocated"],
            own.get(goal["number"], 0),
        )
        for goal in numbers["goals"]
    ]
    left = alone["without_goal"] if alone else 0
    rows.append(cells(_("Sin ODS"), count(none["initiatives"]), NONE, none, none["allocated"], left))
    head = (
        _("Objetivo"),
        _("Principal en"),
        _("Presente en"),
        _("Inversión"),
        _("Beneficiarios"),
        _("Aportes asignados"),
    )
    return Table(
        title=_("Por objetivo"),
        head=(*head, *((_("De %(name)s") % {"name": alone["name"]},) if alone else ())),
        rows=tuple(rows),
        numeric=tuple(range(1, 7 if alone else 6)),
        total=cells(
            _("Total de la cartera"),
            count(portfolio["initiatives"]),
            NONE,
            portfolio,
            numbers["money"]["allocated"],
            alone["allocated"] if alone else 0,
        ),
    )


def phases_table(numbers: Numbers) -> Table:
    portfolio = numbers["portfolio"]
    return Table(
        title=_("Por fase"),
        head=(_("Fase"), _("Iniciativas"), _("Inversión")),
        rows=tuple(
            (name_of(row), count(row["initiatives"]), format_clp(row["execution_cost"]))
            for row in numbers["phases"]
        ),
        numeric=(1, 2),
        total=(_("Total"), count(portfolio["initiatives"]), format_clp(portfolio["execution_cost"])),
    )


def money_table(money: Mapping[str, Any]) -> Table:
    return Table(
        title=_("Aportes"),
        head=(_("Paso"), _("Pesos")),
        rows=(
            *((label, format_clp(money[key])) for key, label in steps()),
            (_("En especie, comprometido"), format_clp(money["pledged_in_kind"])),
            (_("En especie, recibido"), format_clp(money["received_in_kind"])),
            (_("Organizaciones que aportaron"), count(money["contributors"])),
            (_("Apalancamiento"), decimal(money["leverage"]) if money["leverage"] else NONE),
        ),
        numeric=(1,),
    )


def contributors_table(told: Mapping[str, Any]) -> Table:
    """The largest by name, the others in one row; the total is of all that is shown."""
    rows = [_contributor(row["name"], row) for row in told["rows"][: told["listed"]]]
    if rest := told["rest"]["contributors"]:
        label = ngettext("y otra %(n)s", "y otras %(n)s", rest) % {"n": count(rest)}
        rows.append(_contributor(label, told["rest"]))
    return Table(
        title=_("Quiénes aportaron"),
        head=(
            _("Organización"),
            _("Comprometido"),
            _("Recibido"),
            _("En especie, recibido"),
            _("Asignado"),
            _("Gastado"),
        ),
        rows=tuple(rows),
        numeric=(1, 2, 3, 4, 5),
        total=_contributor(_("Total"), told["total"]) if rows else (),
    )


def _contributor(label: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    return (label, *(format_clp(row[key]) for key in GROUPED))


def shares_table(numbers: Numbers) -> Table:
    """What the allocated money of each of several listed contributors works for, the largest part first."""
    told = numbers["contributors"]
    names = {goal["number"]: f"{goal['number']} · {name_of(goal)}" for goal in numbers["goals"]}
    rows = []
    for row in told["rows"][: told["listed"]] if len(told["rows"]) > 1 else ():
        parts = [(names[part["number"]], part["allocated"]) for part in row["goals"]]
        if row["without_goal"]:
            parts.append((_("Sin ODS"), row["without_goal"]))
        parts.sort(key=lambda part: -part[1])
        rows += [(row["name"], label, format_clp(pesos)) for label, pesos in parts]
    return Table(
        title=_("En qué objetivos trabaja cada aporte"),
        head=(_("Organización"), _("Objetivo"), _("Asignado")),
        rows=tuple(rows),
        numeric=(2,),
    )


def page_table(table: Table) -> dict[str, Any]:
    """Context of the `table` piece."""
    rows: Sequence[tuple[str, ...]] = (*table.rows, table.total) if table.total else table.rows
    return {
        "caption": table.title,
        "columns": [
            {"label": label, "numeric": place in table.numeric} for place, label in enumerate(table.head)
        ],
        "rows": [{"cells": [{"value": cell} for cell in row]} for row in rows],
    }
