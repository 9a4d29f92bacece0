"""`manage load_sheet SHEET FILE --by EMAIL`: a spreadsheet through the same steps as on its page; `--undo ID` takes
an import back. The work of each step is done here, or waited for when a worker was quicker."""

import mimetypes
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404

from core import jobs, registry
from core.errors import Conflict, DomainError
from core.models import Job, SheetImport, SheetLine, parse_uid
from core.sheets import deciding, doors, exporting, intake, lifecycle
from core.sheets.judging import NEW, SKIP

State, Outcome = SheetImport.State, SheetLine.Outcome
MOST_TOLD = 100
LOOK_AGAIN = 0.5  # seconds


class Command(BaseCommand):
    help = (
        "Carga una planilla: la lee, muestra la vista previa y, con --apply, la carga. --undo ID la deshace."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sheet", nargs="?", default="", help="código de la planilla, p. ej. actores")
        parser.add_argument("file", nargs="?", type=Path, help="libro de Excel, ODS o CSV")
        parser.add_argument("--by", required=True, metavar="CORREO", help="quién la carga")
        parser.add_argument("--scope", action="append", default=[], metavar="CLAVE=VALOR")
        parser.add_argument(
            "--mode",
            choices=SheetImport.Mode.values,
            default="all",
            help="todo o nada, o solo las filas buenas",
        )
        parser.add_argument(
            "--duplicates", choices=[NEW, SKIP], help="qué hacer con los posibles duplicados sin decidir"
        )
        parser.add_argument(
            "--decide", action="append", default=[], metavar="FILA=new|skip|ID", help="sobre una fila"
        )
        parser.add_argument("--again", action="store_true", help="aunque el mismo archivo ya se subió")
        parser.add_argument("--refused", type=Path, metavar="SALIDA.xlsx", help="guarda las filas rechazadas")
        parser.add_argument("--apply", action="store_true", help="carga lo que muestra la vista previa")
        parser.add_argument("--undo", default="", metavar="ID", help="deshace una carga")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._principal(options["by"])
        try:
            if options["undo"]:
                self._undo(options["undo"], by)
            else:
                self._load(options, by)
        except DomainError as error:
            raise CommandError(str(error.message)) from None
        except Http404:
            raise CommandError("No hay tal planilla o carga, o esa persona no puede verla.") from None

    def _load(self, options: Mapping[str, Any], by: Any) -> None:
        if options["file"] is None:
            known = ", ".join(sorted(registry.sheets))
            raise CommandError(f"Diga la planilla y el archivo. Planillas: {known}")
        scope = dict(part.partition("=")[::2] for part in options["scope"])
        sheet, scope = doors.find_sheet(options["sheet"], scope, by)
        row = self._preview(sheet, scope, options["file"], by, again=options["again"])
        row = self._decide(row, options, by)
        self._tell(row, sheet)
        if options["refused"] and row.counts.get(Outcome.REFUSED):
            options["refused"].write_bytes(exporting.refused_book(row, principal=by))
            self.stdout.write(f"Filas rechazadas: {options['refused']}")
        if not options["apply"]:
            self.stdout.write("Nada se cargó todavía: repita con --apply.")
        else:
            row = self._done(lifecycle.ask_apply(row=row, mode=options["mode"], by=by), State.APPLIED)
            self.stdout.write(f"Cargadas {row.lines.exclude(applied_version=None).count()} filas.")
        self.stdout.write(f"Carga: {row.pk}")

    def _preview(
        self, sheet: Any, scope: Mapping[str, str], path: Path, by: Any, *, again: bool
    ) -> SheetImport:
        """A new import; the same bytes that still wait for review are taken up again."""
        try:
            with path.open("rb") as handle:
                media = mimetypes.guess_type(path.name)[0] or ""
                upload = UploadedFile(handle, path.name, media, path.stat().st_size)
                row, _is_new = intake.start_import(
                    sheet=sheet, scope=scope, upload=upload, by=by, again=again
                )
        except OSError as error:
            raise CommandError(f"No se pudo leer {path}: {error.strerror}") from None
        except Conflict as conflict:
            same = SheetImport.objects.filter(pk=conflict.extra.get("import"), state=State.PREVIEW).first()
            if same is None:
                raise
            self.stdout.write("Este archivo ya estaba por revisar: se retoma esa vista previa.")
            return same
        return self._done(row, State.PREVIEW)

    def _decide(self, row: SheetImport, options: Mapping[str, Any], by: Any) -> SheetImport:
        decisions: dict[int, str] = {}
        if options["duplicates"]:
            undecided = row.lines.filter(outcome=Outcome.DUPLICATE).values_list("number", flat=True)
            decisions = dict.fromkeys(undecided, options["duplicates"])
        for part in options["decide"]:
            number, _sign, word = part.partition("=")
            if not number.isdecimal():
                raise CommandError(f"--decide lleva FILA=new|skip|ID, no «{part}».")
            decisions[int(number)] = word
        return deciding.decide_lines(row=row, decisions=decisions, by=by) if decisions else row

    def _tell(self, row: SheetImport, sheet: Any) -> None:
        labels = {column.key: str(column.label) for column in sheet.columns}
        counts = ", ".join(f"{Outcome(code).label} {count}" for code, count in row.counts.items())
        self.stdout.write(f"{sheet.label}: {counts}")
        for notice in row.notices:
            self.stdout.write(f"Aviso: {notice}")
        lines = row.lines.filter(outcome__in=[Outcome.REFUSED, Outcome.DUPLICATE])
        for line in lines[:MOST_TOLD]:
            for key, sentences in line.problems.items():
                place = f" · {labels.get(key, key)}" if key else ""
                self.stdout.write(f"Fila {line.number}{place}: {' '.join(sentences)}")
            if line.outcome == Outcome.DUPLICATE:
                alike = "; ".join(f"{one['label']} ({one['id'] or one['why']})" for one in line.candidates)
                self.stdout.write(f"Fila {line.number}: posible duplicado de {alike}")
        if (more := lines.count() - MOST_TOLD) > 0:
            self.stdout.write(f"… y {more} filas más.")

    def _undo(self, key: str, by: Any) -> None:
        row = self._done(lifecycle.ask_undo(row=doors.find_import(_uid(key), by), by=by), State.UNDONE)
        self.stdout.write(f"Carga deshecha: {row.pk}")

    def _done(self, row: SheetImport, wanted: str) -> SheetImport:
        """The import after its job. Error: CommandError with its reason when it did not get there."""
        job = row.job
        assert job is not None
        jobs.run(str(job.pk))
        while Job.objects.filter(pk=job.pk, state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists():
            time.sleep(LOOK_AGAIN)
            jobs.run(str(job.pk))
        row = SheetImport.objects.get(pk=row.pk)
        if row.state != wanted:
            raise CommandError(row.error or f"La carga quedó {row.get_state_display()}.")
        return row

    def _principal(self, email: str) -> Any:
        user = get_user_model().objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"No hay una cuenta activa con el correo {email}.")
        return registry.principals["accounts"](user)


def _uid(text: str) -> Any:
    key = parse_uid(text)
    if key is None:
        raise CommandError(f"«{text}» no es el identificador de una carga.")
    return key
