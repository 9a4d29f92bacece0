"""`manage.py translations extract|check|compile`: the English catalogue. Needs no database."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.catalogue import complaints, find_messages, update

HEAD = {
    "Project-Id-Version": "Convergencia",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


class Command(BaseCommand):
    help = "extract: pone al día locale/en; check: dice qué falta; compile: escribe el .mo."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["extract", "check", "compile"])

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        path = root / "locale" / "en" / "LC_MESSAGES" / "django.po"
        catalogue = polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)
        if act == "compile":
            catalogue.save_as_mofile(str(path.with_suffix(".mo")))
            return
        found = find_messages(root)
        if act == "extract":
            catalogue.metadata = HEAD
            added, removed = update(catalogue, found)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            self.stderr.write(f"{len(found)} textos: {added} nuevos, {removed} retirados")
            return
        told = sorted(complaints(catalogue, found))
        if told:
            raise CommandError("\n".join([*told[:40], f"{len(told)} problemas en el catálogo inglés"]))
        self.stderr.write(f"{len(found)} textos, todos en inglés")
