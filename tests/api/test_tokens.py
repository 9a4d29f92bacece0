"""Who is at the door: no token, a bad one, one that only reads, a revoked one, the page's session."""

from accounts.models import ApiToken, User
from convergence.models import Alliance
from core.models import Event, Job
from tests.api.answers import at, ok, problem
from tests.factories import PASSWORD, api, client_of


def test_without_a_token_everything_is_401_and_says_how(mesa: Alliance) -> None:
    for name in ("me", "alliances", "actors", "regions", "jobs", "events"):
        answer = api().get(at(name))
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")
    problem(api().get(at("alliance", mesa.pk)), 401)
    problem(api().post(at("alliances"), {}), 401)


def test_a_token_that_is_unknown_or_revoked(coordinadora: User) -> None:
    client = api()
    client.credentials(HTTP_AUTHORIZATION="Bearer cvg_nada")
    answer = client.get(at("me"))
    problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")
    living = api(coordinadora)
    ok(living.get(at("me")))
    ApiToken.objects.update(revoked_at="2026-01-01T00:00:00Z")
    problem(living.get(at("me")), 401)


def test_a_read_only_token_reads_and_does_not_write(coordinadora: User, mesa: Alliance) -> None:
    client, before = api(coordinadora, can_write=False), Event.objects.count()
    ok(client.get(at("alliance", mesa.pk)))
    problem(client.post(at("alliances"), {}), 403)
    problem(client.patch(at("alliance", mesa.pk), {"purpose": "x"}, headers={"If-Match": '"1"'}), 403)
    problem(client.post(at("advance-stage", mesa.pk)), 403)
    problem(client.post(at("jobs"), {"kind": "commitments_csv"}), 403)
    assert not Job.objects.exists()
    assert Event.objects.count() == before


def test_an_account_that_was_closed_is_out(coordinadora: User) -> None:
    client = api(coordinadora)
    User.objects.filter(pk=coordinadora.pk).update(is_active=False)
    problem(client.get(at("me")), 401)


def test_the_pages_session_reads_and_needs_its_csrf_token_to_write(
    coordinadora: User, mesa: Alliance
) -> None:
    browser = client_of(coordinadora)
    assert browser.get(at("me")).json()["token"] is None
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert (
        strict.login(email=coordinadora.email, password=PASSWORD) or strict.force_login(coordinadora) is None
    )
    answer = strict.post(at("advance-stage", mesa.pk), {}, content_type="application/json")
    problem(answer, 403)


def test_answers_are_private_and_vary_by_who_asks(coordinadora: User) -> None:
    answer = api(coordinadora).get(at("me"))
    assert "private" in answer["Cache-Control"]
    assert "Authorization" in answer["Vary"]
    assert "Accept-Language" in answer["Vary"]
