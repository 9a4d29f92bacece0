"""The three mesas of the demonstration read as their scripts are written; run with -s to see why."""

from datetime import date

import pytest
from django.conf import settings

from convergence.models import Alliance
from desk.demo import play
from desk.demo.shapes import demo_uid
from evaluation import facts
from evaluation.readings import read
from evaluation.typology import classify
from evaluation.words import sentence

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
EXPECTED = {
    # Neighbours, COSOC and unión comunal sit, decide and take tasks; everything is done together.
    "mejillones": "territorializado",
    # Formal and systematic, with substantive agreements; the neighbours come and carry out, the municipality decides.
    "santa-barbara": "colaborativo",
    # Half a year, three meetings: the municipality leads, informs and gathers the agenda.
    "maullin": "consultativo",
}


def test_the_demonstration_reads_as_it_is_written() -> None:
    assert settings.MODE != "production"
    play.load(DAY)
    keys = {demo_uid(name): name for name in EXPECTED}
    found = {}
    for pk, told in facts.gather(list(keys), DAY).items():
        readings = read(told)
        verdict = classify(readings, told.context)
        found[keys[pk]] = verdict.model
        print(
            f"\n{Alliance.objects.get(pk=pk)}: {verdict.model} ({verdict.confidence}, margen {verdict.margin})"
        )
        for reason in verdict.reasons:
            print(f"  {reason.by} {sentence({'code': reason.code, 'params': reason.params})}")
        for code, reading in readings.items():
            print(
                f"  {code}: {', '.join(reading.values) or '—'} → {', '.join(sorted(reading.models)) or '—'}"
            )
    assert found == EXPECTED
