"""docker-compose.yml, .env.example and Dockerfile hold together."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(:[?-][^}]*)?\}")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_services_are_these(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"web", "worker", "beat", "migrate", "db", "valkey"}
    assert compose["services"]["db"]["image"] == "postgres:18"
    for name in ("web", "worker", "beat"):
        needs = compose["services"][name]["depends_on"]
        assert needs["migrate"]["condition"] == "service_completed_successfully"
        assert needs["db"]["condition"] == needs["valkey"]["condition"] == "service_healthy"


def test_every_volume_is_declared(compose: dict[str, Any]) -> None:
    used = {v.split(":")[0] for s in compose["services"].values() for v in s.get("volumes", [])}
    assert used == set(compose["volumes"])


def test_every_variable_stands_in_the_example(example: dict[str, str]) -> None:
    used = {name for name, _ in VARIABLE.findall((ROOT / "docker-compose.yml").read_text())}
    assert used
    assert used <= set(example)


def test_what_is_required_is_refused_when_empty_and_has_no_value_in_the_example(
    example: dict[str, str],
) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    required = {name for name, rest in VARIABLE.findall(text) if rest.startswith(":?")}
    assert {"SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL"} <= required
    assert {name for name, value in example.items() if not value} == required


def test_each_variable_of_the_example_is_explained() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if "=" in line and not line.startswith("#"):
            assert before.startswith("#"), line


def test_the_image_runs_as_nobody_special_from_hashed_packages() -> None:
    text = (ROOT / "Dockerfile").read_text()
    last = text.rsplit("FROM ", 1)[1]
    assert "\nUSER convergencia\n" in last
    assert "--require-hashes" in text
    assert "requirements/app.txt" in text


def test_what_is_private_stays_out_of_image_and_repository() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", ".env", ".venv", "data"} <= set(ignored)
    assert {".env", "/data/", "/.venv/", "/.cache/"} <= set((ROOT / ".gitignore").read_text().splitlines())
