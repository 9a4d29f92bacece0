"""What a missing service costs, for real: without Redis, without PostgreSQL, without the worker."""

import io
import re
import time
from collections.abc import Callable
from typing import Any

from PIL import Image

from core import dates
from tests.stack.processes import Stack, Visitor, free_port

ASK = "/trabajos/nuevo/"
# The sweeper passes every 10 s and tells again of what has waited for 15 s.
SWEPT_WITHIN = 60


def dead_redis() -> str:
    return f"redis://127.0.0.1:{free_port()}/0"


def dead_postgres() -> str:
    return f"postgresql://postgres@127.0.0.1:{free_port()}/nada"


def wait_for(what: Callable[[], Any], within: float = SWEPT_WITHIN) -> Any:
    """The first true answer of `what`; the last one when the time is over."""
    until = time.monotonic() + within
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.5)
    return found


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(out, "JPEG")
    return out.getvalue()


def test_without_redis_one_signs_in_and_a_job_waits_until_the_sweeper_brings_it(stack: Stack) -> None:
    person = stack.people["coordinadora"]
    with stack.another_web(REDIS_URL=dead_redis()) as base:
        web = Visitor(base)
        ready = web.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (503, "ok")
        assert ready.json()["redis"] != "ok"
        begun = time.monotonic()
        entered = web.submit("/cuenta/login/", {"login": person["email"], "password": person["password"]})
        assert entered.status_code == 200
        assert entered.url.endswith("/inicio/"), entered.url
        assert time.monotonic() - begun < 15, "sin Redis se entra sin esperar por él en cada pregunta"
        assert web.get("/api/v1/schema/").status_code == 200

        asked = web.submit(ASK, {"kind": "check"})
        assert asked.status_code == 200, asked.text
        assert "El trabajo quedó guardado y espera" in asked.text
        address = asked.url.removeprefix(base)
        told = web.get(address, params={"format": "json"}).json()
        assert told["state"] == "queued"

    # The worker of the stack, whose broker lives, never heard of it but from the sweeper.
    well = stack.visitor("coordinadora")

    def ended() -> Any:
        now = well.get(address, params={"format": "json"}).json()
        return now if now["state"] in {"done", "failed"} else None

    done = wait_for(ended)
    assert done, f"el trabajo sigue esperando:\n{stack.log('worker')[-3000:]}"
    assert (done["state"], done["error"]) == ("done", "")
    assert done["result"]["pid"]


def test_without_postgres_everything_says_so_and_the_process_lives(stack: Stack) -> None:
    signed_in = {cookie["name"]: cookie["value"] for cookie in stack.cookies("coordinadora")}
    with stack.another_web(DATABASE_URL=dead_postgres()) as base:
        visitor, known = Visitor(base), Visitor(base)
        known.cookies.update(signed_in)
        for web in (visitor, known):
            alive = web.get("/healthz")
            assert (alive.status_code, alive.json()["status"]) == (200, "ok")
            ready = web.get("/readyz")
            assert (ready.status_code, ready.json()["redis"]) == (503, "ok")
            assert ready.json()["database"] == "OperationalError"
        for web, path in ((visitor, "/"), (known, "/inicio/"), (known, "/mesas/"), (known, "/actores/")):
            page = web.get(path)
            assert page.status_code == 503, path
            assert "La base de datos no responde" in page.text
            assert page.headers["Retry-After"] == "30"
            assert "OperationalError" not in page.text
        visitor.headers["Authorization"] = "Bearer cvg_lo_que_sea"
        for web in (visitor, known):
            told = web.get("/api/v1/actors/")
            assert told.status_code == 503
            assert told.headers["Content-Type"].startswith("application/problem+json")
            assert told.headers["Retry-After"] == "30"
            body = told.json()
            assert (body["status"], body["code"]) == (503, "unavailable")
            assert body["detail"].endswith(".")


def test_what_happened_while_no_worker_lived_is_mailed_once_when_it_returns(stack: Stack) -> None:
    record = next(path for path in stack.people["funcionaria"]["pages"] if path.endswith("/reuniones/nueva/"))
    stack.stop("worker")
    try:
        official = stack.visitor("funcionaria")
        fields = {
            "held_on": dates.today().isoformat(),
            "kind": "sesion",
            "women": "2",
            "men": "1",
            "acuerdos-TOTAL_FORMS": "0",
            "acuerdos-INITIAL_FORMS": "0",
            "compromisos-TOTAL_FORMS": "0",
            "compromisos-INITIAL_FORMS": "0",
        }
        kept = official.submit(record, fields, files={"photo": ("lista.jpg", photo(), "image/jpeg")})
        assert "Reunión registrada." in kept.text, kept.text
        found = re.search(r"/reuniones/([0-9a-f-]{36})/", kept.url)
        assert found, kept.url
        time.sleep(3)
        assert mails_about(stack, found[1]) == []
    finally:
        stack.start("worker")
    mails = wait_for(lambda: mails_about(stack, found[1]))
    assert len(mails) == 1, stack.log("worker")[-3000:]
    assert f"To: {stack.people['coordinadora']['email']}" in mails[0]
    time.sleep(12)  # a whole round of the sweeper
    assert len(mails_about(stack, found[1])) == 1


def mails_about(stack: Stack, meeting: str) -> list[str]:
    """The mails that name the meeting's address."""
    texts = [path.read_text(errors="replace") for path in sorted(stack.mail.glob("*"))]
    return [text for text in "".join(texts).split("-" * 79) if meeting in text]
