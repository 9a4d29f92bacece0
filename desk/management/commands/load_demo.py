"""`manage.py load_demo`: the demonstration. Idempotent: it makes what is missing and changes nothing that is there."""

import json
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from actors.models import Comuna
from core import dates
from desk.demo import play, signins


class Command(BaseCommand):
    help = "Carga los datos de demostración (inventados y marcados como tales). Se puede repetir."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of", type=_day, metavar="AAAA-MM-DD", help="día para el que se arma; hoy si falta"
        )
        parser.add_argument(
            "--print-signins", action="store_true", help="solo muestra con qué cuentas se entra"
        )
        parser.add_argument(
            "--print-check", action="store_true", help="solo muestra, en JSON, qué páginas abrir"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError(
                "Los datos de demostración no se cargan en producción: sus cuentas tienen una contraseña pública."
            )
        if options["print_signins"]:
            self.stdout.write(signins.as_text())
        elif options["print_check"]:
            self.stdout.write(json.dumps(signins.check_plan(), ensure_ascii=False))
        else:
            self._load(options["as_of"] or dates.today())

    def _load(self, as_of: date) -> None:
        if not play.FIRST_AS_OF <= as_of <= dates.today():
            raise CommandError(f"--as-of va desde {play.FIRST_AS_OF} hasta hoy.")
        if not Comuna.objects.exists():
            raise CommandError("Falta el territorio: ejecute antes load_reference.")
        began = time.monotonic()
        made = play.load(as_of)
        told = ", ".join(f"{name} {count}" for name, count in made.items() if count) or "nada nuevo"
        self.stderr.write(f"{told} ({time.monotonic() - began:.1f} s)")


def _day(raw: str) -> date:
    return date.fromisoformat(raw)
