"""The ledger by the API: promise, receive, allocate, spend, take back; the same act twice is one."""

from typing import Any

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.ids import uuid7
from portfolio.models import Initiative, Movement
from tests.api.answers import at, ok, problem
from tests.api.ledger_bodies import TODAY, pledge_of, receipt_of
from tests.api.pictures import paper
from tests.factories import (
    api,
    make_user,
)


def test_a_pledge_is_kept_in_part_whole_and_beyond(
    coordinadora: User, mesa: Alliance, ciclo: Any, empresa_actor: Actor
) -> None:
    client = api(coordinadora)
    made = client.post(at("pledges"), pledge_of(mesa, empresa_actor, note="Convenio"))
    pledge = ok(made, 201)
    assert made["ETag"].startswith('"1-')
    assert (pledge["amount"], pledge["received"], pledge["missing"]) == (1_000_000, 0, 1_000_000)
    assert (pledge["state"], pledge["state_label"], pledge["cycle"]["number"]) == (
        "pending",
        "Pendiente",
        1,
    )
    assert [row["kind"] for row in pledge["movements"]] == ["pledge"]
    steps = ((400_000, "partial", 600_000, 0), (600_000, "fulfilled", 0, 0), (50_000, "exceeded", 0, 50_000))
    for pesos, state, missing, over in steps:
        body = receipt_of(mesa, empresa_actor, pesos=pesos, pledge=pledge["id"])
        movement = ok(client.post(at("receipts"), body), 201)
        assert (movement["kind"], movement["amount"], movement["pledge"]) == ("receipt", pesos, pledge["id"])
        told = ok(client.get(at("pledge", pledge["id"])))
        assert (told["state"], told["missing"], told["over"]) == (state, missing, over)
    listed = ok(client.get(at("pledges"), {"contributor": str(empresa_actor.pk)}))["results"]
    assert [(row["received"], row["state"]) for row in listed] == [(1_050_000, "exceeded")]
    assert len(told["movements"]) == 4
    problem(
        client.post(at("reverse", told["movements"][0]["id"]), {"reason": "Por error"}), 422, "rests_on_it"
    )


def test_a_pledge_that_is_taken_back_is_cancelled_and_receives_nothing(
    coordinadora: User, mesa: Alliance, ciclo: Any, empresa_actor: Actor
) -> None:
    client = api(coordinadora)
    pledge = ok(client.post(at("pledges"), pledge_of(mesa, empresa_actor)), 201)
    promised = pledge["movements"][0]["id"]
    twin = ok(client.post(at("reverse", promised), {"reason": "La empresa desistió"}), 201)
    assert (twin["amount"], twin["reverses"], twin["note"]) == (-1_000_000, promised, "La empresa desistió")
    told = ok(client.get(at("pledge", pledge["id"])))
    assert (told["amount"], told["state"]) == (0, "cancelled")
    assert told["movements"][0]["reversed_by"] == twin["id"]
    body = receipt_of(mesa, empresa_actor, pledge=pledge["id"])
    assert set(problem(client.post(at("receipts"), body), 422)["errors"]) == {"pledge"}
    problem(client.post(at("reverse", promised), {"reason": "Otra vez"}), 409, "already_reversed")
    problem(client.post(at("reverse", twin["id"]), {"reason": "Al revés"}), 422, "is_reversal")


def test_an_amount_in_uf_keeps_its_rate_and_freezes_its_pesos(
    coordinadora: User, mesa: Alliance, ciclo: Any, empresa_actor: Actor
) -> None:
    client = api(coordinadora)
    uf = {"uf": "120.5000", "uf_rate": "38765.43", "uf_date": TODAY}
    body = receipt_of(mesa, empresa_actor, **uf)
    del body["pesos"]
    told = ok(client.post(at("receipts"), body), 201)
    assert told["amount"] == 4_671_234  # 120,5 × 38.765,43 = 4.671.234,315
    assert {name: told[name] for name in uf} == uf
    assert ok(client.get(at("alliance-money", mesa.pk)))["totals"]["received"] == 4_671_234


def test_a_thing_given_in_kind_has_its_paper_and_stands_apart(
    coordinadora: User, empresa: User, ajena: User, mesa: Alliance, ciclo: Any, empresa_actor: Actor
) -> None:
    client = api(coordinadora)
    note = "Valorizado por cotización de tres proveedores"
    body = receipt_of(mesa, empresa_actor, in_kind="true", note=note, file=paper("guía.pdf"))
    told = ok(client.post(at("receipts"), body, format="multipart"), 201)
    assert (told["in_kind"], told["note"], told["document"]["name"]) == (True, note, "guía.pdf")
    assert told["document"]["media_type"] == "application/pdf"
    sums = ok(client.get(at("alliance-money", mesa.pk)))["totals"]
    assert (sums["received"], sums["received_in_kind"], sums["contributors"]) == (0, 1_000_000, 1)
    assert api(empresa).get(told["document"]["download_url"]).status_code == 200
    problem(api(ajena).get(told["document"]["download_url"]), 404)
    body = receipt_of(mesa, empresa_actor, in_kind=True, note="corta")
    assert set(problem(client.post(at("receipts"), body), 422)["errors"]) == {"note"}


def test_money_is_allocated_earmarked_first_and_the_rest_pro_rata(
    coordinadora: User,
    mesa: Alliance,
    plaza: Initiative,
    empresa_actor: Actor,
    otra_empresa: Actor,
) -> None:
    client = api(coordinadora)
    for actor, pesos, more in (
        (empresa_actor, 3_000_000, {}),
        (otra_empresa, 1_000_000, {}),
        (otra_empresa, 500_000, {"initiative": str(plaza.pk)}),
    ):
        ok(client.post(at("receipts"), receipt_of(mesa, actor, pesos=pesos, **more)), 201)
    body = {"pesos": 2_500_000, "happened_on": TODAY, "note": "Etapa 1"}
    told = ok(client.post(at("allocate", plaza.pk), body), 201)
    lines = {line["contributor"]["name"]: line["amount"] for line in told["entries"]}
    assert lines == {empresa_actor.name: 1_500_000, otra_empresa.name: 1_000_000}
    assert (told["contributor"], told["initiative"]["name"], told["kind"]) == (None, plaza.name, "allocation")
    spent = ok(client.post(at("spend", plaza.pk), {"pesos": 1_000_000, "happened_on": TODAY}), 201)
    assert {line["amount"] for line in spent["entries"]} == {600_000, 400_000}
    problem(client.post(at("reverse", told["id"]), {"reason": "Mal asignado"}), 422, "rests_on_it")
    ok(client.post(at("reverse", spent["id"]), {"reason": "Boleta anulada"}), 201)
    ok(client.post(at("reverse", told["id"]), {"reason": "Mal asignado"}), 201)
    sums = ok(client.get(at("initiative-money", plaza.pk)))["totals"]
    assert (sums["received"], sums["allocated"], sums["spent"]) == (500_000, 0, 0)


def test_the_same_act_twice_is_one(
    coordinadora: User, mesa: Alliance, plaza: Initiative, empresa_actor: Actor
) -> None:
    client = api(coordinadora)
    other = api(coordinadora)
    receipt = str(uuid7())
    outlay = {"pesos": 100_000, "happened_on": TODAY}
    acts: list[tuple[str, list[Any], dict[str, Any], dict[str, Any]]] = [
        ("pledges", [], pledge_of(mesa, empresa_actor), {"year": dates.today().year + 1}),
        ("receipts", [], receipt_of(mesa, empresa_actor, id=receipt), {"pesos": 5}),
        ("allocate", [plaza.pk], outlay, {"pesos": 5}),
        ("spend", [plaza.pk], outlay, {"pesos": 5}),
        ("reverse", [], {"reason": "Boleta anulada"}, {"reason": "Otra razón"}),
    ]
    for name, keys, body, change in acts:
        told = {"id": str(uuid7()), **body}
        first, again = (c.post(at(name, *(keys or made(name))), told) for c in (client, other))
        assert ok(first, 201) == ok(again, 201)
        assert first.json()["id"] == told["id"]
        assert again["Replayed"] == "1"
        problem(client.post(at(name, *(keys or made(name))), {**told, **change}), 409, "reused_key")
    kinds = sorted(Movement.objects.values_list("kind", "amount"))
    assert kinds == [
        ("allocation", 100_000),
        ("expenditure", -100_000),
        ("expenditure", 100_000),
        ("pledge", 1_000_000),
        ("receipt", 1_000_000),
    ]


def made(name: str) -> list[Any]:
    """What `reverse` takes back: the expenditure; the others take nothing."""
    return [Movement.objects.get(kind="expenditure", amount__gt=0).pk] if name == "reverse" else []


def test_a_key_replays_and_another_persons_id_is_a_conflict(
    coordinadora: User, mesa: Alliance, ciclo: Any, empresa_actor: Actor
) -> None:
    client, key = api(coordinadora), {"Idempotency-Key": "boleta-7"}
    body = receipt_of(mesa, empresa_actor)
    first, again = (client.post(at("receipts"), body, headers=key) for _turn in range(2))
    assert ok(first, 201) == ok(again, 201)
    assert again["Replayed"] == "1"
    problem(client.post(at("receipts"), {**body, "pesos": 9}, headers=key), 409, "reused_key")
    colleague = api(make_user("Otra", is_foundation_staff=True))
    taken = {**body, "id": first.json()["id"]}
    problem(colleague.post(at("receipts"), taken), 409, "reused_key")
    pledge = ok(client.post(at("pledges"), pledge_of(mesa, empresa_actor)), 201)
    taken = pledge_of(mesa, empresa_actor, id=pledge["id"])
    problem(colleague.post(at("pledges"), taken), 409, "reused_key")
    assert Movement.objects.count() == 2
