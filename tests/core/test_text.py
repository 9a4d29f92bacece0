"""The Python twins of the SQL functions give the same text; names sort as in Spanish."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Cast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.models import Region
from core.search import SpanishOrder, Unaccented
from core.text import unaccented

pytestmark = pytest.mark.django_db
SPANISH = "bcdefghijklmnopqrstuvwxyzáéíóúàèìòùâêîôûäëïöüñçÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÄËÏÖÜÑÇABYZ ’-.09"


def _sql(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select public.unaccented(%s)", [text])
        return str(cursor.fetchone()[0])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=SPANISH, max_size=30))
def test_python_and_sql_strip_the_same_accents(text: str) -> None:
    assert _sql(text) == unaccented(text)


def test_search_finds_without_accents() -> None:
    assert Region.objects.filter(name__unaccented__contains=unaccented("VALPARAISO")).count() == 1
    text = Region.objects.annotate(plain=Unaccented(F("name"))).get(code="05").plain
    assert text == "valparaiso"


def test_order_is_spanish() -> None:
    names = ["Ñuñoa", "Nacimiento", "Ñiquén", "Olmué", "Álamo", "alba", "Nogales", "Nunoa"]
    with connection.cursor() as cursor:
        cursor.execute("select n from unnest(%s) n order by public.es_key(n)", [names])
        told = [name for (name,) in cursor.fetchall()]
    assert told == ["Álamo", "alba", "Nacimiento", "Nogales", "Nunoa", "Ñiquén", "Ñuñoa", "Olmué"]


def test_order_by_the_function_is_the_same_from_the_orm() -> None:
    key = SpanishOrder(Cast(Value("Ñuble"), Region._meta.get_field("name")))
    assert Region.objects.annotate(key=key).first().key == "n~uble"
