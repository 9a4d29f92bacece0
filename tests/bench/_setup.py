"""Environment of a bench's process, its databases, and what machine it ran on. Needs no test package.

Every database of a bench is a clone of one that is migrated and has the reference data; all are dropped at the end.
"""

import logging
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MAINTENANCE = "postgres"
RUN = f"bench_{os.getpid()}"
TEMPLATE = f"convergencia_{RUN}"
_numbers = count(1)
_made: set[str] = set()


def missing() -> list[str]:
    return [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name, "").strip()]


@contextmanager
def prepared() -> Iterator[None]:
    """Django is up under test settings, with the bare page's routes and a template database to clone."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=os.environ.get("CONVERGENCIA_RUN_DIR") or None))
    os.environ |= {
        "CONVERGENCIA_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CACHE_PREFIX": RUN,
        "DATA_DIR": str(folder),
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "tests.bench._bare"
    settings.TEMPLATES[0]["DIRS"].append(HERE / "templates")
    django.setup()
    with open(os.devnull, "w") as nowhere:
        # Both sides go on writing their log lines as in production; nobody reads them.
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(nowhere)
        try:
            _run("create database {} template template0", TEMPLATE)
            _made.add(TEMPLATE)
            use(TEMPLATE)
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
            call_command("load_reference", stdout=nowhere, stderr=nowhere)
            use(MAINTENANCE)
            yield
        finally:
            use(MAINTENANCE)
            for name in sorted(_made):
                with suppress(Exception):
                    _run("drop database if exists {} with (force)", name)
            _forget_keys()
            shutil.rmtree(folder, ignore_errors=True)


def new_database(of: str = TEMPLATE) -> str:
    """A clone of the template, or of another database of this run, in use from now on."""
    name = f"{TEMPLATE}_{next(_numbers)}"
    use(MAINTENANCE)
    _run("create database {} template {}", name, of)
    _made.add(name)
    use(name)
    return name


def drop_database(name: str) -> None:
    """Of one that is no longer wanted, so that many rounds need the room of one."""
    use(MAINTENANCE)
    _run("drop database if exists {} with (force)", name)
    _made.discard(name)


def use(name: str) -> None:
    """Every query of this process goes to `name` from now on."""
    from django.db import connections

    if connections.settings["default"]["NAME"] != name:
        connections.close_all()
        connections.settings["default"]["NAME"] = name


def machine() -> dict[str, Any]:
    """Facts to judge a figure by. No figure is compared between machines."""
    import django

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": _server("show server_version"),
        "shared_buffers": _server("show shared_buffers"),
        "load": [round(figure, 2) for figure in os.getloadavg()],
    }


def _cpu() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def _server(question: str) -> str:
    with _maintenance() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def _run(text: str, *names: str) -> None:
    from psycopg2 import sql

    with _maintenance() as cursor:
        cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


@contextmanager
def _maintenance() -> Iterator[Any]:
    """Creating and dropping needs a connection that is on none of the databases."""
    import psycopg2
    from django.db import connections

    told = connections["default"].get_connection_params()
    address = {key: value for key, value in told.items() if key in {"user", "password", "host", "port"}}
    connection = psycopg2.connect(**address, dbname=MAINTENANCE)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _forget_keys() -> None:
    import redis

    with suppress(redis.RedisError), redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        if keys := list(client.scan_iter(f"{RUN}*", count=1000)):
            client.delete(*keys)
