"""RUT (Chilean tax number): module 11 by python-stdnum, stored `12345678-5`, shown `12.345.678-5`."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cl import rut as _rut
from stdnum.exceptions import InvalidFormat
from stdnum.exceptions import ValidationError as Invalid


def normalise(raw: str) -> str:
    """`12.345.678-5`, `123456785`, `12345678-5` → `12345678-5`; ValidationError with a sentence otherwise."""
    try:
        compact = _rut.validate(raw)
        if int(compact[:-1]) == 0:
            raise InvalidFormat
    except Invalid:
        raise ValidationError(
            _("El RUT «%(rut)s» no es válido: revise los números y el dígito verificador."),
            code="invalid_rut",
            params={"rut": raw.strip()[:20]},
        ) from None
    return f"{int(compact[:-1])}-{compact[-1]}"


def display(stored: str) -> str:
    """`12345678-5` → `12.345.678-5`."""
    body, _dash, digit = stored.partition("-")
    return f"{int(body):,}".replace(",", ".") + f"-{digit}" if body.isdigit() else stored
