"""The numbers of an SDG report in words: figures, charts and method, the same for page and document; its tables are
in report_tables.py.

Nothing is added up here: every text is one number of the frozen dict. Speaks the language that is active.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import EDGE, Bar, Chart, bar_chart
from core.money import format_clp, format_millions
from evaluation.report_tables import (
    NONE,
    Numbers,
    Table,
    contributors_table,
    count,
    decimal,
    goals_table,
    money_table,
    name_of,
    percent,
    phases_table,
    shares_table,
    steps,
)

LAKE = "#2B6C8F"


@dataclass(frozen=True)
class Told:
    """A report as people read it. `goals_chart` and `phases_chart` are None without initiatives."""

    title: str
    lead: str
    scope: str
    as_of: date
    is_demo: bool
    figures: tuple[dict[str, str], ...]
    goals_chart: Chart | None
    money_chart: Chart
    phases_chart: Chart | None
    goals: Table
    phases: Table
    money: Table
    contributors: Table
    contributors_note: str
    shares: Table
    method: tuple[str, ...]


def tell(numbers: Numbers) -> Told:
    scope, day = numbers["scope"], date.fromisoformat(numbers["as_of"])
    return Told(
        title=_("Aporte a los Objetivos de Desarrollo Sostenible"),
        lead=_lead(scope, day),
        scope=scope["name"],
        as_of=day,
        is_demo=scope["is_demo"],
        figures=_figures(numbers),
        goals_chart=_goals_chart(numbers),
        money_chart=_money_chart(numbers["money"]),
        phases_chart=_phases_chart(numbers["phases"]),
        goals=goals_table(numbers),
        phases=phases_table(numbers),
        money=money_table(numbers["money"]),
        contributors=contributors_table(numbers["contributors"]),
        contributors_note=_contributors_note(numbers["contributors"]),
        shares=shares_table(numbers),
        method=_method(numbers, day),
    )


def _lead(scope: Mapping[str, Any], day: date) -> str:
    shown = {"day": f"{day:%d-%m-%Y}", "n": count(scope["alliances"])}
    if scope["kind"] == "alliance":
        return _("Informe al %(day)s, con lo que la mesa declara.") % shown
    told = ngettext(
        "Informe al %(day)s de %(n)s mesa, con lo que ella declara.",
        "Informe al %(day)s de %(n)s mesas, con lo que ellas declaran.",
        scope["alliances"],
    )
    return told % shown


def _figures(numbers: Numbers) -> tuple[dict[str, str], ...]:
    told, money = numbers["portfolio"], numbers["money"]
    return (
        {
            "value": _headline(told["execution_cost"]),
            "label": _("inversión pública involucrada"),
            "note": _("Costo estimado de ejecutar las iniciativas de la cartera."),
        },
        {
            "value": count(told["initiatives"]),
            "label": ngettext("iniciativa", "iniciativas", told["initiatives"]),
            "note": _("Entregadas: %(delivered)s; en curso: %(progress)s.")
            % {"delivered": count(told["delivered"]), "progress": count(told["in_progress"])},
        },
        {
            "value": count(told["beneficiaries"]),
            "label": _("beneficiarios"),
            "note": _("Suma por iniciativa: una persona puede repetirse."),
        },
        {
            "value": decimal(money["leverage"]) if money["leverage"] else NONE,
            "label": _("pesos públicos por peso privado"),
            "note": _("Inversión involucrada ÷ aportes voluntarios recibidos."),
        },
    )


def _headline(pesos: int) -> str:
    """Millions of pesos; whole ones from ten thousand million on, to the nearest."""
    return format_millions(pesos if pesos < 10**10 else (pesos + 500_000) // 10**6 * 10**6)


def _goals_chart(numbers: Numbers) -> Chart | None:
    goals, none = numbers["goals"], numbers["without_goal"]
    bars = [
        Bar(
            name_of(goal),
            goal["execution_cost"],
            _with_percent(goal),
            goal["color"],
            goal["text_color"],
            str(goal["number"]),
        )
        for goal in sorted(goals, key=lambda one: (-one["execution_cost"], one["number"]))
        if goal["touched"]
    ]
    if none["initiatives"]:
        bars.append(Bar(_("Sin ODS"), none["execution_cost"], _with_percent(none), EDGE))
    if not bars:
        return None
    return bar_chart(
        bars,
        uid="ods",
        title=_("Inversión pública involucrada, por objetivo"),
        label_head=_("Objetivo"),
        value_head=_("Inversión"),
    )


def _with_percent(row: Mapping[str, Any]) -> str:
    money = format_millions(row["execution_cost"])
    return money if row["percent"] is None else f"{money} · {percent(row['percent'])}"


def _money_chart(money: Mapping[str, Any]) -> Chart:
    bars = [Bar(label, max(0, money[key]), format_clp(money[key])) for key, label in steps()]
    return bar_chart(
        bars,
        uid="dinero",
        title=_("Del compromiso al gasto: aportes en dinero"),
        label_head=_("Paso"),
        value_head=_("Pesos"),
    )


def _phases_chart(phases: Sequence[Mapping[str, Any]]) -> Chart | None:
    if not phases:
        return None
    return bar_chart(
        [Bar(name_of(row), row["initiatives"], count(row["initiatives"]), LAKE) for row in phases],
        uid="fases",
        title=_("Iniciativas por fase"),
        label_head=_("Fase"),
        value_head=_("Iniciativas"),
    )


def _method(numbers: Numbers, day: date) -> tuple[str, ...]:
    portfolio = numbers["portfolio"]
    shown = {"day": f"{day:%d-%m-%Y}"}
    told = [
        _(
            "Cartera: las iniciativas ingresadas hasta el %(day)s y no descartadas, en la fase que tenían ese día; "
            "costos, beneficiarios y objetivos son los registrados cuando se hizo el informe."
        )
        % shown,
        _(
            "Por objetivo: la inversión y los beneficiarios de cada iniciativa se reparten por los pesos de sus "
            "objetivos, que suman 100, en enteros por restos mayores. Los objetivos y la fila «Sin ODS» suman "
            "exactamente el total. Los beneficiarios se suman por iniciativa: una persona puede repetirse."
        ),
        _(
            "Aportes: sumas del libro hasta el %(day)s, netas de reversas; en especie aparte. Lo asignado sigue las "
            "líneas de cada organización, también a iniciativas descartadas después. "
            "Apalancamiento: inversión involucrada ÷ dinero voluntario recibido de privados."
        )
        % shown,
        _(
            "Todo lo informado es declarado por la mesa: ninguna cifra está verificada todavía por la comunidad."
        ),
    ]
    gaps = []
    if missing := portfolio["without_cost"]:
        gaps.append(
            ngettext(
                "%(n)s iniciativa sin costo registrado suma $0",
                "%(n)s iniciativas sin costo registrado suman $0",
                missing,
            )
            % {"n": count(missing)}
        )
    if missing := portfolio["without_count"]:
        gaps.append(
            ngettext(
                "%(n)s iniciativa sin beneficiarios contados suma 0",
                "%(n)s iniciativas sin beneficiarios contados suman 0",
                missing,
            )
            % {"n": count(missing)}
        )
    if gaps:
        told.append(_("Lo que no se sabe: %(gaps)s.") % {"gaps": "; ".join(gaps)})
    return tuple(told)


def _contributors_note(told: Mapping[str, Any]) -> str:
    if told["whole"]:
        return "" if told["rows"] else _("Todavía no hay aportes registrados.")
    if told["rows"]:
        return _("Muestra solo los aportes que usted puede ver; las demás cifras de dinero son de todos.")
    return _("Usted no tiene aportes que ver aquí; las cifras de dinero son la suma de todos.")
