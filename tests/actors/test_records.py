"""Contacts, mandates, notes and files: who writes them, who sees them, and what each act leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate
from actors.services import records
from convergence.models import Alliance
from core import dates
from core.errors import Conflict, DomainError, NotAllowed, Stale
from core.models import Event, File
from tests.architecture.world import paper
from tests.factories import (
    api,
    at_once,
    make_actor,
    make_contact,
    make_mandate,
    make_membership,
    make_user,
    principal,
)


@pytest.fixture
def keeper(municipalidad: Actor) -> User:
    """Keeps the page of the municipality."""
    user = make_user("Encargada")
    make_membership(user, municipalidad, role="manager")
    return user


# Contacts ------------------------------------------------------------------------
def test_a_contact_is_kept_with_its_event_and_history(municipalidad: Actor, keeper: User) -> None:
    contact = make_contact(municipalidad, "  Rosa   Pérez ", phone="9 8765 4321", by=principal(keeper))
    contact.refresh_from_db()
    assert (contact.name, contact.phone, contact.audience) == ("Rosa Pérez", "+56 9 8765 4321", "private")
    event = Event.objects.get(kind="contact.added")
    assert (event.subject_id, event.by, event.scopes, event.data) == (
        contact.pk,
        keeper,
        [f"actor:{municipalidad.pk}"],
        {},
    )
    records.update_contact(contact=contact, by=principal(keeper), position="Alcaldesa subrogante")
    assert list(contact.events.order_by("pgh_id").values_list("pgh_label", "position")) == [
        ("insert", ""),
        ("update", "Alcaldesa subrogante"),
    ]
    assert Event.objects.get(kind="contact.changed").data == {"fields": ["position"]}


def test_a_new_main_contact_takes_the_place_of_the_old_one(municipalidad: Actor) -> None:
    first = make_contact(municipalidad, is_main=True)
    second = make_contact(municipalidad, is_main=True)
    first.refresh_from_db()
    assert (first.is_main, second.is_main) == (False, True)
    records.update_contact(contact=first, by=SYSTEM, is_main=True)
    assert list(municipalidad.contacts.filter(is_main=True)) == [first]


def test_two_main_contacts_at_once_leave_one(real_db: str) -> None:
    actor = make_actor()
    made = at_once(*[lambda: make_contact(actor, is_main=True)] * 3)
    assert {type(one) for one in made} == {Contact}
    assert actor.contacts.filter(is_main=True).count() == 1


def test_who_left_is_neither_main_nor_ended_twice(municipalidad: Actor) -> None:
    contact = make_contact(municipalidad, is_main=True)
    ended = records.end_contact(contact=contact, by=SYSTEM)
    assert (ended.is_main, ended.until) == (False, dates.today())
    assert not Contact.objects.in_office().exists()
    with pytest.raises(Conflict):
        records.end_contact(contact=contact, by=SYSTEM)
    with pytest.raises(Conflict, match="dejó el cargo"):
        records.update_contact(contact=contact, by=SYSTEM, is_main=True)
    later = make_contact(municipalidad)
    with pytest.raises(DomainError, match="futura"):
        records.end_contact(contact=later, by=SYSTEM, until=dates.today() + timedelta(days=1))


def test_bad_input_is_told_by_field(municipalidad: Actor) -> None:
    for bad, field in (
        ({"phone": "no tengo"}, "phone"),
        ({"email": "nada"}, "email"),
        ({"name": " "}, "name"),
    ):
        with pytest.raises(ValidationError) as refused:
            make_contact(municipalidad, **{"name": "Rosa", **bad})
        assert field in refused.value.message_dict
    assert not Contact.objects.exists()


def test_an_older_version_is_refused(municipalidad: Actor) -> None:
    contact, mandate = make_contact(municipalidad), make_mandate(municipalidad)
    records.update_contact(contact=contact, by=SYSTEM, version=1, position="Uno")
    records.update_mandate(mandate=mandate, by=SYSTEM, version=1, holder="Uno")
    with pytest.raises(Stale):
        records.update_contact(contact=contact, by=SYSTEM, version=1, position="Dos")
    with pytest.raises(Stale):
        records.update_mandate(mandate=mandate, by=SYSTEM, version=1, holder="Dos")


def test_a_private_contact_is_seen_by_the_foundation_and_its_organisation_only(
    mesa: Alliance, empresa_actor: Actor, empresa: User, coordinadora: User, funcionaria: User, ajena: User
) -> None:
    private = make_contact(empresa_actor)
    shared = make_contact(empresa_actor, audience="partners")

    def seen(user: User | None) -> set[Any]:
        return set(Contact.objects.visible_to(principal(user)))

    assert seen(coordinadora) == seen(empresa) == {private, shared}
    assert seen(funcionaria) == {shared}, "comparten una mesa"
    for user in (ajena, make_user(), None):
        assert seen(user) == set()


def test_a_shared_contact_is_told_to_partners_while_she_is_in_office(
    mesa: Alliance, empresa_actor: Actor, empresa: User, coordinadora: User, funcionaria: User
) -> None:
    contact = make_contact(empresa_actor, audience="partners")

    def doors(user: User) -> list[bool]:
        at = [f"/api/v1/actors/{empresa_actor.pk}/contacts/", "/api/v1/contacts/"]
        one = api(user).get(f"{at[1]}{contact.pk}/").status_code == 200
        csv = api(user).get(at[0], {"format": "csv"})
        return [
            one,
            contact.name in b"".join(csv).decode(),
            contact.name in api(user).get(at[0]).content.decode(),
        ]

    assert doors(funcionaria) == [True, True, True]
    records.end_contact(contact=contact, by=SYSTEM)
    assert doors(funcionaria) == [False, False, False]
    assert doors(empresa) == doors(coordinadora) == [True, True, True]


def test_who_left_the_mesa_shares_her_contacts_no_longer(
    mesa: Alliance, empresa_actor: Actor, municipalidad: Actor, empresa: User, funcionaria: User
) -> None:
    contact = make_contact(empresa_actor, audience="partners")
    theirs = make_contact(municipalidad, audience="partners")

    def seen(user: User) -> set[Any]:
        return set(Contact.objects.visible_to(principal(user)))

    assert seen(funcionaria) == seen(empresa) == {contact, theirs}
    mesa.participations.filter(actor=empresa_actor).update(left_on=dates.today())
    assert empresa_actor in Actor.objects.visible_to(principal(funcionaria)), "its name stays known"
    assert seen(funcionaria) == {theirs}
    assert seen(empresa) == {contact}


# Mandates ------------------------------------------------------------------------
def test_a_mandate_is_kept_and_a_new_last_day_warns_again(municipalidad: Actor, keeper: User) -> None:
    mandate = make_mandate(municipalidad, ends_in=30, by=principal(keeper))
    Mandate.objects.filter(pk=mandate.pk).update(warned_on=dates.today())
    by = principal(keeper)
    assert records.update_mandate(mandate=mandate, by=by, holder="Otra persona").warned_on == dates.today()
    until = dates.today() + timedelta(days=50)
    assert records.update_mandate(mandate=mandate, by=by, until=until).warned_on is None
    assert Event.objects.filter(kind="mandate.changed").last().data == {"fields": ["until"]}  # type: ignore[union-attr]


def test_a_mandate_does_not_end_before_it_begins(municipalidad: Actor) -> None:
    with pytest.raises(ValidationError, match="termina antes"):
        make_mandate(municipalidad, ends_in=-400)
    assert not Mandate.objects.exists()


# Notes ---------------------------------------------------------------------------
def test_notes_are_the_foundations_and_are_withdrawn_not_deleted(
    municipalidad: Actor, coordinadora: User, keeper: User
) -> None:
    note = records.add_note(actor=municipalidad, text=" Prefieren la mañana ", by=principal(coordinadora))
    assert (note.text, note.written_by) == ("Prefieren la mañana", coordinadora)
    assert list(ActorNote.objects.visible_to(principal(coordinadora))) == [note]
    assert not ActorNote.objects.visible_to(principal(keeper)).exists()
    assert Event.objects.get(kind="actor_note.added").scopes == ["foundation"], "la organización no se entera"
    with pytest.raises(NotAllowed):
        records.add_note(actor=municipalidad, text="x", by=principal(keeper))
    with pytest.raises(NotAllowed):
        records.withdraw_note(note=note, by=principal(keeper))
    records.withdraw_note(note=note, by=principal(coordinadora))
    assert not ActorNote.objects.standing().exists()
    assert ActorNote.objects.exists()
    with pytest.raises(Conflict):
        records.withdraw_note(note=note, by=principal(coordinadora))


def test_an_empty_note_is_refused(municipalidad: Actor, coordinadora: User) -> None:
    with pytest.raises(ValidationError):
        records.add_note(actor=municipalidad, text="   ", by=principal(coordinadora))


# Files ---------------------------------------------------------------------------
def _file(actor: Actor, user: User, **fields: Any) -> ActorFile:
    told = {"kind": "statutes", "label": "Estatutos 2019", "upload": paper(), "by": principal(user), **fields}
    return records.add_file(actor=actor, **told)


def test_a_paper_is_seen_by_the_foundation_and_its_organisation(
    mesa: Alliance,
    municipalidad: Actor,
    keeper: User,
    funcionaria: User,
    coordinadora: User,
    empresa: User,
    ajena: User,
) -> None:
    row = _file(municipalidad, keeper)
    assert Event.objects.get(kind="actor_file.added").data == {"kind": "statutes"}
    for user, sees in (
        (coordinadora, True),
        (funcionaria, True),
        (empresa, False),
        (ajena, False),
        (None, False),
    ):
        assert ActorFile.objects.visible_to(principal(user)).filter(pk=row.pk).exists() == sees
        assert File.objects.visible_to(principal(user)).filter(pk=row.file_id).exists() == sees
    records.withdraw_file(file=row, by=principal(keeper))
    assert not File.objects.visible_to(principal(funcionaria)).filter(pk=row.file_id).exists()
    assert File.objects.visible_to(principal(coordinadora)).filter(pk=row.file_id).exists()


def test_the_type_of_a_paper_is_read_from_its_content(municipalidad: Actor, keeper: User) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    with pytest.raises(DomainError, match="aunque su nombre lo diga"):
        _file(municipalidad, keeper, upload=SimpleUploadedFile("estatutos.pdf", b"MZ\x90\x00" * 40))
    assert not ActorFile.objects.exists()


# Who may ------------------------------------------------------------------------------
def test_others_write_nothing(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, empresa: User, ajena: User, keeper: User
) -> None:
    contact, mandate = make_contact(municipalidad), make_mandate(municipalidad)
    paper_row = _file(municipalidad, keeper)
    before = Event.objects.count()
    read_only = principal(keeper)
    object.__setattr__(read_only, "can_write", False)
    for by in (*map(principal, (funcionaria, empresa, ajena, None)), read_only):
        for act in (
            lambda by=by: make_contact(municipalidad, by=by),
            lambda by=by: records.update_contact(contact=contact, by=by, name="No"),
            lambda by=by: records.end_contact(contact=contact, by=by),
            lambda by=by: make_mandate(municipalidad, by=by),
            lambda by=by: records.update_mandate(mandate=mandate, by=by, holder="No"),
            lambda by=by: records.add_file(actor=municipalidad, upload=paper(), kind="other", by=by),
            lambda by=by: records.withdraw_file(file=paper_row, by=by),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert Event.objects.count() == before
