"""Texts and numbers into the XML of a worksheet without the traps of xlsxwriter: what is written is what is read."""

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

# XML cannot hold the last two; PostgreSQL cannot hold the others, so no text of ours ever has one.
_IMPOSSIBLE = re.compile("[\0\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f]")
_LOOKS_ESCAPED = re.compile("_(?=x)")


def possible(text: str) -> str:
    """The text with U+FFFD for each character that no spreadsheet can hold."""
    return _IMPOSSIBLE.sub("\ufffd", text)


def plain(text: str) -> str:
    """For titles, notes and messages: without control characters."""
    return _CONTROL.sub(" ", possible(text))


class ExactSheet(Worksheet):
    """In constant memory only. Excel reads «_x0041_» as «A» and control characters are written so; xlsxwriter
    misses overlapping ones, takes a text between <r> and </r> for XML of its own, and cuts numbers at 16 digits.
    """

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        if not isinstance(data, str):  # a flag comes as 0 or 1
            return data
        data = _LOOKS_ESCAPED.sub("_x005F_", data)
        data = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", data)
        return f"_x003C_{data[1:]}" if data.startswith("<r>") else data

    def _xml_number_element(self, number: Any, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        told = "".join(f' {key}="{self._escape_attributes(value)}"' for key, value in attributes)
        self.fh.write(f"<c{told}><v>{number!r}</v></c>")
