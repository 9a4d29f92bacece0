"""A merge and its undo with a row in every table that refers to an organisation, found in the model registry."""

from typing import Any

import pytest

from accounts.principal import SYSTEM, principal_of
from actors import comparing
from actors.models import Actor, Merge
from actors.services.merging import merge_actors, undo_merge
from tests.actors.merging_stage import (
    KEPT,
    MERGED,
    READ,
    ROWS,
    Reading,
    Stage,
    actors_without_stamp,
    make_stage,
    tables,
)

# What a merge writes: which row speaks, the merge itself, its pair, its event, and the history of these.
WRITTEN = {
    "actors_actor",
    "actors_actorevent",
    "actors_merge",
    "actors_suspect",
    "core_event",
    "pghistory_context",
}
COLUMNS = [
    f"{field.model._meta.label}.{field.name}"
    for field in comparing.referring()
    if not comparing.is_history(field.model)
]


def _look(stage: Stage, reading: Reading, row: Any) -> str:
    """Which of the two is named there, or the word that the reading looks for."""
    text = reading.read(stage, row)
    if {reading.before, reading.after} == {KEPT, MERGED}:
        told = {name for name in (KEPT, MERGED) if name in text}
        return told.pop() if len(told) == 1 else f"{sorted(told)}"
    return text


def test_every_column_that_refers_to_an_organisation_has_a_row_and_a_reading_here() -> None:
    assert COLUMNS, "the model registry names none"
    assert sorted(COLUMNS) == sorted(ROWS), (
        "a table without a builder is a table that a merge was not tried with"
    )
    assert sorted(COLUMNS) == sorted(READ)


def test_every_history_table_is_the_history_of_a_column_tried_here() -> None:
    for field in comparing.referring():
        if comparing.is_history(field.model):
            tracked = field.model.pgh_tracked_model  # type: ignore[attr-defined]
            name = field.name if field.name != "pgh_obj" else ""
            assert not name or f"{tracked._meta.label}.{name}" in ROWS, field


@pytest.mark.django_db
@pytest.mark.parametrize("column", COLUMNS)
def test_what_named_the_merged_one_is_read_as_the_kept_ones_and_undo_gives_it_back(column: str) -> None:
    stage = make_stage()
    row, reading = ROWS[column](stage), READ[column]
    assert _look(stage, reading, row) == reading.before, "before"

    rows_before, actors_before = tables(), actors_without_stamp()
    merge = merge_actors(kept=stage.kept, merged=stage.merged, reason="Es la misma", by=SYSTEM)
    rows_after = tables()
    changed = {name for name in rows_before if rows_before[name] != rows_after[name]}
    assert changed <= WRITTEN, f"rewritten: {sorted(changed - WRITTEN)}"
    assert set(rows_before["actors_actorevent"]) <= set(rows_after["actors_actorevent"])
    assert _look(stage, reading, row) == reading.after, "after the merge"

    rows_merged = tables()
    undo_merge(merge=merge, by=SYSTEM)
    rows_undone = tables()
    changed = {name for name in rows_merged if rows_merged[name] != rows_undone[name]}
    assert changed <= WRITTEN, f"rewritten by the undo: {sorted(changed - WRITTEN)}"
    assert actors_without_stamp() == actors_before
    assert _look(stage, reading, row) == reading.before, "after the undo"


@pytest.mark.django_db
def test_all_of_it_at_once_also_by_hand_of_a_person_and_with_fields_taken() -> None:
    stage = make_stage()
    rows = {column: make(stage) for column, make in ROWS.items() if not column.startswith("actors.Suspect")}
    Actor.objects.filter(pk=stage.merged.pk).update(website="https://beta.example.org", about="En la costa")
    before = actors_without_stamp()
    places = set(stage.kept.comunas.values_list("pk", flat=True))

    merge = merge_actors(
        kept=stage.kept,
        merged=stage.merged,
        reason="Es la misma",
        take=["website", "about", "comunas", "tags"],
        by=principal_of(stage.staff),
    )
    stage.kept.refresh_from_db()
    assert stage.kept.website == "https://beta.example.org"
    assert set(stage.kept.comunas.values_list("pk", flat=True)) == {"02102", "02104"}
    assert list(stage.kept.tags.values_list("name", flat=True)) == ["costera"]
    for column, row in rows.items():
        reading = READ[column]
        if reading.after == KEPT:
            assert _look(stage, reading, row) == KEPT, column

    undo_merge(merge=Merge.objects.get(pk=merge.pk), by=principal_of(stage.staff))
    assert actors_without_stamp() == before
    assert set(stage.kept.comunas.values_list("pk", flat=True)) == places
    assert not stage.kept.tags.exists()
