"""`manage.py load_reference`: territory and kinds of actors. Idempotent."""

from typing import Any

from django.core.management.base import BaseCommand

from actors.reference_load import load


class Command(BaseCommand):
    help = "Carga regiones, provincias, comunas y tipos de actor. Se puede repetir."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load()
        self.stderr.write(", ".join(f"{name} {count}" for name, count in counts.items()))
