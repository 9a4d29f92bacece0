"""Bad input: each refusal has its status, its field and its sentence, and leaves nothing behind."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Commitment, Meeting, MilestoneMark
from core import dates
from core.api.problems import by_field
from core.models import Event, File
from tests.api.answers import at, ok, problem
from tests.api.pictures import heavy, paper, picture, text_as_picture
from tests.factories import api, make_actor, make_meeting, make_rut


def test_a_wrong_rut_says_so(coordinadora: User) -> None:
    body = {"name": "Empresa", "kind": "empresa", "level": "local", "rut": "76.543.210-0"}
    told = problem(api(coordinadora).post(at("actors"), body), 422, "invalid")
    assert "dígito verificador" in told["errors"]["rut"][0]
    assert not Actor.objects.exists()


def test_a_rut_that_is_taken_says_so(coordinadora: User) -> None:
    rut = make_rut()
    make_actor("Primera", kind="empresa", rut=rut)
    body = {"name": "Segunda", "kind": "empresa", "level": "local", "rut": rut}
    problem(api(coordinadora).post(at("actors"), body), 422)


def test_an_unknown_comuna_is_named(coordinadora: User) -> None:
    body = {"kind": "mesa_comunal", "name": "Mesa", "comunas": ["99999"], "started_on": "2026-01-01"}
    told = problem(api(coordinadora).post(at("alliances"), body), 422, "invalid")
    assert "99999" in told["errors"]["comunas"][0]
    assert not Alliance.objects.exists()


@pytest.mark.parametrize("what", [True, None, {}, [], 5, "a\x00b", "x" * 500])
def test_what_cannot_be_a_key_is_told_like_an_unknown_one(what: object, coordinadora: User) -> None:
    body = {"name": "Empresa", "kind": what, "level": "local", "parent": what or "x", "comunas": [what]}
    told = problem(api(coordinadora).post(at("actors"), body), 422, "invalid")["errors"]
    assert {"kind", "parent"} <= set(told)


def test_an_end_before_its_start(coordinadora: User, mesa: Alliance) -> None:
    client = api(coordinadora)
    before = (mesa.started_on - timedelta(days=1)).isoformat()
    told = client.patch(at("alliance", mesa.pk), {"ended_on": before}, headers={"If-Match": '"1"'})
    assert "ended_on" in problem(told, 422)["errors"]
    cycle = {"starts_on": "2026-05-01", "ends_on": "2026-04-30"}
    assert "ends_on" in problem(client.post(at("cycles", mesa.pk), cycle), 422)["errors"]
    row = mesa.participations.first()
    told = client.patch(at("participation", row.pk), {"left_on": before}, headers={"If-Match": '"1"'})
    assert "left_on" in problem(told, 422)["errors"]


def test_a_gate_that_is_not_met_lists_what_is_missing(coordinadora: User, mesa: Alliance) -> None:
    told = problem(api(coordinadora).post(at("advance-stage", mesa.pk)), 422, "gate_not_met")
    missing = ok(api(coordinadora).get(at("alliance", mesa.pk)))["what_is_missing"]
    assert told["extra"]["missing"] == [gate["code"] for gate in missing]
    assert "Diagnóstico" in told["detail"]
    mesa.refresh_from_db()
    assert mesa.stage == "vinculacion"


def test_a_meeting_in_the_future_or_without_people(funcionaria: User, mesa: Alliance) -> None:
    client = api(funcionaria)
    future = (dates.today() + timedelta(days=2)).isoformat()
    told = problem(client.post(at("meetings"), {"alliance": str(mesa.pk), "held_on": future}), 422)["errors"]
    assert {"held_on", "women"} <= set(told)
    assert not Meeting.objects.exists()


def test_nothing_stays_of_a_meeting_whose_last_line_is_wrong(
    funcionaria: User, mesa: Alliance, otra_municipalidad: Actor
) -> None:
    held = dates.today() - timedelta(days=2)
    before = Event.objects.count()
    body = {
        "alliance": str(mesa.pk),
        "held_on": held.isoformat(),
        "women": 4,
        "agreements": [{"text": "Uno", "nature": "cambio_reglas"}],
        "commitments": [{"what": "Algo", "owner": str(otra_municipalidad.pk), "due_on": held.isoformat()}],
    }
    told = problem(api(funcionaria).post(at("meetings"), body), 422)
    assert "commitments.0.owner" in told["errors"]
    assert not Meeting.objects.exists()
    assert not Commitment.objects.exists()
    assert Event.objects.count() == before


def test_errors_inside_lines_name_their_place(funcionaria: User, mesa: Alliance) -> None:
    body = {
        "alliance": str(mesa.pk),
        "held_on": dates.today().isoformat(),
        "women": 4,
        "agreements": [{"text": "Uno", "nature": "cambio_reglas"}, {"text": "Dos", "nature": "ninguna"}],
    }
    told = problem(api(funcionaria).post(at("meetings"), body), 422)["errors"]
    assert set(told) == {"agreements.1.nature"}


@pytest.mark.parametrize(
    ("nested", "flat"),
    [
        ({"a": [{}, {"b": ["no"]}]}, {"a.1.b": ["no"]}),
        ({"a": {1: {"b": ["no"]}}}, {"a.1.b": ["no"]}),
        ({"__all__": ["no"], "b": ["x", "y"]}, {"": ["no"], "b": ["x", "y"]}),
        (["no"], {"": ["no"]}),
    ],
)
def test_nested_errors_become_one_level(nested: Any, flat: dict[str, list[str]]) -> None:
    assert by_field(nested) == flat


def test_an_organisation_twice_is_a_slip(funcionaria: User, mesa: Alliance, municipalidad: Actor) -> None:
    line = {"actor": str(municipalidad.pk), "people": 1}
    body = {
        "alliance": str(mesa.pk),
        "held_on": dates.today().isoformat(),
        "women": 4,
        "attendances": [line, line],
    }
    assert "attendances" in problem(api(funcionaria).post(at("meetings"), body), 422)["errors"]


def test_a_seat_taken_twice(coordinadora: User, mesa: Alliance, municipalidad: Actor) -> None:
    body = {
        "alliance": str(mesa.pk),
        "actor": str(municipalidad.pk),
        "roles": ["decision"],
        "joined_on": dates.today().isoformat(),
    }
    problem(api(coordinadora).post(at("participations"), body), 409, "already")


@pytest.mark.parametrize(
    ("upload", "word"),
    [(heavy, "15 MB"), (text_as_picture, "no es una imagen")],
    ids=["30 MB", "text as .jpg"],
)
def test_a_file_that_cannot_be_taken(upload: Any, word: str, funcionaria: User, mesa: Alliance) -> None:
    meeting, client = make_meeting(mesa), api(funcionaria)
    told = client.post(at("meeting-files", meeting.pk), {"file": upload()}, format="multipart")
    assert word in problem(told, 422)["errors"]["file"][0]
    body = {"happened_on": dates.today().isoformat(), "file": upload()}
    told = client.post(at("evidence", mesa.pk, "diagnostico"), body, format="multipart")
    assert word in problem(told, 422)["errors"]["file"][0]
    assert not File.objects.exists()
    assert not MilestoneMark.objects.exists()


def test_evidence_without_a_paper_or_a_session_number(coordinadora: User, mesa: Alliance) -> None:
    body = {"happened_on": dates.today().isoformat()}
    told = api(coordinadora).post(at("evidence", mesa.pk, "presentacion_concejo"), body, format="multipart")
    assert {"file", "session_number"} <= set(problem(told, 422)["errors"])
    problem(api(coordinadora).post(at("evidence", mesa.pk, "no_existe"), body), 404)


def test_files_are_read_by_the_same_token_and_only_by_who_sees_them(
    funcionaria: User, empresa: User, ajena: User, mesa: Alliance, mesa_ajena: Alliance
) -> None:
    meeting, client = make_meeting(mesa), api(funcionaria)
    body = {"file": picture(), "kind": "photo"}
    kept = ok(client.post(at("meeting-files", meeting.pk), body, format="multipart"), 201)["file"]
    assert kept["media_type"] == "image/jpeg"
    told = ok(api(empresa).get(at("file", kept["id"])))
    content = api(empresa).get(told["download_url"])
    assert content.status_code == 200
    assert b"".join(content.streaming_content).startswith(b"\xff\xd8")
    problem(api(ajena).get(at("file", kept["id"])), 404)
    problem(api(ajena).get(at("file-content", kept["id"])), 404)
    problem(api().get(at("file-content", kept["id"])), 401)
    listed = ok(client.get(at("meeting-files", meeting.pk)))["results"]
    assert [row["kind"] for row in listed] == ["photo"]
    again = {"file": paper(), "kind": "document"}
    key = {"Idempotency-Key": "x"}
    first = client.post(at("meeting-files", meeting.pk), again, format="multipart", headers=key)
    again["file"] = paper()
    replay = client.post(at("meeting-files", meeting.pk), again, format="multipart", headers=key)
    assert ok(first, 201) == ok(replay, 201)
    again["file"] = picture("certificado.pdf", "black")
    problem(client.post(at("meeting-files", meeting.pk), again, format="multipart", headers=key), 409)


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b"null", b'"x"', b'{"kind": "\\ud800"}', b'{"a": NaN}', b'{"\\ud800": 1}']
)
def test_a_body_that_is_no_object_is_a_problem_and_no_error(raw: bytes, coordinadora: User) -> None:
    for name in ("alliances", "actors", "meetings", "commitments", "jobs"):
        answer = api(coordinadora).post(at(name), raw, content_type="application/json")
        assert answer.status_code in {400, 422}, (name, answer.content)
        assert answer["Content-Type"] == "application/problem+json"


def test_what_is_not_an_id_does_not_exist(coordinadora: User) -> None:
    client = api(coordinadora)
    for name in ("alliance", "actor", "meeting", "commitment", "job", "file", "milestones", "meeting-files"):
        problem(client.get(at(name, "no-es-un-id")), 404)


def test_filters_are_those_of_the_pages_and_say_what_they_do_not_know(
    coordinadora: User, mesa: Alliance
) -> None:
    client = api(coordinadora)
    assert ok(client.get(at("alliances"), {"q": "mejillones", "stage": "vinculacion"}))["count"] == 1
    assert ok(client.get(at("alliances"), {"region": "08"}))["count"] == 0
    assert "stage" in problem(client.get(at("alliances"), {"stage": "luna"}), 422)["errors"]
    problem(client.get(at("alliances"), {"page": 99}), 404)


def test_the_language_of_labels_and_sentences_follows_the_request(coordinadora: User, mesa: Alliance) -> None:
    told = ok(api(coordinadora).get(at("actor-kinds"), headers={"Accept-Language": "en"}))["results"][0]
    assert told["label"] == told["name_en"]
    told = ok(api(coordinadora).get(at("actor-kinds"), headers={"Accept-Language": "es"}))["results"][0]
    assert told["label"] == told["name_es"]
