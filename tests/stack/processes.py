"""Starts and stops the processes of the real stack, and opens its pages over HTTP."""

import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

from tests.worker_env import RUN, forget_keys

ROOT = Path(__file__).resolve().parents[2]
PREFIX = f"t-{RUN}-stack"
READY_WITHIN = 60


class Visitor(requests.Session):
    """A browser without scripts: keeps cookies, sends a form with the hidden fields of its page."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.trust_env = False
        self.headers["Accept-Language"] = "es-CL"

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        options.setdefault("timeout", 30)
        return super().request(method, urljoin(self.base, url), **options)

    def submit(self, path: str, fields: dict[str, Any], **options: Any) -> requests.Response:
        """GET the page, then POST `fields` over its hidden ones (uid, version, CSRF token)."""
        hidden = hidden_fields(self.get(path).text)
        return self.post(path, {**hidden, **fields}, headers={"Referer": urljoin(self.base, path)}, **options)


def hidden_fields(page: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


class Stack:
    """`people` maps each demonstration role, in lower case, to {role, email, password, pages}."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.folder = folder
        self.mail = folder / "mail"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.env = {
            **os.environ,
            "CONVERGENCIA_ENV": "demo",
            "DATABASE_URL": database_url,
            "CACHE_PREFIX": PREFIX,
            "DATA_DIR": str(folder / "data"),
            "EMAIL_URL": f"file://{self.mail}",
            "SITE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.people: dict[str, dict[str, Any]] = {}
        self._cookies: dict[str, list[dict[str, Any]]] = {}

    def begin(self) -> None:
        self.manage("load_demo")
        self.people = {
            p["role"].lower(): p for p in json.loads(self.manage("load_demo", "--print-check"))["roles"]
        }
        self.start("web")
        self.start("worker")
        self.start("beat")
        self._wait(self.url + "/readyz", "web")

    def end(self) -> None:
        for name in list(self.processes):
            self.stop(name)
        forget_keys(PREFIX)

    def start(self, name: str, *, port: int | None = None, **env: str) -> None:
        """web, worker or beat, or another web under a name of its own with `port` and other settings."""
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        commands = {
            "worker": [
                *celery,
                "worker",
                "--pool=threads",
                "--concurrency=2",
                "--without-gossip",
                "--without-mingle",
            ],
            "beat": [*celery, "beat", "--pidfile=", "--schedule", str(self.folder / "beat-schedule")],
        }
        gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
        gunicorn += ["--config", str(ROOT / "deploy/gunicorn.conf.py"), "--workers", "1"]
        gunicorn += ["--bind", f"127.0.0.1:{port or self.port}", "--graceful-timeout", "5"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                commands.get(name, gunicorn),
                env={**self.env, **env},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    @contextmanager
    def another_web(self, **env: str) -> Iterator[str]:
        """The address of a second web with other settings (a dead DATABASE_URL, a dead REDIS_URL)."""
        port = free_port()
        address = f"http://localhost:{port}"
        self.start("another_web", port=port, SITE_URL=address, **env)
        try:
            self._wait(address + "/healthz", "another_web")
            yield address
        finally:
            self.stop("another_web")

    def visitor(self, role: str | None = None, *, base: str = "") -> Visitor:
        """A session of `role`, signed in through the form once a run (the form counts attempts)."""
        visitor = Visitor(base or self.url)
        if role:
            for cookie in self.cookies(role):
                visitor.cookies.set(cookie["name"], cookie["value"])
        return visitor

    def cookies(self, role: str) -> list[dict[str, Any]]:
        """Playwright's form of the cookies of a signed-in session."""
        if role not in self._cookies:
            person, visitor = self.people[role], Visitor(self.url)
            answer = visitor.submit(
                "/cuenta/login/",
                {"login": person["email"], "password": person["password"]},
                allow_redirects=False,
            )
            assert answer.status_code == 302, f"{role} no pudo entrar: {answer.status_code}"
            self._cookies[role] = [
                {"name": c.name, "value": c.value or "", "url": self.url} for c in visitor.cookies
            ]
        return self._cookies[role]

    def manage(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *args],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(args)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _wait(self, address: str, name: str) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            assert self.processes[name].poll() is None, f"{name} terminó solo:\n{self.log(name)[-4000:]}"
            try:
                if requests.get(address, timeout=5).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{address} no estuvo listo en {READY_WITHIN} s:\n{self.log(name)[-4000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """On Linux the kernel ends the child when the test process is killed, so that nothing stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
