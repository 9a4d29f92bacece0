"""Every export imports back with nothing changed; one changed cell is one change; undoing leaves all as it was."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.principal import Principal, principal_of
from actors.models import Actor, ActorKind, Comuna, Tag
from actors.services import create_actor
from actors.vocabulary import Level, SocialClass
from core.sheets.values import settled
from tests import factories as f
from tests.sheet_steps import (
    apply,
    as_it_is,
    book,
    checksums,
    exported,
    line,
    load,
    new_row,
    table,
    undo,
    upload,
)

pytestmark = pytest.mark.django_db
SLOW = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

# Rows as nobody would wish them: formulas, accents, line ends, control characters, escapes that Excel reads.
nasty = st.sampled_from(
    [
        "=1+1",
        "@suma",
        "-5",
        "+56 9",
        "'",
        "\t",
        ";",
        '"',
        "_x0041_",
        "\r\n",
        "Ñandú",
        "á",
        "<r>",
        "\\N",
        "\x07",
    ]
)
texts = st.lists(
    st.one_of(nasty, st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)),
    max_size=4,
).map("".join)
names = texts.map(lambda text: " ".join(text.split())).filter(
    lambda text: settled(text) and 0 < len(text) <= 200
)
days = st.one_of(st.none(), st.dates(date(1850, 1, 1), date(2099, 12, 31)))
rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": names,
            "short_name": texts.map(lambda text: text[:60]),
            "level": st.sampled_from(["", *Level.values]),
            "social_class": st.sampled_from(["", *SocialClass.values]),
            "registry_number": st.one_of(
                st.just(""), st.just("00012"), st.integers(0, 10**12).map(str), texts.map(lambda t: t[:60])
            ),
            "personality_since": days,
            "closed_on": days,
            "about": texts,
            "comunas": st.sets(st.sampled_from(["02101", "02102", "08311", "13101", "12201"]), max_size=5),
            "tags": st.sets(st.sampled_from(["agua", "Río", "uno dos"]), max_size=3),
            "rut": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture
def by(coordinadora: User) -> Principal:
    return principal_of(coordinadora)


def make(told: list[dict[str, Any]], by: Principal) -> list[Actor]:
    made = []
    for row in told:
        fields = {
            **row,
            "kind": ActorKind.objects.get(pk="empresa"),
            "comunas": Comuna.objects.filter(pk__in=row["comunas"]),
        }
        made.append(create_actor(by=by, **{**fields, "rut": f.make_rut() if row["rut"] else ""}))
    return made


def differences(row: Any) -> list[Any]:
    return [(one.number, one.outcome, one.problems, one.changes) for one in row.lines.exclude(outcome="same")]


@SLOW
@given(told=rows)
def test_every_export_imports_back_with_nothing_changed(
    by: Principal, municipalidad: Actor, told: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        made = make(told, by)
        f.make_actor("Unidad de prueba", parent=municipalidad)
        f.make_actor("Unidad sin RUT arriba", parent=f.make_actor("Sin RUT", rut=""))
        before = checksums()
        for csv in (False, True):
            row = upload(exported(by, csv=csv), by=by, name="x.csv" if csv else "x.xlsx")
            assert differences(row) == [], row.error
            assert sum(row.counts.values()) == Actor.objects.count() >= len(made)
        assert checksums() == before
        transaction.set_rollback(True)


# Two for each, so that one of them says something new.
CHANGES = {
    "Nombre": ("Otro nombre distinto", "Y otro más"),
    "Nivel": ("Central", "Regional"),
    "Comunas donde está presente": ("Calama", "Arica"),
    "Dejó de existir el": ("31-12-2025", "30-12-2025"),
    "Etiquetas": ("nueva", "otra"),
    "Quiénes son": ("Texto cambiado", "Otro texto"),
}


@SLOW
@given(told=rows, place=st.integers(0, 3), column=st.sampled_from(sorted(CHANGES)))
def test_one_changed_cell_is_exactly_one_change_and_undoing_takes_it_back(
    by: Principal, told: list[dict[str, Any]], place: int, column: str
) -> None:
    with transaction.atomic():
        make(told, by)
        before = checksums()
        lines = table(exported(by))
        chosen = lines[place % len(lines)]
        chosen[column] = next(text for text in CHANGES[column] if text != str(chosen[column]))
        row = load([{key: value for key, value in one.items() if key != "#"} for one in lines], by=by)
        ((_number, outcome, problems, changes),) = differences(row)
        assert (outcome, problems, len(changes)) == ("changed", {}, 1)
        versions = dict(Actor.objects.values_list("pk", "version"))
        apply(row, by=by)
        assert checksums() != before
        undo(row, by=by)
        assert row.state == "undone", row.error
        assert checksums() == before
        raised = {pk: v - versions[pk] for pk, v in Actor.objects.values_list("pk", "version")}
        assert sorted(raised.values()) == [0] * (len(lines) - 1) + [2], "la versión siempre sube"
        transaction.set_rollback(True)


def test_undoing_new_and_changed_rows_with_their_tags_leaves_every_table_as_it_was(
    by: Principal, municipalidad: Actor, junta: Actor
) -> None:
    Tag.objects.create(name="antigua")
    before = checksums()
    row = load(
        [
            {**new_row("Nueva uno"), "Etiquetas": "antigua; recién hecha"},
            {**new_row("Nueva dos"), "Etiquetas": ""},
            as_it_is(junta, by, Nombre="Junta cambiada", Etiquetas="recién hecha"),
        ],
        by=by,
    )
    apply(row, by=by, mode="good")
    assert row.counts == {"changed": 1, "new": 2}, differences(row)
    assert Tag.objects.count() == 2
    undo(row, by=by)
    assert (row.state, row.error) == ("undone", "")
    assert checksums() == before


def test_refused_lines_come_back_corrected(by: Principal) -> None:
    from core.sheets.exporting import refused_book

    row = load(
        [new_row("Buena"), {**new_row("Mala"), "Nivel": "Galáctico", "Nota suelta": "se queda"}], by=by
    )
    assert row.counts == {"new": 1, "refused": 1}
    (back,) = table(refused_book(row, principal=by))
    assert back["Nombre"] == "Mala"
    assert back["Nota suelta"] == "se queda"
    assert "Galáctico" in back["Por qué no entró"]
    apply(row, by=by, mode="good")
    assert list(Actor.objects.filter(name__in=["Buena", "Mala"]).values_list("name", flat=True)) == ["Buena"]
    again = upload(book([{**{k: v for k, v in back.items() if k != "#"}, "Nivel": "Local"}]), by=by)
    assert again.counts == {"new": 1}, line(again, 2).problems
    assert not any("Por qué" in notice for notice in again.notices)
    apply(again, by=by)
    assert Actor.objects.get(name="Mala").level == "local"
