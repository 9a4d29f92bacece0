"""Invitations: sent by mail, opened by a link, accepted once by whom they are for, and by nobody with more rights."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, Invitation, Membership
from actors.services.invitations import (
    MOST_A_DAY,
    accept_invitation,
    invite_person,
    resend_invitation,
    revoke_invitation,
)
from actors.services.people import change_membership, end_membership
from convergence.models import Alliance, Seat
from convergence.services.alliances import update_participation
from core import dates, events
from core.errors import Conflict, NotAllowed, TooMany
from core.models import Event, SignedLink
from core.signed_links import DeadLink, make_link
from tests import factories
from tests.factories import at_once, client_of, make_invitation, make_user, principal

EMAIL = "nueva@example.org"
SECRET = "un-secreto-largo-2026"
NEW = {"name": "Nueva Alcaldesa", "password1": SECRET, "password2": SECRET}


@pytest.fixture
def manager(municipalidad: Actor) -> User:
    user = make_user("Jefa de gabinete", email="jefa@example.org")
    factories.make_membership(user, municipalidad, role="manager")
    return user


def send_mails() -> list[Any]:
    """What the worker would do now; the mails that went out."""
    before = len(mail.outbox)
    events.dispatch()
    events.deliver()
    return mail.outbox[before:]


def link_in(message: Any) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body)
    assert found, message.body
    return found[1]


def opened(address: str, client: Client | None = None) -> tuple[Client, str]:
    """A browser that followed the link of the mail, and the address without token where it arrived."""
    client = client or Client()
    answer = client.get(address)
    assert answer.status_code == 302, answer.content
    return client, answer["Location"]


@pytest.mark.django_db
class TestSending:
    def test_the_mail_holds_a_link_and_the_answer_does_not(self, manager: User, municipalidad: Actor) -> None:
        row = make_invitation(municipalidad, " Nueva@Example.org ", by=principal(manager), title="Directora")
        assert (row.email, row.sent_at) == (EMAIL, None)
        assert (row.expires_at - timezone.now()).days == 13  # 14 by the setting, less a moment
        (message,) = send_mails()
        assert message.to == [EMAIL]
        assert "Jefa de gabinete le invita a actuar por Municipalidad de Mejillones" in message.body
        assert "/enlace/" in link_in(message)
        row.refresh_from_db()
        assert row.sent_at is not None
        assert send_mails() == []

    def test_a_mail_server_that_is_down_loses_nothing(
        self, municipalidad: Actor, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        row = make_invitation(municipalidad, EMAIL)
        working, settings.EMAIL_BACKEND = (
            settings.EMAIL_BACKEND,
            "django.core.mail.backends.smtp.EmailBackend",
        )
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        send_mails()
        assert not SignedLink.objects.exists()
        settings.EMAIL_BACKEND = working
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
            (message,) = send_mails()
        assert message.to == [EMAIL]
        assert SignedLink.objects.get().subject_id == row.pk

    def test_the_event_names_nobody(self, municipalidad: Actor) -> None:
        row = make_invitation(municipalidad, EMAIL, name="Nueva")
        event = Event.objects.get(kind="invitation.sent")
        assert event.subject_id == row.pk
        assert event.scopes == [f"people:{municipalidad.pk}"]
        assert event.data == {"version": 1}

    @pytest.mark.parametrize("who", ["funcionaria", "ajena", "empresa"])
    def test_only_the_foundation_and_whoever_keeps_the_page_invite(
        self, who: str, mesa: Alliance, municipalidad: Actor, request: pytest.FixtureRequest
    ) -> None:
        by = principal(request.getfixturevalue(who))
        with pytest.raises(NotAllowed):
            make_invitation(municipalidad, EMAIL, by=by)
        assert not Invitation.objects.exists()
        assert not Event.objects.filter(kind="invitation.sent").exists()

    def test_a_manager_invites_for_no_other_organisation(self, manager: User, empresa_actor: Actor) -> None:
        with pytest.raises(NotAllowed):
            make_invitation(empresa_actor, EMAIL, by=principal(manager))

    def test_seats_only_in_mesas_of_the_organisation(
        self, manager: User, municipalidad: Actor, mesa: Alliance, mesa_ajena: Alliance
    ) -> None:
        for by in (principal(manager), SYSTEM):
            with pytest.raises(ValidationError) as refused:
                make_invitation(municipalidad, EMAIL, by=by, alliances=[mesa_ajena.pk])
            assert list(refused.value.message_dict) == ["alliances"]
        with pytest.raises(ValidationError):
            make_invitation(municipalidad, EMAIL, reach="seats")
        with pytest.raises(ValidationError):
            make_invitation(municipalidad, EMAIL, reach="seats", role="manager", alliances=[mesa.pk])
        row = make_invitation(municipalidad, EMAIL, by=principal(manager), reach="seats", alliances=[mesa.pk])
        assert row.alliances == [str(mesa.pk)]

    @pytest.mark.parametrize("field", ["name", "title"])
    @pytest.mark.parametrize(
        "text",
        [
            "Cobre su bono en https://malo.example",
            "Visite WWW.malo.example",
            "Escriba a cobros@malo.example",
            "Ana\nSu cuenta vence hoy",
            "Ana\u2028Su cuenta vence hoy",
        ],
    )
    def test_what_opens_the_mail_leads_nowhere(
        self, manager: User, municipalidad: Actor, field: str, text: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            make_invitation(municipalidad, EMAIL, by=principal(manager), **{field: text})
        assert list(refused.value.message_dict) == [field]
        given = {"email": EMAIL, "role": "member", "reach": "organisation", "days": "7", field: text}
        address = reverse("actors:invite", args=[municipalidad.pk])
        shown = client_of(manager).post(address, given)
        assert shown.status_code == 422
        assert "ni direcciones web ni correos" in str(shown.context["form"].errors[field])
        sent = {"actor": str(municipalidad.pk), "email": EMAIL, field: text}
        answer = factories.api(manager).post("/api/v1/invitations/", sent, format="json")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert not Invitation.objects.exists()
        assert send_mails() == []

    def test_names_and_titles_of_people_pass(self, municipalidad: Actor) -> None:
        row = make_invitation(
            municipalidad,
            EMAIL,
            name=" María-José O'Higgins  Ñancupil ",
            title="Jefa de Obras (s), Depto. 2/A",
        )
        assert (row.name, row.title) == ("María-José O'Higgins Ñancupil", "Jefa de Obras (s), Depto. 2/A")

    @pytest.mark.parametrize("days", [0, 31, -1])
    def test_it_lasts_from_one_day_to_thirty(self, municipalidad: Actor, days: int) -> None:
        with pytest.raises(ValidationError):
            make_invitation(municipalidad, EMAIL, days=days)

    def test_one_waits_at_a_time(self, municipalidad: Actor, empresa_actor: Actor) -> None:
        make_invitation(municipalidad, EMAIL)
        with pytest.raises(Conflict):
            make_invitation(municipalidad, EMAIL.upper())
        make_invitation(empresa_actor, EMAIL)

    def test_one_that_lapsed_makes_room(self, municipalidad: Actor) -> None:
        old = make_invitation(municipalidad, EMAIL, days=1)
        with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
            new = make_invitation(municipalidad, EMAIL)
        old.refresh_from_db()
        assert old.revoked_at is not None
        assert new.pk != old.pk

    def test_nothing_tells_whether_the_address_has_an_account(
        self, manager: User, municipalidad: Actor, ajena: User
    ) -> None:
        client = client_of(manager)
        address = reverse("actors:invite", args=[municipalidad.pk])
        told = []
        for email in (ajena.email, "nadie@example.org"):
            answer = client.post(address, {"email": email, "role": "member", "days": "14"}, follow=True)
            assert answer.status_code == 200, answer.content
            told.append(answer.content.decode().count(email))
            first = Invitation.objects.get(email=email)
            assert (first.name, first.title) == ("", "")
        assert told[0] == told[1] > 0

    def test_one_person_makes_the_platform_write_so_often(self, manager: User, municipalidad: Actor) -> None:
        told = {"kind": "invitation.sent", "subject_kind": "invitation", "subject_id": municipalidad.pk}
        Event.objects.bulk_create([Event(**told, by=manager) for _turn in range(MOST_A_DAY)])
        with pytest.raises(TooMany):
            make_invitation(municipalidad, EMAIL, by=principal(manager))


@pytest.mark.django_db
class TestAgain:
    def test_a_new_link_kills_the_old_one(self, municipalidad: Actor) -> None:
        row = make_invitation(municipalidad, EMAIL)
        (first,) = send_mails()
        with pytest.raises(TooMany):
            resend_invitation(invitation=row, by=SYSTEM)
        later = timezone.now() + timedelta(days=2)
        with time_machine.travel(later, tick=False):
            assert resend_invitation(invitation=row, by=SYSTEM).expires_at > later
            dead = Client().get(link_in(first))
            assert dead.status_code == 410
            assert "se le envió otra más nueva" in dead.content.decode()
            (second,) = send_mails()
            opened(link_in(second))

    def test_what_was_sent_again_before_the_mail_left_leaves_once(self, municipalidad: Actor) -> None:
        row = make_invitation(municipalidad, EMAIL)
        with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
            resend_invitation(invitation=row, by=SYSTEM)
            assert len(send_mails()) == 1

    def test_one_that_was_withdrawn_opens_nothing_and_sends_nothing(self, municipalidad: Actor) -> None:
        row = make_invitation(municipalidad, EMAIL)
        (message,) = send_mails()
        revoke_invitation(invitation=row, by=SYSTEM)
        assert Client().get(link_in(message)).status_code == 410
        for act in (resend_invitation, revoke_invitation):
            with pytest.raises(Conflict):
                act(invitation=row, by=SYSTEM)

    def test_one_whose_time_is_over_says_what_to_do(self, municipalidad: Actor) -> None:
        make_invitation(municipalidad, EMAIL, days=1)
        (message,) = send_mails()
        client, here = opened(link_in(message))
        with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
            for answer in (Client().get(link_in(message)), client.get(here), client.post(here, NEW)):
                assert answer.status_code == 410
                assert "pida otra a quien lo invitó" in answer.content.decode()
        assert not User.objects.filter(email=EMAIL).exists()

    @pytest.mark.parametrize("how", ["left", "demoted", "deactivated"])
    def test_it_dies_with_the_right_of_whoever_sent_it(
        self, how: str, manager: User, municipalidad: Actor
    ) -> None:
        make_invitation(municipalidad, EMAIL, by=principal(manager))
        (message,) = send_mails()
        _client, here = opened(link_in(message))
        membership = manager.memberships.get()
        if how == "left":
            end_membership(membership=membership, by=SYSTEM)
        elif how == "demoted":
            change_membership(membership=membership, role="member", by=SYSTEM)
        else:
            User.objects.filter(pk=manager.pk).update(is_active=False)
        assert _client.get(here).status_code == 410
        assert _client.post(here, NEW).status_code == 410
        assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.django_db
class TestAccepting:
    def test_somebody_new_sets_name_and_password_and_is_in(
        self, municipalidad: Actor, mesa: Alliance
    ) -> None:
        make_invitation(municipalidad, EMAIL, title="Directora", alliances=[mesa.pk], reach="seats")
        (message,) = send_mails()
        client, here = opened(link_in(message))
        assert link_in(message).rsplit("/", 2)[-2] not in here
        shown = client.get(here)
        assert shown["Referrer-Policy"] == "no-referrer"
        assert "Mesa de Mejillones" in shown.content.decode()
        assert not User.objects.filter(email=EMAIL).exists()  # looking does not act
        answer = client.post(here, NEW)
        assert (answer.status_code, answer["Location"]) == (302, reverse("desk:home"))
        user = User.objects.get(email=EMAIL)
        assert (user.name, user.is_foundation_staff, user.is_staff) == ("Nueva Alcaldesa", False, False)
        assert user.check_password(SECRET)
        assert user.emailaddress_set.get().verified
        row = user.memberships.get()
        assert (row.actor, row.role, row.title, row.reach) == (municipalidad, "member", "Directora", "seats")
        assert Seat.objects.get(user=user).participation.alliance == mesa
        assert "Mesa de Mejillones" in client.get(reverse("convergence:board")).content.decode()
        used = Client().get(link_in(message))
        assert used.status_code == 410
        assert "ya se aceptó" in used.content.decode()

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"password1": "corta", "password2": "corta"}, "password1"),
            ({"password1": "1234567890", "password2": "1234567890"}, "password1"),
            ({"password1": "nueva@example.org", "password2": "nueva@example.org"}, "password1"),
            ({"password2": "otra-cosa-2026"}, "password2"),
            ({"name": " "}, "name"),
        ],
    )
    def test_a_weak_password_uses_up_nothing(self, municipalidad: Actor, told: Any, field: str) -> None:
        make_invitation(municipalidad, EMAIL)
        (message,) = send_mails()
        client, here = opened(link_in(message))
        answer = client.post(here, {**NEW, **told})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert not User.objects.filter(email=EMAIL).exists()
        assert client.post(here, NEW).status_code == 302

    def test_whoever_has_an_account_signs_in_and_comes_back(self, municipalidad: Actor, ajena: User) -> None:
        make_invitation(municipalidad, ajena.email)
        (message,) = send_mails()
        client, here = opened(link_in(message))
        text = client.get(here).content.decode()
        assert f"?next={here}" in text
        assert "password" not in text
        assert client.post(here, NEW).status_code == 403
        signed = client.post(
            f"{reverse('account_login')}?next={here}",
            {"login": ajena.email, "password": factories.PASSWORD, "next": here},
        )
        assert signed["Location"] == here
        assert client.post(here).status_code == 302
        assert set(ajena.memberships.values_list("actor__name", flat=True)) == {
            "Municipalidad de Mejillones",
            "Municipalidad de Santa Bárbara",
        }

    @pytest.mark.parametrize("has_account", [True, False])
    def test_another_person_who_is_signed_in_is_told_so(
        self, has_account: bool, municipalidad: Actor, ajena: User, empresa: User
    ) -> None:
        make_invitation(municipalidad, ajena.email if has_account else EMAIL)
        (message,) = send_mails()
        client, here = opened(link_in(message), client_of(empresa))
        assert "esta es la sesión de Diego Lagos" in client.get(here).content.decode()
        assert client.post(here, NEW).status_code == 403
        assert not Membership.objects.filter(actor=municipalidad).exists()
        assert not User.objects.filter(email=EMAIL).exists()

    def test_an_account_that_was_shut_is_refused_with_words(self, municipalidad: Actor, ajena: User) -> None:
        make_invitation(municipalidad, ajena.email)
        (message,) = send_mails()
        User.objects.filter(pk=ajena.pk).update(is_active=False)
        client, here = opened(link_in(message))
        for answer in (client.get(here), client.post(here, NEW)):
            assert answer.status_code == 409
            assert "está desactivada" in answer.content.decode()

    def test_who_acts_for_it_already_is_told(self, municipalidad: Actor, ajena: User) -> None:
        make_invitation(municipalidad, ajena.email)
        (message,) = send_mails()
        factories.make_membership(ajena, municipalidad)
        client, here = opened(link_in(message), client_of(ajena))
        answer = client.post(here)
        assert answer.status_code == 409
        assert "ya actúa por la organización" in answer.content.decode()
        with pytest.raises(Conflict):
            make_invitation(municipalidad, ajena.email)

    def test_a_mesa_that_the_organisation_left_is_passed_over(
        self, municipalidad: Actor, mesa: Alliance
    ) -> None:
        row = make_invitation(municipalidad, EMAIL, alliances=[mesa.pk])
        stay = mesa.participations.get(actor=municipalidad)
        update_participation(participation=stay, left_on=dates.today(), by=SYSTEM)
        user, _membership = accept_invitation(
            invitation=row, link=link_of(row), by=principal(None), name="Nueva", password=SECRET
        )
        assert not Seat.objects.filter(user=user).exists()

    def test_a_program_does_not_accept(self, municipalidad: Actor) -> None:
        robot = make_user("Robot", email=EMAIL, kind=User.Kind.SERVICE)
        row = make_invitation(municipalidad, EMAIL)
        with pytest.raises(Conflict):
            accept_invitation(invitation=row, link=link_of(row), by=principal(robot))


def link_of(row: Invitation) -> SignedLink:
    return make_link(purpose="invitation", subject_id=row.pk, by=SYSTEM, expires_at=row.expires_at)[0]


def test_two_posts_at_once_accept_once(real_db: str, municipalidad: Actor) -> None:
    row = make_invitation(municipalidad, EMAIL)
    link = link_of(row)

    def accept() -> Any:
        return accept_invitation(invitation=row, link=link, by=principal(None), name="Nueva", password=SECRET)

    outcome = at_once(accept, accept, accept)
    assert sum(isinstance(one, tuple) for one in outcome) == 1
    assert sum(isinstance(one, DeadLink) for one in outcome) == 2
    assert (
        User.objects.filter(email=EMAIL).count() == Membership.objects.filter(user__email=EMAIL).count() == 1
    )


def test_two_organisations_at_once_make_one_account(
    real_db: str, municipalidad: Actor, empresa_actor: Actor
) -> None:
    rows = [make_invitation(actor, EMAIL) for actor in (municipalidad, empresa_actor)]

    def accept(row: Invitation) -> Any:
        return accept_invitation(
            invitation=row, link=link_of(row), by=principal(None), name="Nueva", password=SECRET
        )

    outcome = at_once(*[lambda row=row: accept(row) for row in rows])
    assert User.objects.filter(email=EMAIL).count() == 1
    assert sum(isinstance(one, (Conflict, NotAllowed)) for one in outcome) == 1, outcome


def test_two_who_invite_the_same_at_once_send_one(real_db: str, municipalidad: Actor) -> None:
    outcome = at_once(*[lambda: invite_person(actor=municipalidad, email=EMAIL, by=SYSTEM)] * 3)
    assert sum(isinstance(one, Invitation) for one in outcome) == 1
    assert sum(isinstance(one, Conflict) for one in outcome) == 2
