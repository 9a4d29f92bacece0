"""The SDG report as a document of two pages: the words of report_words.py handed to typst/sdg_report.typ."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import pdf
from core.charts import horizontal_bars
from evaluation import report_words, sdg
from evaluation.report_tables import Table
from evaluation.report_words import Told

TEMPLATE = Path(__file__).with_name("typst") / "sdg_report.typ"
# Wider than on a screen: seventeen goals on one line each leave room for the money below them.
WIDTH = 900
# A longer name would take the room of the method note.
LONGEST_NAME, LONGEST_HEAD, LONGEST_SCOPE = 42, 26, 90
# Rows of the first page's charts beyond which the phases stay on the second page alone.
MOST_BARS = 21


def compose(numbers: Mapping[str, Any], *, report_id: str, lang: str) -> bytes:
    """The PDF in `lang`. Error: core.pdf.RenderError when no document came out."""
    with override(lang):
        told = report_words.tell(numbers)
        title = f"{told.title}: {_cut(told.scope, LONGEST_SCOPE)}"
        return pdf.render(
            TEMPLATE, _data(told, numbers, report_id), images=_images(told), title=title, lang=lang
        )


def file_name(numbers: Mapping[str, Any], ending: str) -> str:
    """`informe-ods-mesa-de-mejillones-2026-11-20.pdf`."""
    return f"informe-ods-{slugify(numbers['scope']['name'])[:80]}-{numbers['as_of']}.{ending}"


def _data(told: Told, numbers: Mapping[str, Any], report_id: str) -> dict[str, Any]:
    goals, money = told.goals_chart, told.money_chart
    phases = told.phases_chart if _has_room(told) else None
    return {
        "as_of": numbers["as_of"],
        "source": _("Convergencia, registros de las mesas al día indicado"),
        "scope": told.scope,
        "lead": told.lead,
        "demo": _("Datos de demostración: inventados, no describen a nadie real.") if told.is_demo else "",
        "figures": told.figures,
        "goals_chart": {"alt": goals.description, "title": goals.title} if goals else None,
        "no_goals": _("Todavía no hay iniciativas en la cartera a esta fecha."),
        "money_chart": {"alt": money.description, "title": money.title},
        "phases_chart": {"alt": phases.description, "title": phases.title} if phases else None,
        "lines": _lines(told),
        "goals": _goals(told.goals),
        "phases": asdict(told.phases),
        "money": asdict(told.money),
        "contributors": _contributors(told.contributors),
        "contributors_note": told.contributors_note,
        "method": {"title": _("Cómo se hizo"), "lines": told.method},
        "hash": _("Informe %(id)s · método %(method)s · SHA-256 de los números: %(hash)s")
        % {"id": report_id, "method": numbers["method"], "hash": sdg.fingerprint(numbers)},
    }


def _has_room(told: Told) -> bool:
    charts = (told.goals_chart, told.money_chart, told.phases_chart)
    return sum(len(chart.rows) for chart in charts if chart is not None) <= MOST_BARS


def _lines(told: Told) -> int:
    """Rows of the second page one below the other, heads and totals with them."""
    beside = max(len(told.phases.rows), len(told.money.rows))
    return len(told.goals.rows) + beside + len(told.contributors.rows) + 6


def _contributors(table: Table) -> dict[str, Any]:
    rows = [(_cut(row[0], LONGEST_NAME), *row[1:]) for row in table.rows]
    return {**asdict(table), "rows": rows}


def _goals(table: Table) -> dict[str, Any]:
    return {**asdict(table), "head": [_cut(name, LONGEST_HEAD) for name in table.head]}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _images(told: Told) -> dict[str, bytes]:
    charts = {"goals.svg": told.goals_chart, "money.svg": told.money_chart, "phases.svg": told.phases_chart}
    return {
        name: horizontal_bars(
            chart.rows, uid=chart.uid, title=chart.title, description=chart.description, width=WIDTH
        ).encode()
        for name, chart in charts.items()
        if chart is not None
    }
