"""The real stack of the serial tests: gunicorn, worker and beat on a clone with demonstration data; Chromium.

Tests of this folder carry the mark `stack` and use no ORM: what they know they learn through the doors.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Databases
from tests.stack.processes import Stack

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("stack")


@pytest.fixture(scope="session")
def stack(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole house on its own database, ready to answer; stopped at the end."""
    name = databases.clone("_stack")
    running = Stack(databases.url(name), tmp_path_factory.mktemp("stack"))
    try:
        running.begin()
        yield running
    finally:
        running.end()
        databases.drop(name)


@pytest.fixture(scope="package")
def browser(stack: Stack) -> Iterator[Any]:
    """One Chromium for the folder."""
    from playwright.sync_api import sync_playwright

    found = chromium()
    if found is None:
        message = "Falta Chromium para las pruebas de navegador. En Debian: apt-get install -y chromium"
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Any, stack: Stack) -> Iterator[Callable[..., Any]]:
    """`new_page(role=None, **context)` → a page of its own session; options are Playwright's (viewport,
    java_script_enabled …). What a script throws, or the content policy refuses, fails the test at its end."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_one(role: str | None = None, **options: Any) -> Any:
        options = {
            "base_url": stack.url,
            "locale": "es-CL",
            "viewport": {"width": 1280, "height": 900},
        } | options
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if role:
            context.add_cookies(stack.cookies(role))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _note(complaints, page, message))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def browser_page(new_page: Callable[..., Any]) -> Any:
    """A page of a visitor who has not signed in."""
    return new_page()


def _note(complaints: list[str], page: Any, message: Any) -> None:
    # Chromium reports every 4xx answer as an error of the console; tests assert statuses themselves.
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(f"{page.url}: {message.text}")


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), None)
