"""How a mesa reads, by the API: asked for by a job, told with its reasons, kept with its history."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.jobs import run
from core.models import Job
from evaluation.matrix import matrix
from evaluation.models import TypologyResult
from evaluation.services.typology import classify_alliances
from tests.api.answers import at, ids, ok, problem
from tests.factories import api, count_queries, make_meeting, make_mesa


def classify(*mesas: Alliance, on: Any = None) -> None:
    classify_alliances(alliances=[mesa.pk for mesa in mesas], as_of=on or dates.today(), by=SYSTEM)


def meet(mesa: Alliance, actors: Iterable[Actor], times: int = 3) -> None:
    """Sessions to manage together, each with an agreement, one a quarter."""
    for turn in range(times):
        make_meeting(
            mesa,
            held_on=dates.today() - timedelta(days=5 + 80 * turn),
            spaces=["gestion_conjunta"],
            attendances=dict.fromkeys(actors, 2),
            agreements=["Seguir con la plaza"],
        )


def test_a_reading_is_asked_for_by_a_job_and_told_with_its_reasons(
    funcionaria: User, empresa: User, mesa: Alliance, municipalidad: Actor, junta: Actor
) -> None:
    meet(mesa, [municipalidad, junta])
    client = api(funcionaria)
    assert ok(client.get(at("alliance-typology", mesa.pk))) == {"latest": None, "history": []}
    asked = ok(client.post(at("jobs"), {"kind": "typology", "params": {"alliance": str(mesa.pk)}}), 201)
    run(asked["id"])
    assert ok(client.get(at("job", asked["id"])))["result"]["alliances"] == 1
    told = ok(api(empresa).get(at("alliance-typology", mesa.pk)))["latest"]
    kept = TypologyResult.objects.get()
    assert (told["id"], told["model"]) == (str(kept.pk), kept.model)
    assert (told["model_label"], told["confidence"]) == (kept.get_model_display(), kept.confidence)
    assert told["alliance"] == {"id": str(mesa.pk), "name": mesa.name}
    assert told["as_of"] == told["seen_on"] == dates.today().isoformat()
    assert [row["code"] for row in told["variables"]] == list(matrix().variables)
    for row in told["variables"]:
        stored = kept.readings[row["code"]]
        assert [value["code"] for value in row["values"]] == stored["values"]
        assert {model["code"] for model in row["models"]} == set(stored["models"])
        assert [why["code"] for why in row["why"]] == [why["code"] for why in stored["why"]]
        assert row["why"], "una variable no dice por qué"
        assert [(line["rows"], line["count"], line["ids"]) for line in row["evidence"]] == [
            (line["rows"], line["count"], line["ids"]) for line in kept.evidence[row["code"]]
        ]
    assert told["counts"] == kept.counts
    assert [reason["code"] for reason in told["reasons"]] == [reason["code"] for reason in kept.reasons]
    words = [reason["text"] for reason in told["reasons"] + told["notices"]]
    assert words
    assert not [text for text in words if "%(" in text or "_" in text]
    one = ok(api(empresa).get(at("typology-result", kept.pk)))
    assert one == told


def test_the_history_is_what_was_read_before(funcionaria: User, mesa: Alliance, municipalidad: Actor) -> None:
    classify(mesa, on=dates.today() - timedelta(days=9))
    meet(mesa, [municipalidad])
    classify(mesa, on=dates.today() - timedelta(days=3))
    classify(mesa)  # reads as before: seen again, no new row
    told = ok(api(funcionaria).get(at("alliance-typology", mesa.pk)))
    older, newer = TypologyResult.objects.order_by("as_of")
    assert told["latest"]["id"] == str(newer.pk)
    assert told["latest"]["seen_on"] == dates.today().isoformat()
    assert [row["id"] for row in told["history"]] == [str(older.pk)]
    assert "variables" not in told["history"][0]
    listed = ok(api(funcionaria).get(at("typology-results"), {"alliance": str(mesa.pk)}))["results"]
    assert [row["id"] for row in listed] == [str(newer.pk), str(older.pk)]


def test_it_is_seen_with_its_mesa_and_only_with_it(
    mesa: Alliance, mesa_ajena: Alliance, empresa: User, vecina: User, ajena: User, coordinadora: User
) -> None:
    classify(mesa, mesa_ajena)
    own = TypologyResult.objects.get(alliance=mesa)
    for user in (empresa, vecina):
        assert ids(ok(api(user).get(at("typology-results")))) == {str(own.pk)}
        ok(api(user).get(at("typology-result", own.pk)))
        problem(api(user).get(at("alliance-typology", mesa_ajena.pk)), 404)
    problem(api(ajena).get(at("typology-result", own.pk)), 404)
    problem(api(ajena).get(at("alliance-typology", mesa.pk)), 404)
    problem(api(ajena).get(at("typology-results"), {"alliance": str(mesa.pk)}), 422)
    problem(api().get(at("typology-results")), 401)
    problem(api().get(at("alliance-typology", mesa.pk)), 401)
    assert ok(api(coordinadora).get(at("typology-results")))["count"] == 2
    problem(api(coordinadora).get(at("typology-result", "no-es-un-id")), 404)


def test_who_may_ask_for_one(
    mesa: Alliance, funcionaria: User, empresa: User, vecina: User, ajena: User, coordinadora: User
) -> None:
    one = {"kind": "typology", "params": {"alliance": str(mesa.pk)}}
    for user in (empresa, vecina):
        problem(api(user).post(at("jobs"), one), 403, "not_allowed")
    problem(api(ajena).post(at("jobs"), one), 422, "unknown_alliance")
    problem(api(funcionaria).post(at("jobs"), {"kind": "typology"}), 403)
    unknown = {**one, "params": {"alliance": str(uuid.uuid4())}}
    assert "params" in problem(api(funcionaria).post(at("jobs"), unknown), 422)["errors"]
    assert not Job.objects.exists()
    ok(api(funcionaria).post(at("jobs"), one), 201)
    ok(api(coordinadora).post(at("jobs"), {"kind": "typology"}), 201)


def test_the_filters_keep_what_is_in_force_and_say_what_they_do_not_know(
    coordinadora: User, mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor
) -> None:
    classify(mesa, mesa_ajena, on=dates.today() - timedelta(days=9))
    meet(mesa, [municipalidad])
    classify(mesa)
    client = api(coordinadora)

    def found(**query: Any) -> list[str]:
        return [row["as_of"] for row in ok(client.get(at("typology-results"), query))["results"]]

    before, today = (dates.today() - timedelta(days=9)).isoformat(), dates.today().isoformat()
    assert found() == [today, before, before]
    assert found(latest="true") == [today, before]
    assert found(latest="true", alliance=mesa.pk) == [today]
    # The one in force is so before the model is asked: an older reading of that model does not stand in for it.
    now = TypologyResult.objects.get(alliance=mesa, as_of=dates.today())
    old = TypologyResult.objects.get(alliance=mesa, as_of=dates.today() - timedelta(days=9))
    if now.model == old.model:
        pytest.fail("las dos lecturas de la prueba deben diferir")
    assert found(latest="true", alliance=mesa.pk, model=old.model) == []
    for query in ({"latest": "quizás"}, {"model": "piramidal"}, {"alliance": "x"}):
        assert set(problem(client.get(at("typology-results"), query), 422)["errors"]) == set(query)


def test_a_list_costs_the_same_for_ten_and_twenty(funcionaria: User, municipalidad: Actor) -> None:
    client, told = api(funcionaria), []
    client.get(at("me"))
    for _turn in range(2):
        classify(*[make_mesa(partners=[municipalidad]) for _number in range(10)])
        with count_queries() as counted:
            body = ok(client.get(at("typology-results"), {"page_size": 200, "latest": "true"}))
        told.append((len(counted), body["count"]))
    assert [rows for _queries, rows in told] == [10, 20]
    assert told[0][0] == told[1][0], [query["sql"][:150] for query in counted.captured_queries]
