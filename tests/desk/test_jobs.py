"""Jobs on their pages: asked once, seen by their asker, kept while the broker is down."""

import json
import uuid
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import jobs as engine
from core.models import Job
from core.tasks import run_job
from tests.factories import client_of, make_commitment, make_user, page

ASK = "/trabajos/nuevo/"


def ask(user: User, status: int = 302, **fields: Any) -> Any:
    answer = client_of(user).post(ASK, fields)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer


def asked(user: User, **fields: Any) -> Job:
    answer = ask(user, **fields)
    return Job.objects.get(pk=answer.headers["Location"].rstrip("/").rsplit("/", 1)[1])


def as_json(user: User, job: Job, status: int = 200) -> Any:
    return json.loads(page(client_of(user), f"/trabajos/{job.pk}/?format=json", status))


def test_who_is_not_signed_in_is_sent_to_sign_in(db: None) -> None:
    for path in ("/trabajos/", ASK, f"/trabajos/{uuid.uuid4()}/"):
        assert client_of().get(path).headers["Location"].startswith("/cuenta/login/")
    assert client_of().post(ASK, {"kind": "check"}).status_code == 302
    assert not Job.objects.exists()


def test_the_check_is_for_the_foundation(coordinadora: User, funcionaria: User) -> None:
    assert "Comprobar el trabajador" in page(client_of(coordinadora), ASK)
    assert "Comprobar el trabajador" not in page(client_of(funcionaria), ASK)
    assert "Exportar compromisos" in page(client_of(funcionaria), ASK)
    ask(funcionaria, 422, kind="check")
    ask(coordinadora, 422, kind="purge")
    ask(coordinadora, 422)
    assert not Job.objects.exists()


def test_a_job_is_asked_run_and_told(coordinadora: User) -> None:
    job = asked(coordinadora, kind="check")
    waiting = as_json(coordinadora, job)
    assert waiting == {"state": "queued", "progress": 0, "result": {}, "file": None, "error": ""}
    text = page(client_of(coordinadora), f"/trabajos/{job.pk}/")
    assert 'hx-trigger="every 2s"' in text
    engine.run(str(job.pk))
    done = as_json(coordinadora, job)
    assert (done["state"], done["progress"]) == ("done", 100)
    assert isinstance(done["result"]["pid"], int)
    text = page(client_of(coordinadora), f"/trabajos/{job.pk}/")
    assert "every 2s" not in text
    assert "Proceso del trabajador" in text
    assert "listo" in page(client_of(coordinadora), "/trabajos/")


def test_htmx_gets_the_progress_and_then_the_whole_page(coordinadora: User) -> None:
    job = asked(coordinadora, kind="check")
    client = client_of(coordinadora)
    piece = client.get(f"/trabajos/{job.pk}/", headers={"HX-Request": "true"})
    assert "<progress" in piece.content.decode()
    assert "<html" not in piece.content.decode()
    assert "HX-Refresh" not in piece.headers
    engine.run(str(job.pk))
    assert client.get(f"/trabajos/{job.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_an_export_holds_what_its_asker_sees(
    funcionaria: User, mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor, otra_municipalidad: Actor
) -> None:
    own = make_commitment(mesa, municipalidad, what="Pintar la sede")
    make_commitment(mesa_ajena, otra_municipalidad, what="Cosa de otros")
    job = asked(funcionaria, kind="commitments_csv", filter_due="open", filter_q="sede")
    assert job.params == {"filter": {"due": "open", "q": "sede"}}
    engine.run(str(job.pk))
    address = as_json(funcionaria, job)["file"]
    assert address in page(client_of(funcionaria), f"/trabajos/{job.pk}/")
    csv = b"".join(client_of(funcionaria).get(address).streaming_content).decode("utf-8-sig")
    assert own.what in csv
    assert "Cosa de otros" not in csv


def test_an_unreadable_filter_is_refused_not_ignored(funcionaria: User, mesa_ajena: Alliance) -> None:
    text = ask(funcionaria, 422, kind="commitments_csv", filter_due="mañana").content.decode()
    assert "El filtro de la lista no se entiende" in text
    ask(funcionaria, 422, kind="commitments_csv", filter_alliance=str(mesa_ajena.pk))
    assert not Job.objects.exists()


def test_the_same_form_sent_twice_is_one_job(coordinadora: User) -> None:
    uid = str(uuid.uuid4())
    first, second = asked(coordinadora, kind="check", uid=uid), asked(coordinadora, kind="check", uid=uid)
    assert str(first.pk) == str(second.pk) == uid
    assert Job.objects.count() == 1


def test_without_a_uid_the_same_thing_still_waiting_is_the_same_job(
    coordinadora: User, funcionaria: User
) -> None:
    first = asked(coordinadora, kind="check")
    assert asked(coordinadora, kind="check") == first
    assert asked(coordinadora, kind="commitments_csv") != first
    assert asked(funcionaria, kind="commitments_csv").asked_by == funcionaria
    engine.run(str(first.pk))
    assert asked(coordinadora, kind="check") != first


def test_the_uid_of_somebody_else_gives_nothing_away(coordinadora: User, funcionaria: User) -> None:
    job = asked(coordinadora, kind="commitments_csv")
    text = unescape(ask(funcionaria, 422, kind="commitments_csv", uid=str(job.pk)).content.decode())
    assert "ya se usó" in text
    assert Job.objects.count() == 1


def test_only_its_asker_sees_a_job(coordinadora: User, funcionaria: User, ajena: User) -> None:
    job = asked(funcionaria, kind="commitments_csv")
    address = f"/trabajos/{job.pk}/"
    page(client_of(funcionaria), address)
    for other in (coordinadora, ajena, make_user("Nadie")):
        page(client_of(other), address, 404)
        page(client_of(other), address + "?format=json", 404)
        assert address not in page(client_of(other), "/trabajos/")
    assert address in page(client_of(funcionaria), "/trabajos/")


def test_with_the_broker_down_the_job_is_kept_and_the_page_says_it_waits(
    coordinadora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_more: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(run_job, "apply_async", refuse)
    client = client_of(coordinadora)
    text = unescape(client.post(ASK, {"kind": "check"}, follow=True).content.decode())
    assert "El trabajo quedó guardado y espera: el trabajador lo tomará cuando vuelva la conexión." in text
    job = Job.objects.get()
    assert job.state == "queued"
    assert reverse("desk:job", args=[job.pk]) in page(client_of(coordinadora), "/trabajos/")


def test_a_failed_job_says_why_and_offers_to_ask_again(coordinadora: User) -> None:
    job = asked(coordinadora, kind="check")
    Job.objects.filter(pk=job.pk).update(state="failed", error="Se cortó la luz.")
    text = page(client_of(coordinadora), f"/trabajos/{job.pk}/")
    assert "Se cortó la luz." in text
    assert f"{reverse('desk:ask_job')}?kind=check" in text
    assert as_json(coordinadora, job)["error"] == "Se cortó la luz."
