"""The door of the bench's own gunicorn: the house as it is deployed, with the bare page and a clock around it.

The clock stands outside of Django: a request's server time is from its environ to the start of its answer, which
for pages that are not streamed is all of the work. `Server-Timing: app;dur=…, cpu;dur=…` carries it, in milliseconds,
and what of it the processor worked for this request: the rest is waiting for the database and for the other requests.
"""

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "tests.bench._bare"
settings.TEMPLATES[0]["DIRS"].append(Path(__file__).resolve().parent / "templates")
_house = get_wsgi_application()
logging.raiseExceptions = False  # nobody reads the log lines, they are written as always


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    began, worked = time.perf_counter(), time.thread_time()

    def answer(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        told = {"app": time.perf_counter() - began, "cpu": time.thread_time() - worked}
        timing = ", ".join(f"{name};dur={seconds * 1000:.3f}" for name, seconds in told.items())
        return start(status, [*headers, ("Server-Timing", timing)], *more)

    return _house(environ, answer)
