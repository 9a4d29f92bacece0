"""The real stack on a bench's database: gunicorn as it is deployed, and eight clients in a process of their own."""

import ctypes
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENTS = 8
BLOCKS, EACH, LONGEST = 4, 6, 3.0  # of 8 × 6 visits to each side; no new block after so many seconds


@dataclass(frozen=True)
class Times:
    """Of one page under CLIENTS at once, in seconds, bare page and ours."""

    bare: Sequence[float]
    ours: Sequence[float]

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"visits": len(self.ours)}
        for name, of in (("median", statistics.median), ("p95", p95)):
            bare, ours = of(self.bare), of(self.ours)
            told[name] = {
                "bare_ms": round(bare * 1000, 2),
                "ours_ms": round(ours * 1000, 2),
                "ratio": round(ours / bare, 3),
            }
        return told


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


class Stack:
    """gunicorn on a port that the system chose; `measure` sends the crowd."""

    def __init__(self, port: int) -> None:
        self.port = port

    def measure(self, cookies: Sequence[str], bare: str, ours: str) -> dict[str, Times]:
        """`server` and `cpu` as the server told them, `wall` as the clients waited."""
        asked = {
            "host": "127.0.0.1", "port": self.port, "cookies": list(cookies), "bare": bare, "ours": ours,
            "blocks": BLOCKS, "each": EACH, "longest": LONGEST,
        }  # fmt: skip
        crowd = [sys.executable, "-m", "tests.bench._crowd"]
        done = subprocess.run(
            crowd, input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, timeout=300, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{ours}: {done.stderr.strip().splitlines()[-1:]}")
        told = json.loads(done.stdout)
        return {
            name: Times(**{side: [visit[place] for visit in visits] for side, visits in told.items()})
            for place, name in enumerate(("server", "cpu", "wall"))
        }


@contextmanager
def stack(database: str) -> Iterator[Stack]:
    """Up and answering; stopped at the end, by the kernel too when this process is killed."""
    from django.conf import settings

    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:
        command = [sys.executable, "-m", "gunicorn", "tests.bench._serve:application"]
        command += ["--config", str(ROOT / "deploy/gunicorn.conf.py"), "--bind", f"fd://{door.fileno()}"]
        command += ["--max-requests", "0", "--graceful-timeout", "5", "--log-level", "error"]
        env = os.environ | {
            "DATABASE_URL": _with_name(os.environ["DATABASE_URL"], database),
            "SECRET_KEY": settings.SECRET_KEY,
        }
        parent = os.getpid()
        gunicorn = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            pass_fds=[door.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: _die_with(parent),
        )
        port = door.getsockname()[1]
        try:
            _wait(gunicorn, port)
            yield Stack(port)
        finally:
            gunicorn.terminate()
            try:
                gunicorn.wait(15)
            except subprocess.TimeoutExpired:
                gunicorn.kill()
                gunicorn.wait()


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


def _wait(gunicorn: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + 60
    while gunicorn.poll() is None and time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("gunicorn did not start")


def _with_name(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
