"""Results → what the pieces of docs/look.md draw. Decides nothing; rows are read by id and `visible_to`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from convergence.models import Agreement, Commitment, Meeting, Participation
from evaluation import words
from evaluation.matrix import matrix
from evaluation.models import TypologyResult
from evaluation.signs import SIGNS
from evaluation.vocabulary import MEANINGS, SHORT_MEANINGS, SHORT_NAMES, Model, Variable, value_label

FIRST_ROWS = 3
CONFIDENCE_TONES = {"alta": "good", "media": "info", "baja": "late"}


def verdict(result: TypologyResult) -> dict[str, Any]:
    """The answer on top: the model in words, how sure, on which days, why and what to mind."""
    return {
        "model": result.get_model_display(),
        "meaning": MEANINGS[result.model],
        "tag": {
            "label": _("Confianza %(level)s") % {"level": result.get_confidence_display()},
            "tone": CONFIDENCE_TONES[result.confidence],
        },
        "as_of": result.as_of,
        "seen_on": result.seen_on,
        "is_unknown": result.model == Model.INDETERMINADO,
        "reasons": [_told(reason) for reason in result.reasons],
        "notices": [_told(notice) for notice in result.notices],
        "axes": [
            {"label": _("Entre niveles públicos"), "value": words.AXES[result.axes["multinivel"]]},
            {"label": _("Con la ciudadanía"), "value": words.AXES[result.axes["ciudadana"]]},
        ],
        "versions": words.version_words(result.rule_version, result.reading_version),
    }


def _told(reason: dict[str, Any]) -> dict[str, str]:
    return {"text": words.sentence(reason), "by": reason["by"]}


def ladder(result: TypologyResult, principal: Principal, here: str) -> dict[str, Any]:
    """Context of the typology_ladder piece: four steps and nine variables with their first rows."""
    first = _first_rows(result, principal)
    steps = [
        {
            "label": str(Model(model).label),
            "note": SHORT_MEANINGS[model],
            "current": model == result.model,
            "fit": result.counts[model],
            "blocked": model in result.blocked,
        }
        for model in matrix().models
    ]
    return {
        "steps": steps,
        "variables": [_variable(result, code, first, here) for code in matrix().variables],
    }


def _variable(
    result: TypologyResult, code: str, first: dict[str, dict[str, str]], here: str
) -> dict[str, Any]:
    told = result.readings[code]
    return {
        "label": str(Variable(code).label),
        "values": [value_label(code, value) for value in told["values"]],
        "has_data": told["source"] != "none",
        "supports": [
            {"label": str(Model(model).label), "on": model in told["models"]} for model in matrix().models
        ],
        "names": ", ".join(str(SHORT_NAMES[model]) for model in matrix().models if model in told["models"]),
        "why": [words.sentence(reason) for reason in told["why"]],
        "evidence": [
            {
                "label": words.counted(row["rows"], row["count"]),
                "url": f"{here}?ver={row['rows']}#filas",
                "rows": [first[key] for key in row["ids"] if key in first][:FIRST_ROWS],
            }
            for row in result.evidence[code]
        ],
    }


def _first_rows(result: TypologyResult, principal: Principal) -> dict[str, dict[str, str]]:
    """The rows that evidence names and the asker sees, by id: three queries however many there are."""
    ids: dict[type, set[str]] = {Meeting: set(), Participation: set(), Commitment: set()}
    for told in result.evidence.values():
        for row in told:
            ids[_model_of(row["rows"])].update(row["ids"])
    found: dict[str, dict[str, str]] = {}
    for model, keys in ids.items():
        if keys:
            seen = listed(model.objects.visible_to(principal).filter(pk__in=keys))  # type: ignore[attr-defined]
            found |= {str(row.pk): _row(row) for row in seen}
    return found


def _model_of(code: str) -> type:
    """Evidence of signs names meetings, also where agreements are counted: an agreement is read at its meeting."""
    if code in SIGNS:
        return Meeting
    return Participation if code.startswith("seats") else Commitment


def listed(found: "QuerySet[Any]") -> "QuerySet[Any]":
    """In the order of the page, with what a row shows."""
    if found.model is Meeting:
        return found.order_by("-held_on", "-pk")
    if found.model is Agreement:
        return found.select_related("meeting").order_by("-meeting__held_on", "meeting_id", "number")
    if found.model is Participation:
        return found.select_related("actor__canonical").order_by("joined_on", "pk")
    return found.select_related("owner__canonical").order_by("-due_on", "-pk")


def rows(found: Iterable[Any]) -> list[dict[str, str]]:
    return [_row(row) for row in found]


def _row(row: Any) -> dict[str, str]:
    if isinstance(row, Meeting):
        return {"label": str(row), "url": reverse("convergence:meeting", args=[row.pk])}
    if isinstance(row, Agreement):
        label = f"{row.text} · {row.meeting.held_on:%d-%m-%Y}"
        return {"label": label, "url": reverse("convergence:meeting", args=[row.meeting_id])}
    if isinstance(row, Participation):
        actor = row.actor.canonical
        return {"label": actor.display_name, "url": reverse("actors:actor", args=[actor.pk])}
    label = f"{row.what} · {row.owner.canonical.display_name}"
    return {"label": label, "url": reverse("convergence:commitment", args=[row.pk])}


def trajectory(results: Iterable[TypologyResult]) -> list[dict[str, Any]]:
    """Stretches of one model, the newest first: neighbouring results of the same model are one."""
    stretches: list[dict[str, Any]] = []
    for row in results:
        label = row.get_model_display()
        if stretches and stretches[-1]["label"] == label:
            stretches[-1] |= {"since": row.as_of, "readings": stretches[-1]["readings"] + 1}
        else:
            stretches.append({"label": label, "since": row.as_of, "until": row.seen_on, "readings": 1})
    return stretches
