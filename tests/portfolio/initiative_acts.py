"""What the tests of initiatives' pages do over and over: addresses, and the form as a person sends it."""

from typing import Any

from django.urls import reverse

from convergence.models import Alliance
from core.models import new_uid
from portfolio.models import Initiative

NAME = "Reposición de la plaza de armas"


def url(name: str, pk: Any) -> str:
    return reverse(f"portfolio:{name}", args=[pk])


def filled(mesa: Alliance, **changes: Any) -> dict[str, Any]:
    """The form as it is sent: from a plan, with nothing that may stay blank."""
    data = {
        "uid": new_uid(),
        "name": NAME,
        "works_class": "espacio_publico",
        "comuna": mesa.comunas.get().pk,
        "plan": "PLADECO 2022–2026",
        "portfolio": "ampliada",
        "phase": "idea",
        "entered_on": mesa.today().isoformat(),
    }
    return {key: value for key, value in (data | changes).items() if value is not None}


def of_row(row: Initiative, **changes: Any) -> dict[str, Any]:
    """The edit form of `row` as it comes, with what a person changes."""
    told = {"version": row.version, "name": row.name, "works_class": row.works_class, "plan": row.plan}
    return {**told, "comuna": row.comuna_id, "goal_1": "11", "weight_1": "100", **changes}
