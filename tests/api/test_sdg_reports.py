"""SDG reports by the API: asked for by a job, told as they were frozen, and only to who asked."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.jobs import ask_job, run
from core.models import Job
from evaluation.models import SdgReport
from portfolio.models import Initiative
from tests.api.answers import at, ids, ok, problem
from tests.factories import (
    api,
    count_queries,
    make_actor,
    make_allocation,
    make_initiative,
    make_mesa,
    make_participation,
    make_receipt,
    make_user,
    principal,
)


@pytest.fixture
def plaza(mesa: Alliance) -> Initiative:
    return make_initiative(mesa, execution_cost=90_000_000, women=100, men=50, goals={11: 70, 3: 30})


def ask(client: Any, **params: str) -> str:
    asked = ok(client.post(at("jobs"), {"kind": "sdg_report", "params": params}), 201)
    run(asked["id"])
    done = ok(client.get(at("job", asked["id"])))
    assert done["state"] == "done", done["error"]
    return str(asked["id"])


def test_a_report_is_asked_for_read_and_stays_as_it_was(
    funcionaria: User, mesa: Alliance, plaza: Initiative, empresa_actor: Actor
) -> None:
    make_receipt(mesa, empresa_actor, 4_000_000)
    make_allocation(plaza, 1_000_000)
    make_initiative(mesa, "Ciclovía", execution_cost=7_000_000, women=9, phase="descartada")
    client = api(funcionaria)
    key = ask(client, alliance=str(mesa.pk))
    answer = client.get(at("sdg-report", key))
    told = ok(answer)
    kept = SdgReport.objects.get()
    assert told["numbers"] == kept.numbers
    plain = json.dumps(told["numbers"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(plain.encode()).hexdigest() == told["numbers_hash"] == kept.numbers_hash
    assert (told["id"], told["scope_kind"], told["alliance"]["name"]) == (key, "alliance", mesa.name)
    assert told["scope_label"]
    assert told["as_of"] == dates.today().isoformat()
    sums = ok(client.get(at("alliance-money", mesa.pk)))
    assert {name: told["numbers"]["money"][name] for name in sums["totals"]} == sums["totals"]
    assert told["numbers"]["money"]["leverage"] == sums["leverage"]["value"] == "22.5"
    assert told["numbers"]["portfolio"]["execution_cost"] == sums["involved"]["value"] == 90_000_000
    rows = ok(client.get(at("initiatives-summary"), {"alliance": str(mesa.pk)}))
    for name in ("initiatives", "execution_cost", "women", "men", "beneficiaries"):
        assert told["numbers"]["portfolio"][name] == rows[name]
    pdf = b"".join(client.get(told["pdf"]["download_url"]).streaming_content)
    assert pdf.startswith(b"%PDF")
    make_receipt(mesa, empresa_actor, 9_000_000)
    assert ok(client.get(at("sdg-report", key)))["numbers"] == told["numbers"]
    assert client.get(at("sdg-report", key), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_it_is_told_only_to_who_asked(
    funcionaria: User, empresa: User, ajena: User, coordinadora: User, mesa: Alliance, plaza: Initiative
) -> None:
    key = ask(api(funcionaria), alliance=str(mesa.pk))
    other = ask(api(coordinadora))
    for user in (empresa, ajena, coordinadora):
        problem(api(user).get(at("sdg-report", key)), 404)
        assert key not in ids(ok(api(user).get(at("sdg-reports"))))
    pdf = SdgReport.objects.get(pk=key).pdf_id
    problem(api(empresa).get(at("file-content", pdf)), 404)
    problem(api().get(at("sdg-report", key)), 401)
    problem(api().get(at("sdg-reports")), 401)
    assert ids(ok(api(funcionaria).get(at("sdg-reports")))) == {key}
    told = ok(api(coordinadora).get(at("sdg-report", other)))
    assert (told["scope_kind"], told["alliance"]) == ("all", None)
    problem(api(funcionaria).get(at("sdg-report", "no-es-un-id")), 404)


def test_an_unseen_mesa_or_an_unknown_param_is_refused(
    ajena: User, funcionaria: User, mesa: Alliance, mesa_ajena: Alliance, plaza: Initiative
) -> None:
    told = [
        (ajena, {"alliance": str(mesa.pk)}),
        (funcionaria, {"alliance": "x"}),
        (funcionaria, {"mesa": str(mesa.pk)}),
        (funcionaria, {"as_of": (dates.today() + timedelta(days=2)).isoformat()}),
    ]
    for user, params in told:
        body = {"kind": "sdg_report", "params": params}
        assert set(problem(api(user).post(at("jobs"), body), 422)["errors"]) == {"params"}
    nobody = api(make_user("Nadie"))  # sees no mesa
    problem(nobody.post(at("jobs"), {"kind": "sdg_report"}), 403, "not_allowed")
    assert not Job.objects.exists()


def test_the_list_filters_and_lacks_the_numbers(
    funcionaria: User, mesa: Alliance, plaza: Initiative, municipalidad: Actor
) -> None:
    client = api(funcionaria)
    other = make_mesa(partners=[municipalidad])
    of_mesa, of_other = ask(client, alliance=str(mesa.pk)), ask(client, alliance=str(other.pk))
    whole = ask(client)
    rows = ok(client.get(at("sdg-reports")))["results"]
    assert [row["id"] for row in rows] == [whole, of_other, of_mesa]
    assert "numbers" not in rows[0]
    assert ids(ok(client.get(at("sdg-reports"), {"alliance": str(mesa.pk)}))) == {of_mesa}
    assert ids(ok(client.get(at("sdg-reports"), {"scope_kind": "all"}))) == {whole}
    for query in ({"scope_kind": "medio"}, {"alliance": "x"}):
        assert set(problem(client.get(at("sdg-reports"), query), 422)["errors"]) == set(query)


def test_a_company_gets_its_own_lines_and_a_public_partner_the_whole_ledger(
    funcionaria: User, empresa: User, mesa: Alliance, plaza: Initiative, empresa_actor: Actor
) -> None:
    other = make_actor("Puerto Angamos SpA", kind="empresa")
    make_participation(mesa, other)
    make_receipt(mesa, empresa_actor, 4_000_000)
    make_receipt(mesa, other, 7_654_321)
    named = {}
    for user in (empresa, funcionaria):
        client = api(user)
        numbers = ok(client.get(at("sdg-report", ask(client, alliance=str(mesa.pk)))))["numbers"]
        named[user.pk] = {row["name"] for row in numbers["contributors"]["rows"]}
        assert numbers["money"]["received"] == 11_654_321
        if user == empresa:
            assert other.name not in json.dumps(numbers)
            assert "7654321" not in json.dumps(numbers)
    assert named == {empresa.pk: {empresa_actor.name}, funcionaria.pk: {empresa_actor.name, other.name}}


def test_a_list_costs_the_same_for_two_and_for_four(
    funcionaria: User, mesa: Alliance, municipalidad: Actor
) -> None:
    client, told = api(funcionaria), []
    client.get(at("me"))
    for _turn in range(2):
        for _number in range(2):
            row = make_mesa(partners=[municipalidad])
            job, _told = ask_job(
                kind="sdg_report", params={"alliance": str(row.pk)}, by=principal(funcionaria)
            )
            run(str(job.pk))
        with count_queries() as counted:
            body = ok(client.get(at("sdg-reports"), {"page_size": 200}))
        told.append((len(counted), body["count"]))
    assert [rows for _queries, rows in told] == [2, 4]
    assert told[0][0] == told[1][0], [query["sql"][:150] for query in counted.captured_queries]
