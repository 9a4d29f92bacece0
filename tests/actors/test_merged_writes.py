"""What is written on a merged organisation goes to the one that speaks for it, by whichever door."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate
from actors.services import records
from actors.services.merging import merge_actors
from tests import factories as f
from tests.architecture.world import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(municipalidad: Actor) -> Actor:
    """Was read before it was merged into the municipality: `merged_into` is not on the row in memory."""
    old = f.make_actor("Alcaldía de la Costa", rut="")
    before = Actor.objects.get(pk=old.pk)
    merge_actors(kept=municipalidad, merged=old, reason="Es la misma", by=SYSTEM)
    return before


def test_each_record_is_written_on_the_row_that_speaks(
    merged: Actor, municipalidad: Actor, coordinadora: User
) -> None:
    f.make_contact(merged)
    f.make_mandate(merged)
    records.add_note(actor=merged, text="Llamar en marzo", by=f.principal(coordinadora))
    records.add_file(actor=merged, upload=paper(), kind="other", by=f.principal(coordinadora))
    for model in (Contact, Mandate, ActorNote, ActorFile):
        assert model._default_manager.get().actor_id == municipalidad.pk, model


def test_a_new_main_contact_leaves_none_in_the_merged_row(merged: Actor, municipalidad: Actor) -> None:
    old = f.make_contact(municipalidad, is_main=True)
    Contact.objects.filter(pk=old.pk).update(actor=merged)
    new = f.make_contact(merged, is_main=True)
    assert list(Contact.objects.filter(is_main=True)) == [new]
    records.update_contact(contact=Contact.objects.get(pk=old.pk), by=SYSTEM, is_main=True)
    assert list(Contact.objects.filter(is_main=True)) == [old]


def test_the_page_writes_on_the_one_that_speaks_and_leads_there(
    merged: Actor, municipalidad: Actor, client: Any, coordinadora: User
) -> None:
    client.force_login(coordinadora)
    first = f.make_contact(municipalidad, is_main=True)
    address = reverse("actors:add_contact", args=[merged.pk])
    assert municipalidad.name in f.page(client, address)
    body = {"name": "Rosa Pérez", "audience": "private", "is_main": "on"}
    answer = client.post(address, body)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith(reverse("actors:actor", args=[municipalidad.pk]))
    made = Contact.objects.get(name="Rosa Pérez")
    assert made.actor_id == municipalidad.pk
    assert list(Contact.objects.filter(is_main=True)) == [made]
    assert first.pk != made.pk
    answer = client.post(reverse("actors:add_note", args=[merged.pk]), {"text": "Llamar en marzo"})
    assert answer["Location"] == reverse("actors:inner", args=[municipalidad.pk])
    assert ActorNote.objects.get().actor_id == municipalidad.pk
