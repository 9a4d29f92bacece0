"""People who change, leave and are shut out: what ends at once, what stays, and who decides it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import ApiToken, User
from accounts.principal import SYSTEM
from actors.models import Actor, Invitation, Membership
from actors.services.people import change_membership, deactivate_user, end_membership, reactivate_user
from convergence.models import Alliance
from convergence.services.commitments import share_commitment
from core import dates, jobs
from core.errors import Conflict, NotAllowed
from core.models import Event, Job, SignedLink
from core.signed_links import make_link
from tests import factories
from tests.factories import api, at_once, client_of, make_membership, make_seat, make_user, page, principal

BOARD, ANY = reverse("convergence:board"), reverse("api:actors")


@pytest.fixture
def manager(municipalidad: Actor) -> User:
    user = make_user("Jefa de gabinete", email="jefa@example.org")
    make_membership(user, municipalidad, role="manager")
    return user


def people_of(actor: Actor) -> str:
    return reverse("actors:people", args=[actor.pk])


@pytest.mark.django_db
class TestChanging:
    def test_a_manager_changes_what_her_people_are(self, manager: User, funcionaria: User) -> None:
        row = change_membership(
            membership=funcionaria.memberships.get(), reach="seats", title="Asesora", by=principal(manager)
        )
        assert (row.reach, row.title, row.role, row.version) == ("seats", "Asesora", "member", 2)
        event = Event.objects.get(kind="membership.changed")
        assert (event.by, event.data["fields"]) == (manager, ["reach", "title"])

    def test_whoever_keeps_the_page_acts_for_all_of_it(self, manager: User, funcionaria: User) -> None:
        row = funcionaria.memberships.get()
        with pytest.raises(ValidationError):
            change_membership(membership=row, role="manager", reach="seats", by=principal(manager))
        with pytest.raises(ValidationError):
            change_membership(membership=manager.memberships.get(), reach="seats", by=SYSTEM)

    @pytest.mark.parametrize("who", ["funcionaria", "empresa", "ajena"])
    def test_nobody_else_does(
        self, who: str, manager: User, mesa: Alliance, request: pytest.FixtureRequest
    ) -> None:
        by = principal(request.getfixturevalue(who))
        for act in (change_membership, end_membership):
            with pytest.raises(NotAllowed):
                act(membership=manager.memberships.get(), by=by)
        own = request.getfixturevalue(who).memberships.get()
        with pytest.raises(NotAllowed):  # not of herself either
            change_membership(membership=own, role="manager", by=by)

    def test_the_last_who_keeps_the_page_does_not_step_down_alone(
        self, manager: User, funcionaria: User
    ) -> None:
        row, by = manager.memberships.get(), principal(manager)
        for act in (
            lambda: end_membership(membership=row, by=by),
            lambda: change_membership(membership=row, role="member", by=by),
        ):
            with pytest.raises(Conflict):
                act()
        change_membership(membership=funcionaria.memberships.get(), role="manager", by=by)
        row.refresh_from_db()
        assert end_membership(membership=row, by=by).until == dates.today()


@pytest.mark.django_db
class TestEnding:
    def test_access_is_gone_that_moment_with_seat_link_and_invitation(
        self, manager: User, municipalidad: Actor, mesa: Alliance
    ) -> None:
        seat = make_seat(mesa, manager, municipalidad)
        row = factories.make_commitment(mesa, municipalidad, person=manager)
        share_commitment(commitment=row, by=principal(manager))
        invitation = factories.make_invitation(municipalidad, by=principal(manager))
        client, token = client_of(manager), api(manager)
        assert "Mesa de Mejillones" in page(client, BOARD)
        end_membership(membership=manager.memberships.get(), by=SYSTEM)
        assert "Mesa de Mejillones" not in page(client, BOARD)
        assert page(client, reverse("convergence:alliance", args=[mesa.pk]), 404)
        assert token.get(reverse("api:alliance", args=[mesa.pk])).status_code == 404
        for told in (seat, invitation, row):
            told.refresh_from_db()
        assert seat.until == dates.today()
        assert invitation.revoked_at is not None
        assert SignedLink.objects.get().revoked_at is not None
        assert row.is_open  # it is the organisation's
        assert row.person == manager

    def test_what_she_has_by_another_organisation_stays(
        self, manager: User, junta: Actor, municipalidad: Actor, mesa: Alliance
    ) -> None:
        make_membership(manager, junta)
        stays = make_seat(mesa, manager, junta)
        goes = make_seat(mesa, manager, municipalidad)
        end_membership(membership=manager.memberships.get(actor=municipalidad), by=SYSTEM)
        for seat in (stays, goes):
            seat.refresh_from_db()
        assert (stays.until, goes.until) == (None, dates.today())
        assert "Mesa de Mejillones" in page(client_of(manager), BOARD)

    @pytest.mark.parametrize("days", [1, -1000])
    def test_neither_tomorrow_nor_before_it_began(self, funcionaria: User, days: int) -> None:
        with pytest.raises(ValidationError) as refused:
            on = dates.today() + timedelta(days=days)
            end_membership(membership=funcionaria.memberships.get(), on=on, by=SYSTEM)
        assert list(refused.value.message_dict) == ["on"]
        assert funcionaria.memberships.get().until is None

    def test_twice_is_told(self, funcionaria: User) -> None:
        row = funcionaria.memberships.get()
        end_membership(membership=row, by=SYSTEM)
        with pytest.raises(Conflict):
            end_membership(membership=row, by=SYSTEM)
        assert Event.objects.filter(kind="membership.ended").count() == 1


@pytest.mark.django_db
class TestDeactivating:
    def test_everything_ends_at_once(
        self, manager: User, coordinadora: User, municipalidad: Actor, mesa: Alliance
    ) -> None:
        seat = make_seat(mesa, manager, municipalidad)
        row = factories.make_commitment(mesa, municipalidad, person=manager)
        share_commitment(commitment=row, by=principal(manager))
        factories.make_invitation(municipalidad, by=principal(manager))
        make_link(purpose="invitation", subject_id=row.pk, by=principal(manager))
        job, _told = jobs.ask_job(kind="commitments_csv", by=principal(manager))
        client, token = client_of(manager), api(manager)
        deactivate_user(user=manager, by=principal(coordinadora))
        assert client.get(BOARD).status_code == 302
        assert token.get(ANY).status_code == 401
        assert not ApiToken.objects.living().filter(user=manager).exists()
        assert Membership.objects.get(user=manager).until == dates.today()
        seat.refresh_from_db()
        assert seat.until == dates.today()
        assert not SignedLink.objects.filter(revoked_at=None).exists()
        assert Invitation.objects.get().revoked_at is not None
        for turn in range(2):
            job.refresh_from_db()
            assert (job.state, job.result_file) == (Job.State.FAILED, None), turn
            jobs.run(str(job.pk))
        assert Event.objects.get(kind="user.deactivated").by == coordinadora

    def test_reactivating_brings_back_neither_session_nor_rights(
        self, manager: User, coordinadora: User, mesa: Alliance
    ) -> None:
        client, token = client_of(manager), api(manager)
        assert client.get(BOARD).status_code == 200
        deactivate_user(user=manager, by=principal(coordinadora))
        reactivate_user(user=manager, by=principal(coordinadora))
        assert client.get(BOARD).status_code == 302  # the session of before is dead for good
        assert token.get(ANY).status_code == 401
        assert not principal(User.objects.get(pk=manager.pk)).memberships
        fresh = client_of(User.objects.get(pk=manager.pk))
        assert "Mesa de Mejillones" not in page(fresh, BOARD)

    @pytest.mark.parametrize("who", ["funcionaria", "ajena", "manager"])
    def test_only_by_the_foundation(
        self, who: str, mesa: Alliance, vecina: User, request: pytest.FixtureRequest
    ) -> None:
        for act in (deactivate_user, reactivate_user):
            with pytest.raises(NotAllowed):
                act(user=vecina, by=principal(request.getfixturevalue(who)))
        assert User.objects.get(pk=vecina.pk).is_active

    def test_neither_oneself_nor_the_last_who_runs_the_house(self, coordinadora: User) -> None:
        with pytest.raises(Conflict):
            deactivate_user(user=coordinadora, by=principal(coordinadora))
        with pytest.raises(Conflict):
            deactivate_user(user=coordinadora, by=SYSTEM)
        other = make_user("Otra", is_foundation_staff=True, is_superuser=True)
        with pytest.raises(Conflict):  # the last administrator, though not the last of the staff
            deactivate_user(user=other, by=SYSTEM)
        deactivate_user(user=coordinadora, by=principal(other))

    def test_an_administrator_s_account_is_changed_by_administrators_only(self, coordinadora: User) -> None:
        chief, other = (
            make_user(name, is_foundation_staff=True, is_superuser=True) for name in ("Jefa", "Otra jefa")
        )
        outsider = make_user("Administra sin ser del equipo", is_superuser=True)
        for user in (chief, outsider):
            address = reverse("people:person", args=[user.pk])
            asked = {
                state: reverse(f"people:{state}", args=[user.pk]) for state in ("deactivate", "reactivate")
            }
            assert asked["deactivate"] not in page(client_of(coordinadora), address)
            assert client_of(coordinadora).post(asked["deactivate"]).status_code == 403
            assert User.objects.get(pk=user.pk).is_active
            assert asked["deactivate"] in page(client_of(other), address)
            deactivate_user(user=user, by=principal(other))
            assert asked["reactivate"] not in page(client_of(coordinadora), address)
            assert client_of(coordinadora).post(asked["reactivate"]).status_code == 403
            assert not User.objects.get(pk=user.pk).is_active
            reactivate_user(user=user, by=principal(other))
            assert User.objects.get(pk=user.pk).is_active

    def test_the_one_who_acts_must_still_be_in(self, coordinadora: User, funcionaria: User) -> None:
        by = principal(coordinadora)
        User.objects.filter(pk=coordinadora.pk).update(is_active=False)
        with pytest.raises(NotAllowed):
            deactivate_user(user=funcionaria, by=by)

    def test_a_job_of_hers_does_not_run_even_if_it_was_overlooked(self, funcionaria: User) -> None:
        job, _told = jobs.ask_job(kind="commitments_csv", by=principal(funcionaria))
        User.objects.filter(pk=funcionaria.pk).update(is_active=False)
        jobs.run(str(job.pk))
        job.refresh_from_db()
        assert (job.state, job.error) == ("failed", "La cuenta que pidió este trabajo está desactivada.")


def test_two_who_shut_each_other_out_at_once_leave_one(real_db: str) -> None:
    one, two = (make_user(name, is_foundation_staff=True) for name in ("Una", "Otra"))
    outcome = at_once(
        lambda: deactivate_user(user=two, by=principal(one)),
        lambda: deactivate_user(user=one, by=principal(two)),
    )
    assert User.objects.filter(is_active=True, is_foundation_staff=True).count() == 1, outcome


@pytest.mark.django_db
class TestPages:
    def test_a_manager_sees_and_keeps_the_people_of_her_organisation(
        self, manager: User, municipalidad: Actor, funcionaria: User, mesa: Alliance
    ) -> None:
        make_seat(mesa, funcionaria, municipalidad)
        factories.make_invitation(municipalidad, "espera@example.org")
        text = page(client_of(manager), people_of(municipalidad))
        for told in (
            "Rocío Paredes",
            "rocio@example.org",
            "Mesa de Mejillones (Titular)",
            "espera@example.org",
        ):
            assert told in text
        assert "Invitar a una persona" in text

    def test_she_does_it_all_by_plain_forms(
        self, manager: User, municipalidad: Actor, funcionaria: User, mesa: Alliance
    ) -> None:
        client, row = client_of(manager), funcionaria.memberships.get()
        given = {
            "email": "x@example.org",
            "role": "member",
            "reach": "seats",
            "days": "7",
            "alliances": [mesa.pk],
        }
        answer = client.post(reverse("actors:invite", args=[municipalidad.pk]), given, follow=True)
        assert "x@example.org" in answer.content.decode()
        refused = client.post(
            reverse("actors:invite", args=[municipalidad.pk]),
            {**given, "alliances": [], "email": "y@example.org"},
        )
        assert refused.status_code == 422
        assert "Elija al menos una mesa" in refused.content.decode()
        assert "y@example.org" in refused.content.decode()
        changed = {"role": "manager", "reach": "organisation", "title": "Asesora", "version": row.version}
        client.post(reverse("actors:membership", args=[row.pk]), changed)
        row.refresh_from_db()
        assert (row.role, row.title) == ("manager", "Asesora")
        asked = page(client, reverse("actors:end_membership", args=[row.pk]))
        assert "Terminan sus asientos" in asked
        client.post(reverse("actors:end_membership", args=[row.pk]), {"on": dates.today().isoformat()})
        row.refresh_from_db()
        assert row.until == dates.today()
        text = page(client, people_of(municipalidad))
        assert "Actuaron antes" in text

    def test_what_stays_behind_is_told_with_its_address(
        self, coordinadora: User, municipalidad: Actor, funcionaria: User, mesa: Alliance
    ) -> None:
        factories.make_commitment(mesa, municipalidad, what="Enviar el plano", person=funcionaria)
        client = client_of(coordinadora)
        text = page(client, reverse("people:deactivate", args=[funcionaria.pk]))
        assert "Compromisos abiertos a su nombre: 1" in text
        where = f"{reverse('convergence:commitments')}?person={funcionaria.pk}&due=open"
        assert where.replace("&", "&amp;") in text
        assert "Enviar el plano" in page(client, where)
        done = client.post(reverse("people:deactivate", args=[funcionaria.pk]), follow=True).content.decode()
        assert "Desactivada" in done
        assert "Compromisos abiertos a su nombre: 1" in done

    @pytest.mark.parametrize(
        ("state", "seen"),
        [
            ("", {"Camila", "Rocío", "Sola", "Doble", "Ida"}),
            ("active", {"Camila", "Rocío", "Sola", "Doble"}),
            ("never", {"Camila", "Rocío", "Sola"}),
            ("none", {"Sola"}),
            ("several", {"Doble"}),
            ("deactivated", {"Ida"}),
        ],
    )
    def test_the_list_of_people_is_filtered(
        self, state: str, seen: set[str], coordinadora: User, funcionaria: User, empresa_actor: Actor
    ) -> None:
        User.objects.filter(pk=funcionaria.pk).update(name="Rocío")
        User.objects.filter(pk=coordinadora.pk).update(name="Camila")
        make_user("Sola")
        both = make_user("Doble", acts_for=empresa_actor)
        make_membership(both, factories.make_actor())
        make_user("Ida", is_active=False)
        client = client_of(coordinadora)
        User.objects.filter(pk=coordinadora.pk).update(last_login=None)
        User.objects.filter(pk=both.pk).update(last_login="2026-01-05T12:00:00Z")
        answer = client.get(reverse("people:list"), {"state": state})
        assert {user.name for user in answer.context["page"].object_list} == seen

    def test_search_goes_without_accents(self, coordinadora: User, funcionaria: User) -> None:
        text = page(client_of(coordinadora), reverse("people:list") + "?q=rocio+pared")
        assert "Rocío Paredes" in text
        assert "Camila Soto</a>" not in text

    def test_the_foundation_learns_that_there_are_tokens_and_no_more(
        self, coordinadora: User, funcionaria: User
    ) -> None:
        api(funcionaria)
        token = ApiToken.objects.get()
        text = page(client_of(coordinadora), reverse("people:person", args=[funcionaria.pk]))
        assert "Tokens de API vigentes" in text
        assert token.prefix not in text


@pytest.mark.django_db
class TestApi:
    def test_invite_send_again_and_withdraw(
        self, manager: User, municipalidad: Actor, mesa: Alliance
    ) -> None:
        client = api(manager)
        body = {
            "actor": str(municipalidad.pk),
            "email": "N@example.org",
            "reach": "seats",
            "alliances": [str(mesa.pk)],
        }
        made = client.post(reverse("api:invitations"), body)
        assert made.status_code == 201, made.content
        assert made.json()["email"] == "n@example.org"
        assert "enlace" not in made.content.decode()
        again = client.post(reverse("api:invitations"), body)
        assert (again.status_code, again.json()["code"]) == (409, "waiting")
        pk = made.json()["id"]
        assert client.post(reverse("api:resend-invitation", args=[pk]), {}).status_code == 429
        revoked = client.post(reverse("api:revoke-invitation", args=[pk])).json()
        assert (revoked["is_open"], bool(revoked["revoked_at"])) == (False, True)
        assert client.get(reverse("api:invitations") + "?open=true").json()["results"] == []

    def test_change_and_end(self, manager: User, funcionaria: User) -> None:
        client, row = api(manager), funcionaria.memberships.get()
        address = reverse("api:membership", args=[row.pk])
        assert client.patch(address, {"title": "Otra"}).status_code == 428
        changed = client.patch(address, {"title": "Otra"}, headers={"If-Match": '"1"'})
        assert (changed.status_code, changed.json()["title"]) == (200, "Otra")
        ended = client.post(reverse("api:end-membership", args=[row.pk]), {})
        assert ended.json()["until"] == dates.today().isoformat()
        assert client.post(reverse("api:end-membership", args=[row.pk]), {}).status_code == 409

    def test_deactivate_and_reactivate(self, coordinadora: User, funcionaria: User) -> None:
        client = api(coordinadora)
        assert (
            client.post(reverse("api:deactivate-person", args=[funcionaria.pk])).json()["is_active"] is False
        )
        assert (
            client.post(reverse("api:reactivate-person", args=[funcionaria.pk])).json()["is_active"] is True
        )
        assert client.post(reverse("api:deactivate-person", args=[coordinadora.pk])).status_code == 409

    def test_a_person_reads_what_she_is(self, funcionaria: User, manager: User) -> None:
        (told,) = api(funcionaria).get(reverse("api:memberships")).json()["results"]
        assert told["user"]["name"] == "Rocío Paredes"
        both = api(manager).get(reverse("api:memberships") + "?living=true").json()["results"]
        assert len(both) == 2


def test_nothing_remains_unended(db: Any, municipalidad: Actor, mesa: Alliance) -> None:
    """A membership that has yet to begin ends too."""
    user = make_user("Futura")
    make_membership(user, municipalidad, since=dates.today() + timedelta(days=3))
    make_user("Fundación", is_foundation_staff=True)
    deactivate_user(user=user, by=SYSTEM)
    row = user.memberships.get()
    assert row.until == row.since
