"""The content policy forbids inline scripts and styles, so no template may hold one; words are translatable."""

import re

import pytest
from django.template.loader import get_template

from tests.architecture.test_floors import ROOT, code, name_of, sources

PAGES = [path for path in sources(".html") if path.relative_to(ROOT).parts[0] == "templates"]
INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "style": re.compile(r"<style[\s>]", re.I),
    "style=": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "on…=": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "javascript:": re.compile(r"javascript:", re.I),
    "hx-on": re.compile(r"\shx-on[:\w-]*\s*=", re.I),
    "from elsewhere": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I),
}


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what: str) -> None:
    assert PAGES
    assert [name_of(path) for path in PAGES if INLINE[what].search(path.read_text())] == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("script", "<script>x()</script>"),
        ("style", "<style>a{}</style>"),
        ("style=", '<p class="a" style="color:red">'),
        ("on…=", "<button type=button onclick='x()'>"),
        ("javascript:", '<a href="javascript:x()">'),
        ("hx-on", '<div hx-on:click="x()">'),
        ("from elsewhere", '<script src="https://cdn.example/x.js"></script>'),
    ],
)
def test_what_is_forbidden_is_recognised(what: str, text: str) -> None:
    assert INLINE[what].search(text)


def test_no_code_writes_them_either() -> None:
    guilty = [
        name_of(path)
        for path in code()
        if "migrations" not in path.parts
        for text in [path.read_text()]
        if any(INLINE[what].search(text) for what in ("style", "style=", "on…=", "hx-on"))
    ]
    assert guilty == []


def test_every_template_compiles() -> None:
    for path in PAGES:
        get_template(path.relative_to(ROOT / "templates").as_posix())


def test_forms_that_write_carry_the_token() -> None:
    """A POST form of ours without the CSRF token would be refused, but only when somebody tries it."""
    form = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.I | re.S)
    guilty = [
        name_of(path)
        for path in PAGES
        if any("csrf_token" not in found for found in form.findall(path.read_text()))
    ]
    assert guilty == []
