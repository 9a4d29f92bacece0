"""Who sees what: lists hold the visible and lack the invisible; one row is 404 for who does not see it."""

from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, MilestoneMark
from core import dates
from core.models import Event
from tests.api.answers import at, ids, ok, problem
from tests.factories import api, make_commitment, make_meeting


@pytest.fixture
def both(
    mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor, otra_municipalidad: Actor
) -> dict[str, Any]:
    """A row of each kind in `mesa` (first) and in `mesa_ajena` (second)."""
    told: dict[str, Any] = {
        "alliance": (mesa, mesa_ajena),
        "participation": tuple(row.participations.first() for row in (mesa, mesa_ajena)),
    }
    told["meeting"] = tuple(
        make_meeting(row, agreements=[f"Acuerdo de {row.name}"]) for row in (mesa, mesa_ajena)
    )
    told["agreement"] = tuple(meeting.agreements.get() for meeting in told["meeting"])
    told["commitment"] = (
        make_commitment(mesa, municipalidad),
        make_commitment(mesa_ajena, otra_municipalidad),
    )
    return told


NAMES = ("alliance", "participation", "meeting", "agreement", "commitment")


@pytest.mark.parametrize("name", NAMES)
def test_a_list_holds_own_rows_and_lacks_the_others(
    name: str, both: dict[str, Any], funcionaria: User, empresa: User, ajena: User, coordinadora: User
) -> None:
    own, foreign = (str(row.pk) for row in both[name])
    for user in (funcionaria, empresa):
        seen = ids(ok(api(user).get(at(f"{name}s"))))
        assert own in seen
        assert foreign not in seen
    assert foreign in ids(ok(api(ajena).get(at(f"{name}s"))))
    assert own not in ids(ok(api(ajena).get(at(f"{name}s"))))
    assert {own, foreign} <= ids(ok(api(coordinadora).get(at(f"{name}s"))))


@pytest.mark.parametrize("name", NAMES)
def test_one_row_is_there_only_for_who_sees_it(
    name: str, both: dict[str, Any], funcionaria: User, ajena: User, coordinadora: User
) -> None:
    own, foreign = both[name]
    assert ok(api(funcionaria).get(at(name, own.pk)))["id"] == str(own.pk)
    problem(api(ajena).get(at(name, own.pk)), 404)
    problem(api(funcionaria).get(at(name, foreign.pk)), 404)
    assert ok(api(coordinadora).get(at(name, foreign.pk)))["id"] == str(foreign.pk)


@pytest.mark.parametrize("name", ["stage-changes", "cycles", "milestones"])
def test_what_hangs_from_an_alliance_is_seen_with_it(
    name: str, both: dict[str, Any], funcionaria: User
) -> None:
    own, foreign = both["alliance"]
    ok(api(funcionaria).get(at(name, own.pk)))
    problem(api(funcionaria).get(at(name, foreign.pk)), 404)


ACTS: list[tuple[str, str, tuple[str, ...], dict[str, Any], set[str]]] = [
    ("patch", "alliance", (), {"purpose": "Otro"}, {"coordinadora"}),
    ("post", "advance-stage", (), {}, {"coordinadora"}),
    ("post", "cycles", (), {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}, {"coordinadora"}),
    (
        "post",
        "waive",
        ("diagnostico",),
        {"kind": "overridden", "reason": "Motivo de prueba"},
        {"coordinadora"},
    ),
    ("post", "evidence", ("diagnostico",), {"happened_on": "2026-01-01"}, {"coordinadora", "funcionaria"}),
    ("patch", "participation", (), {"representative": "Ana"}, {"coordinadora"}),
    ("patch", "meeting", (), {"place": "Sede"}, {"coordinadora", "funcionaria"}),
    ("post", "meeting-files", (), {}, {"coordinadora", "funcionaria"}),
    ("post", "move", (), {"to": "en_curso"}, {"coordinadora", "funcionaria"}),
    ("post", "share", (), {}, {"coordinadora", "funcionaria"}),
]
OBJECTS = {"meeting-files": "meeting", "move": "commitment", "share": "commitment"}


@pytest.mark.parametrize(("method", "name", "more", "body", "allowed"), ACTS, ids=[act[1] for act in ACTS])
def test_each_act_by_each_role(
    method: str,
    name: str,
    more: tuple[str, ...],
    body: dict[str, Any],
    allowed: set[str],
    both: dict[str, Any],
    funcionaria: User,
    empresa: User,
    vecina: User,
    ajena: User,
    coordinadora: User,
) -> None:
    row = both[OBJECTS.get(name, name if name in both else "alliance")][0]
    people = {"funcionaria": funcionaria, "empresa": empresa, "vecina": vecina, "ajena": ajena}
    address, before = at(name, row.pk, *more), Event.objects.count()
    for who, user in people.items():
        if who in allowed:
            continue
        answer = getattr(api(user), method)(address, body, headers={"If-Match": f'"{row.version}"'})
        problem(answer, 404 if who == "ajena" else 403)
    problem(getattr(api(), method)(address, body), 401)
    assert Event.objects.count() == before, "a refusal left an event behind"
    for who in sorted(allowed):
        user = {**people, "coordinadora": coordinadora}[who]
        version = type(row).objects.get(pk=row.pk).version
        answer = getattr(api(user), method)(address, body, headers={"If-Match": f'"{version}"'})
        # Some acts lack their evidence here: what matters is that the role is not what stops them.
        assert answer.status_code in {200, 201, 422}, answer.content


def test_only_the_foundation_opens_alliances_and_registers_actors(
    funcionaria: User, empresa: User, mesa: Any
) -> None:
    for user in (funcionaria, empresa):
        for name in ("alliances", "actors", "participations"):
            problem(api(user).post(at(name), {}), 403, "not_allowed")


def test_a_company_reads_but_does_not_record_meetings(empresa: User, mesa: Alliance) -> None:
    body = {"alliance": str(mesa.pk), "held_on": dates.today().isoformat(), "women": 3}
    problem(api(empresa).post(at("meetings"), body), 403, "not_allowed")


def test_an_id_that_is_not_seen_is_told_like_one_that_does_not_exist(
    funcionaria: User, mesa_ajena: Alliance, mesa: Alliance, otra_municipalidad: Actor
) -> None:
    nobody = "00000000-0000-7000-8000-000000000000"
    client, today = api(funcionaria), dates.today().isoformat()
    told = []
    for pk in (str(mesa_ajena.pk), nobody):
        body = {"alliance": pk, "held_on": today, "women": 3}
        errors = problem(client.post(at("meetings"), body), 422, "invalid")["errors"]
        told.append(errors["alliance"][0].replace(pk, "…"))
        filtered = problem(client.get(at("meetings"), {"alliance": pk}), 422)["errors"]
        told.append(filtered["alliance"][0].replace(pk, "…"))
    assert told[0] == told[2]
    assert told[1] == told[3]
    meeting = make_meeting(mesa_ajena)
    for pk in (str(meeting.pk), nobody):
        assert "meeting" in problem(client.get(at("agreements"), {"meeting": pk}), 422)["errors"]


def test_a_mark_is_withdrawn_by_the_foundation_only(
    mesa: Alliance, coordinadora: User, funcionaria: User, ajena: User
) -> None:
    reason = {"kind": "not_applicable", "reason": "No corresponde aquí"}
    mark = ok(api(coordinadora).post(at("waive", mesa.pk, "diagnostico"), reason), 201)
    why = {"reason": "Se declaró por error"}
    problem(api(ajena).post(at("withdraw", mark["id"]), why), 404)
    problem(api(funcionaria).post(at("withdraw", mark["id"]), why), 403)
    assert MilestoneMark.objects.get().withdrawn_at is None
    told = ok(api(coordinadora).post(at("withdraw", mark["id"]), why))
    assert told["withdrawn_at"]
    assert told["withdrawn_reason"] == "Se declaró por error"
    listed = ok(api(funcionaria).get(at("evidence", mesa.pk, "diagnostico")))
    assert ids(listed) == {mark["id"]}
    problem(api(funcionaria).get(at("evidence", mesa.pk, "no_existe")), 404)


def test_who_i_am(funcionaria: User, municipalidad: Actor, mesa: Alliance) -> None:
    told = ok(api(funcionaria).get(at("me")))
    assert told["user"]["email"] == "rocio@example.org"
    assert told["roles"] == ["official"]
    assert told["memberships"][0]["actor_id"] == str(municipalidad.pk)
    assert told["token"]["can_write"] is True


def test_actors_met_in_a_mesa_are_seen_and_others_are_not(
    mesa: Alliance, mesa_ajena: Alliance, ajena: User, empresa: User, empresa_actor: Actor, junta: Actor
) -> None:
    assert str(junta.pk) in ids(ok(api(empresa).get(at("actors"))))
    seen = ids(ok(api(ajena).get(at("actors"))))
    assert not seen & {str(junta.pk), str(empresa_actor.pk)}
    problem(api(ajena).get(at("actor", junta.pk)), 404)


def test_the_feed_tells_what_happened_in_what_one_sees(
    both: dict[str, Any],
    mesa: Alliance,
    mesa_ajena: Alliance,
    funcionaria: User,
    ajena: User,
    coordinadora: User,
) -> None:
    scope, foreign = f"alliance:{mesa.pk}", f"alliance:{mesa_ajena.pk}"
    feed = ok(api(funcionaria).get(at("events")))["results"]
    assert any(scope in event["scopes"] for event in feed)
    assert not any(foreign in event["scopes"] for event in feed)
    assert [event["id"] for event in feed] == sorted((event["id"] for event in feed), reverse=True)
    assert set(feed[0]) == {"id", "kind", "subject", "scopes", "data", "at"}
    assert ok(api(ajena).get(at("events"), {"alliance": str(mesa.pk)}))["results"] == []
    of_one = ok(api(coordinadora).get(at("events"), {"alliance": str(mesa.pk)}))["results"]
    assert {"alliance.opened", "meeting.recorded", "commitment.made"} <= {event["kind"] for event in of_one}
    page = ok(api(coordinadora).get(at("events"), {"page_size": 2}))
    after = ok(api(coordinadora).get(page["next"]))
    assert not {row["id"] for row in page["results"]} & {row["id"] for row in after["results"]}
