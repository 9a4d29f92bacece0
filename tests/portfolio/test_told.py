"""What the mesa's history and its events tell of initiatives and money: that it happened, never who gave how much."""

import json
import re

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import registry
from core.models import Event
from portfolio.models import Initiative, Phase
from portfolio.panels import EVENT_WORDS
from portfolio.services.initiatives import move_initiative, update_initiative
from tests import factories as f
from tests.convergence import acts

pytestmark = pytest.mark.django_db
AMOUNTS = (7_654_321, 7_543_211, 6_321_987, 1_234_567)
WHO = ("Generadora", "Angamos")


@pytest.fixture
def plaza(mesa: Alliance, empresa_actor: Actor, coordinadora: User, funcionaria: User) -> Initiative:
    """One of every act: the foundation keeps the books, the official moves the work."""
    books, official = f.principal(coordinadora), f.principal(funcionaria)
    other = f.make_actor("Puerto Angamos SpA", kind="empresa", comunas=["02102"])
    f.make_participation(mesa, other, roles=["financiamiento"])
    row = f.make_initiative(mesa, "Plaza", by=official)
    update_initiative(initiative=row, by=official, place="Centro")
    move_initiative(initiative=row, by=official, portfolio="priorizada", phase=Phase.objects.get(pk="perfil"))
    promised, received, allocated, spent = AMOUNTS
    for giver in (empresa_actor, other):
        pledge = f.make_pledge(mesa, giver, promised, by=books, note="De Generadora y Angamos")
        f.make_receipt(mesa, giver, received, pledge=pledge, by=books)
    f.make_allocation(row, allocated, by=books)
    f.reverse(f.make_expenditure(row, spent, by=books), "Se pagó dos veces a Angamos.", by=books)
    return row


def test_every_act_is_told_in_words(plaza: Initiative, mesa: Alliance, coordinadora: User) -> None:
    kinds = set(
        Event.objects.filter(subject_kind__in=["initiative", "pledge", "movement"]).values_list(
            "kind", flat=True
        )
    )
    assert kinds == set(EVENT_WORDS), "each act of the services was done, and has words"
    history = f.client_of(coordinadora).get(acts.address("history", mesa.pk))
    for kind in kinds:
        assert acts.shows(history, str(registry.event_words[kind]))
        assert not acts.shows(history, kind)
    assert acts.shows(history, f'href="/iniciativas/{plaza.pk}/"')
    told = [entry["what"] for entry in history.context["entries"]]
    assert told.count("Se comprometió un aporte") == told.count("Se recibió un aporte") == 2


@pytest.mark.parametrize(
    ("who", "pledges"), [("empresa", 1), ("vecina", 0), ("funcionaria", 2), ("coordinadora", 2)]
)
def test_the_history_tells_nobody_who_gave_how_much(
    plaza: Initiative, mesa: Alliance, who: str, pledges: int, request: pytest.FixtureRequest
) -> None:
    """That something was given is told to whoever sees the ledger, and to the giver of its own."""
    page = f.page(f.client_of(request.getfixturevalue(who)), acts.address("history", mesa.pk))
    (main,) = re.findall(r"<main.*?</main>", page, re.DOTALL)
    assert main.count("Se comprometió un aporte") == pledges
    assert "Se asignó dinero del fondo" in main
    says_nothing(main)


def test_no_event_carries_a_contributor_an_amount_or_a_note(plaza: Initiative, empresa_actor: Actor) -> None:
    for event in Event.objects.filter(subject_kind__in=["pledge", "movement"]):
        assert event.data == {}, event.kind
        assert event.on_behalf_of is None
        assert event.subject_id != empresa_actor.pk
    for event in Event.objects.filter(subject_kind="initiative"):
        says_nothing(json.dumps(event.data))


def test_the_feed_of_the_interface_tells_no_more(plaza: Initiative, empresa: User, vecina: User) -> None:
    theirs = set(
        plaza.alliance.movements.exclude(contributor__name__contains="Generadora").filter(kind="receipt")
    )
    for user, receipts in ((empresa, 1), (vecina, 0)):
        told = f.api(user).get("/api/v1/events/", {"page_size": 100, "alliance": str(plaza.alliance_id)})
        assert told.status_code == 200
        text = told.content.decode()
        assert text.count("receipt.recorded") == receipts
        assert not [row.pk for row in theirs if str(row.pk) in text]
        says_nothing(text)


def says_nothing(text: str) -> None:
    assert not [name for name in WHO if name in text]
    digits = re.sub(r"(?<=\d)[.,\s](?=\d{3})", "", text)
    assert not [amount for amount in AMOUNTS if str(amount) in digits]
