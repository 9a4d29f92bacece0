"""`manage experience_actors [FILE.json] [-o OUT.xlsx]`: the actors of the study's fichas as a workbook to be loaded."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from actors.experience_actors import book_of, read_mentions
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Escribe una planilla de organizaciones con los actores que nombran las fichas del estudio, una fila por "
        "mención. Se carga con: load_sheet actores PLANILLA --by CORREO."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help="JSON con las fichas; sin él, la copia del proyecto"
        )
        parser.add_argument("-o", "--output", type=Path, default=Path("actores-de-las-fichas.xlsx"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mentions = read_mentions(options["file"])
        except DomainError as error:
            raise CommandError(str(error.message)) from None
        try:
            options["output"].write_bytes(book_of(mentions))
        except OSError as error:
            raise CommandError(f"No se pudo escribir {options['output']}: {error.strerror}") from None
        names = len({one.name for one in mentions})
        fichas = len({one.ficha for one in mentions})
        self.stdout.write(
            f"{options['output']}: {len(mentions)} menciones, {names} nombres distintos, {fichas} fichas"
        )
