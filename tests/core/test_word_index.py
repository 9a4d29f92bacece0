"""Words of names: how they are cut and heard, what teaches them, and that one typing error is forgiven."""

import io
import string
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.models import Actor
from core import word_index
from core.models import SearchWord
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


def told(question: str, *given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()[0]


def known(word: str) -> bool:
    return SearchWord.objects.filter(word=word).exists()


# Words ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Junta de Vecinos N° 12 «Ñandú»", ["junta", "de", "vecinos", "n", "12", "nandu"]),
        ("Agrícola S.A. (ex-Copec)", ["agricola", "sa", "ex", "copec"]),
        ("JJ.VV. Población São Paulo–Norte", ["jjvv", "poblacion", "sao", "paulo", "norte"]),
        ("Nandu\u0301", ["nandu"]),
        ("  ", []),
        ("%", []),
    ],
)
def test_a_text_is_cut_into_plain_words(text: str, words: list[str]) -> None:
    assert told("select public.search_words(%s)", text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vergara", "bergara"),
        ("gonzalez", "gonsales"),
        ("cereceda", "sereseda"),
        ("huechuraba", "guechuraba"),
        ("huenchumilla", "wenchumiya"),
        ("quillay", "killai"),
        ("hormazabal", "ormasabal"),
        ("jimenez", "gimenes"),
        ("nunoa", "nunnoa"),
        ("accion", "axion"),
        ("penialolen", "penalolen"),
    ],
)
def test_two_spellings_sound_the_same(one: str, other: str) -> None:
    assert told("select public.word_sound(%s) = public.word_sound(%s)", one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("casa", "caja"), ("guerra", "gente"), ("chile", "quile"), ("pino", "vino")]
)
def test_two_words_do_not_sound_the_same(one: str, other: str) -> None:
    assert not told("select public.word_sound(%s) = public.word_sound(%s)", one, other)


def test_a_row_is_found_by_words_code_and_initials() -> None:
    found = told("select public.search_document('Dirección de Obras Municipales', 'D.O.M.', '76123456-K')")
    assert set(found.split()) == {
        "'76123456k'",
        "'=dom'",
        "'de'",
        "'direccion'",
        "'dom'",
        "'municipales'",
        "'obras'",
    }


# Learning ----------------------------------------------------------------------------
def test_a_new_row_and_a_new_name_teach_their_words() -> None:
    actor = make_actor("Comité Xiracolpe")
    assert known("xiracolpe")
    actor.name = "Comité Zutrahuenco"
    actor.save()
    assert known("zutrahuenco")
    Actor.objects.filter(pk=actor.pk).update(short_name="Murticoyan")
    assert known("murticoyan")


def test_rows_of_a_bulk_insert_and_of_copy_teach_theirs() -> None:
    like = make_actor("Primera")
    fields = {"kind_id": like.kind_id, "level": "local"}
    Actor.objects.bulk_create(
        [Actor(name="Xiracolpe Uno", **fields), Actor(name="Xiracolpe Zutrahuenco", **fields)]
    )
    assert known("xiracolpe")
    assert SearchWord.objects.filter(word="xiracolpe").count() == 1
    row = {
        "id": uuid.uuid4(),
        "name": "Copiada Murticoyan",
        "kind_id": like.kind_id,
        "level": "local",
        **dict.fromkeys(("created_at", "updated_at"), "2026-01-01"),
        **dict.fromkeys(("short_name", "rut", "website", "about", "social_class", "size", "industry"), ""),
        "registry_number": "",
        "version": 1,
        "is_demo": "f",
    }
    with connection.cursor() as cursor:
        line = io.StringIO("\t".join(map(str, row.values())) + "\n")
        cursor.copy_expert(f"copy actors_actor ({', '.join(row)}) from stdin", line)
    assert known("murticoyan")
    assert list(Actor.objects.matching("murticoyan").values_list("name", flat=True)) == ["Copiada Murticoyan"]


def test_what_was_rolled_back_taught_nothing() -> None:
    with transaction.atomic():
        make_actor("Comité Xiracolpe")
        transaction.set_rollback(True)
    assert not known("xiracolpe")


def test_numbers_and_short_words_are_nobody_s_typing_error() -> None:
    make_actor("Sol N° 4521 a2b3c4")
    assert not SearchWord.objects.filter(word__in=["sol", "4521", "a2b3c4"]).exists()


# Reading ----------------------------------------------------------------------------
def test_a_word_in_quotes_is_taken_to_the_letter() -> None:
    make_actor("Corte Norte")
    loose, exact = word_index.read("norte"), word_index.read('"norte"')
    assert loose.asked[0].near == ("corte",)
    assert exact.asked == (word_index.Wanted("norte", literal=True),)


def test_small_words_count_only_when_there_is_no_other() -> None:
    assert [wanted.word for wanted in word_index.read("junta de los vecinos").asked] == ["junta", "vecinos"]
    assert [wanted.word for wanted in word_index.read("de la").asked] == ["de", "la"]


def test_only_the_last_word_may_be_unfinished() -> None:
    assert [wanted.is_begun for wanted in word_index.read("junta vec").asked] == [False, True]


def test_a_search_has_at_most_eight_words() -> None:
    assert len(word_index.read(" ".join(f"palabra{n}" for n in range(20))).asked) == 8


@pytest.mark.parametrize("text", ["'", "\\", "a' | 'b", "!(x)", ":*", "\x00", '"', '""', "<->", "ñ" * 300])
def test_signs_of_the_query_language_are_no_language(text: str) -> None:
    make_actor("Junta")
    list(Actor.objects.matching(text))


def test_a_word_keeps_its_signs_to_itself() -> None:
    assert str(word_index.Wanted("o'x\\", literal=True)) == "('o''x\\\\')"


LETTERS = st.text("abcdefghijlmnopqrstuvz", min_size=5, max_size=14)


@st.composite
def slips(draw: Any) -> tuple[str, str]:
    """A word of five letters and more, and the same with one letter more, less, other, or two in each other's place."""
    word = draw(LETTERS)
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    swap = min(place, len(word) - 2)
    wrong = draw(
        st.sampled_from(
            [
                word[:place] + letter + word[place:],
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place + 1 :],
                word[:swap] + word[swap + 1] + word[swap] + word[swap + 2 :],
            ]
        )
    )
    return word, wrong


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slips())
def test_one_typing_error_still_finds_the_word(pair: tuple[str, str]) -> None:
    word, wrong = pair
    with transaction.atomic():
        actor = make_actor(f"Comité {word.capitalize()}", rut="")
        assert actor in Actor.objects.matching(f"comite {wrong}"), f"{wrong!r} no halla {word!r}"
        transaction.set_rollback(True)
