"""`manage anonymise --user EMAIL --by EMAIL --reason TEXT [--yes]`: erase a person; says first what would go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.principal import principal_of
from accounts.services.anonymising import anonymise, subject_of_user, what_would_go
from core.errors import DomainError


class Command(BaseCommand):
    help = "Borra los datos personales de una cuenta desactivada. Sin --yes solo dice qué se borraría."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, help="correo de la persona")
        parser.add_argument("--by", required=True, help="correo de quien lo hace (equipo de la fundación)")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--yes", action="store_true", help="borrar de verdad; no se puede deshacer")

    def handle(self, *args: Any, **options: Any) -> None:
        subject = subject_of_user(self._user(options["user"]))
        for kind, counts in what_would_go(subject).items():
            for name, count in sorted(counts.items()):
                self.stdout.write(f"{kind:6} {count:6} {name}")
        if not options["yes"]:
            self.stdout.write("Nada se borró: repita con --yes.")
            return
        by = principal_of(self._user(options["by"]), via="task")
        try:
            erasure = anonymise(subject=subject, reason=options["reason"], by=by)
        except DomainError as error:
            raise CommandError(str(error.message)) from None
        self.stdout.write(f"Datos borrados. Constancia: {erasure.pk}")

    def _user(self, email: str) -> User:
        try:
            return User.objects.get(email=email.strip().lower())
        except User.DoesNotExist:
            raise CommandError(f"No hay una cuenta con el correo {email}.") from None
