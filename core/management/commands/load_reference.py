"""`manage.py load_reference`: the reference data of every floor (territory, kinds, goals, phases). Idempotent."""

from typing import Any

from django.core.management.base import BaseCommand

from core import registry


class Command(BaseCommand):
    help = "Carga los datos de referencia: territorio, tipos de actor, ODS y fases. Se puede repetir."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {name: n for load in registry.reference_loads.values() for name, n in load().items()}
        self.stderr.write(", ".join(f"{name} {count}" for name, count in counts.items()))
