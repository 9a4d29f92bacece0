"""Telephone numbers as people write them. Chilean ones take one shape; foreign ones are left as they are."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LEAST, _MOST = 6, 15  # digits: E.164 allows fifteen
_EXTENSION = re.compile(r"\s*(?:,|;|#|\b(?:anexo|anx|ext|extensión|int|interno)\b)", re.IGNORECASE)
_WRITTEN = re.compile(r"^\+?[\d\s().\-/–]+$")


def normalise(text: str) -> str:
    """`9 8765 4321`, `(55) 226 1234` or `0056…` → `+56 …`; what is no Chilean number stays, with single spaces.

    An extension after the number is kept. Error: ValidationError for what nobody could dial.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    number, extension = _parted(text)
    digits = re.sub(r"\D", "", number)
    if not _WRITTEN.match(number) or not _LEAST <= len(digits) <= _MOST:
        raise ValidationError(_("Escriba el número con su código, por ejemplo +56 9 8765 4321."))
    if number.startswith("00"):
        number, digits = f"+{digits[2:]}", digits[2:]
    local = _national(digits, is_foreign=number.startswith("+"))
    return (_grouped(local) if local else number) + (f" {extension}" if extension else "")


def dial(text: str) -> str:
    """What a `tel:` link dials: the digits before an extension, with their plus."""
    number, _extension = _parted(text)
    return ("+" if number.startswith("+") else "") + re.sub(r"\D", "", number)


def _parted(text: str) -> tuple[str, str]:
    """(number, extension as written)."""
    found = _EXTENSION.search(text)
    return (text[: found.start()].strip(), text[found.start() :].strip()) if found else (text, "")


def _national(digits: str, *, is_foreign: bool) -> str:
    """The nine digits of a Chilean number, or nothing."""
    if len(digits) == 11 and digits.startswith("56"):
        return digits[2:]
    if is_foreign:
        return ""
    if len(digits) == 10 and digits.startswith("09"):  # as mobiles were dialled until 2013
        digits = digits[1:]
    return digits if len(digits) == 9 and digits[0] in "2345679" else ""


def _grouped(local: str) -> str:
    """Mobiles and Santiago have a code of one digit, the other areas one of two."""
    code = 1 if local[0] in "29" else 2
    rest = local[code:]
    cut = len(rest) - 4
    return f"+56 {local[:code]} {rest[:cut]} {rest[cut:]}"
