"""Initiatives by the API: entered from what was agreed, corrected, moved, summed; seen with their mesa."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.ids import uuid7
from core.models import Event
from portfolio.models import Initiative, InitiativeStep
from tests.api.answers import at, ids, ok, problem
from tests.factories import (
    api,
    count_queries,
    make_actor,
    make_allocation,
    make_expenditure,
    make_initiative,
    make_meeting,
    make_mesa,
    make_participation,
    make_receipt,
)


@pytest.fixture
def plaza(mesa: Alliance) -> Initiative:
    return make_initiative(mesa, "Plaza del Puerto", execution_cost=90_000_000, women=120, men=80)


def body_of(mesa: Alliance, **more: Any) -> dict[str, Any]:
    told = {"name": "Terminal rural", "works_class": "transporte", "comuna": "02102", "plan": "PLADECO"}
    return {"alliance": str(mesa.pk), **told, **more}


def test_an_agreement_becomes_an_initiative_that_says_where_it_was_decided(
    funcionaria: User, municipalidad: Actor, mesa: Alliance
) -> None:
    meeting = make_meeting(mesa, agreements=["Postular el terminal rural"])
    body = body_of(
        mesa,
        plan="",
        agreement=str(meeting.agreements.get().pk),
        lat="-23.10000",
        lng="-70.45000",
        women=300,
        men=280,
        how_counted="censo",
        design_cost=40_000_000,
        execution_cost=900_000_000,
        next_step="Pedir la visación",
        next_step_by=(dates.today() + timedelta(days=20)).isoformat(),
        ball=str(municipalidad.pk),
        goals=[{"goal": 11, "is_main": True}, {"goal": 9}],
    )
    answer = api(funcionaria).post(at("initiatives"), body)
    told = ok(answer, 201)
    assert answer["ETag"].startswith('"1-')
    decided = told["agreement"]
    assert decided["text"] == "Postular el terminal rural"
    assert decided["meeting"]["id"] == str(meeting.pk)
    assert decided["meeting"]["held_on"] == meeting.held_on.isoformat()
    assert (told["portfolio_label"], told["phase"], told["beneficiaries"]) == (
        "Cartera ampliada",
        "idea",
        580,
    )
    assert [(g["goal"]["number"], g["weight"], g["is_main"]) for g in told["goals"]] == [
        (11, 60, True),
        (9, 40, False),
    ]
    assert (told["ball"]["name"], told["comuna"]["name"]) == (municipalidad.name, "Mejillones")
    assert [step["phase"] for step in told["steps"]] == ["idea"]
    assert told["steps"][0]["made_by"]["name"] == funcionaria.name
    assert ok(api(funcionaria).get(at("initiative", told["id"]))) == told
    assert Event.objects.filter(kind="initiative.entered", subject_id=told["id"]).count() == 1


def test_it_is_seen_with_its_mesa_and_only_with_it(
    plaza: Initiative, mesa_ajena: Alliance, empresa: User, vecina: User, ajena: User, coordinadora: User
) -> None:
    foreign = make_initiative(mesa_ajena)
    for user in (empresa, vecina):
        assert ids(ok(api(user).get(at("initiatives")))) == {str(plaza.pk)}
        ok(api(user).get(at("initiative", plaza.pk)))
        problem(api(user).get(at("initiative", foreign.pk)), 404)
    for name in ("initiative", "initiative-money"):
        problem(api(ajena).get(at(name, plaza.pk)), 404)
        problem(api().get(at(name, plaza.pk)), 401)
    assert ids(ok(api(coordinadora).get(at("initiatives")))) == {str(plaza.pk), str(foreign.pk)}
    problem(api(ajena).get(at("initiatives"), {"alliance": str(plaza.alliance_id)}), 422)
    problem(api(ajena).get(at("initiative", "no-es-un-id")), 404)


def test_only_the_foundation_and_officials_of_the_mesa_write(
    plaza: Initiative, mesa: Alliance, empresa: User, vecina: User, ajena: User
) -> None:
    events, version = Event.objects.count(), {"If-Match": '"1"'}
    for user in (empresa, vecina):
        client = api(user)
        problem(client.post(at("initiatives"), body_of(mesa)), 403, "not_allowed")
        problem(client.patch(at("initiative", plaza.pk), {"place": "x"}, headers=version), 403)
        problem(client.post(at("move-initiative", plaza.pk), {"phase": "perfil"}), 403)
    client = api(ajena)
    assert set(problem(client.post(at("initiatives"), body_of(mesa)), 422)["errors"]) == {"alliance"}
    problem(client.patch(at("initiative", plaza.pk), {"place": "x"}, headers=version), 404)
    problem(client.post(at("move-initiative", plaza.pk), {"phase": "perfil"}), 404)
    problem(api().post(at("initiatives"), body_of(mesa)), 401)
    assert Event.objects.count() == events
    assert Initiative.objects.count() == InitiativeStep.objects.count() == 1


TOO_MANY = [{"goal": n, "is_main": n == 1} for n in range(1, 8)]
BAD: list[tuple[str, dict[str, Any], set[str]]] = [
    ("no origin", {"plan": ""}, {"plan"}),
    ("a comuna of another mesa", {"comuna": "08311"}, {"comuna"}),
    ("an unknown comuna", {"comuna": "99999"}, {"comuna"}),
    ("an unknown class", {"works_class": "palacio"}, {"works_class"}),
    ("half a point", {"lat": "-23.1"}, {"lng"}),
    ("a point in Spain", {"lat": "40.4", "lng": "-70.4"}, {"lat"}),
    ("a negative cost", {"execution_cost": -1}, {"execution_cost"}),
    ("people not counted", {"women": 4}, {"how_counted"}),
    ("fewer than nobody", {"women": -4, "how_counted": "censo"}, {"women"}),
    ("entered tomorrow", {"entered_on": (dates.today() + timedelta(days=2)).isoformat()}, {"entered_on"}),
    ("weights of 90", {"goals": [{"goal": 1, "weight": 90, "is_main": True}]}, {"goals"}),
    ("two main goals", {"goals": [{"goal": 1, "is_main": True}, {"goal": 2, "is_main": True}]}, {"goals"}),
    ("no main goal", {"goals": [{"goal": 1}]}, {"goals"}),
    ("a goal twice", {"goals": [{"goal": 1, "is_main": True}, {"goal": 1}]}, {"goals"}),
    ("too many goals", {"goals": TOO_MANY}, {"goals"}),
    ("a goal 18", {"goals": [{"goal": 18, "is_main": True}]}, {"goals.0.goal"}),
    ("a weight of 200", {"goals": [{"goal": 1, "weight": 200, "is_main": True}]}, {"goals.0.weight"}),
    ("money", {"received": 5}, {"received"}),
]


@pytest.mark.parametrize(("more", "fields"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_cannot_be_says_which_field(
    more: dict[str, Any], fields: set[str], funcionaria: User, mesa: Alliance
) -> None:
    told = problem(api(funcionaria).post(at("initiatives"), body_of(mesa, **more)), 422)
    assert set(told["errors"]) == fields, told
    assert not Initiative.objects.exists()


def test_an_agreement_of_another_mesa_is_refused(
    coordinadora: User, funcionaria: User, mesa: Alliance, mesa_ajena: Alliance
) -> None:
    other = make_meeting(mesa_ajena, agreements=["Otro"]).agreements.get()
    for user in (coordinadora, funcionaria):  # she sees it and may not; she does not see it
        body = body_of(mesa, agreement=str(other.pk))
        assert set(problem(api(user).post(at("initiatives"), body), 422)["errors"]) == {"agreement"}


def test_a_change_needs_the_version_and_goals_change_as_a_set(funcionaria: User, plaza: Initiative) -> None:
    client, address = api(funcionaria), at("initiative", plaza.pk)
    read = client.get(address)
    problem(client.patch(address, {"place": "Borde costero"}), 428, "version_required")
    goals = [{"goal": 3, "weight": 30}, {"goal": 13, "weight": 70, "is_main": True}]
    body = {"place": "Borde costero", "goals": goals, "women": None}
    changed = ok(client.patch(address, body, headers={"If-Match": read["ETag"]}))
    assert (changed["place"], changed["women"], changed["version"]) == ("Borde costero", None, 2)
    assert [(g["goal"]["number"], g["weight"]) for g in changed["goals"]] == [(13, 70), (3, 30)]
    late = client.patch(address, {"place": "Otro"}, headers={"If-Match": read["ETag"]})
    assert problem(late, 409, "stale")["extra"]["version"] == 2
    bad = client.patch(
        address, {"place": "Z", "goals": [{"goal": 3, "weight": 30}]}, headers={"If-Match": '"2"'}
    )
    assert "goals" in problem(bad, 422)["errors"]
    plaza.refresh_from_db()
    assert plaza.place == "Borde costero"
    for name, value in (("portfolio", "definitiva"), ("phase", "perfil"), ("alliance", str(uuid7()))):
        told = client.patch(address, {name: value}, headers={"If-Match": '"2"'})
        assert set(problem(told, 422)["errors"]) == {name}


def test_it_moves_one_list_at_a_time_and_keeps_its_steps(funcionaria: User, plaza: Initiative) -> None:
    client, address = api(funcionaria), at("move-initiative", plaza.pk)
    tag = client.get(at("initiative", plaza.pk))["ETag"]
    told = problem(client.post(address, {"portfolio": "definitiva"}), 422, "bad_transition")
    assert set(told["errors"]) == {"portfolio"}
    body = {"portfolio": "priorizada", "phase": "perfil", "note": "Votada por la mesa"}
    key = {"Idempotency-Key": "mover", "If-Match": tag}
    moved, again = (client.post(address, body, headers=key) for _turn in range(2))
    assert ok(moved) == ok(again)
    assert again["Replayed"] == "1"
    assert [(s["portfolio"], s["phase"], s["note"]) for s in ok(moved)["steps"]] == [
        ("ampliada", "idea", ""),
        ("priorizada", "perfil", "Votada por la mesa"),
    ]
    problem(client.post(address, {"phase": "diseno"}, headers={"If-Match": tag}), 409, "stale")
    assert set(problem(client.post(address, {}), 422, "no_change")["errors"]) == {"phase"}
    future = {"phase": "diseno", "happened_on": (dates.today() + timedelta(days=3)).isoformat()}
    assert set(problem(client.post(address, future), 422)["errors"]) == {"happened_on"}
    assert set(problem(client.post(address, {"phase": "luna"}), 422)["errors"]) == {"phase"}
    assert InitiativeStep.objects.count() == 2


def test_the_same_id_twice_is_one_initiative(funcionaria: User, coordinadora: User, mesa: Alliance) -> None:
    client, body = api(funcionaria), body_of(mesa, id=str(uuid7()))
    first, again = (client.post(at("initiatives"), body) for _turn in range(2))
    assert ok(first, 201) == ok(again, 201)
    assert again["Replayed"] == "1"
    problem(client.post(at("initiatives"), {**body, "name": "Otra"}), 409, "reused_key")
    problem(api(coordinadora).post(at("initiatives"), body), 409, "reused_uid")
    assert Initiative.objects.count() == 1


def test_sums_are_those_of_the_filtered_list_and_of_nothing_unseen(
    funcionaria: User, coordinadora: User, mesa: Alliance, mesa_ajena: Alliance, plaza: Initiative
) -> None:
    make_initiative(
        mesa, "Posta", execution_cost=10_000_000, unspecified=50, works_class="salud", goals={3: 60, 11: 40}
    )
    make_initiative(mesa_ajena, "Puente", execution_cost=500_000_000)
    make_initiative(
        mesa, "Ciclovía", execution_cost=7_000_000, women=9, phase="descartada", works_class="vialidad"
    )
    client = api(funcionaria)
    whole = ok(client.get(at("initiatives-summary")))
    assert whole == {
        "as_of": dates.today().isoformat(),
        "initiatives": 2,
        "discarded": 1,
        "design_cost": 0,
        "execution_cost": 100_000_000,
        "women": 120,
        "men": 80,
        "unspecified": 50,
        "beneficiaries": 250,
    }
    for query in ({"q": "plaza"}, {"works_class": "salud"}, {"goal": 11}, {"portfolio": "ampliada"}):
        found = ok(client.get(at("initiatives"), query))["results"]
        rows = [row for row in found if row["phase"] != "descartada"]
        sums = ok(client.get(at("initiatives-summary"), query))
        assert sums["initiatives"] == len(rows)
        assert sums["execution_cost"] == sum(row["execution_cost"] for row in rows)
        assert sums["beneficiaries"] == sum(row["beneficiaries"] for row in rows)
    assert ok(api(coordinadora).get(at("initiatives-summary")))["execution_cost"] == 600_000_000
    problem(client.get(at("initiatives-summary"), {"phase": "luna"}), 422)


def test_its_money_is_a_sum_for_whoever_sees_it(
    plaza: Initiative, mesa: Alliance, empresa_actor: Actor, municipalidad: Actor, vecina: User
) -> None:
    make_receipt(mesa, empresa_actor, 3_000_000)
    make_receipt(mesa, municipalidad, 1_000_000, initiative=plaza)
    make_allocation(plaza, 2_500_000)
    make_expenditure(plaza, 400_000)
    told = ok(api(vecina).get(at("initiative-money", plaza.pk)))
    assert told["as_of"] == mesa.today().isoformat()
    sums = told["totals"]
    assert (sums["received"], sums["allocated"], sums["spent"]) == (1_000_000, 2_500_000, 400_000)
    assert sums["unspent"] == 2_100_000
    assert set(told) == {"as_of", "totals"}


def test_goals_and_phases_are_there_for_all_who_sign_in(ajena: User) -> None:
    client = api(ajena)
    goals = ok(client.get(at("sdg-goals")))
    assert goals["count"] == 17
    assert (goals["results"][0]["number"], goals["results"][0]["label"]) == (1, "Fin de la pobreza")
    english = ok(client.get(at("sdg-goals"), headers={"Accept-Language": "en"}))["results"][0]
    assert english["label"] == english["name_en"] == "No poverty"
    phases = ok(client.get(at("project-phases")))
    assert phases["count"] == 15
    assert phases["results"][0]["code"] == "idea"
    problem(api().get(at("sdg-goals")), 401)
    problem(api().get(at("project-phases")), 401)


COMUNAS = (
    "02101", "02102", "02103", "02104", "03101", "03102", "04101", "04102", "05101", "05102",
    "06101", "06102", "07101", "07102", "08101", "08102", "09101", "09102", "10101", "10102",
)  # fmt: skip


@pytest.mark.parametrize("name", ["initiatives", "initiatives-summary"])
def test_a_list_costs_the_same_for_ten_and_twenty(name: str, funcionaria: User, municipalidad: Actor) -> None:
    client, told = api(funcionaria), []
    client.get(at("me"))
    for part in (COMUNAS[:10], COMUNAS[10:]):
        for comuna in part:
            ball = make_actor(kind="empresa")
            mesa = make_mesa(comunas=[comuna], partners=[municipalidad])
            make_participation(mesa, ball)
            agreement = make_meeting(mesa, agreements=["Hacerlo"]).agreements.get()
            make_initiative(mesa, agreement=agreement, ball=ball, goals={1: 60, 11: 40})
        with count_queries() as counted:
            body = ok(client.get(at(name), {"page_size": 200}))
        told.append((len(counted), body.get("count", body.get("initiatives"))))
    assert [rows for _queries, rows in told] == [10, 20]
    assert told[0][0] == told[1][0], [query["sql"][:150] for query in counted.captured_queries]


def test_one_costs_the_same_whatever_its_steps(funcionaria: User, plaza: Initiative) -> None:
    client, told = api(funcionaria), []
    client.get(at("me"))
    for phases in (("perfil",), ("prefactibilidad", "diseno", "postulacion")):
        for phase in phases:
            ok(client.post(at("move-initiative", plaza.pk), {"phase": phase}))
        with count_queries() as counted:
            ok(client.get(at("initiative", plaza.pk)))
        told.append(len(counted))
    assert told[0] == told[1]
