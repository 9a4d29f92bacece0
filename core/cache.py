"""The house's cache: Redis while it answers; while it does not, everything is a miss and nothing fails.

What is kept there is a courtesy (rate limits): without it people still sign in, uncounted.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
# After a failure the server is left alone for so long: one sign-in asks a dozen times, and each may take a
# whole connection timeout.
PAUSE_SECONDS = 5
_asleep_until: dict[tuple[str, ...], float] = {}


class ForgivingCache(RedisCache):
    """`add` answers True without a server: whoever asks for a lock would else wait for nobody and be refused."""

    def ask_server(self) -> None:
        """Writes and reads one value. Unlike everything else here it raises what the server, or its lack, raises."""
        key = self.make_and_validate_key("readyz")
        self._cache.set(key, "1", 5)
        if self._cache.get(key, None) != "1":
            raise RedisError("the value just written is not there")

    def _try(self, act: Callable[[], Any], miss: Any) -> Any:
        server = tuple(self._servers)  # type: ignore[attr-defined]  # not in the stubs
        if time.monotonic() < _asleep_until.get(server, 0):
            return miss
        try:
            return act()
        except (RedisError, OSError) as error:
            _asleep_until[server] = time.monotonic() + PAUSE_SECONDS
            log.warning("cache_down", error=type(error).__name__, pause=PAUSE_SECONDS)
            return miss

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        parent: Any = super()
        return bool(self._try(lambda: parent.add(key, value, timeout, version), True))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        parent: Any = super()
        return self._try(lambda: parent.get(key, default, version), default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        parent: Any = super()
        self._try(lambda: parent.set(key, value, timeout, version), None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        parent: Any = super()
        return bool(self._try(lambda: parent.touch(key, timeout, version), False))

    def delete(self, key: str, version: int | None = None) -> bool:
        parent: Any = super()
        return bool(self._try(lambda: parent.delete(key, version), False))

    def has_key(self, key: str, version: int | None = None) -> bool:
        parent: Any = super()
        return bool(self._try(lambda: parent.has_key(key, version), False))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Errors: ValueError for a key that is not there, which without a server is every key."""
        parent: Any = super()
        counted = self._try(lambda: parent.incr(key, delta, version), None)
        if counted is None:
            raise ValueError(f"Key '{key}' not found.")
        return int(counted)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        parent: Any = super()
        wanted = list(keys)
        return dict(self._try(lambda: parent.get_many(wanted, version), {}))

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        """The keys that were not kept."""
        parent: Any = super()
        return list(self._try(lambda: parent.set_many(data, timeout, version), list(data)))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        parent: Any = super()
        gone = list(keys)
        self._try(lambda: parent.delete_many(gone, version), None)

    def clear(self) -> None:
        parent: Any = super()
        self._try(lambda: parent.clear(), None)
