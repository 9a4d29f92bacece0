"""Pages of the SDG report: ask, wait (and leave), read, download; one's own only."""

import hashlib
import uuid
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from convergence.models import Alliance
from core import dates
from core import jobs as engine
from core.models import Job
from evaluation.models import SdgReport
from tests import factories as make
from tests.evaluation import portfolios as acts

ASK = "/informes/"
pytestmark = pytest.mark.django_db


def ask(user: User, status: int = 302, **fields: Any) -> Any:
    answer = make.client_of(user).post(ASK, {"as_of": dates.today().isoformat(), **fields})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def asked(user: User, **fields: Any) -> Job:
    address = ask(user, **fields).headers["Location"]
    return Job.objects.get(pk=address.rstrip("/").rsplit("/", 1)[1])


def test_a_report_is_asked_waited_for_and_read(mesa: Alliance, coordinadora: User) -> None:
    make.make_initiative(mesa, goals={11: 100}, execution_cost=1_234_567, women=40, men=2)
    client = make.client_of(coordinadora)
    job = asked(coordinadora, alliance=str(mesa.pk))
    address = f"/informes/ods/{job.pk}/"
    waiting = make.page(client, address)
    assert 'hx-trigger="every 2s"' in waiting
    assert "Espera su turno." in waiting
    assert "Puede cerrar esta página" in waiting
    assert f'href="{address}"' in waiting  # without scripts
    engine.run(str(job.pk))
    text = unescape(make.page(client, address)).replace("<wbr>", "")
    assert "every 2s" not in text
    report = SdgReport.objects.get()
    for words in (
        "Mesa de Mejillones",
        "Descargar PDF",
        f"/archivos/{report.pdf_id}/",
        f"/informes/ods/{job.pk}/datos.json",
        "Inversión pública involucrada, por objetivo",
        "Cómo se hizo",
        report.numbers_hash,
        report.inputs_hash,
        "una persona puede repetirse",
    ):
        assert words in text, words
    listed = make.page(client, ASK)
    assert address in listed
    assert "listo" in listed


def test_htmx_gets_the_progress_and_then_the_whole_page(mesa: Alliance, coordinadora: User) -> None:
    job = asked(coordinadora)
    client = make.client_of(coordinadora)
    address, htmx = f"/informes/ods/{job.pk}/", {"HX-Request": "true"}
    piece = client.get(address, headers=htmx)
    assert "<progress" in piece.content.decode()
    assert "<html" not in piece.content.decode()
    assert "HX-Refresh" not in piece.headers
    Job.objects.filter(pk=job.pk).update(state="failed", error="Se cortó la luz.")
    assert client.get(address, headers=htmx).headers["HX-Refresh"] == "true"
    Job.objects.filter(pk=job.pk).update(state="queued", error="")
    engine.run(str(job.pk))
    assert client.get(address, headers=htmx).headers["HX-Refresh"] == "true"
    restored = client.get(address, headers={**htmx, "HX-History-Restore-Request": "true"})
    assert "Cómo se hizo" in restored.content.decode()


def test_the_bytes_of_the_download_have_the_hash_that_page_and_document_print(
    mesa: Alliance, coordinadora: User
) -> None:
    make.make_initiative(mesa, "Ñandú «plaza»", execution_cost=7)
    report = acts.make_report(coordinadora, mesa)
    answer = make.client_of(coordinadora).get(f"/informes/ods/{report.pk}/datos.json")
    digest = hashlib.sha256(answer.content).hexdigest()
    assert digest == report.numbers_hash
    page = make.page(make.client_of(coordinadora), f"/informes/ods/{report.pk}/")
    assert digest in page.replace("<wbr>", "")
    text = acts.text_of(acts.document(coordinadora, report))
    assert digest in text.replace(" ", "")


def test_a_report_that_failed_says_why_and_is_asked_again_with_one_button(
    mesa: Alliance, coordinadora: User
) -> None:
    day = dates.add_days(dates.today(), -30)
    job = asked(coordinadora, alliance=str(mesa.pk), as_of=day.isoformat())
    Job.objects.filter(pk=job.pk).update(state="failed", error="Se cortó la luz.")
    client = make.client_of(coordinadora)
    text = make.page(client, f"/informes/ods/{job.pk}/")
    for words in ("Se cortó la luz.", "Pedirlo de nuevo", f'value="{mesa.pk}"', f'value="{day.isoformat()}"'):
        assert words in text, words
    again = asked(coordinadora, alliance=str(mesa.pk), as_of=day.isoformat())
    assert (again.pk == job.pk, again.params == job.params) == (False, True)


def test_a_day_in_the_future_is_refused_and_nothing_typed_is_lost(mesa: Alliance, coordinadora: User) -> None:
    day = dates.add_days(dates.today(), 1).isoformat()
    text = unescape(ask(coordinadora, 422, alliance=str(mesa.pk), as_of=day).content.decode())
    assert "La fecha del informe está en el futuro." in text
    assert f'value="{day}"' in text
    assert f'<option value="{mesa.pk}" selected' in text
    assert "Escriba la fecha" in ask(coordinadora, 422, as_of="mañana").content.decode()
    ask(coordinadora, 422, as_of="2014-01-01")
    assert not Job.objects.exists()


def test_a_foreign_mesa_is_not_offered_nor_accepted(
    mesa: Alliance, mesa_ajena: Alliance, funcionaria: User
) -> None:
    for address in (
        ASK,
        f"{ASK}?alliance={mesa_ajena.pk}",
        f"{ASK}?q=Santa",
        f"{ASK}?alliance=nada&as_of=x&q=%00",
    ):
        assert "Santa Bárbara" not in make.page(make.client_of(funcionaria), address)
    text = ask(funcionaria, 422, alliance=str(mesa_ajena.pk)).content.decode()
    assert "Santa Bárbara" not in text
    assert not Job.objects.exists()


def test_the_same_form_sent_twice_is_one_report(mesa: Alliance, coordinadora: User) -> None:
    uid = str(uuid.uuid4())
    assert asked(coordinadora, uid=uid) == asked(coordinadora, uid=uid)
    assert Job.objects.count() == 1


def test_others_reports_are_not_found_by_anybody(
    mesa: Alliance, coordinadora: User, funcionaria: User, ajena: User, empresa: User
) -> None:
    report = acts.make_report(funcionaria, mesa)
    waiting = asked(funcionaria, alliance=str(mesa.pk))
    addresses = [
        f"/informes/ods/{report.pk}/",
        f"/informes/ods/{report.pk}/datos.json",
        f"/archivos/{report.pdf_id}/",
        f"/informes/ods/{waiting.pk}/",
        f"/informes/ods/{uuid.uuid4()}/",
    ]
    for other in (coordinadora, empresa, ajena):
        client = make.client_of(other)
        for address in addresses:
            assert client.get(address).status_code == 404, address
            assert client.get(address, headers={"HX-Request": "true"}).status_code == 404, address
        assert str(report.pk) not in make.page(client, ASK)
        assert make.api(other).get(f"/api/v1/sdg-reports/{report.pk}/").status_code == 404
    for address in addresses[:2]:
        assert make.client_of().get(address).headers["Location"].startswith("/cuenta/login/")
    assert make.client_of(funcionaria).get(addresses[0]).status_code == 200


def test_the_page_of_another_job_is_not_a_report(mesa: Alliance, coordinadora: User) -> None:
    job = engine.ask_job(kind="check", by=make.principal(coordinadora))[0]
    make.page(make.client_of(coordinadora), f"/informes/ods/{job.pk}/", 404)


def test_asked_from_the_jobs_page_it_is_watched_on_its_own(mesa: Alliance, coordinadora: User) -> None:
    client = make.client_of(coordinadora)
    answer = client.post(reverse("desk:ask_job"), {"kind": "sdg_report", "param_alliance": str(mesa.pk)})
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/informes/ods/{job.pk}/"
    assert f"/informes/ods/{job.pk}/" in make.page(client, "/trabajos/")


def test_who_takes_part_in_nothing_is_told_so(mesa: Alliance) -> None:
    text = make.page(make.client_of(make.make_user("Nadie")), ASK)
    assert "Todavía no hay de qué informar" in text
    assert "Pedir informe ODS" not in text


def test_a_link_chooses_the_mesa_and_a_long_list_is_searched(
    mesa: Alliance, mesa_ajena: Alliance, coordinadora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make.client_of(coordinadora)
    assert 'name="q"' not in make.page(client, ASK)
    chosen = make.page(client, f"{ASK}?alliance={mesa.pk}")
    assert f'<option value="{mesa.pk}" selected' in chosen
    monkeypatch.setattr("evaluation.report_forms.MESAS_OFFERED", 1)
    monkeypatch.setattr("evaluation.views.reports.MESAS_OFFERED", 1)
    found = make.page(client, f"{ASK}?q=barbara&alliance={mesa.pk}")
    assert 'name="q"' in found
    assert f'value="{mesa_ajena.pk}"' in found
    assert f'<option value="{mesa.pk}" selected' in found  # what was chosen stays
    assert str(mesa.pk) not in make.page(client, f"{ASK}?q=barbara")
    job = asked(coordinadora, alliance=str(mesa.pk))  # accepted although it is not among those offered
    assert job.params["alliance"] == str(mesa.pk)


def test_the_list_asks_as_many_questions_with_four_reports_as_with_two(
    mesa: Alliance, mesa_ajena: Alliance, coordinadora: User
) -> None:
    client = make.client_of(coordinadora)
    counts = []
    for _turn in range(2):
        acts.make_report(coordinadora, mesa)
        acts.make_report(coordinadora, mesa_ajena)
        with make.count_queries() as counted:
            make.page(client, ASK)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 14
