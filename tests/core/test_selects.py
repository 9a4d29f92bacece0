"""Selects drawn quickly: the same options as Django's, and reference rows read once a language."""

import re

import pytest
from django import forms
from django.utils import translation

from actors.models import ActorKind, Comuna
from core.forms_look import KeptSelect, QuickSelect
from tests import factories

CHOICES = [("", "Cualquiera"), ("a", "Uno & «dos»"), ("<b>", "Tres"), (4, "Cuatro")]


def options(markup: str) -> list[tuple[str, bool, str]]:
    """(value, chosen, label) of each option as a browser reads them."""
    found = re.findall(r"<option ([^>]*)>(.*?)</option>", markup, re.S)
    return [(re.search(r'value="([^"]*)"', head)[1], "selected" in head, label) for head, label in found]  # type: ignore[index]


@pytest.mark.parametrize("value", ["", "a", "<b>", 4, "4", None, "zz"])
def test_it_draws_what_django_draws(value: object) -> None:
    attrs = {"id": "id_kind", "aria-describedby": "hint"}
    quick = QuickSelect(choices=CHOICES).render("kind", value, attrs)
    assert options(quick) == options(forms.Select(choices=CHOICES).render("kind", value, attrs))
    assert quick.startswith('<select name="kind" aria-describedby="hint" id="id_kind">')


class Kinds(forms.Form):
    kind = forms.ModelChoiceField(ActorKind.objects.all(), widget=KeptSelect("test_kinds"), required=False)


class Comunas(forms.Form):
    comuna = forms.ModelChoiceField(
        Comuna.objects.in_order(), widget=KeptSelect("test_comunas"), required=False
    )


@pytest.mark.django_db
def test_reference_rows_are_read_once_and_chosen_each_time() -> None:
    def drawn(code: str) -> str:
        return str(Comunas(initial={"comuna": code})["comuna"])

    first = drawn("02102")
    with factories.count_queries() as queries:
        again, other = drawn("02102"), drawn("08311")
    assert not queries.captured_queries
    assert first == again
    assert [value for value, chosen, _label in options(other) if chosen] == ["08311"]
    assert len(options(other)) == 1 + Comuna.objects.count()


@pytest.mark.django_db
def test_each_language_keeps_its_own_words() -> None:
    kind = ActorKind.objects.exclude(name_en="").first()
    assert kind is not None
    told = {}
    for language in ("es", "en", "es"):
        with translation.override(language):
            told[language] = {value: label for value, _on, label in options(str(Kinds()["kind"]))}
    assert (told["es"][kind.pk], told["en"][kind.pk]) == (kind.name_es, kind.name_en)
