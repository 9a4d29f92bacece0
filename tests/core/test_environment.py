"""The strict readers of environment variables: the value, or one sentence that names the variable."""

import logging
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Reader
from config.logging import LEVELS, logging_config


def reader(mode: str = "production", **values: str) -> Reader:
    return Reader(values, mode)


def test_one_of_takes_the_named_values_only() -> None:
    assert reader().one_of("LOG_LEVEL", LEVELS, "INFO") == "INFO"
    assert reader(LOG_LEVEL=" DEBUG ").one_of("LOG_LEVEL", LEVELS, "INFO") == "DEBUG"
    for wrong in ("debug", "VERBOSE", "0"):
        with pytest.raises(ImproperlyConfigured, match=f"LOG_LEVEL debe ser uno de DEBUG, .*«{wrong}»"):
            reader(LOG_LEVEL=wrong).one_of("LOG_LEVEL", LEVELS, "INFO")


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("https://mesas.example.org/", "https://mesas.example.org"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://example.org/mesas/", "https://example.org/mesas"),
    ],
)
def test_an_address_loses_its_final_slash(told: str, read: str) -> None:
    assert reader(SITE_URL=told).url("SITE_URL", local="http://localhost") == read


@pytest.mark.parametrize(
    "wrong",
    [
        "mesas.example.org",
        "ftp://example.org",
        "https://",
        "javascript:alert(1)",
        "http://a:b",
        "https://x/?a=1",
    ],
)
def test_an_address_is_http_or_https_with_a_host(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL debe ser una dirección como https://"):
        reader(SITE_URL=wrong).url("SITE_URL", local="http://localhost")


def test_an_address_is_required_in_production_only() -> None:
    assert reader("demo").url("SITE_URL", local="http://localhost:8000") == "http://localhost:8000"
    with pytest.raises(ImproperlyConfigured, match="Falta la variable de entorno SITE_URL"):
        reader().url("SITE_URL", local="http://localhost:8000")


@pytest.mark.parametrize("production", [True, False])
def test_production_logs_json(production: bool) -> None:
    told: dict[str, Any] = logging_config("WARNING", production=production)
    assert told["root"]["level"] == "WARNING"
    formatter = told["formatters"]["line"].copy()
    line = formatter.pop("()")(**formatter).format(
        logging.LogRecord("x", logging.WARNING, "", 0, "ruta /enlace/secreto", None, None)
    )
    assert line.startswith("{" if production else "timestamp=")
    assert "secreto" not in line
