"""Read alliances and keep the result: set-based, and only what changed makes a new row."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.principal import Principal
from convergence.models import Alliance
from core.errors import NotAllowed
from core.events import emit
from evaluation import facts, rules
from evaluation.matrix import RULE_VERSION
from evaluation.models import TypologyResult
from evaluation.readings import READING_VERSION, Reading, Reason, read
from evaluation.typology import Verdict, classify

CHUNK = 500
Report = Callable[[int, str], None]


def classify_alliances(
    *, alliances: Iterable[uuid.UUID], as_of: date, by: Principal, report: Report | None = None
) -> list[TypologyResult]:
    """The rows that are new, one for each alliance (by id) that no longer reads as its latest result did; the others
    are only seen again on `as_of`. Reads in chunks and tells `report(percent, step)`; then writes all at once, so
    that nobody sees half a run. Error: NotAllowed.
    """
    ids = list(dict.fromkeys(alliances))
    _must(ids, by)
    read_rows: list[TypologyResult] = []
    for start in range(0, len(ids), CHUNK):
        part = facts.gather(ids[start : start + CHUNK], as_of)
        read_rows += [_row(told) for told in part.values()]
        if report is not None:
            done = min(start + CHUNK, len(ids))
            report(90 * done // len(ids), _("%(n)d de %(whole)d") % {"n": done, "whole": len(ids)})
    return _keep(read_rows, as_of, by)


def _must(ids: Sequence[uuid.UUID], by: Principal) -> None:
    if rules.can_classify_all(by):
        return
    if Alliance.objects.filter(pk__in=ids).recordable_by(by).count() < len(ids):
        raise NotAllowed(_("Pide una lectura quien registra reuniones en la mesa."))


def _row(told: facts.TypologyFacts) -> TypologyResult:
    readings = read(told)
    verdict = classify(readings, told.context)
    row = TypologyResult(
        alliance_id=told.alliance_id,
        as_of=told.as_of,
        seen_on=told.as_of,
        model=verdict.model,
        margin=verdict.margin,
        confidence=verdict.confidence,
        rule_version=RULE_VERSION,
        reading_version=READING_VERSION,
        **shape_of(readings, verdict),
    )
    row.fingerprint = fingerprint_of(row)
    return row


def shape_of(readings: Mapping[str, Reading], verdict: Verdict) -> dict[str, Any]:
    """The JSON of a result: codes, numbers and row ids."""
    return {
        "readings": {
            code: {
                "values": list(told.values),
                "models": sorted(told.models),
                "source": told.source,
                "why": [_reason(reason) for reason in told.why],
            }
            for code, told in readings.items()
        },
        "evidence": {
            code: [{**asdict(row), "ids": list(row.ids)} for row in told.evidence]
            for code, told in readings.items()
        },
        "counts": dict(verdict.counts),
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "notices": [_reason(reason) for reason in verdict.notices],
        "blocked": dict(verdict.blocked),
        "axes": dict(verdict.axes),
    }


def _reason(told: Reason) -> dict[str, Any]:
    return {"code": told.code, "by": told.by, "params": dict(told.params)}


FINGERPRINTED = (
    "model", "margin", "confidence", "rule_version", "reading_version", "readings", "evidence", "counts", "reasons",
    "notices", "blocked", "axes",
)  # fmt: skip


def fingerprint_of(row: TypologyResult) -> str:
    """SHA-256 of all that a result says, its days aside."""
    told = {name: getattr(row, name) for name in FINGERPRINTED}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def _keep(rows: list[TypologyResult], as_of: date, by: Principal) -> list[TypologyResult]:
    """Alliances are locked in the order of their ids, so that two runs write one after the other."""
    ids = [row.alliance_id for row in rows]
    locked = Alliance.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    living = set(locked.values_list("pk", flat=True))
    before = TypologyResult.objects.filter(alliance_id__in=ids, as_of__lte=as_of).latest()
    latest = {pk: (key, model, mark) for pk, key, model, mark in before.values_list(*LATEST)}
    new, again, moved = [], [], []
    for row in rows:
        key, model, mark = latest.get(row.alliance_id, (None, "", ""))
        if mark == row.fingerprint:
            again.append(key)
        elif row.alliance_id in living:
            new.append(row)
            if model != row.model:
                moved.append((row, model))
    TypologyResult.objects.filter(pk__in=again).update(seen_on=Greatest(F("seen_on"), as_of))
    TypologyResult.objects.bulk_create(new, batch_size=CHUNK)
    named = Alliance.objects.in_bulk([row.alliance_id for row, _model in moved])
    for row, model in moved:
        alliance = named[row.alliance_id]
        data = {"from": model, "to": row.model, "result": str(row.pk)}
        emit("typology.changed", alliance, by=by, scopes=[alliance.scope], data=data)
    return new


LATEST = ("alliance_id", "pk", "model", "fingerprint")
