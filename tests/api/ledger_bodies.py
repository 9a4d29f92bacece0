"""Bodies of acts on the ledger as a client sends them; `pesos` unless a test says UF."""

from datetime import timedelta
from typing import Any

from actors.models import Actor
from convergence.models import Alliance
from core import dates

TODAY = dates.today().isoformat()
TOMORROW = (dates.today() + timedelta(days=2)).isoformat()


def of(mesa: Alliance, actor: Actor, **more: Any) -> dict[str, Any]:
    return {"alliance": str(mesa.pk), "contributor": str(actor.pk), **more}


def pledge_of(mesa: Alliance, actor: Actor, **more: Any) -> dict[str, Any]:
    told = {"year": dates.today().year, "signed_on": TODAY, "pesos": 1_000_000}
    return of(mesa, actor, **{**told, **more})


def receipt_of(mesa: Alliance, actor: Actor, **more: Any) -> dict[str, Any]:
    return of(mesa, actor, **{"happened_on": TODAY, "pesos": 1_000_000, **more})
