"""The 264 actors of the study's fichas through the round trip: every line accounted for, none swallowed."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.principal import Principal, principal_of
from actors.experience_actors import OWN_COPY, SOURCE, Mention, book_of, read_mentions
from actors.models import Actor, Tag
from actors.sheets import ACTORS
from core.errors import Conflict
from core.models import SheetImport
from core.sheets import deciding
from core.sheets.exporting import template_book
from core.sheets.reading import read_book
from core.sheets.writing import OutColumn, OutPage, write_book
from tests.sheet_steps import ID, KIND, NAME, apply, checksums, exported, table, undo, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(coordinadora: User) -> Principal:
    return principal_of(coordinadora)


@pytest.fixture
def mentions(rows: None) -> list[Mention]:
    return read_mentions()


def decided(row: SheetImport, by: Principal) -> SheetImport:
    """The same name in the same kind is the earlier line again; whoever is merely alike is another."""
    decisions = {}
    names = dict(row.lines.values_list("number", "values__name"))
    for line in row.lines.filter(outcome="duplicate"):
        earlier = [names[n] for n in names if n < line.number]
        decisions[line.number] = "skip" if line.values["name"] in earlier else "new"
    return deciding.decide_lines(row=row, decisions=decisions, by=by)


def test_the_copy_holds_what_the_study_says(mentions: list[Mention]) -> None:
    assert len(mentions) == 264
    assert len({one.name for one in mentions}) == 237
    assert sorted({one.ficha for one in mentions}) == list(range(1, 24))
    assert Counter(one.level for one in mentions) == {
        "regional": 111, "local": 77, "central": 40, "": 19, "internacional": 17,
    }  # fmt: skip
    (private,) = [one for one in mentions if one.kind == "otra_organizacion_mercado"]
    assert private.name == "Organismos privados"


def test_all_264_lines_are_accounted_for(by: Principal, mentions: list[Mention]) -> None:
    before = checksums()
    row = upload(book_of(mentions), by=by)
    assert row.lines.count() == 264
    assert row.counts.get("refused", 0) == 0
    assert row.counts["new"] + row.counts["duplicate"] == 264
    sercotec = [line for line in row.lines.all() if line.values["name"] == "SERCOTEC"]
    assert [line.outcome for line in sercotec] == ["new"] + ["duplicate"] * 4
    for line in sercotec[1:]:
        assert any("SERCOTEC" in one["label"] and one["score"] == 100 for one in line.candidates)
    row = decided(row, by)
    assert sum(row.counts.values()) == 264
    row = apply(row, by=by)
    assert row.state == "applied"
    written, left_out = row.lines.exclude(applied_version=None), row.lines.filter(outcome="skipped")
    assert written.count() + left_out.count() == 264
    assert written.count() == Actor.objects.count()
    made = {actor.pk: actor for actor in Actor.objects.prefetch_related("tags")}
    told = dict(enumerate(mentions, 2))
    for line in written:
        actor, mention = made[line.target], told[line.number]
        assert (actor.name, actor.kind_id, actor.level) == (mention.name, mention.kind, mention.level)
        assert {tag.name for tag in actor.tags.all()} == {SOURCE, f"Ficha {mention.ficha}"}
    for line in left_out:
        assert told[line.number].name in {told[other.number].name for other in written}, "está, por otra fila"
    assert {actor.name for actor in made.values()} == {one.name for one in mentions}, "ninguno falta"
    undo(row, by=by)
    assert checksums() == before


def test_the_second_upload_is_recognised_and_an_edited_one_shows_the_edits(
    by: Principal, mentions: list[Mention]
) -> None:
    raw = book_of(mentions)
    apply(decided(upload(raw, by=by), by), by=by)
    with pytest.raises(Conflict, match="Este mismo archivo ya se subió"):
        upload(raw, by=by, again=False)
    rows = [{k: v for k, v in row.items() if k != "#"} for row in table(exported(by))]
    assert upload(exported(by), by=by).counts == {"same": len(rows)}
    first, last = rows[3], rows[-2]
    was = (first["Nivel"], last[NAME])
    first["Nivel"], last[NAME] = "Provincial", "Otro nombre del todo"
    heads = list(rows[0])
    edited = upload(
        write_book([OutPage("x", [OutColumn(h) for h in heads], [[r[h] for h in heads] for r in rows])]),
        by=by,
    )
    assert edited.counts == {"changed": 2, "same": len(rows) - 2}
    changes = {str(line.target): line.changes for line in edited.lines.filter(outcome="changed")}
    assert changes == {
        first[ID]: [["level", was[0] or "", "Provincial"]],
        last[ID]: [["name", was[1], "Otro nombre del todo"]],
    }


def test_the_file_without_identifiers_meets_what_is_there(by: Principal, mentions: list[Mention]) -> None:
    """Whoever corrects the first file and sends it again makes nobody twice."""
    apply(decided(upload(book_of(mentions), by=by), by), by=by)
    there = Actor.objects.count()
    again = upload(book_of([Mention(1, mentions[0].name, mentions[0].kind, "local"), *mentions[1:]]), by=by)
    assert again.counts.get("new", 0) == 0
    assert again.counts["duplicate"] == 264
    line = again.lines.get(number=2)
    same = next(one["id"] for one in line.candidates if one["label"] == mentions[0].name)
    again = deciding.decide_lines(row=again, decisions={2: same}, by=by)
    assert again.lines.get(number=2).changes == [["level", "Regional", "Local"]]
    apply(again, by=by, mode="good")
    assert Actor.objects.count() == there


def test_the_workbook_has_the_headers_of_the_template(by: Principal, mentions: list[Mention]) -> None:
    template = read_book(
        template_book(ACTORS, principal=by, scope={}), name="x.xlsx", known=[NAME, KIND]
    ).pages[0]
    ours = read_book(book_of(mentions), name="x.xlsx").pages[0]
    assert set(ours.headers) <= set(template.headers)


def test_a_json_of_that_shape_from_anywhere_becomes_the_same_workbook(
    tmp_path: Path, mentions: list[Mention], capsys: Any
) -> None:
    actor = {
        "name": " Organismos  privados ",
        "sector": "mercado",
        "kind": None,
        "level": None,
        "role_note": "x",
    }
    other = {
        "name": "SERCOTEC",
        "sector": "publico",
        "kind": "servicio_publico_sectorial",
        "level": "regional",
    }
    source, out = tmp_path / "fichas.json", tmp_path / "x.xlsx"
    source.write_text(
        json.dumps({"experiences": [{"number": 7, "actors": [actor, other]}]}), encoding="utf-8"
    )
    call_command("experience_actors", source, output=out)
    assert "2 menciones, 2 nombres distintos, 1 fichas" in capsys.readouterr().out
    rows = table(out.read_bytes())
    assert [(row[NAME], row[KIND], row["Nivel"], row["Etiquetas"]) for row in rows] == [
        ("Organismos privados", "Otra organización del mercado", None, f"{SOURCE}; Ficha 7"),
        ("SERCOTEC", "Servicio público sectorial", "Regional", f"{SOURCE}; Ficha 7"),
    ]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("nada", "no se puede leer como fichas"),
        ("[]", "no se puede leer como fichas"),
        ('{"experiences": [{"number": 1, "actors": [{"name": "", "kind": "empresa"}]}]}', "falta el nombre"),
        (
            '{"experiences": [{"number": 1, "actors": [{"name": "X", "kind": "dragones"}]}]}',
            "no se conoce su tipo",
        ),
        (
            '{"experiences": [{"number": 1, "actors": [{"name": "X", "sector": "x"}]}]}',
            "no se conoce su tipo",
        ),
    ],
)
def test_another_shape_is_refused_with_a_sentence(told: str, why: str, tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    source.write_text(told, encoding="utf-8")
    with pytest.raises(CommandError, match=why):
        call_command("experience_actors", source, output=tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


def test_tags_stay_as_they_were_when_others_use_them(by: Principal, mentions: list[Mention]) -> None:
    Tag.objects.create(name="Ficha 3")
    row = apply(decided(upload(book_of(mentions), by=by), by), by=by)
    assert Tag.objects.count() == 24
    undo(row, by=by)
    assert list(Tag.objects.values_list("name", flat=True)) == ["Ficha 3"]


def test_the_source_is_named_beside_the_copy() -> None:
    told = (OWN_COPY.parent / "README.md").read_text(encoding="utf-8")
    assert OWN_COPY.name in told
    assert "SUBDERE / Universidad de Los Lagos" in told
