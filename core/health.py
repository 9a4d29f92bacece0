"""/healthz: the process lives. /readyz: PostgreSQL 18, migrated, and Redis answers."""

import os
from collections.abc import Callable

from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

POSTGRES_MAJOR = 18


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok", "pid": os.getpid()})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    checks = {name: _ask(check) for name, check in CHECKS.items()}
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse({"status": "ok" if ready else "not_ready", **checks}, status=200 if ready else 503)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        connection.ensure_connection()
    major = connection.pg_version // 10_000
    return "ok" if major == POSTGRES_MAJOR else f"PostgreSQL {major}, se necesita {POSTGRES_MAJOR}"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not missing else f"faltan {len(missing)} migraciones"


def _redis() -> str:
    caches["default"].ask_server()
    return "ok"


def _ask(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, InterfaceError, RedisError, OSError) as error:
        return type(error).__name__


CHECKS = {"database": _database, "migrations": _migrations, "redis": _redis}
