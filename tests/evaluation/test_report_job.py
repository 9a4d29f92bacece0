"""An SDG report is asked, made by the worker with the permissions of then, frozen, and never half there."""

import json
import uuid
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from accounts.models import User
from accounts.principal import ANONYMOUS, SYSTEM
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core import jobs as engine
from core.errors import DomainError, NotAllowed
from core.jobs import ask_job
from core.models import File, Job
from evaluation import reports_pdf, sdg, sdg_facts
from evaluation.models import SdgReport
from evaluation.services.reports import KIND, ask_report
from portfolio.models import Goal
from portfolio.services.initiatives import GoalWeight, update_initiative
from tests import factories as make
from tests.evaluation import portfolios as acts


def ask(user: User | None, **params: Any) -> Job:
    return ask_job(kind=KIND, params=params, by=make.principal(user))[0]


def test_a_report_is_asked_run_and_kept(mesa: Alliance, coordinadora: User) -> None:
    make.make_initiative(mesa, execution_cost=100)
    job = ask(coordinadora, alliance=str(mesa.pk))
    assert job.params == {"alliance": str(mesa.pk), "as_of": dates.today().isoformat(), "lang": "es"}
    engine.run(str(job.pk))
    job.refresh_from_db()
    report = SdgReport.objects.get()
    assert (job.state, job.result) == ("done", {"report": str(job.pk), "initiatives": 1})
    assert (report.pk, report.alliance, report.asked_by) == (job.pk, mesa, coordinadora)
    assert (report.scope_kind, report.method_version, report.language) == ("alliance", sdg.METHOD, "es")
    assert report.numbers_hash == sdg.fingerprint(report.numbers)
    assert (report.pdf.audience, report.pdf.uploaded_by) == (File.Audience.UPLOADER, coordinadora)
    assert job.result_file == report.pdf
    assert report.pdf.name == f"informe-ods-mesa-de-mejillones-{dates.today().isoformat()}.pdf"


def test_a_job_run_again_after_its_report_was_kept_gives_that_report(
    mesa: Alliance, coordinadora: User
) -> None:
    report = acts.make_report(coordinadora, mesa)
    make.make_initiative(mesa)
    Job.objects.filter(pk=report.pk).update(state="queued")
    engine.run(str(report.pk))
    job = Job.objects.get(pk=report.pk)
    assert (job.state, job.result["initiatives"]) == ("done", 0)
    assert SdgReport.objects.count() == File.objects.count() == 1


@pytest.mark.parametrize(
    "params",
    [
        {"alliance": "nada"},
        {"alliance": str(uuid.uuid4())},
        {"alliance": 7},
        {"as_of": "ayer"},
        {"as_of": "2026-02-30"},
        {"as_of": "2014-12-31"},
        {"as_of": "20261120"},
        {"as_of": 20261120},
        {"as_of": "2999-01-01"},
        {"lang": "fr"},
        {"hasta": "2026-01-01"},
    ],
)
def test_odd_params_are_refused_beside_params(
    params: dict[str, Any], mesa: Alliance, coordinadora: User
) -> None:
    with pytest.raises(DomainError) as refused:
        ask(coordinadora, **params)
    assert refused.value.field == "params"
    assert not Job.objects.exists()


def test_a_mesa_that_one_does_not_see_is_refused_like_one_that_is_not(
    mesa: Alliance, mesa_ajena: Alliance, empresa: User
) -> None:
    told = []
    for key in (mesa_ajena.pk, uuid.uuid4()):
        with pytest.raises(DomainError) as refused:
            ask(empresa, alliance=str(key))
        told.append((refused.value.field, str(refused.value.message)))
    assert told[0] == told[1]
    assert told[0][0] == "params"
    assert "Santa Bárbara" not in told[0][1]


def test_who_sees_no_mesa_may_not_ask(mesa: Alliance) -> None:
    with pytest.raises(NotAllowed):
        ask(make.make_user("Nadie"))
    with pytest.raises(NotAllowed):
        ask_job(kind=KIND, by=ANONYMOUS)
    assert not Job.objects.exists()


@pytest.mark.parametrize("one_mesa", [True, False])
def test_who_lost_the_mesa_meanwhile_gets_an_error_in_words(
    one_mesa: bool, mesa: Alliance, empresa: User, empresa_actor: Actor
) -> None:
    job, _told = ask_report(alliance=mesa if one_mesa else None, by=make.principal(empresa))
    mesa.participations.filter(actor=empresa_actor).update(left_on=dates.today())
    engine.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error.startswith("Usted ya no ")
    assert not SdgReport.objects.exists()
    assert not File.objects.exists()


def test_an_account_that_was_closed_meanwhile_gets_none(mesa: Alliance, coordinadora: User) -> None:
    job, _told = ask_report(alliance=mesa, by=make.principal(coordinadora))
    User.objects.filter(pk=coordinadora.pk).update(is_active=False)
    engine.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, SdgReport.objects.exists()) == ("failed", False)


def test_without_a_document_there_is_no_report(
    mesa: Alliance, coordinadora: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    broken = tmp_path / "sdg_report.typ"
    broken.write_text('#import "/sheet.typ": *\n#show: sheet\n#data.nothing_there')
    monkeypatch.setattr(reports_pdf, "TEMPLATE", broken)
    job = acts.run_job(coordinadora, mesa)
    assert job.state == "failed"
    assert "el PDF no se pudo componer" in job.error
    assert "nothing_there" not in job.error
    assert not SdgReport.objects.exists()
    assert not File.objects.exists()


def test_a_frozen_report_stays_when_the_rows_change(
    mesa: Alliance, empresa_actor: Actor, coordinadora: User
) -> None:
    row = make.make_initiative(mesa, goals={11: 100}, execution_cost=100)
    report = acts.make_report(coordinadora, mesa)
    before = (json.dumps(report.numbers), acts.document(coordinadora, report))
    page_before = make.page(make.client_of(coordinadora), f"/informes/ods/{report.pk}/")
    goals = [GoalWeight(Goal.objects.get(pk=4), 100, True)]
    update_initiative(initiative=row, by=SYSTEM, execution_cost=999, goals=goals, name="Otra")
    make.make_receipt(mesa, empresa_actor, 5_000)
    again = SdgReport.objects.get(pk=report.pk)
    assert (json.dumps(again.numbers), acts.document(coordinadora, again)) == before
    shown = make.page(make.client_of(coordinadora), f"/informes/ods/{report.pk}/")
    assert acts.tables_of(shown) == acts.tables_of(page_before)
    newer = acts.make_report(coordinadora, mesa)
    assert newer.numbers["portfolio"]["execution_cost"] == 999
    assert (newer.inputs_hash == report.inputs_hash, newer.numbers_hash == report.numbers_hash) == (
        False,
        False,
    )


def test_the_same_rows_give_the_same_hashes_and_the_same_document(mesa: Alliance, coordinadora: User) -> None:
    make.make_initiative(mesa, goals={11: 60, 9: 40}, execution_cost=101)
    one, other = acts.make_report(coordinadora, mesa), acts.make_report(coordinadora, mesa)
    assert one.pk != other.pk
    assert (one.inputs_hash, one.numbers_hash) == (other.inputs_hash, other.numbers_hash)
    told = {"report_id": str(one.pk), "lang": "es"}
    assert acts.document(coordinadora, one) == reports_pdf.compose(one.numbers, **told)


@pytest.mark.parametrize("change", ["cost", "weights", "phase", "entry", "day"])
def test_every_row_the_numbers_are_made_of_moves_the_inputs_hash(
    change: str, mesa: Alliance, empresa_actor: Actor, coordinadora: User
) -> None:
    row = make.make_initiative(mesa, goals={11: 60, 9: 40}, execution_cost=101, phase="perfil")
    by, day = make.principal(coordinadora), dates.today()
    before = sdg_facts.gather(alliance=mesa, as_of=day, by=by).inputs_hash
    if change == "cost":
        update_initiative(initiative=row, by=SYSTEM, execution_cost=102)
    elif change == "weights":
        weights = [GoalWeight(Goal.objects.get(pk=g), w, g == 11) for g, w in ((11, 59), (9, 41))]
        update_initiative(initiative=row, by=SYSTEM, goals=weights)
    elif change == "phase":
        acts.move(row, "factibilidad")
    elif change == "entry":
        make.make_pledge(mesa, empresa_actor)
    else:
        day = dates.add_days(day, -1)
    assert sdg_facts.gather(alliance=mesa, as_of=day, by=by).inputs_hash != before


@pytest.mark.parametrize(
    "column", ["numbers = '{}'", "numbers_hash = ''", "as_of = '2020-01-01'", "made_at = now()"]
)
def test_the_database_refuses_to_change_or_remove_a_report(
    column: str, mesa: Alliance, coordinadora: User, empresa: User
) -> None:
    acts.make_report(coordinadora, mesa)
    other = f"asked_by_id = '{empresa.pk}'"
    for act in (f"update evaluation_sdgreport set {column}", f"update evaluation_sdgreport set {other}",
                "delete from evaluation_sdgreport"):  # fmt: skip
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    assert SdgReport.objects.get().asked_by == coordinadora


def test_a_report_outlives_the_account_of_its_asker(
    mesa: Alliance, coordinadora: User, empresa: User
) -> None:
    report = acts.make_report(empresa, mesa)
    SdgReport.objects.filter(pk=report.pk).update(asked_by=None)
    assert not SdgReport.objects.visible_to(make.principal(empresa)).exists()
    assert SdgReport.objects.visible_to(make.principal(coordinadora)).get() == report


def test_the_platforms_own_report_is_the_foundations_with_its_document(
    mesa: Alliance, coordinadora: User, funcionaria: User
) -> None:
    job, _told = ask_report(alliance=None, by=SYSTEM)
    engine.run(str(job.pk))
    report = SdgReport.objects.get(pk=job.pk)
    address = f"/informes/ods/{report.pk}/"
    make.page(make.client_of(coordinadora), address)
    assert acts.document(coordinadora, report).startswith(b"%PDF")
    make.page(make.client_of(funcionaria), address, 404)
    make.page(make.client_of(funcionaria), f"/archivos/{report.pdf_id}/", 404)


def test_the_numbers_are_those_of_one_instant(real_db: str, mesa: Alliance, empresa_actor: Actor) -> None:
    """A receipt that is committed while the rows are read is in no sum of that report."""
    make.make_receipt(mesa, empresa_actor, 100)
    read = sdg_facts._extent

    def slow(entries: Any) -> Any:
        told = read(entries)
        make.at_once(lambda: make.make_receipt(mesa, empresa_actor, 7))
        return told

    sdg_facts._extent = slow
    try:
        given = sdg_facts.gather(alliance=mesa, as_of=dates.today(), by=SYSTEM).given
    finally:
        sdg_facts._extent = read
    assert given.money.received == sum(row.received for row in given.contributors) == 100
    assert sdg_facts.gather(alliance=mesa, as_of=dates.today(), by=SYSTEM).given.money.received > 100


def test_a_report_in_english_speaks_english(mesa: Alliance, coordinadora: User) -> None:
    make.make_initiative(mesa, goals={11: 100}, execution_cost=100)
    job = ask(coordinadora, lang="en")
    engine.run(str(job.pk))
    report = SdgReport.objects.get(pk=job.pk)
    text = acts.text_of(acts.document(coordinadora, report))
    assert "11 · Sustainable cities and communities" in text
    assert report.language == "en"
