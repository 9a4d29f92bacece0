"""docs/settings.md lists every environment variable that is read, and no other; nobody reads one elsewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.test_floors import code, name_of

ROOT = Path(__file__).resolve().parents[2]
# What passes the whole environment on to the readers, or must answer before the settings are there.
MAY_READ = {"config/settings.py", "config/celery.py", "config/wsgi.py", "config/env.py"}
# The readers whose variable has a name by default.
BY_DEFAULT = {"database": "DATABASE_URL", "redis": "REDIS_URL"}
READERS = {"text", "whole", "flag", "words", "one_of", "url", "email", *BY_DEFAULT}


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def _by_readers() -> set[str]:
    found = set()
    for call in _calls(ROOT / "config/settings.py"):
        target = call.func
        if (
            isinstance(target, ast.Attribute)
            and isinstance(target.value, ast.Name)
            and target.value.id == "env"
        ):
            assert target.attr in READERS, f"lector desconocido env.{target.attr}"
            if call.args:
                found.add(ast.literal_eval(call.args[0]))
            else:
                found.add(BY_DEFAULT[target.attr])
    return found


def _by_environ(path: Path) -> set[str]:
    text = path.read_text()
    return set(re.findall(r'(?:os\.environ(?:\.get)?|source\.get)[\[(]"(\w+)"', text))


def _documented() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.M))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    read = _by_readers()
    for name in ("config/env.py", "deploy/gunicorn.conf.py"):
        read |= _by_environ(ROOT / name)
    assert {"SECRET_KEY", "DATABASE_URL", "WEB_THREADS", "CONVERGENCIA_ENV"} <= read
    assert read - _documented() == set(), "falta en docs/settings.md"
    assert _documented() - read == set(), "docs/settings.md nombra lo que nadie lee"


def test_nobody_else_reads_the_environment() -> None:
    guilty = [
        name_of(path)
        for path in code()
        if name_of(path) not in MAY_READ and re.search(r"os\.environ|getenv", path.read_text())
    ]
    assert guilty == []
