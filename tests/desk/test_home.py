"""Inicio: what each role needs today, and nothing of the mesas of others."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Meeting
from core import dates
from tests.factories import (
    client_of,
    count_queries,
    make_actor,
    make_commitment,
    make_meeting,
    make_membership,
    make_mesa,
    make_user,
    page,
    principal,
)

HOME = "/inicio/"


def home(user: User) -> str:
    return unescape(page(client_of(user), HOME))


def test_nobody_enters_unsigned() -> None:
    assert client_of().get(HOME).status_code == 302


def test_the_coordination_sees_what_stalls_her_own_first(
    mesa: Alliance, mesa_ajena: Alliance, coordinadora: User, municipalidad: Actor
) -> None:
    other = make_user("Otra Coordinadora", is_foundation_staff=True)
    Alliance.objects.filter(pk=mesa_ajena.pk).update(coordinator=other)
    make_meeting(mesa, held_on=dates.today() - timedelta(days=50), kind="sesion")  # the other never met
    text = home(coordinadora)
    assert "Mesas que se detienen" in text
    assert text.index(mesa.name) < text.index(mesa_ajena.name)
    assert "coordina Otra Coordinadora" in text
    assert "faltan 7 hitos: Contacto inicial…" in text
    assert "7 semanas sin reunirse" in text
    make_meeting(mesa)
    stalled = home(coordinadora)
    stalled = stalled[stalled.index("Mesas que se detienen") : stalled.index("Sus compromisos")]
    assert mesa.name not in stalled
    assert mesa_ajena.name in stalled
    late = make_commitment(
        mesa, municipalidad, due_on=dates.today() - timedelta(days=3), by=principal(coordinadora)
    )
    text = home(coordinadora)
    assert "1 compromiso vencido" in text
    assert reverse("convergence:commitments") + "?due=late" in text
    assert late.what not in text, "it is not hers"


def test_the_coordination_sees_what_officials_recorded_this_week(
    mesa: Alliance, coordinadora: User, funcionaria: User
) -> None:
    recorded = make_meeting(mesa, by=principal(funcionaria), agreements=["Uno", "Dos"])
    hers = make_meeting(mesa, by=principal(coordinadora))
    address = reverse("convergence:meeting", args=[recorded.pk])
    text = home(coordinadora)
    assert "La registró Rocío Paredes · 2 acuerdos" in text
    assert text.count(address) == 1
    assert reverse("convergence:meeting", args=[hers.pk]) not in text
    Meeting.objects.filter(pk=recorded.pk).update(created_at="2020-01-01T00:00Z")
    assert address not in home(coordinadora)


def test_the_official_starts_with_recording_a_meeting(
    mesa: Alliance, mesa_ajena: Alliance, funcionaria: User, municipalidad: Actor, otra_municipalidad: Actor
) -> None:
    own = make_commitment(mesa, municipalidad, what="Enviar el plano de la plaza", due_on=dates.today())
    late = make_commitment(
        mesa, municipalidad, what="Pedir el certificado", due_on=dates.today() - timedelta(days=2)
    )
    foreign = make_commitment(mesa_ajena, otra_municipalidad, what="Cosa de otros")
    text = home(funcionaria)
    main = text[text.index("<main") :]
    record = reverse("convergence:record", args=[mesa.pk])
    assert record in main[: main.index("Sus compromisos")]
    assert main.index(late.what) < main.index(own.what)
    assert "2 días de atraso" in main
    assert "Qué falta para avanzar" in main
    for private in (foreign.what, mesa_ajena.name, otra_municipalidad.name):
        assert private not in text


def test_with_several_mesas_each_button_names_its_own(
    mesa: Alliance, funcionaria: User, municipalidad: Actor
) -> None:
    second = make_mesa("Mesa del borde costero", partners=[municipalidad])
    text = home(funcionaria)
    assert f"Registrar reunión: {mesa.name}" in text
    assert f"Registrar reunión: {second.name}" in text


def test_only_where_she_may_record_is_it_offered(
    mesa: Alliance, funcionaria: User, empresa_actor: Actor
) -> None:
    """Seen through her own firm's seat, too: seeing is not recording."""
    make_membership(funcionaria, empresa_actor)
    elsewhere = make_mesa("Mesa de las empresas", partners=[empresa_actor])
    text = home(funcionaria)
    assert elsewhere.name in text
    assert reverse("convergence:record", args=[mesa.pk]) in text
    refused = reverse("convergence:record", args=[elsewhere.pk])
    assert refused not in text
    assert client_of(funcionaria).get(refused).status_code == 403


@pytest.mark.parametrize("who", ["empresa", "vecina"])
def test_company_and_community_see_their_mesa_its_agreements_and_their_commitments(
    who: str, request: pytest.FixtureRequest, mesa: Alliance, mesa_ajena: Alliance
) -> None:
    user = request.getfixturevalue(who)
    own = user.memberships.get().actor
    promise = make_commitment(mesa, own, what="Confirmar el aporte")
    make_meeting(mesa, agreements=["Diseñar la plaza"])
    make_meeting(mesa_ajena, agreements=["Acuerdo de otros"])
    text = home(user)
    for seen in (promise.what, "Diseñar la plaza", mesa.name, "Últimos acuerdos"):
        assert seen in text
    for private in ("Acuerdo de otros", mesa_ajena.name, "Registrar reunión", "Abrir una mesa"):
        assert private not in text


def test_an_account_without_an_organisation_is_told_what_to_do(mesa: Alliance) -> None:
    text = home(make_user("Sin Organización"))
    assert "todavía no representa a una organización" in text
    assert mesa.name not in text


def test_inicio_costs_the_same_for_three_mesas_and_six(
    funcionaria: User, municipalidad: Actor, empresa: User, empresa_actor: Actor
) -> None:
    told: list[tuple[int, ...]] = []
    staff = make_user("Coordina", is_foundation_staff=True)
    for _turn in range(2):
        for _number in range(3):  # six is what a section shows
            partner = make_actor()
            recorder = make_user("Registra", acts_for=partner)
            row = make_mesa(partners=[municipalidad, empresa_actor, partner], coordinator=staff)
            make_meeting(row, agreements=["Uno"], by=principal(recorder))
            for owner in (municipalidad, empresa_actor, partner):
                make_commitment(row, owner, due_on=dates.today())
        round_ = []
        for user in (funcionaria, empresa, staff):
            client = client_of(user)
            client.get(HOME)
            with count_queries() as counted:
                page(client, HOME)
            round_.append(len(counted))
        told.append(tuple(round_))
    assert told[0] == told[1]
    assert max(told[0]) < 32
