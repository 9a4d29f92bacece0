"""Sums and rows of the ledger → what the pieces of docs/look.md draw. Decides nothing, reads nothing beyond them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from actors.models import Actor
from core.money import format_clp
from portfolio.models import Entry, Movement, Pledge
from portfolio.money import MoneyTotals, PledgeState
from portfolio.money import leverage as ratio_of
from portfolio.vocabulary import MovementKind

# Width of the drawing in components/money_bar.html; a sum above zero is never thinner than SLIVER.
GRID, SLIVER = 1000, 6


def bar(
    totals: MoneyTotals,
    *,
    as_of: date,
    scope: str = "alliance",
    urls: Mapping[str, str] | None = None,
    label: str = "",
) -> dict[str, Any]:
    """Context of components/money_bar.html.

    `scope` says whose money it is: alliance, initiative or contributor. `urls` leads from a figure (`pledged`,
    `received`, `allocated`, `spent`, `in_kind`) to its rows; give only those that the asker may see.
    """
    most = max(totals.pledged, totals.received, totals.allocated, totals.spent)
    told = urls or {}
    words = _definitions(scope)
    steps = [
        {
            "code": code,
            "label": label_of,
            "value": format_clp(amount),
            "width": _width(amount, most),
            "over": 0,
            "over_from": 0,
            "definition": words[code],
            "url": told.get(code, ""),
            "part": "",
        }
        for code, label_of, amount in (
            ("pledged", _("Comprometido"), totals.pledged),
            ("received", _("Recibido"), totals.received),
            ("allocated", _("Asignado"), totals.allocated),
            ("spent", _("Gastado"), totals.spent),
        )
    ]
    _mark_parts(steps, totals, scope, most)
    return {
        "label": label or _("Dinero: comprometido, recibido, asignado y gastado"),
        "steps": steps,
        "as_of": as_of,
        "in_kind": _in_kind(totals, told.get("in_kind", "")),
        "is_empty": totals.is_empty,
    }


def _width(amount: int, most: int) -> int:
    return max(SLIVER, amount * GRID // most) if amount > 0 and most > 0 else 0


def _mark_parts(steps: list[dict[str, Any]], totals: MoneyTotals, scope: str, most: int) -> None:
    """What each figure is of the one before it, in words; what arrived beyond the pledges is marked as such."""
    received, allocated, spent = steps[1:]
    if totals.received > totals.pledged > 0:
        received["part"] = _("%(over)s más que lo comprometido: el exceso se conserva") % {
            "over": format_clp(totals.received - totals.pledged)
        }
        received["over_from"] = _width(totals.pledged, most)
        received["over"] = received["width"] - received["over_from"]
    elif totals.received > 0 and totals.pledged == 0:
        received["part"] = _("sin compromiso previo")
    elif totals.pledged > 0:
        # Not «faltan»: one pledge paid beyond its amount does not pay for another.
        told = {"share": _share(totals.received, totals.pledged)}
        whole = totals.received == totals.pledged
        received["part"] = _("todo lo comprometido") if whole else _("%(share)s de lo comprometido") % told
    # What an initiative got may come from the common fund: it is no part of what was given for it.
    if totals.received > 0 and scope != "initiative":
        told = {"share": _share(totals.allocated, totals.received), "left": format_clp(totals.available)}
        allocated["part"] = _("%(share)s de lo recibido; %(left)s sin asignar") % told
    if totals.allocated > 0:
        told = {"share": _share(totals.spent, totals.allocated), "left": format_clp(totals.unspent)}
        spent["part"] = _("%(share)s de lo asignado; %(left)s sin gastar") % told


def _share(part: int, whole: int) -> str:
    """Rounded down, so that 100 % is said of the whole alone; above zero it is never 0 %."""
    hundredths = part * 100 // whole
    return _("menos de 1 %") if part > 0 and hundredths == 0 else f"{hundredths} %"


def _definitions(scope: str) -> dict[str, str]:
    if scope == "initiative":
        return {
            "pledged": _("Dinero comprometido expresamente para esta iniciativa, sin lo anulado."),
            "received": _("Dinero recibido expresamente para esta iniciativa, sin lo revertido."),
            "allocated": _(
                "Dinero asignado a esta iniciativa: primero el destinado a ella, el resto del fondo común."
            ),
            "spent": _("Dinero asignado a esta iniciativa que ya se pagó, sin lo revertido."),
        }
    if scope == "contributor":
        return {
            "pledged": _("Dinero que la organización comprometió por año calendario, sin lo anulado."),
            "received": _("Dinero de la organización que llegó al fondo, sin lo revertido ni lo en especie."),
            "allocated": _(
                "Parte de cada asignación a iniciativas que salió de su dinero: primero lo destinado a la "
                "iniciativa, el resto a prorrata del fondo común. Queda fijada al asignar."
            ),
            "spent": _("Parte de su dinero asignado que ya se pagó, sin lo revertido."),
        }
    return {
        "pledged": _("Dinero que las organizaciones comprometieron por año calendario, sin lo anulado."),
        "received": _("Dinero que llegó al fondo, sin lo revertido ni lo recibido en especie."),
        "allocated": _("Dinero del fondo destinado a iniciativas, sin lo revertido."),
        "spent": _("Dinero asignado a iniciativas que ya se pagó, sin lo revertido."),
    }


def _in_kind(totals: MoneyTotals, url: str) -> dict[str, Any] | None:
    if not (totals.pledged_in_kind or totals.received_in_kind):
        return None
    return {
        "pledged": format_clp(totals.pledged_in_kind),
        "received": format_clp(totals.received_in_kind),
        "url": url,
    }


def leverage(involved: int, totals: MoneyTotals, *, as_of: date) -> dict[str, Any]:
    """Context of components/leverage.html: `involved` is the execution cost of the initiatives not discarded."""
    ratio = ratio_of(involved, totals.voluntary)
    return {
        "value": _decimal(ratio) if ratio is not None else "",
        "involved": format_clp(involved),
        "received": format_clp(totals.voluntary),
        "as_of": as_of,
    }


def _decimal(number: Decimal, places: int | None = None) -> str:
    """`1.234,5`; trailing zeros after the comma go, unless `places` are asked for."""
    text = f"{number:,.{places}f}" if places is not None else f"{number:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def uf_of(row: Movement) -> str:
    """`120,5 UF a $37.000,00 del 02-01-2026`, frozen when it was made; empty for an amount in pesos."""
    if row.uf is None or row.uf_rate is None or row.uf_date is None:
        return ""
    told = {"uf": _decimal(row.uf), "rate": _decimal(row.uf_rate, 2), "day": f"{row.uf_date:%d-%m-%Y}"}
    return _("%(uf)s UF a $%(rate)s del %(day)s") % told


PLEDGE_TONES = {
    "pending": "neutral",
    "partial": "info",
    "fulfilled": "good",
    "exceeded": "attention",
    "cancelled": "neutral",
}


def pledge_tag(state: PledgeState) -> dict[str, str]:
    words = {
        "pending": _("Pendiente"),
        "partial": _("Parcial: faltan %(missing)s"),
        "fulfilled": _("Cumplido"),
        "exceeded": _("Excedido en %(over)s"),
        "cancelled": _("Anulado"),
    }
    told = {"missing": format_clp(state.missing), "over": format_clp(state.over)}
    return {"label": words[state.code] % told, "tone": PLEDGE_TONES[state.code]}


def pledge_of(row: Pledge, *, who: bool = True, mesa: bool = False, may_keep: bool = False) -> dict[str, Any]:
    """A pledge's line; needs drawn()."""
    state = PledgeState(row.amount, row.received)  # type: ignore[attr-defined]
    act = may_keep and state.code in {"pending", "partial"}
    address = reverse("portfolio:record_receipt", args=[row.alliance_id]) if act else ""
    return {
        **_giver(row.contributor if who else None),
        "contributor_url": reverse("portfolio:contributor", args=[row.contributor.canonical.pk])
        if who
        else "",
        "year": row.year,
        "mesa": row.alliance.name if mesa else "",
        "initiative": row.initiative.name if row.initiative else "",
        "in_kind": row.in_kind,
        "character": row.get_character_display() if row.character != "voluntario" else "",
        "amount": format_clp(state.amount),
        "received": format_clp(state.received),
        "state": pledge_tag(state),
        "act": f"{address}?compromiso={row.pk}" if act else "",
    }


def movement_of(row: Movement) -> dict[str, Any]:
    """A movement's line; needs drawn()."""
    return {
        **_line(row),
        **_giver(row.contributor),
        "initiative": row.initiative.name if row.initiative else "",
        "mesa": "",
        "amount": format_clp(row.amount),
        "url": reverse("portfolio:movement", args=[row.pk]),
    }


def entry_of(row: Entry, *, who: bool = True, mesa: bool = False) -> dict[str, Any]:
    """One contributor's line; needs drawn(). Linked to its movement for whoever may open that."""
    opens = row.opens  # type: ignore[attr-defined]
    return {
        **_line(row.movement),
        **_giver(row.contributor if who else None),
        "initiative": row.initiative.name if row.initiative else "",
        "mesa": row.alliance.name if mesa else "",
        "amount": format_clp(row.amount),
        "url": reverse("portfolio:movement", args=[opens]) if opens else "",
    }


def _giver(actor: Actor | None) -> dict[str, str]:
    if actor is None:
        return {"contributor": "", "sector": ""}
    spoken = actor.canonical
    return {"contributor": spoken.display_name, "sector": spoken.kind.sector}


def _line(row: Movement) -> dict[str, Any]:
    twin = getattr(row, "reversal", None)
    return {
        "what": str(MovementKind(row.kind).label),
        "happened_on": row.happened_on,
        "in_kind": row.in_kind,
        "reverses": row.reverses_id is not None,
        "reversed_on": twin.happened_on if twin else None,
    }
