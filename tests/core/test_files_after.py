"""What becomes of files when somebody leaves: papers follow their record, results what their asker sees, uploads go."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actors.models import Actor, Membership
from convergence.models import Alliance, MeetingFile
from core import dates, files, jobs
from core.jobs_own import purge
from core.models import File, Job, SheetImport
from core.personal_data import TREATMENTS
from core.sheets import lifecycle
from evaluation.models import SdgReport
from evaluation.services.reports import ask_report
from tests.convergence.acts import meeting_data, send
from tests.factories import api, client_of, make_commitment, make_meeting, make_membership, page, principal
from tests.sheet_steps import load, new_row

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def _paper(user: User, raw: bytes = PDF) -> File:
    return files.keep_upload(SimpleUploadedFile("lista.pdf", raw), by=principal(user), field="file")


def _sees(user: User, file: File | None) -> bool:
    assert file is not None
    user = User.objects.get(pk=user.pk)
    return client_of(user).get(reverse("core:file", args=[file.pk])).status_code == 200


def _export(user: User) -> Job:
    job, _told = jobs.ask_job(kind="commitments_csv", by=principal(user))
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job


# Papers ------------------------------------------------------------------------
def test_who_left_the_mesa_no_longer_opens_the_papers_she_uploaded(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, coordinadora: User
) -> None:
    paper = _paper(funcionaria)
    assert _sees(funcionaria, paper), "a draft is hers"
    make_meeting(mesa, files=[(paper, MeetingFile.Kind.SIGNED_LIST)])
    assert _sees(funcionaria, paper)
    mesa.participations.filter(actor=municipalidad).update(left_on=dates.today())
    assert not _sees(funcionaria, paper)
    assert _sees(coordinadora, paper)


def test_a_paper_that_she_sees_no_longer_comes_back_by_no_form(
    mesa: Alliance, mesa_ajena: Alliance, funcionaria: User
) -> None:
    paper = _paper(funcionaria)
    make_meeting(mesa_ajena, files=[(paper, MeetingFile.Kind.SIGNED_LIST)])
    send(
        client_of(funcionaria),
        reverse("convergence:record", args=[mesa.pk]),
        meeting_data(kept_photo=str(paper.pk)),
    )
    assert mesa.meetings.count() == 1
    assert not MeetingFile.objects.filter(meeting__alliance=mesa).exists()
    assert not _sees(funcionaria, paper)


def test_what_one_may_open_is_found_in_as_many_queries_whatever_was_uploaded(
    mesa: Alliance, funcionaria: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            list(File.objects.visible_to(principal(funcionaria)))
        return len(told)

    make_meeting(mesa, files=[(_paper(funcionaria), MeetingFile.Kind.SIGNED_LIST)])
    before = asked()
    for number in range(5):
        _paper(funcionaria, PDF + str(number).encode())
    _export(funcionaria)
    assert asked() == before


# Results of jobs ---------------------------------------------------------------
def test_an_export_is_given_while_its_asker_sees_what_it_holds(
    mesa: Alliance, municipalidad: Actor, funcionaria: User
) -> None:
    make_commitment(mesa, municipalidad)
    job = _export(funcionaria)
    told = f"/api/v1/jobs/{job.pk}/"
    where = reverse("desk:job", args=[job.pk])
    assert _sees(funcionaria, job.result_file)
    assert api(funcionaria).get(told).json()["result_file"]["id"] == str(job.result_file_id)
    assert "ya no se entrega" not in page(client_of(funcionaria), where)
    stay = mesa.participations.filter(actor=municipalidad)
    stay.update(left_on=dates.today())
    assert not _sees(funcionaria, job.result_file)
    assert api(funcionaria).get(told).json()["result_file"] is None
    assert "ya no se entrega" in page(client_of(funcionaria), where)
    assert str(job.result_file_id) not in page(client_of(funcionaria), reverse("desk:jobs"))
    stay.update(left_on=None)
    assert _sees(funcionaria, job.result_file)


def test_an_export_goes_with_the_membership_though_another_shows_the_mesa(
    mesa: Alliance, municipalidad: Actor, junta: Actor, funcionaria: User
) -> None:
    make_membership(funcionaria, junta)
    job = _export(funcionaria)
    assert _sees(funcionaria, job.result_file)
    Membership.objects.filter(user=funcionaria, actor=municipalidad).update(until=dates.today())
    assert not _sees(funcionaria, job.result_file)


def test_who_was_of_the_foundation_keeps_none_of_its_exports(
    mesa: Alliance, coordinadora: User, municipalidad: Actor
) -> None:
    make_membership(coordinadora, municipalidad)
    job = _export(coordinadora)
    assert _sees(coordinadora, job.result_file)
    User.objects.filter(pk=coordinadora.pk).update(is_foundation_staff=False)
    assert not _sees(coordinadora, job.result_file)


def test_who_sees_more_than_before_keeps_her_exports(
    mesa: Alliance, mesa_ajena: Alliance, funcionaria: User, otra_municipalidad: Actor
) -> None:
    job = _export(funcionaria)
    make_membership(funcionaria, otra_municipalidad)
    assert _sees(funcionaria, job.result_file)


def test_the_file_of_an_export_goes_after_a_week(mesa: Alliance, funcionaria: User) -> None:
    old, fresh = _export(funcionaria), _export(funcionaria)
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=8))
    assert purge(Job(), lambda *told: None)["results"] == 1
    assert [Job.objects.get(pk=job.pk).result_file_id for job in (old, fresh)] == [None, fresh.result_file_id]
    assert not _sees(funcionaria, old.result_file)
    assert "ya no se entrega" in page(client_of(funcionaria), reverse("desk:job", args=[old.pk]))


def test_a_report_is_read_while_its_asker_sees_what_it_was_made_of(
    mesa: Alliance, municipalidad: Actor, funcionaria: User
) -> None:
    job, _told = ask_report(alliance=None, as_of=dates.today(), by=principal(funcionaria))
    jobs.run(str(job.pk))
    report = SdgReport.objects.get(pk=job.pk)
    where = reverse("evaluation:report", args=[job.pk])
    assert _sees(funcionaria, report.pdf)
    assert page(client_of(funcionaria), where)
    mesa.participations.filter(actor=municipalidad).update(left_on=dates.today())
    assert not _sees(funcionaria, report.pdf)
    assert "usted ya no ve" in page(client_of(funcionaria), where, 410)
    assert page(client_of(funcionaria), reverse("evaluation:reports"))
    for address in (f"/api/v1/sdg-reports/{job.pk}/", reverse("evaluation:report_numbers", args=[job.pk])):
        client: Any = api(funcionaria) if address.startswith("/api/") else client_of(funcionaria)
        assert client.get(address).status_code == 404


# Uploaded workbooks --------------------------------------------------------------
@pytest.fixture
def imported(coordinadora: User, municipalidad: Actor) -> SheetImport:
    return load([new_row("Buena"), {**new_row("Mala"), "RUT": "1-1"}], by=principal(coordinadora))


def test_a_workbook_goes_at_its_term_and_its_refused_lines_say_so(
    imported: SheetImport, coordinadora: User
) -> None:
    (sheets,) = [one for one in TREATMENTS if one.code == "sheets"]
    assert sheets.expire is not None
    refused = reverse("sheets:refused", args=[imported.pk])
    detail = reverse("sheets:import", args=[imported.pk])
    assert sheets.expire(dates.today()) == 0, "not yet"
    assert client_of(coordinadora).get(refused).status_code == 200
    file = imported.file
    assert _sees(coordinadora, file)
    assert sheets.expire(dates.today() + timedelta(days=1)) == 3, "two lines and a file"
    imported.refresh_from_db()
    assert (imported.file, imported.counts) == (None, {"new": 1, "refused": 1})
    assert not _sees(coordinadora, file), "nor as a draft"
    assert "El archivo que se subió ya no está" in page(client_of(coordinadora), refused, 410)
    answer = api(coordinadora).get(f"/api/v1/sheets/actores/imports/{imported.pk}/refused/")
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")
    assert refused not in page(client_of(coordinadora), detail)
    assert file is not None
    File.objects.filter(pk=file.pk).update(created_at=timezone.now() - timedelta(days=2))
    files.remove_orphans()
    assert not File.objects.filter(pk=file.pk).exists()


def test_the_workbooks_that_name_somebody_are_forgotten_one_by_one(
    imported: SheetImport, coordinadora: User
) -> None:
    other = load([new_row("Otra")], by=principal(coordinadora))
    assert lifecycle.forget_files_of([imported.pk]) == 1
    assert lifecycle.forget_files_of([imported.pk]) == 0
    assert SheetImport.objects.get(pk=other.pk).file is not None
    assert imported.lines.count() == 2
