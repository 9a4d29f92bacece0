"""What an organisation does at the mesas one sees: roles over time, and how it keeps its word."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance, Commitment
from convergence.services.alliances import update_participation
from core import dates
from tests.factories import (
    client_of,
    count_queries,
    make_commitment,
    make_mesa,
    make_participation,
    page,
)

PANEL = {"headers": {"HX-Request": "true"}}


def _at(name: str, actor: Actor) -> str:
    return reverse(f"convergence:{name}_of_actor", args=[actor.pk])


def _kept(mesa: Alliance, owner: Actor, *, days_after: int, **fields: Any) -> Commitment:
    """A commitment fulfilled so many days after its date."""
    row = make_commitment(mesa, owner, due_on=dates.today() - timedelta(days=30), **fields)
    day = row.due_on + timedelta(days=days_after)
    Commitment.objects.filter(pk=row.pk).update(state="cumplido", outcome="Hecho", closed_on=day)
    return row


def test_both_panels_are_on_the_organisations_page(
    mesa: Alliance, municipalidad: Actor, funcionaria: User
) -> None:
    text = page(client_of(funcionaria), reverse("actors:work", args=[municipalidad.pk]))
    for name in ("mesas", "promises"):
        assert f'hx-get="{_at(name, municipalidad)}"' in text


def test_roles_are_told_over_time_today_first(
    mesa: Alliance, empresa_actor: Actor, coordinadora: User
) -> None:
    old = make_mesa("Mesa antigua", partners=[])
    row = make_participation(old, empresa_actor, roles=["financiamiento", "logistica"], has_seat=False)
    update_participation(participation=row, by=SYSTEM, left_on=dates.today())
    text = page(client_of(coordinadora), _at("mesas", empresa_actor), **PANEL)
    assert "<html" not in text
    assert text.index(mesa.name) < text.index("Mesa antigua")
    for told in ("Financiamiento, Logística", "sin asiento", "sigue", f"{dates.today():%d-%m-%Y}"):
        assert told in text
    whole = page(client_of(coordinadora), _at("mesas", empresa_actor))
    assert "<html" in whole
    assert "Mesa antigua" in whole


def test_only_the_mesas_one_sees_are_told(
    mesa: Alliance, mesa_ajena: Alliance, empresa_actor: Actor, empresa: User, funcionaria: User, ajena: User
) -> None:
    make_participation(mesa_ajena, empresa_actor)
    make_commitment(mesa_ajena, empresa_actor, what="Secreto de la otra mesa")
    text = page(client_of(funcionaria), _at("mesas", empresa_actor))
    assert mesa.name in text
    assert mesa_ajena.name not in text
    assert "No tiene compromisos en las mesas que usted ve" in page(
        client_of(funcionaria), _at("promises", empresa_actor)
    )
    assert mesa_ajena.name in page(client_of(empresa), _at("mesas", empresa_actor))
    for name in ("mesas", "promises"):
        assert client_of().get(_at(name, empresa_actor)).status_code == 302


def test_who_does_not_see_the_organisation_gets_404(
    mesa: Alliance, empresa_actor: Actor, ajena: User
) -> None:
    for name in ("mesas", "promises"):
        assert client_of(ajena).get(_at(name, empresa_actor)).status_code == 404


@pytest.fixture
def fates(mesa: Alliance, empresa_actor: Actor) -> dict[str, list[Commitment]]:
    today = dates.today()
    released = make_commitment(mesa, empresa_actor, what="Suelto")
    Commitment.objects.filter(pk=released.pk).update(state="liberado", outcome="No va", closed_on=today)
    late = make_commitment(mesa, empresa_actor, what="Tarde", due_on=today - timedelta(days=1))
    return {
        "due=on_time": [
            _kept(mesa, empresa_actor, days_after=days, what=f"A tiempo {days}") for days in (0, -3)
        ],
        "due=kept_late": [_kept(mesa, empresa_actor, days_after=1, what="Con atraso")],
        "due=late": [late],
        "due=open": [late, make_commitment(mesa, empresa_actor, what="Hoy vence", due_on=today)],
        "state=liberado": [released],
    }


def test_each_count_opens_to_exactly_its_rows(
    mesa: Alliance,
    municipalidad: Actor,
    empresa_actor: Actor,
    empresa: User,
    fates: dict[str, list[Commitment]],
) -> None:
    make_commitment(mesa, municipalidad, what="De otra organización")
    client = client_of(empresa)
    text = page(client, _at("promises", empresa_actor), **PANEL)
    every = {row.what for rows in fates.values() for row in rows} | {"De otra organización"}
    for query, rows in fates.items():
        address = f"{reverse('convergence:commitments')}?owner={empresa_actor.pk}&amp;{query}"
        assert f'<a href="{address}">{len(rows)}' in text, query
        listed = page(client, address.replace("&amp;", "&"))
        assert {what for what in every if what in listed} == {row.what for row in rows}, query


def test_the_panels_cost_the_same_for_more_rows(empresa_actor: Actor, coordinadora: User) -> None:
    client, told = client_of(coordinadora), []
    for _turn in range(2):
        for _number in range(10):
            mesa = make_mesa(partners=[empresa_actor])
            make_commitment(mesa, empresa_actor)
        counts = []
        for name in ("mesas", "promises"):
            client.get(_at(name, empresa_actor))
            with count_queries() as counted:
                page(client, _at(name, empresa_actor), **PANEL)
            counts.append(len(counted))
        told.append(counts)
    assert told[0] == told[1]
