"""Repeats and versions: the same request twice acts once; a write on an older version is refused."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Commitment, Cycle, Meeting, Participation
from core import dates
from core.ids import uuid7
from tests.api.answers import at, ok, problem
from tests.factories import api, at_once, client_of, make_commitment, make_meeting, make_rut


def mesa_body(**more: Any) -> dict[str, Any]:
    start = (dates.today() - timedelta(days=9)).isoformat()
    return {"kind": "otra", "name": "Alianza", "comunas": ["02102"], "started_on": start, **more}


def test_the_same_id_and_body_replay_and_another_body_is_refused(coordinadora: User) -> None:
    client, body = api(coordinadora), mesa_body(id=str(uuid7()))
    first, again = client.post(at("alliances"), body), client.post(at("alliances"), body)
    assert ok(first, 201)["id"] == body["id"]
    assert ok(again, 201) == ok(first, 201)
    assert again["Replayed"] == "1"
    assert "Replayed" not in first
    assert again["ETag"] == first["ETag"]
    problem(client.post(at("alliances"), {**body, "name": "Otra"}), 409, "reused_key")
    assert Alliance.objects.count() == 1


def test_another_persons_id_is_a_conflict(coordinadora: User, mesa: Alliance) -> None:
    problem(api(coordinadora).post(at("alliances"), mesa_body(id=str(mesa.pk))), 409, "reused_uid")


def test_an_idempotency_key_replays_where_there_is_no_id(coordinadora: User, mesa: Alliance) -> None:
    client, headers = api(coordinadora), {"Idempotency-Key": "ciclo-1"}
    body = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    first = client.post(at("cycles", mesa.pk), body, headers=headers)
    again = client.post(at("cycles", mesa.pk), body, headers=headers)
    assert ok(again, 201) == ok(first, 201)
    assert again["Replayed"] == "1"
    problem(client.post(at("cycles", mesa.pk), {**body, "ends_on": "2027-01-31"}, headers=headers), 409)
    assert Cycle.objects.count() == 1


def test_a_refused_act_leaves_no_memory(coordinadora: User) -> None:
    client, body = api(coordinadora), mesa_body(id=str(uuid7()))
    problem(client.post(at("alliances"), {**body, "comunas": []}), 422)
    ok(client.post(at("alliances"), body), 201)


def test_a_stage_is_not_advanced_twice_by_the_same_key(coordinadora: User) -> None:
    from tests.factories import make_mesa

    mesa = make_mesa(kind="otra")
    client, key = api(coordinadora), {"Idempotency-Key": "avance"}
    for code in ("contacto_inicial", "socios_identificados", "proposito_comun"):
        told = {"kind": "overridden", "reason": "Para la prueba"}
        ok(client.post(at("waive", mesa.pk, code), told), 201)
    first = client.post(at("advance-stage", mesa.pk), headers=key)
    assert ok(first)["stage"] == "puesta_en_marcha"
    again = client.post(at("advance-stage", mesa.pk), headers=key)
    assert again["Replayed"] == "1"
    assert ok(again)["stage"] == "puesta_en_marcha"
    assert mesa.stage_changes.count() == 2


def meeting_body(mesa: Alliance, **more: Any) -> dict[str, Any]:
    held = (dates.today() - timedelta(days=3)).isoformat()
    return {"alliance": str(mesa.pk), "held_on": held, "women": 4, "men": 2, **more}


def test_a_meeting_replays_by_its_uid_with_and_without_a_key(funcionaria: User, mesa: Alliance) -> None:
    client, body = api(funcionaria), meeting_body(mesa, id=str(uuid7()))
    first = client.post(at("meetings"), body, headers={"Idempotency-Key": "a"})
    again = client.post(at("meetings"), body)
    other_key = client.post(at("meetings"), body, headers={"Idempotency-Key": "b"})
    assert ok(first, 201)["id"] == ok(again, 201)["id"] == ok(other_key, 201)["id"]
    assert again["Replayed"] == other_key["Replayed"] == "1"
    problem(client.post(at("meetings"), {**body, "women": 5}), 409, "reused_key")
    assert Meeting.objects.count() == 1


def test_a_meeting_sent_by_the_page_and_then_by_the_api_is_one(funcionaria: User, mesa: Alliance) -> None:
    uid = str(uuid7())
    held = (dates.today() - timedelta(days=3)).isoformat()
    rows = {
        f"{prefix}-{name}": value
        for prefix in ("acuerdos", "compromisos", "agreements", "commitments", "form", "a", "c")
        for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
    }
    form = {"uid": uid, "kind": "sesion", "held_on": held, "women": "4", "men": "2", "others": "", **rows}
    from django.urls import reverse

    page = client_of(funcionaria).post(reverse("convergence:record", args=[mesa.pk]), form)
    assert page.status_code == 302, page.content[:500]
    again = api(funcionaria).post(at("meetings"), meeting_body(mesa, id=uid))
    assert ok(again, 201)["id"] == uid
    assert again["Replayed"] == "1"
    assert Meeting.objects.count() == 1


def test_a_patch_needs_the_version_and_an_older_one_is_stale(coordinadora: User, mesa: Alliance) -> None:
    client = api(coordinadora)
    read = client.get(at("alliance", mesa.pk))
    problem(client.patch(at("alliance", mesa.pk), {"purpose": "Uno"}), 428, "version_required")
    changed = client.patch(at("alliance", mesa.pk), {"purpose": "Uno"}, headers={"If-Match": read["ETag"]})
    assert ok(changed)["purpose"] == "Uno"
    late = client.patch(at("alliance", mesa.pk), {"purpose": "Dos"}, headers={"If-Match": read["ETag"]})
    assert problem(late, 409, "stale")["extra"]["version"] == 2
    problem(client.patch(at("alliance", mesa.pk), {}, headers={"If-Match": "ayer"}), 409, "stale")
    bare = client.patch(at("alliance", mesa.pk), {"purpose": "Dos"}, headers={"If-Match": '"2"'})
    assert ok(bare)["version"] == 3


@pytest.mark.parametrize("name", ["participation", "meeting", "actor"])
def test_every_patch_guards_its_version(
    name: str, coordinadora: User, mesa: Alliance, municipalidad: Actor
) -> None:
    row: Any = {"participation": mesa.participations.first(), "actor": municipalidad}.get(name)
    row = row or make_meeting(mesa)
    client, change = (
        api(coordinadora),
        {"actor": {"about": "x"}, "meeting": {"place": "x"}}.get(name, {"representative": "x"}),
    )
    problem(client.patch(at(name, row.pk), change), 428)
    tag = client.get(at(name, row.pk))["ETag"]
    ok(client.patch(at(name, row.pk), change, headers={"If-Match": tag}))
    problem(client.patch(at(name, row.pk), change, headers={"If-Match": tag}), 409, "stale")


def test_acts_take_the_version_when_it_is_sent(
    coordinadora: User, mesa: Alliance, municipalidad: Actor
) -> None:
    row, client = make_commitment(mesa, municipalidad), api(coordinadora)
    tag = client.get(at("commitment", row.pk))["ETag"]
    ok(client.post(at("move", row.pk), {"to": "en_curso"}, headers={"If-Match": tag}))
    body = {"to": "cumplido", "outcome": "Se entregó"}
    problem(client.post(at("move", row.pk), body, headers={"If-Match": tag}), 409, "stale")
    assert Commitment.objects.get().state == "en_curso"


def test_an_unchanged_row_is_not_sent_again(coordinadora: User, mesa: Alliance) -> None:
    client, address = api(coordinadora), at("alliance", mesa.pk)
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(address, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    make_meeting(mesa)  # raises no version of the mesa, but changes what its answer tells
    fresh = client.get(address, headers={"If-None-Match": tag})
    assert ok(fresh)["meeting_count"] == 1
    assert fresh["ETag"].partition("-")[0] == tag.partition("-")[0]


def test_a_compressed_answer_has_a_tag_that_works_the_same(coordinadora: User, mesa: Alliance) -> None:
    client, address = api(coordinadora), at("alliance", mesa.pk)
    tag = client.get(address, headers={"Accept-Encoding": "gzip"})["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": tag}
    assert client.get(address, headers=headers).status_code == 304
    ok(client.patch(address, {"purpose": "Uno"}, headers={"If-Match": tag}))


def test_the_other_language_is_another_answer(coordinadora: User) -> None:
    client, address = api(coordinadora), at("actor-kind", "empresa")
    tag = client.get(address, headers={"Accept-Language": "es"})["ETag"]
    headers = {"If-None-Match": tag, "Accept-Language": "en"}
    assert ok(client.get(address, headers=headers))["label"] == "Company"


def test_a_field_that_is_not_written_here_is_refused(coordinadora: User, mesa: Alliance) -> None:
    answer = api(coordinadora).patch(
        at("alliance", mesa.pk), {"stage": "cerrada"}, headers={"If-Match": '"1"'}
    )
    assert "stage" in problem(answer, 422, "invalid")["errors"]
    mesa.refresh_from_db()
    assert mesa.stage == "vinculacion"


def test_twenty_twins_at_once_make_one(
    real_db: str, coordinadora: User, mesa: Alliance, municipalidad: Actor
) -> None:
    participation = mesa.participations.get(actor=municipalidad)
    uid, tag = str(uuid.uuid4()), f'"{participation.version}"'
    clients = [api(coordinadora) for _turn in range(6)]
    body = mesa_body(id=uid)
    answers = at_once(*[lambda c=client: c.post(at("alliances"), body) for client in clients])
    assert [answer.status_code for answer in answers] == [201] * 6, [a.content for a in answers]
    assert sum("Replayed" in answer for answer in answers) == 5
    assert Alliance.objects.filter(pk=uid).count() == 1
    edits = at_once(
        *[
            lambda c=client, n=number: c.patch(
                at("participation", participation.pk), {"representative": f"R{n}"}, headers={"If-Match": tag}
            )
            for number, client in enumerate(clients)
        ]
    )
    assert sorted(answer.status_code for answer in edits) == [200] + [409] * 5
    assert Participation.objects.get(pk=participation.pk).version == 2


def test_two_actors_with_one_rut_at_once_are_one_and_a_problem(real_db: str, coordinadora: User) -> None:
    clients, rut = [api(coordinadora) for _turn in range(4)], make_rut()
    body = {"name": "Empresa", "kind": "empresa", "level": "local", "rut": rut}
    answers = at_once(*[lambda c=client: c.post(at("actors"), body) for client in clients])
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 201
    assert set(codes[1:]) <= {409, 422}, [answer.content for answer in answers]
    assert Actor.objects.filter(rut=rut).count() == 1
