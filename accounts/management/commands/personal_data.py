"""`manage personal_data [--json]`: the register of processing, column by column."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.views.privacy import printed_register


class Command(BaseCommand):
    help = "Registro de tratamientos de datos personales, columna por columna."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="salida como JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = printed_register()
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=2))
            return
        for line in lines:
            self.stdout.write(
                f"\n{line['label']} — {line['subject']}\n  {line['purpose']}\n  {line['retention']}"
            )
            for one in line["columns"]:
                self.stdout.write(f"    {one['erase']:8} {one['column']} {one['why']}".rstrip())
