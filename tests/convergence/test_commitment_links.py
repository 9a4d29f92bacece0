"""The signed link with which a commitment's owner answers without an account."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Commitment
from convergence.services.commitments import answer_commitment, move_commitment, share_commitment
from core.models import Event, SignedLink
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, shows, text_of

DONE = "Se pagó con la factura 12."


@pytest.fixture
def row(mesa: Alliance, empresa_actor: Actor) -> Commitment:
    return factories.make_commitment(mesa, empresa_actor, what="Pagar el levantamiento")


def shared(row: Commitment) -> str:
    """The path of a fresh link."""
    return urlsplit(share_commitment(commitment=row, by=acts.SYSTEM)).path


def entered(row: Commitment) -> tuple[Client, str]:
    """A visitor who opened a fresh link, and where it led."""
    client = factories.client_of()
    return client, client.get(shared(row))["Location"]


@pytest.mark.django_db
class TestAnswering:
    def test_the_page_shows_the_address_in_one_answer_only(self, row: Commitment, empresa: User) -> None:
        client = factories.client_of(empresa)
        answer = client.post(address("share", row.pk))
        assert answer.status_code == 200
        assert "http://localhost:8000/enlace/" in text_of(answer)
        assert shows(answer, "https://wa.me/?text=")
        assert "no-store" in answer["Cache-Control"]
        assert "/enlace/" not in factories.page(client, address("commitment", row.pk))

    @pytest.mark.parametrize("who", ["funcionaria", "vecina"])
    def test_who_may_not_share(self, row: Commitment, who: str, request: pytest.FixtureRequest) -> None:
        answer = factories.client_of(request.getfixturevalue(who)).post(address("share", row.pk))
        assert answer.status_code == 403
        assert not SignedLink.objects.exists()

    def test_opening_it_shows_the_commitment_and_consumes_nothing_however_often(
        self, row: Commitment
    ) -> None:
        path = shared(row)
        for _scanner in range(3):
            client = factories.client_of()
            arrived = client.get(path)
            assert arrived.status_code == 302
            page = client.get(arrived["Location"])
            assert page.status_code == 200
            assert shows(page, "Pagar el levantamiento")
            assert shows(page, f"Generadora del Norte SpA lo comprometió para el {row.due_on:%d-%m-%Y}.")
        assert SignedLink.objects.get().consumed_at is None
        row.refresh_from_db()
        assert row.state == "abierto"

    def test_the_token_is_neither_in_the_address_where_one_stays_nor_in_any_page(
        self, row: Commitment
    ) -> None:
        path = shared(row)
        token = path.strip("/").split("/")[-1]
        client = factories.client_of()
        arrived = client.get(path)
        assert token not in arrived["Location"]
        assert arrived["Referrer-Policy"] == "no-referrer"
        assert "no-store" in arrived["Cache-Control"]
        page = client.get(arrived["Location"])
        assert token not in text_of(page)
        assert page["Referrer-Policy"] == "no-referrer"
        assert token not in str(list(Event.objects.values_list("data", flat=True)))

    def test_answering_closes_the_commitment_and_the_link(self, row: Commitment) -> None:
        client, here = entered(row)
        answer = client.post(here, {"outcome": DONE})
        assert answer.status_code == 200
        assert shows(answer, "Respuesta registrada")
        row.refresh_from_db()
        assert (row.state, row.outcome) == ("cumplido", DONE)
        assert SignedLink.objects.get().consumed_at is not None
        left = acts.only_event("commitment.moved", row)
        assert (left.data["from"], left.data["to"]) == ("abierto", "cumplido")
        assert left.by is None
        assert left.scopes == [f"alliance:{row.alliance_id}", f"actor:{row.owner_id}"]

    def test_a_second_answer_finds_the_link_used(self, row: Commitment) -> None:
        client, here = entered(row)
        client.post(here, {"outcome": DONE})
        for again in (client.post(here, {"outcome": "Otra cosa distinta."}), client.get(here)):
            assert again.status_code == 410
            assert shows(again, "Este enlace ya se usó. La respuesta quedó registrada.")
        row.refresh_from_db()
        assert row.outcome == DONE
        assert len(acts.events("commitment.moved")) == 1

    @pytest.mark.parametrize("outcome", ["", "   ", "ok"])
    def test_it_needs_a_sentence_and_a_refused_answer_consumes_nothing(
        self, row: Commitment, outcome: str
    ) -> None:
        client, here = entered(row)
        answer = client.post(here, {"outcome": outcome})
        assert answer.status_code == 422
        assert list(errors_in(answer)) == ["outcome"]
        assert shows(answer, errors_in(answer)["outcome"][0])
        assert SignedLink.objects.get().consumed_at is None
        assert client.post(here, {"outcome": DONE}).status_code == 200

    def test_the_address_without_the_link_opens_nothing(self, row: Commitment) -> None:
        _client, here = entered(row)
        stranger = factories.client_of()
        for answer in (stranger.get(here), stranger.post(here, {"outcome": DONE})):
            assert answer.status_code == 410
            assert shows(answer, "Abra el enlace completo que recibió.")
        row.refresh_from_db()
        assert row.state == "abierto"

    def test_an_unknown_an_expired_and_a_revoked_link(self, row: Commitment) -> None:
        def said(answer: HttpResponse) -> int:
            assert "Pagar el levantamiento" not in text_of(answer)
            return answer.status_code

        assert said(factories.client_of().get("/enlace/no-existe/")) == 410
        now = timezone.now()
        for change in ({"expires_at": now - timedelta(seconds=1)}, {"revoked_at": now}):
            client, here = entered(row)
            link = SignedLink.objects.latest("created_at")
            SignedLink.objects.filter(pk=link.pk).update(**change)
            assert said(client.get(here)) == 410
            assert said(client.post(here, {"outcome": DONE})) == 410
        row.refresh_from_db()
        assert row.state == "abierto"

    def test_it_lives_thirty_days(self, row: Commitment) -> None:
        shared(row)
        left = SignedLink.objects.get().expires_at - timezone.now()
        assert timedelta(days=29, hours=23) < left <= timedelta(days=30)

    def test_a_commitment_closed_meanwhile_says_so(self, row: Commitment) -> None:
        client, here = entered(row)
        move_commitment(commitment=row, to="liberado", outcome="Ya no corresponde.", by=acts.SYSTEM)
        for answer in (client.get(here), client.post(here, {"outcome": DONE})):
            assert answer.status_code == 410
            assert shows(answer, "Este compromiso ya está cerrado.")
        assert SignedLink.objects.get().consumed_at is None


def test_two_answers_at_once_close_it_once(real_db: str, row: Commitment) -> None:
    share_commitment(commitment=row, by=acts.SYSTEM)
    link = SignedLink.objects.get()

    def answer(words: str) -> Commitment:
        return answer_commitment(commitment=Commitment.objects.get(pk=row.pk), link=link, outcome=words)

    outcome = factories.at_once(
        lambda: answer("La primera respuesta."), lambda: answer("La segunda respuesta.")
    )
    assert sorted(type(one).__name__ for one in outcome) == ["Commitment", "DeadLink"]
    assert len(acts.events("commitment.moved", row)) == 1
