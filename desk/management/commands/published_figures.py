"""`manage.py published_figures`: what was published beside what the rows give. Reads; ends with 1 when one differs."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from desk.demo import figures
from desk.demo.figures import Source


class Command(BaseCommand):
    help = "Compara las cifras publicadas con las que dan las filas de la demostración."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        told = [_told(figure) for figure in figures.published()]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for row in told:
                self.stdout.write(_line(row))
        if not all(row["holds"] for row in told):
            raise SystemExit(1)


def _told(figure: figures.Figure) -> dict[str, Any]:
    computed = figures.compute(figure)
    return {
        "code": figure.code,
        "label": figure.label,
        "alliance": figure.alliance,
        "queryset": figure.queryset,
        "filter": figure.filter,
        "measure": figure.measure,
        "as_of": figure.as_of.isoformat(),
        "published": figure.value,
        "computed": computed,
        "relation": figure.relation,
        "holds": figures.holds(figure, computed),
        "source": asdict(figure.source),
    }


RELATIONS = {"equal": "igual", "near": "cerca de", "over": "más de"}


def _line(row: dict[str, Any]) -> str:
    mark = "ok" if row["holds"] else "NO"
    amounts = (
        f"{RELATIONS[row['relation']]} {_digits(row['published'])} · calculado {_digits(row['computed'])}"
    )
    return (
        f"{mark}  {row['code']}: {row['label']}, al {row['as_of']}\n"
        f"    publicado {amounts}\n"
        f"    {Source(**row['source']).text}"
    )


def _digits(number: int) -> str:
    return f"{number:,}".replace(",", ".")
