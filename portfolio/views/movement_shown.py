"""One movement → what its page, its reversal and the tab «Aportes» draw. Reads nothing beyond the given rows."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from convergence.models import Alliance
from convergence.views.shown import crumbs_of
from core.money import format_clp
from portfolio.models import Entry, Movement, Pledge
from portfolio.money import PledgeState
from portfolio.views.money_shown import pledge_tag, uf_of
from portfolio.vocabulary import Character, MovementKind

KINDS = frozenset(MovementKind.values)
IN_KIND = "in_kind"


def kinds(asked: str) -> list[dict[str, Any]]:
    """What the list of movements may be narrowed to."""
    named = [
        ("", _("Todos")),
        (MovementKind.PLEDGE, _("Comprometidos")),
        (MovementKind.RECEIPT, _("Recibidos")),
        (MovementKind.ALLOCATION, _("Asignaciones")),
        (MovementKind.EXPENDITURE, _("Gastos")),
        (IN_KIND, _("En especie")),
    ]
    return [{"code": str(code), "label": label, "active": code == asked} for code, label in named]


def titles() -> dict[str, str]:
    """Of the forms, by template."""
    return {
        "pledge_form": _("Comprometer un aporte"),
        "receipt_form": _("Registrar un aporte recibido"),
        "allocate": _("Asignar dinero"),
        "spend": _("Registrar un gasto"),
    }


def crumbs(alliance: Alliance, last: str, *, seen: bool = True) -> list[dict[str, str]]:
    """Through the mesa's tab, or through one's own contributions when the mesa is not (or no longer) seen."""
    here = {"label": last}
    if not seen:
        return [{"label": _("Aportes"), "url": reverse("portfolio:contributors")}, here]
    tab = {"label": _("Aportes"), "url": reverse("portfolio:aportes", args=[alliance.pk])}
    return [*crumbs_of(alliance, last)[:-1], tab, here]


def state_of(pledge: Pledge) -> dict[str, str]:
    """Needs with_state()."""
    return pledge_tag(PledgeState(pledge.amount, pledge.received))  # type: ignore[attr-defined]


def may_be_reversed(row: Movement) -> bool:
    return row.reverses_id is None and getattr(row, "reversal", None) is None


def reverse_action(row: Movement) -> dict[str, str]:
    address = reverse("portfolio:reverse", args=[row.pk])
    return {"label": _("Revertir"), "url": address, "icon": "undo"}


def facts(row: Movement, *, seen: bool) -> list[dict[str, Any]]:
    """What is known of it, as label and value. Links into the mesa only for who sees the mesa (`seen`)."""
    told: list[dict[str, Any]] = [
        {"label": _("Monto"), "value": format_clp(row.amount)},
        {"label": _("En UF"), "value": uf_of(row)},
        {"label": _("Fecha"), "value": row.happened_on},
        {
            "label": _("Mesa"),
            "value": row.alliance.name,
            "url": reverse("portfolio:aportes", args=[row.alliance_id]) if seen else "",
        },
        {"label": _("Ciclo"), "value": row.cycle.number},
        {
            "label": _("Organización que aporta"),
            "value": row.contributor.canonical.name if row.contributor else "",
            "url": reverse("portfolio:contributor", args=[row.contributor.canonical_id])
            if row.contributor
            else "",
        },
        {
            "label": _("Iniciativa"),
            "value": row.initiative.name if row.initiative else "",
            "url": reverse("portfolio:initiative", args=[row.initiative_id])
            if row.initiative and seen
            else "",
        },
        {"label": _("Compromiso del año"), "value": str(row.pledge.year) if row.pledge else ""},
        {"label": _("En especie"), "value": _("Sí, aparte del fondo") if row.in_kind else ""},
        {"label": _("Carácter"), "value": Character(row.character).label if row.character else ""},
        {"label": _("Registró"), "value": row.made_by.name if row.made_by else ""},
        {"label": _("Registrado el"), "value": row.made_at},
    ]
    return [fact for fact in told if fact["value"]]


def lines(rows: Iterable[Entry]) -> dict[str, Any]:
    """Whose money it was, each organisation once; needs with_place()."""
    pesos: dict[Any, int] = {}
    for row in rows:
        pesos[row.contributor.canonical] = pesos.get(row.contributor.canonical, 0) + row.amount
    return {
        "caption": _("De quién es el dinero"),
        "columns": [{"label": _("Organización")}, {"label": _("Pesos"), "numeric": True}],
        "rows": [
            {
                "cells": [
                    {
                        "value": actor.display_name,
                        "sector": actor.kind.sector,
                        "url": reverse("portfolio:contributor", args=[actor.pk]),
                    },
                    {"value": format_clp(amount)},
                ]
            }
            for actor, amount in pesos.items()
        ],
    }


def consequences(row: Movement) -> list[str]:
    """What a reversal will do, before it is done."""
    told = {
        "pesos": format_clp(row.amount),
        "who": row.contributor.canonical.display_name if row.contributor else "",
        "what": row.initiative.name if row.initiative else "",
        "cycle": row.cycle.number,
    }
    words = {
        MovementKind.PLEDGE: [_("El compromiso de %(who)s por %(pesos)s quedará anulado.")],
        MovementKind.RECEIPT: [
            _("%(pesos)s en especie de %(who)s dejarán de contar como recibidos.")
            if row.in_kind
            else _("%(pesos)s de %(who)s dejarán de contar como recibidos y saldrán del fondo."),
            _("Su compromiso, si lo tiene, volverá a estar por recibir en ese monto."),
        ],
        MovementKind.ALLOCATION: [
            _("%(pesos)s volverán al fondo del ciclo %(cycle)d, a cada organización lo suyo."),
            _("«%(what)s» dejará de tenerlos asignados."),
        ],
        MovementKind.EXPENDITURE: [_("%(pesos)s volverán a estar asignados a «%(what)s» y sin gastar.")],
    }
    return [
        *(text % told for text in words[MovementKind(row.kind)]),
        _("Se registrará un movimiento contrario, con la fecha y la razón que indique."),
    ]
