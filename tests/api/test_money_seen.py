"""A company reads nothing of another's lines, whatever address, filter or act it tries; it reads its own, and sums."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern

from accounts.models import User
from accounts.principal import SYSTEM, principal_of
from actors.models import Actor
from config.api import urlpatterns
from convergence.models import Alliance
from convergence.services.alliances import update_participation
from core import dates
from core.files import keep_upload
from core.ids import uuid7
from core.jobs import ask_job, run
from core.models import File
from portfolio.models import Entry, Initiative, Movement, Pledge
from tests.api.answers import ROOT, at, ok, problem
from tests.factories import (
    api,
    make_actor,
    make_allocation,
    make_expenditure,
    make_initiative,
    make_participation,
    make_pledge,
    make_receipt,
    principal,
    reverse,
)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# What only the other company's lines say. The sums of the mesa are other numbers.
PLEDGED, RECEIVED, IN_KIND, TAKEN_BACK = 76_543_217, 31_313_137, 4_242_421, 9_191_919
SECRETS = ("nota reservada", "boleta-angamos")


@dataclass
class World:
    mesa: Alliance
    plaza: Initiative
    other: Actor
    own: Actor
    movements: list[Movement]
    pledge: Pledge
    document: File

    def traces(self) -> list[str]:
        """Every number of the other's lines, and every word that only they hold."""
        amounts = {
            abs(n) for n in Entry.objects.filter(contributor=self.other).values_list("amount", flat=True)
        }
        return [*map(str, sorted(amounts)), *SECRETS]

    def ids(self) -> list[str]:
        """Ids of whatever has a row here, theirs before all: what a guesser would try."""
        lines = Entry.objects.filter(contributor=self.other).values_list("pk", flat=True)
        rows = [self.mesa, self.other, self.document, self.plaza, self.own, self.pledge, *self.movements]
        return [str(row.pk) for row in rows] + [str(pk) for pk in lines]


@pytest.fixture
def world(mesa: Alliance, empresa_actor: Actor, coordinadora: User) -> World:
    """Two companies on one initiative: a pledge, money, something in kind, a reversal, an allocation, a spending."""
    other = make_actor("Puerto Angamos SpA", kind="empresa")
    make_participation(mesa, other, roles=["financiamiento"])
    plaza = make_initiative(mesa, "Plaza del Puerto", execution_cost=900_000_000)
    upload = SimpleUploadedFile("boleta-angamos.pdf", PDF, "application/pdf")
    paper = keep_upload(upload, by=principal_of(coordinadora), field="file")
    note = "nota reservada de la otra empresa"
    pledge = make_pledge(mesa, other, PLEDGED, note=note)
    movements = [
        make_receipt(mesa, other, RECEIVED, pledge=pledge, note=note, document=paper),
        make_receipt(mesa, other, IN_KIND, in_kind=True, note=note),
        (wrong := make_receipt(mesa, other, TAKEN_BACK, note=note)),
        reverse(wrong, reason=note),
    ]
    make_pledge(mesa, empresa_actor, 11_000_000)
    make_receipt(mesa, empresa_actor, 20_000_003)
    make_receipt(mesa, empresa_actor, 3_000_000, in_kind=True, note="Tres cotizaciones del mercado")
    movements += [
        make_allocation(plaza, 27_182_819, note=note),
        make_expenditure(plaza, 14_142_137, note=note),
    ]
    movements += list(Movement.objects.filter(pledge=pledge, kind="pledge"))
    return World(mesa, plaza, other, empresa_actor, movements, pledge, paper)


ON_MONEY = re.compile(r"initiatives|pledges|movements|entries|contributors|money|receipts|files|sdg-reports")


def reads(world: World, *, all_routes: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """GETs of the API: where money is, every id in place of its own and every filter; elsewhere the known ids."""
    filters: list[dict[str, str]] = [
        {"contributor": str(world.other.pk)},
        {"alliance": str(world.mesa.pk)},
        {"initiative": str(world.plaza.pk)},
        {"kind": "receipt"},
        {"ball": str(world.other.pk)},
        {"q": "Angamos"},
        {"year": str(dates.today().year)},
    ]
    for route in urlpatterns:
        assert isinstance(route, URLPattern)
        where, on_money = f"{ROOT}/{route.pattern}", ON_MONEY.search(str(route.pattern))
        if route.name in {"schema", "docs"} or "get" not in getattr(route.callback, "actions", {"get": ""}):
            continue
        if not on_money and not all_routes:
            continue
        if "<" not in where:
            yield from (
                (where, {"page_size": "200", **query}) for query in ({}, *(filters if on_money else ()))
            )
            continue
        for key in world.ids() if on_money else world.ids()[:4]:
            yield where.replace("<str:code>", "diagnostico").replace("<str:pk>", key), {}


def found(text: str, traces: list[str]) -> list[str]:
    """Traces that stand in `text` as whole numbers or words."""
    return [trace for trace in traces if re.search(rf"(?<!\d){re.escape(trace)}(?!\d)", text)]


def crawl(world: World, user: User, *, all_routes: bool = False) -> dict[str, list[str]]:
    """Addresses that answered a trace, with it."""
    client, traces, told = api(user), world.traces(), {}
    for address, query in reads(world, all_routes=all_routes):
        answer = client.get(address, query)
        assert answer.status_code < 500, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = re.sub(r'"download_url":"[^"]*"', "", body.decode(errors="replace"))
        if seen := found(text, traces):
            told[f"{address} {query}"] = seen
    return told


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"user": None}}


@pytest.mark.parametrize("who", ["empresa", "vecina"])
def test_no_address_tells_a_line_of_another(who: str, world: World, request: pytest.FixtureRequest) -> None:
    assert crawl(world, request.getfixturevalue(who), all_routes=who == "empresa") == {}


def test_the_same_walk_finds_them_for_a_public_partner(world: World, funcionaria: User) -> None:
    """Without this the walk above would prove nothing."""
    told = crawl(world, funcionaria)
    everything = {trace for seen in told.values() for trace in seen}
    assert {str(PLEDGED), str(RECEIVED), str(IN_KIND), str(TAKEN_BACK), *SECRETS} <= everything
    where = {address.partition("/api/v1/")[2].partition("/")[0] for address in told}
    assert {"pledges", "movements", "entries", "contributors", "files"} <= where


def test_an_official_of_another_mesa_reads_nothing_of_this_one(world: World, ajena: User) -> None:
    assert crawl(world, ajena) == {}
    client = api(ajena)
    for name in ("pledges", "movements", "entries", "initiatives"):
        assert ok(client.get(at(name)))["count"] == 0


def test_a_company_reads_its_own_lines_and_the_sums_of_its_mesa(world: World, empresa: User) -> None:
    client = api(empresa)
    for name, count in (("pledges", 1), ("movements", 3), ("entries", 5)):
        rows = ok(client.get(at(name)))["results"]
        assert len(rows) == count
        assert {row["contributor"]["name"] for row in rows} == {world.own.name}
    kinds = {row["kind"] for row in ok(client.get(at("entries")))["results"]}
    assert kinds == {"pledge", "receipt", "allocation", "expenditure"}
    mine = ok(client.get(at("contributor-money", world.own.pk)))
    lines = Entry.objects.filter(contributor=world.own)
    assert mine["totals"]["allocated"] == sum(line.amount for line in lines.filter(kind="allocation"))
    assert [row["initiative"]["name"] for row in mine["initiatives"]] == [world.plaza.name]
    sums = ok(client.get(at("alliance-money", world.mesa.pk)))
    assert sums["totals"]["received"] == RECEIVED + 20_000_003
    assert sums["totals"]["contributors"] == 2
    assert world.other.name not in json.dumps(sums)
    assert ok(client.get(at("initiative-money", world.plaza.pk)))["totals"]["allocated"] == 27_182_819


def test_another_is_told_like_nobody(world: World, empresa: User, vecina: User) -> None:
    """By its id, a line that is not hers does not differ from one that does not exist."""
    nobody = str(uuid7())
    for user in (empresa, vecina):
        client = api(user)
        for name, key in (
            ("contributor-money", world.other.pk),
            ("pledge", world.pledge.pk),
            ("file", world.document.pk),
            ("file-content", world.document.pk),
            *(("movement", movement.pk) for movement in world.movements),
        ):
            assert problem(client.get(at(name, key)), 404) == problem(client.get(at(name, nobody)), 404)
        for name in ("pledges", "movements", "entries"):
            assert ok(client.get(at(name), {"contributor": str(world.other.pk)}))["count"] == 0


def test_a_company_without_lines_gets_its_own_empty_sums(vecina: User, world: World, junta: Actor) -> None:
    told = ok(api(vecina).get(at("contributor-money", junta.pk)))
    assert (told["totals"]["received"], told["alliances"], told["initiatives"]) == (0, [], [])


def test_no_refusal_tells_a_line_of_another(world: World, empresa: User) -> None:
    client, traces, today = api(empresa), world.traces(), dates.today().isoformat()
    theirs = {"alliance": str(world.mesa.pk), "contributor": str(world.other.pk), "happened_on": today}
    own = Movement.objects.filter(contributor=world.own, kind="receipt").first()
    assert own is not None
    acts: list[tuple[str, list[Any], dict[str, Any]]] = [
        ("receipts", [], {**theirs, "pesos": 1, "pledge": str(world.pledge.pk)}),
        ("receipts", [], {}),
        ("pledges", [], {**theirs, "pesos": 1}),
        ("pledges", [], {"id": str(world.pledge.pk)}),
        ("allocate", [world.plaza.pk], {"pesos": 10**13, "happened_on": today}),
        ("spend", [world.plaza.pk], {"pesos": 10**13, "happened_on": today}),
        ("reverse", [own.pk], {"reason": "Por probar"}),
        *(("reverse", [movement.pk], {"reason": "Por probar"}) for movement in world.movements),
        ("jobs", [], {"kind": "typology", "params": {"alliance": str(world.mesa.pk)}}),
    ]
    lines = Entry.objects.count()
    for name, keys, body in acts:
        answer = client.post(at(name, *keys), body)
        assert answer.status_code in {403, 404, 422}, (name, answer.content)
        assert not found(answer.content.decode(), traces), name
    for query in ({"contributor": "x"}, {"contributor": str(world.pledge.pk)}, {"initiative": "x"}):
        for name in ("pledges", "movements", "entries"):
            answer = client.get(at(name), query)
            assert not found(answer.content.decode(), traces)
    assert Entry.objects.count() == lines


def test_the_feed_tells_a_company_of_its_own_and_of_the_fund_and_nobody_how_much(
    world: World, empresa: User, vecina: User, funcionaria: User, coordinadora: User
) -> None:
    theirs = {
        str(pk) for pk in Entry.objects.filter(contributor=world.other).values_list("movement_id", flat=True)
    }
    of_fund = {str(pk) for pk in Movement.objects.filter(contributor=None).values_list("pk", flat=True)}
    own = {str(pk) for pk in Movement.objects.filter(contributor=world.own).values_list("pk", flat=True)}
    seen = {}
    for user in (empresa, vecina, funcionaria, coordinadora):
        for query in ({}, {"alliance": str(world.mesa.pk)}):
            rows = ok(api(user).get(at("events"), {"page_size": 200, **query}))["results"]
            money = [row for row in rows if row["subject"]["kind"] == "movement"]
            assert not any(row["data"] for row in money)
            assert not found(json.dumps(money), world.traces())
            seen[user.name] = {row["subject"]["id"] for row in money}
            if user in (empresa, vecina):
                assert str(world.other.pk) not in json.dumps(money)
    assert seen[empresa.name] == own | of_fund
    assert seen[vecina.name] == of_fund
    assert seen[funcionaria.name] == seen[coordinadora.name] == own | of_fund | theirs
    assert len(theirs - of_fund) == 5  # promised, received twice, received by mistake, taken back


def test_a_report_of_a_company_has_its_own_lines_alone(world: World, empresa: User) -> None:
    job, _told = ask_job(kind="sdg_report", params={"alliance": str(world.mesa.pk)}, by=principal(empresa))
    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.error
    told = ok(api(empresa).get(at("sdg-report", job.pk)))
    assert [row["name"] for row in told["numbers"]["contributors"]["rows"]] == [world.own.name]
    assert not found(json.dumps(told["numbers"]), world.traces())
    assert crawl(world, empresa) == {}


def test_who_leaves_the_mesa_keeps_her_own_lines_and_loses_the_sums(world: World, empresa: User) -> None:
    row = world.mesa.participations.get(actor=world.own)
    update_participation(participation=row, by=SYSTEM, left_on=dates.today())
    client = api(empresa)
    problem(client.get(at("alliance-money", world.mesa.pk)), 404)
    problem(client.get(at("initiative-money", world.plaza.pk)), 404)
    assert ok(client.get(at("entries")))["count"] == 5
    assert ok(client.get(at("contributor-money", world.own.pk)))["totals"]["received"] == 20_000_003
    assert crawl(world, empresa) == {}
