"""A person who asks to be erased is nowhere left: not in her rows, their history, nor the texts of others."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.erasing import treatments
from accounts.models import Erasure, User
from accounts.retention import apply_retention
from accounts.services import create_token
from accounts.services.anonymising import (
    anonymise,
    has_namesake,
    names_that_carry,
    subject_of_contacts,
    subject_of_user,
    what_would_go,
)
from accounts.subject import TAKEN_OUT, Subject
from actors.models import Contact, Invitation, Mandate, Merge, Tag
from core import dates, files
from core.errors import Conflict, NotAllowed
from core.models import Event, Job, SavedView, SheetImport, SheetLine
from core.text import unaccented
from tests import factories

NAME = "Gumersinda Quiñelén Traipe"
EMAIL = "gumersinda.q@quinelen.example"
PHONE = "+56 9 7654 3210"
KEPT = {"portfolio_movement", "portfolio_pledge"}  # the ledger is never rewritten: see the register


def everything(*without: str) -> dict[str, list[str]]:
    """Every row of every table, as PostgreSQL prints it."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [name for (name,) in cursor.fetchall() if name not in without]
        told = {}
        for table in tables:
            cursor.execute(f'select t::text from "{table}" t order by 1')
            told[table] = [text for (text,) in cursor.fetchall()]
    return told


def left_of(*marks: str) -> dict[str, list[str]]:
    """Tables in which one of the marks still stands, however it is written."""
    told = {}
    for table, rows in everything(*KEPT).items():
        found = [row for row in rows if any(unaccented(mark) in unaccented(row) for mark in marks)]
        if found:
            told[table] = found
    return told


@pytest.fixture
def gone(mesa: Any, coordinadora: User) -> User:
    """A person with an account, whose name, address and telephone stand wherever people write."""
    town = mesa.participations.get(actor__kind__role="official").actor
    by = factories.principal(coordinadora)
    user = factories.make_user(NAME, email=EMAIL, acts_for=town)
    create_token(name=f"token de {NAME}", can_write=True, days=5, by=factories.principal(user))
    factories.client_of(user).get(reverse("desk:home"))
    Contact.objects.create(actor=town, name=NAME, position="Encargada", email=EMAIL, phone=PHONE)
    renamed = Contact.objects.get(email=EMAIL)
    renamed.position = f"Era {NAME}"
    renamed.save()
    Merge.objects.create(
        kept=town, merged=factories.make_actor("Otra"), taken={"about": [f"La fundó {NAME}", ""]}
    )
    Mandate.objects.create(actor=town, office="alcaldia", holder=NAME.upper(), source=f"Lo dijo {NAME}")
    Invitation.objects.create(
        actor=town, email=EMAIL, name=NAME, expires_at=user.date_joined, invited_by=coordinadora
    )
    participation = mesa.participations.get(actor=town)
    participation.representative = NAME
    participation.save()
    meeting = factories.make_meeting(mesa, summary=f"{NAME} expuso. Escribirle a {EMAIL} o al {PHONE}.")
    factories.make_commitment(mesa, town, what=f"{NAME} envía el listado", person=user)
    factories.make_initiative(mesa, description="Sede que pidió Gumersinda Quinelen Traipe")
    SavedView.objects.create(owner=user, page="actors", name=f"Lo de {NAME}", query=f"q={NAME}")
    Job.objects.create(
        kind="check", asked_by=user, params={"to": EMAIL}, result={"for": [NAME]}, error=f"{PHONE}"
    )
    sheet = SheetImport.objects.create(sheet="actors", name=f"{NAME}.xlsx", sha256="0" * 64, asked_by=user)
    SheetLine.objects.create(
        of=sheet, number=2, outcome="new", values={"name": f'{NAME} "la jefa"', "x": [EMAIL]}
    )
    meeting.summary += " Nos vemos."
    meeting.save()
    assert by.is_foundation
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    return user


def erase(user: User, by: User, reason: str = "Lo pidió por carta") -> Erasure:
    return anonymise(subject=subject_of_user(user), reason=reason, by=factories.principal(by))


@pytest.mark.django_db
def test_nothing_of_an_erased_person_is_left_in_any_table(gone: User, coordinadora: User) -> None:
    assert len(left_of(NAME, EMAIL, PHONE)) > 15, "the fixture writes her everywhere"
    erase(gone, coordinadora)
    assert left_of(NAME, EMAIL, PHONE) == {}


@pytest.mark.django_db
def test_what_she_did_and_what_others_are_stays(gone: User, coordinadora: User, mesa: Any) -> None:
    before = {table: len(rows) for table, rows in everything().items()}
    others = User.objects.exclude(pk=gone.pk).order_by("pk").values_list("email", "name")
    kept = list(others)
    erase(gone, coordinadora)
    gone.refresh_from_db()
    assert (gone.name, gone.is_active, gone.anonymised_at is not None) == ("Persona borrada", False, True)
    assert list(others.all()) == kept
    after = {table: len(rows) for table, rows in everything().items()}
    fewer = {table for table in before if after[table] < before[table]}
    assert fewer == {"account_emailaddress", "django_session", "core_savedview"}
    assert mesa.meetings.get().summary.startswith(TAKEN_OUT)
    assert mesa.commitments.get().person == gone


@pytest.mark.django_db
def test_the_erasure_is_remembered_without_the_person(gone: User, coordinadora: User) -> None:
    erasure = erase(gone, coordinadora, reason=f"{NAME} lo pidió")
    assert erasure.reason == f"{TAKEN_OUT} lo pidió"
    assert erasure.done_by == coordinadora
    assert erasure.counts["actors.Contact"] == 1
    event = Event.objects.get(kind="person.anonymised")
    assert (event.subject_id, event.by) == (gone.pk, coordinadora)


@pytest.mark.django_db
def test_pages_go_on_without_her(gone: User, coordinadora: User, mesa: Any) -> None:
    erase(gone, coordinadora)
    client = factories.client_of(coordinadora)
    for address in (
        reverse("convergence:alliance", args=[mesa.pk]),
        reverse("convergence:commitments"),
        reverse("actors:actor", args=[mesa.participations.get(actor__kind__role="official").actor_id]),
        reverse("desk:home"),
    ):
        assert NAME not in factories.page(client, address)


@pytest.mark.django_db
def test_only_the_foundation_erases_and_not_itself(gone: User, coordinadora: User, funcionaria: User) -> None:
    for who, refusal in ((funcionaria, NotAllowed), (coordinadora, Conflict)):
        subject = subject_of_user(coordinadora if who is coordinadora else gone)
        with pytest.raises(refusal):
            anonymise(subject=subject, reason="x", by=factories.principal(who))
    assert Erasure.objects.count() == 0


@pytest.mark.django_db
def test_an_account_in_use_is_shut_first(coordinadora: User, funcionaria: User) -> None:
    with pytest.raises(Conflict, match="Desactive primero la cuenta"):
        erase(funcionaria, coordinadora)


@pytest.mark.django_db
def test_who_runs_the_house_is_erased_by_another_who_does(gone: User, coordinadora: User) -> None:
    User.objects.filter(pk=gone.pk).update(is_superuser=True)
    with pytest.raises(NotAllowed):
        erase(gone, coordinadora)
    User.objects.filter(pk=coordinadora.pk).update(is_superuser=True)
    coordinadora.refresh_from_db()
    assert erase(gone, coordinadora).user == gone


@pytest.mark.django_db
def test_nobody_is_erased_twice(gone: User, coordinadora: User) -> None:
    erase(gone, coordinadora)
    with pytest.raises(Conflict, match="ya se borraron"):
        erase(gone, coordinadora)


@pytest.mark.django_db
def test_a_contact_without_account_is_erased_by_herself(mesa: Any, coordinadora: User) -> None:
    town = mesa.participations.get(actor__kind__role="official").actor
    contact = Contact.objects.create(actor=town, name=NAME, email=EMAIL, phone=PHONE)
    other = Contact.objects.create(actor=town, name="Rosa Calfucura", email="rosa@example.org")
    factories.make_meeting(mesa, summary=f"Vino {NAME}")
    anonymise(
        subject=subject_of_contacts([contact.pk]), reason="Lo pidió", by=factories.principal(coordinadora)
    )
    assert left_of(NAME, EMAIL, PHONE) == {}
    other.refresh_from_db()
    assert other.name == "Rosa Calfucura"


@pytest.mark.django_db
def test_one_says_first_what_would_go(gone: User) -> None:
    told = what_would_go(subject_of_user(gone))
    assert told["rows"]["actors.Contact"] == 1
    assert told["texts"]["convergence.Meeting.summary"] == 1


# Others are not harmed ---------------------------------------------------------
@pytest.mark.django_db
def test_a_namesake_keeps_her_account_and_her_contact(gone: User, mesa: Any, coordinadora: User) -> None:
    town = mesa.participations.get(actor__kind__role="official").actor
    other = factories.make_user(NAME, email="la.otra@example.org")
    contact = Contact.objects.create(actor=town, name=NAME, email="la.otra@example.org")
    assert has_namesake(subject_of_user(gone))
    erase(gone, coordinadora)
    other.refresh_from_db()
    contact.refresh_from_db()
    assert (other.name, other.email, contact.name) == (NAME, "la.otra@example.org", NAME)


@pytest.mark.django_db
def test_with_a_namesake_texts_keep_the_name_unless_told(gone: User, mesa: Any, coordinadora: User) -> None:
    anonymise(
        subject=subject_of_user(gone), reason="Carta", by=factories.principal(coordinadora), by_name=False
    )
    assert NAME in mesa.meetings.get().summary
    assert EMAIL not in mesa.meetings.get().summary


@pytest.mark.django_db
def test_an_offices_mailbox_is_nobodys_own(mesa: Any, coordinadora: User) -> None:
    town = mesa.participations.get(actor__kind__role="official").actor
    both = {"actor": town, "email": "partes@muni.example", "phone": "+56 55 222 2222"}
    gone = Contact.objects.create(name="Pedro Rojas Lara", **both)
    stays = Contact.objects.create(name="Ana Soto Vera", **both)
    meeting = factories.make_meeting(mesa, summary="Pedro Rojas Lara: escribir a partes@muni.example")
    anonymise(subject=subject_of_contacts([gone.pk]), reason="Lo pidió", by=factories.principal(coordinadora))
    gone.refresh_from_db()
    stays.refresh_from_db()
    meeting.refresh_from_db()
    assert (gone.name, gone.email, gone.phone) == ("Persona borrada", "", "")
    assert (stays.name, stays.email, stays.phone) == (
        "Ana Soto Vera",
        "partes@muni.example",
        "+56 55 222 2222",
    )
    assert meeting.summary == f"{TAKEN_OUT}: escribir a partes@muni.example"


@pytest.mark.django_db
def test_a_contact_planted_with_anothers_address_erases_nobody(
    mesa: Any, coordinadora: User, empresa: User
) -> None:
    town = mesa.participations.get(actor__kind__role="official").actor
    planted = Contact.objects.create(actor=town, name="Mesa de", email=empresa.email.upper())
    with pytest.raises(Conflict, match="es la de una cuenta"):
        anonymise(subject=subject_of_contacts([planted.pk]), reason="x", by=factories.principal(coordinadora))
    name = mesa.name
    User.objects.filter(pk=empresa.pk).update(is_active=False)
    empresa.refresh_from_db()
    erase(empresa, coordinadora)
    mesa.refresh_from_db()
    assert mesa.name == name


@pytest.mark.django_db
def test_a_school_called_after_her_namesake_keeps_its_name_unless_ticked(
    gone: User, mesa: Any, coordinadora: User
) -> None:
    school = factories.make_actor(f"Escuela {NAME}")
    Tag.objects.create(name=NAME[:38])
    ((key, label),) = [one for one in names_that_carry(subject_of_user(gone)) if "Escuela" in one[1]]
    assert label == f"Actor: Escuela {NAME}"
    anonymise(
        subject=subject_of_user(gone), reason="Carta", by=factories.principal(coordinadora), names=[key]
    )
    school.refresh_from_db()
    assert school.name == f"Escuela {TAKEN_OUT} {str(school.pk)[-6:]}"
    assert Tag.objects.filter(name=NAME[:38]).exists()


@pytest.mark.django_db
def test_the_workbook_that_carried_her_is_not_kept(gone: User, coordinadora: User) -> None:
    file = files.keep_bytes(b"x", name="x.xlsx", media_type="x/y", by=factories.principal(coordinadora))
    SheetImport.objects.update(file=file)
    erase(gone, coordinadora)
    assert SheetImport.objects.get().file is None


def test_a_name_of_one_word_is_nobodys_mark() -> None:
    assert Subject(names=frozenset({"Ana", "Ana Soto"}), emails=frozenset({"a@b.cl"})).marks == (
        "Ana Soto",
        "a@b.cl",
    )


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("vino Ana Soto.", f"vino {TAKEN_OUT}."),
        ("ANA  SOTO", TAKEN_OUT),
        ("Ana Sotomayor", "Ana Sotomayor"),
        ("Aná Sóto", TAKEN_OUT),
        ({"de": ["ana soto", 3]}, {"de": [TAKEN_OUT, 3]}),
        (None, None),
    ],
)
def test_a_mark_is_taken_out_whole_and_alone(text: Any, cleaned: Any) -> None:
    assert Subject(names=frozenset({"Ana Soto"})).without(text) == cleaned


# Pages and commands ----------------------------------------------------------
@pytest.mark.django_db
def test_anybody_reads_the_register() -> None:
    said = factories.page(factories.client_of(), reverse("privacy:register"))
    for treatment in treatments():
        assert str(treatment.label) in said


@pytest.mark.django_db
def test_i_see_and_take_along_what_is_kept_about_me(funcionaria: User) -> None:
    client = factories.client_of(funcionaria)
    assert funcionaria.email in factories.page(client, reverse("privacy:mine"))
    answer = client.get(reverse("privacy:mine_file"))
    told = json.loads(answer.content)
    accounts = next(one for one in told["treatments"] if one["code"] == "accounts")
    assert funcionaria.email in json.dumps(accounts)
    assert "password" not in answer.content.decode()
    assert "pbkdf2" not in answer.content.decode()


@pytest.mark.django_db
def test_my_data_are_not_anothers(funcionaria: User, empresa: User) -> None:
    said = factories.page(factories.client_of(funcionaria), reverse("privacy:mine"))
    assert empresa.email not in said


@pytest.mark.django_db
def test_the_foundation_erases_from_the_page(gone: User, coordinadora: User) -> None:
    client = factories.client_of(coordinadora)
    address = reverse("privacy:erase_account", args=[gone.pk])
    assert "No se puede deshacer" in factories.page(client, address)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Lo pidió", "by_name": "on"}).status_code == 302
    assert left_of(NAME, EMAIL, PHONE) == {}


@pytest.mark.django_db
def test_others_do_not_find_the_page_that_erases(gone: User, funcionaria: User) -> None:
    address = reverse("privacy:erase_account", args=[gone.pk])
    assert factories.client_of(funcionaria).get(address).status_code == 404
    assert factories.client_of(funcionaria).post(address, {"reason": "x"}).status_code == 404


@pytest.mark.django_db
def test_the_command_says_first_and_erases_when_told(
    gone: User, coordinadora: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("anonymise", user=EMAIL, by=coordinadora.email, reason="Carta")
    assert "Nada se borró" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No hay una cuenta"):
        call_command("anonymise", user="nadie@example.org", by=coordinadora.email, reason="Carta", yes=True)
    call_command("anonymise", user=EMAIL, by=coordinadora.email, reason="Carta", yes=True)
    assert left_of(NAME, EMAIL, PHONE) == {}


def test_the_register_is_printed_column_by_column(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("personal_data", json=True)
    told = json.loads(capsys.readouterr().out)
    assert {one["code"] for one in told} == {one.code for one in treatments()}


# The night ---------------------------------------------------------------------
@pytest.mark.django_db
def test_a_contact_who_left_two_years_ago_is_erased_by_the_night(mesa: Any) -> None:
    town = mesa.participations.get(actor__kind__role="official").actor
    today = dates.today()
    gone = Contact.objects.create(actor=town, name=NAME, email=EMAIL, until=today - timedelta(days=731))
    Contact.objects.create(actor=town, name="Rosa Calfucura", until=today - timedelta(days=729))
    counts = apply_retention(Job(), lambda *told: None)
    assert counts["contacts"] == 1
    assert left_of(NAME, EMAIL) == {}
    assert Contact.objects.filter(name="Rosa Calfucura").exists()
    assert apply_retention(Job(), lambda *told: None)["contacts"] == 0
    assert Contact.objects.filter(pk=gone.pk).exists(), "the row stays: others may point to it"


@pytest.mark.django_db
def test_a_closed_invitation_loses_its_address_after_ninety_days(mesa: Any, coordinadora: User) -> None:
    town = mesa.participations.get(actor__kind__role="official").actor
    now = timezone.now()
    old = {
        "accepted_at": None,
        "expires_at": now - timedelta(days=92),
        "invited_by": coordinadora,
        "actor": town,
    }
    Invitation.objects.create(email=EMAIL, name=NAME, **old)
    Invitation.objects.create(email="otra@example.org", **{**old, "expires_at": now - timedelta(days=88)})
    assert apply_retention(Job(), lambda *told: None)["invitations"] == 1
    assert left_of(NAME, EMAIL) == {}
    assert Invitation.objects.filter(email="otra@example.org").exists()


@pytest.mark.django_db
def test_the_lines_of_an_old_sheet_go_and_their_count_stays(coordinadora: User) -> None:
    for days in (181, 179):
        sheet = SheetImport.objects.create(sheet="actors", name="x", sha256=str(days), counts={"new": 1})
        SheetImport.objects.filter(pk=sheet.pk).update(created_at=timezone.now() - timedelta(days=days))
        SheetLine.objects.create(of=sheet, number=2, outcome="new", values={"name": "x"})
    assert apply_retention(Job(), lambda *told: None)["sheets"] == 1
    assert SheetLine.objects.get().of.sha256 == "179"
    assert SheetImport.objects.count() == 2
