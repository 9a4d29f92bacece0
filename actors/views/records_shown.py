"""How contacts, mandates and papers are drawn: rows of the profile's lists. Reads nothing by itself."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from actors import phones, terms
from actors.models import ActorFile, Contact, Mandate


def contacts(rows: Iterable[Contact], today: date) -> dict[str, list[dict[str, Any]]]:
    """Those in office, the main one first, and those who left."""
    drawn = [
        {"row": row, "dial": phones.dial(row.phone), "left": row.until is not None and row.until <= today}
        for row in rows
    ]
    return {
        "contacts": [one for one in drawn if not one["left"]],
        "former": [one for one in drawn if one["left"]],
    }


def mandates(rows: Iterable[Mandate], today: date) -> list[dict[str, Any]]:
    """In force first, then those to come, then the ended ones, the latest of them first."""
    drawn = [{"row": row, "term": terms.term_of(row.since, row.until, today)} for row in rows]
    order = [terms.Term.ENDING, terms.Term.IN_FORCE, terms.Term.TO_COME]
    standing = [one for term in order for one in drawn if one["term"] == term]
    ended = [one for one in drawn if one["term"] == terms.Term.ENDED]
    return [{**one, "tag": terms.tag_of(one["term"])} for one in [*standing, *reversed(ended)]]


def papers(rows: Iterable[ActorFile]) -> list[dict[str, Any]]:
    return [{"row": row, "title": row.label or str(row.get_kind_display())} for row in rows]
