"""Environment of one test process, set before Django reads its settings (loaded by `-p tests.worker_env`).

Every xdist worker gets a Valkey prefix, a Celery queue and a data folder of its own; databases are in
tests/databases.py.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
import redis

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:8] or f"p{os.getpid()}"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name, "").strip()]
if missing:
    raise pytest.UsageError(
        f"Falta {' y '.join(missing)}: las pruebas necesitan PostgreSQL 18 y Valkey. "
        "Use ./run test, que los inicia y los detiene."
    )

os.environ["CONVERGENCIA_ENV"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["CACHE_PREFIX"] = f"t-{RUN}-{WORKER}"
# Below the run's own folder when ./run made one, which it removes; else removed by tests/conftest.py.
DATA_DIR = Path(
    tempfile.mkdtemp(prefix=f"files-{WORKER}-", dir=os.environ.get("CONVERGENCIA_RUN_DIR") or None)
)
os.environ["DATA_DIR"] = str(DATA_DIR)


def forget_keys(prefix: str) -> None:
    """Django's own cache.clear() would empty the whole server, also for the other workers."""
    with suppress(redis.RedisError), redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        if keys := list(client.scan_iter(f"{prefix}*", count=1000)):
            client.delete(*keys)
