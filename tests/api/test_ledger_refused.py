"""What the ledger refuses by the API: its field is named, nothing stays behind; and who may not write in it."""

from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core.ids import uuid7
from core.models import Event, File
from portfolio.models import Entry, Initiative, Movement, Pledge
from tests.api.answers import at, problem
from tests.api.ledger_bodies import TODAY, TOMORROW, pledge_of, receipt_of
from tests.api.pictures import paper, text_as_picture
from tests.factories import (
    api,
    make_allocation,
    make_cycle,
    make_initiative,
    make_pledge,
    make_receipt,
)


def test_no_more_is_laid_out_than_there_is_and_the_field_says_so(
    coordinadora: User, mesa: Alliance, plaza: Initiative, empresa_actor: Actor
) -> None:
    make_receipt(mesa, empresa_actor, 700_000)
    client, body = api(coordinadora), {"pesos": 700_001, "happened_on": TODAY}
    told = problem(client.post(at("allocate", plaza.pk), body), 422, "invalid")["errors"]
    assert set(told) == {"pesos"}
    assert "$700.000" in told["pesos"][0]
    make_allocation(plaza, 600_000)
    told = problem(client.post(at("spend", plaza.pk), body), 422)["errors"]
    assert "$600.000" in told["pesos"][0]
    kinds = Movement.objects.order_by("made_at").values_list("kind", flat=True)
    assert list(kinds) == ["receipt", "allocation"]


BAD: list[tuple[str, dict[str, Any], set[str]]] = [
    ("no amount", {"pesos": None}, {"pesos"}),
    ("nothing", {"pesos": 0}, {"pesos"}),
    ("less than nothing", {"pesos": -5}, {"pesos"}),
    ("more than there is in Chile", {"pesos": 10**14}, {"pesos"}),
    ("half a peso", {"pesos": "10.5"}, {"pesos"}),
    ("pesos and UF", {"uf": "1", "uf_rate": "38000", "uf_date": TODAY}, {"uf"}),
    ("in the future", {"happened_on": TOMORROW}, {"happened_on"}),
    ("before the mesa", {"happened_on": "2001-01-01"}, {"cycle"}),
    ("an unknown mesa", {"alliance": str(uuid7())}, {"alliance"}),
    ("an unknown contributor", {"contributor": str(uuid7())}, {"contributor"}),
    ("an unknown initiative", {"initiative": str(uuid7())}, {"initiative"}),
    ("an unknown cycle", {"cycle": str(uuid7())}, {"cycle"}),
    ("an unknown character", {"character": "regalo"}, {"character"}),
    ("a field of the pledge", {"year": 2026}, {"year"}),
    ("the amount by its name in the answer", {"amount": 5}, {"amount"}),
]


@pytest.mark.parametrize(("more", "fields"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_cannot_be_received_says_which_field(
    more: dict[str, Any],
    fields: set[str],
    coordinadora: User,
    mesa: Alliance,
    ciclo: Any,
    empresa_actor: Actor,
) -> None:
    body = receipt_of(mesa, empresa_actor, **more)
    told = problem(api(coordinadora).post(at("receipts"), body), 422)
    assert set(told["errors"]) == fields, told
    assert not Movement.objects.exists()


@pytest.mark.parametrize(
    ("uf", "fields"),
    [
        ({}, {"pesos"}),
        ({"uf": "1"}, {"uf_rate"}),
        ({"uf_rate": "38000", "uf_date": TODAY}, {"uf"}),
        ({"uf": "1", "uf_rate": "38000"}, {"uf_date"}),
        ({"uf": "-1", "uf_rate": "38000", "uf_date": TODAY}, {"uf"}),
        ({"uf": "9999999999", "uf_rate": "99999", "uf_date": TODAY}, {"uf"}),
        ({"uf": "0.00001", "uf_rate": "38000", "uf_date": TODAY}, {"uf"}),
        ({"uf": "NaN", "uf_rate": "38000", "uf_date": TODAY}, {"uf"}),
    ],
)
def test_an_amount_without_its_parts_says_which_lacks(
    uf: dict[str, str],
    fields: set[str],
    coordinadora: User,
    mesa: Alliance,
    ciclo: Any,
    empresa_actor: Actor,
) -> None:
    for name, body in (
        ("receipts", receipt_of(mesa, empresa_actor, **uf)),
        ("pledges", pledge_of(mesa, empresa_actor, **uf)),
    ):
        del body["pesos"]
        assert set(problem(api(coordinadora).post(at(name), body), 422)["errors"]) == fields
    assert not Pledge.objects.exists()


def test_who_does_not_take_part_and_what_is_of_another_mesa(
    coordinadora: User,
    mesa: Alliance,
    mesa_ajena: Alliance,
    plaza: Initiative,
    ciclo: Any,
    empresa_actor: Actor,
    otra_municipalidad: Actor,
) -> None:
    client = api(coordinadora)
    foreign = make_initiative(mesa_ajena)
    other_cycle = make_cycle(mesa_ajena)
    pledge = make_pledge(mesa_ajena, otra_municipalidad)
    for more, field in (
        ({"contributor": str(otra_municipalidad.pk)}, "contributor"),
        ({"initiative": str(foreign.pk)}, "initiative"),
        ({"cycle": str(other_cycle.pk)}, "cycle"),
        ({"pledge": str(pledge.pk)}, "pledge"),
    ):
        body = receipt_of(mesa, empresa_actor, **more)
        assert set(problem(client.post(at("receipts"), body), 422)["errors"]) == {field}
    body = pledge_of(mesa, empresa_actor, year=2090)
    assert set(problem(client.post(at("pledges"), body), 422)["errors"]) == {"year"}
    body = {"pesos": 1, "happened_on": TODAY, "cycle": str(other_cycle.pk)}
    assert set(problem(client.post(at("allocate", plaza.pk), body), 422)["errors"]) == {"cycle"}
    assert not Movement.objects.filter(alliance=mesa).exists()


def test_a_refused_act_keeps_no_paper(
    coordinadora: User, mesa: Alliance, ciclo: Any, empresa_actor: Actor
) -> None:
    client = api(coordinadora)
    body = receipt_of(mesa, empresa_actor, happened_on=TOMORROW, file=paper())
    assert set(problem(client.post(at("receipts"), body, format="multipart"), 422)["errors"]) == {
        "happened_on"
    }
    body = receipt_of(mesa, empresa_actor, file=text_as_picture())
    assert set(problem(client.post(at("receipts"), body, format="multipart"), 422)["errors"]) == {"file"}
    assert not File.objects.exists()
    assert not Movement.objects.exists()


def test_only_the_foundation_keeps_the_books(
    mesa: Alliance,
    plaza: Initiative,
    empresa_actor: Actor,
    empresa: User,
    vecina: User,
    funcionaria: User,
    ajena: User,
    coordinadora: User,
) -> None:
    receipt = make_receipt(mesa, empresa_actor, 500_000)
    outlay = {"pesos": 10, "happened_on": TODAY}
    acts: list[tuple[str, list[Any], dict[str, Any], set[str]]] = [
        ("pledges", [], pledge_of(mesa, empresa_actor), set()),
        ("receipts", [], receipt_of(mesa, empresa_actor), set()),
        ("allocate", [plaza.pk], outlay, {"ajena"}),
        ("spend", [plaza.pk], outlay, {"ajena"}),
        ("reverse", [receipt.pk], {"reason": "Porque sí"}, {"ajena", "vecina"}),
    ]
    events, lines = Event.objects.count(), Entry.objects.count()
    people = {"empresa": empresa, "vecina": vecina, "funcionaria": funcionaria, "ajena": ajena}
    for name, keys, body, unseen in acts:
        address = at(name, *keys)
        for who, user in people.items():
            problem(api(user).post(address, body), 404 if who in unseen else 403)
        problem(api().post(address, body), 401)
        problem(api(coordinadora, can_write=False).post(address, body), 403)
    assert (Event.objects.count(), Entry.objects.count()) == (events, lines)
    assert not Pledge.objects.exists()
