"""One migrated template database, cloned by whoever needs a database (0.06 s). Nothing is ever flushed.

The template's name is the fingerprint of what makes it (migrations, reference data), so processes of one or
several runs share it. Two advisory locks on the maintenance database keep them apart: MAKE is held for the
moment in which a process makes, finds or removes it; IN_USE is held shared by each as long as it lives, so that
only the last one removes it.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql

from tests.worker_env import RUN, WORKER

ROOT = Path(__file__).resolve().parent.parent
MAINTENANCE = "postgres"
MADE_FROM = ("*/migrations/*.py", "*/reference/*.csv", "*/reference_load.py", "requirements/app.txt")
MAKE, IN_USE = 0, 1  # added to the template's own number
_numbers = count(1)


def fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


class Databases:
    """The template and the clones of this process. `settings` is the live DATABASES["default"]."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = connections.settings["default"]
        mark = fingerprint()
        self.template = f"convergencia_template_{mark}"
        self.key = int(mark, 16)
        self.clones: set[str] = set()
        self.keeper = psycopg2.connect(**{**self._address(), "dbname": MAINTENANCE})
        self.keeper.autocommit = True
        self._make_template()

    def clone(self, about: str = "", template: str = "") -> str:
        """The name of a new database with the template's rows."""
        name = f"convergencia_test_{RUN}_{WORKER}_{next(_numbers)}{about}"
        self._run("create database {} template {}", name, template or self.template)
        self.clones.add(name)
        return name

    def drop(self, name: str) -> None:
        self._run("drop database if exists {} with (force)", name)
        self.clones.discard(name)

    def use(self, name: str) -> None:
        """Every connection that this process opens from now on goes to `name`."""
        connections.close_all()
        self.settings["NAME"] = name

    @contextmanager
    def using(self, name: str) -> Iterator[None]:
        before = self.settings["NAME"]
        self.use(name)
        try:
            yield
        finally:
            self.use(before)

    def url(self, name: str) -> str:
        """DATABASE_URL of another database on the same server, for a process of its own."""
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def close(self) -> None:
        """Drop the clones; the last process that used the template drops it too."""
        connections.close_all()
        for name in list(self.clones):
            with suppress(psycopg2.Error):
                self.drop(name)
        self._lock("pg_advisory_unlock_shared", IN_USE)
        # A server that ./run made for this run vanishes with it, and its second part needs the template.
        if not os.environ.get("CONVERGENCIA_RUN_DIR"):
            self._lock("pg_advisory_lock", MAKE)
            if self._lock("pg_try_advisory_lock", IN_USE):
                self._run("drop database if exists {} with (force)", self.template)
        self.keeper.close()  # frees its locks

    def _make_template(self) -> None:
        self._lock("pg_advisory_lock", MAKE)
        try:
            if not self._has(self.template):
                making = f"{self.template}_making"
                self._run("drop database if exists {} with (force)", making)
                self._run("create database {} template template0", making)
                with self.using(making):
                    call_command("migrate", verbosity=0, interactive=False)
                    call_command("load_reference")
                self._run("alter database {} rename to {}", making, self.template)
            self._lock("pg_advisory_lock_shared", IN_USE)
        finally:
            self._lock("pg_advisory_unlock", MAKE)

    def _has(self, name: str) -> bool:
        with self.keeper.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [name])
            return cursor.fetchone() is not None

    def _lock(self, function: str, which: int) -> Any:
        with self.keeper.cursor() as cursor:
            cursor.execute(sql.SQL("select {}(%s)").format(sql.Identifier(function)), [self.key * 2 + which])
            return cursor.fetchone()[0]  # type: ignore[index]

    def _run(self, text: str, *names: str) -> None:
        with self.keeper.cursor() as cursor:
            cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)))

    def _address(self) -> dict[str, Any]:
        given = connections["default"].get_connection_params()
        return {key: value for key, value in given.items() if key in {"user", "password", "host", "port"}}
