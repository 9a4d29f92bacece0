"""The schema says what the API does, and what the API does is what the schema says."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from config.wsgi import application
from convergence.models import Alliance
from core import dates
from core.jobs import ask_job, run
from core.models import Job
from evaluation.services.typology import classify_alliances
from tests.api.answers import ROOT, ok
from tests.factories import (
    api,
    make_allocation,
    make_commitment,
    make_initiative,
    make_meeting,
    make_pledge,
    make_receipt,
    principal,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SHORT, LONG = 5, 60


def test_the_schema_has_no_warning(tmp_path: Any) -> None:
    for language in ("es", "en"):
        call_command(
            "spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / language), lang=language
        )


def test_the_schema_names_every_route_and_its_problems(db: None) -> None:
    schema = ok(Client().get(f"{ROOT}/schema/", headers={"Accept": "application/json"}))
    from config.api import urlpatterns

    told = {re.sub(r"<str:\w+>", "{}", str(route.pattern)) for route in urlpatterns}
    paths = {re.sub(r"\{\w+\}", "{}", path.removeprefix(f"{ROOT}/")) for path in schema["paths"]}
    assert told - {"schema/", "docs/"} == paths
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            problem = operation["responses"]["422"]["content"]["application/problem+json"]
            assert problem["schema"]["$ref"].endswith("/Problem")
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert method != "patch" or "If-Match" in names
    assert "AllianceKind" in schema["components"]["schemas"]
    assert not [name for name in schema["components"]["schemas"] if re.search(r"[0-9a-f]{3}Enum$", name)]


def test_the_docs_page_holds_to_the_houses_policy(db: None) -> None:
    """Chromium was seen to show it under this policy; here: nothing inline, and every file is ours."""
    page = Client().get(f"{ROOT}/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "style-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert not re.search(r"<style|style=|\son\w+=|<script>", text)
    for address in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert address.startswith("/"), address
    script = re.findall(r'src="(/api/[^"]+)"', text)[0].replace("&amp;", "&")
    answer = Client().get(script)
    assert answer["Content-Type"].startswith("application/javascript")
    assert f"{ROOT}/schema/" in answer.content.decode()


# By a machine that reads the schema ---------------------------------------------------------
@pytest.fixture
def filled(
    mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor, coordinadora: User, funcionaria: User
) -> dict[str, str]:
    """A row of each kind, so that what is drawn for `{id}` exists now and then."""
    meeting = make_meeting(mesa, attendances={municipalidad: 2}, agreements=["Uno"])
    commitment = make_commitment(mesa, municipalidad, meeting=meeting)
    job = Job.objects.create(kind="check", asked_by=coordinadora)
    plaza = make_initiative(mesa, execution_cost=9_000_000, women=10)
    pledge = make_pledge(mesa, municipalidad)
    movement = make_receipt(mesa, municipalidad, pledge=pledge)
    make_allocation(plaza, 1_000)
    classify_alliances(alliances=[mesa.pk], as_of=dates.today(), by=SYSTEM)
    report, _told = ask_job(kind="sdg_report", by=principal(funcionaria))
    run(str(report.pk))
    return {
        "initiatives": str(plaza.pk),
        "pledges": str(pledge.pk),
        "movements": str(movement.pk),
        "contributors": str(municipalidad.pk),
        "typology-results": str(mesa.typology_results.get().pk),
        "sdg-reports": str(report.pk),
        "actors": str(municipalidad.pk),
        "alliances": str(mesa.pk),
        "participations": str(mesa.participations.all()[0].pk),
        "meetings": str(meeting.pk),
        "agreements": str(meeting.agreements.get().pk),
        "commitments": str(commitment.pk),
        "jobs": str(job.pk),
        "regions": "02",
        "comunas": "02102",
        "actor-kinds": "empresa",
    }


@contextmanager
def one_connection() -> Iterator[None]:
    """The application's end of a request would close the connection that holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def walk(filled: dict[str, str], user: User, methods: set[str], examples: int) -> int:
    """Draw calls of each operation and check every answer against the schema. How many calls were made."""
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/schema/?format=json", application)
    secret = api(user)._credentials["HTTP_AUTHORIZATION"]
    made = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.method.upper() not in methods:
            continue

        # Phases: no shrinking beyond what names the fault; a database of examples would outlive the run.
        @hypothesis_settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @schemathesis_given(operation)
        def one(case: Any) -> None:
            nonlocal made
            made += 1
            known = filled.get(case.path.removeprefix(f"{ROOT}/").partition("/")[0])
            if known and made % 3 and "id" in (case.path_parameters or {}):
                case.path_parameters["id"] = known
            if (
                known
                and made % 3
                and "code" in (case.path_parameters or {})
                and "milestones" not in case.path
            ):
                case.path_parameters["code"] = known
            response = case.call(headers={"Authorization": secret, "Accept-Encoding": "identity"})
            case.validate_response(response, checks=CHECKS)

        one()
    return made


def schemathesis_given(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())


NO_LIMIT = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"user": None}}


@override_settings(REST_FRAMEWORK=NO_LIMIT)
def test_reading_answers_as_the_schema_says(filled: dict[str, str], funcionaria: User) -> None:
    with one_connection():
        assert walk(filled, funcionaria, {"GET"}, SHORT) >= 60


@pytest.mark.deep
@override_settings(REST_FRAMEWORK=NO_LIMIT)
def test_every_call_answers_as_the_schema_says(filled: dict[str, str], coordinadora: User) -> None:
    with one_connection():
        assert walk(filled, coordinadora, {"GET", "POST", "PATCH"}, LONG) >= 1000
