"""The profile: what each one reads on it, its acts without scripts, and that nothing private leaks."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate
from actors.services import records, update_actor
from convergence.models import Alliance
from core import dates
from core.models import Event
from tests.architecture.world import paper
from tests.factories import (
    client_of,
    count_queries,
    make_actor,
    make_contact,
    make_mandate,
    make_membership,
    make_user,
    page,
    principal,
)


def _at(name: str, row: Any) -> str:
    return reverse(f"actors:{name}", args=[row.pk])


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found, f"no hay campo {name}"
    return found[1]


@pytest.fixture
def keeper(municipalidad: Actor) -> User:
    user = make_user("Encargada")
    make_membership(user, municipalidad, role="manager")
    return user


# What is read ---------------------------------------------------------------------
def test_the_head_tells_sector_class_and_tags(
    empresa_actor: Actor, coordinadora: User, empresa: User
) -> None:
    update_actor(actor=empresa_actor, by=SYSTEM, social_class="empresa_b", tags=["Puerto", "moroso"])
    text = page(client_of(coordinadora), _at("actor", empresa_actor))
    assert "Mercado" in text
    assert "Empresa B" in text
    assert "#moroso" in text
    assert "moroso" not in page(client_of(empresa), _at("actor", empresa_actor)), (
        "son palabras de la fundación"
    )


def test_legal_facts_size_and_industry_are_told(empresa_actor: Actor, coordinadora: User) -> None:
    until = dates.today() + timedelta(days=400)
    update_actor(
        actor=empresa_actor, by=SYSTEM, registry_number="N.º 1234", personality_until=until, size="grande", industry="D"
    )  # fmt: skip
    text = page(client_of(coordinadora), _at("actor", empresa_actor))
    for told in ("N.º 1234", f"{until:%d-%m-%Y}", "Grande (más de", "Suministro de electricidad", "Vigente"):
        assert told in text


def test_a_unit_shows_its_legal_person_and_shares_its_rut(coordinadora: User) -> None:
    top = make_actor(
        "Ministerio de Obras", kind="ministerio_o_seremi", level="central", registry_number="L-77"
    )
    unit = make_actor("SEREMI de Obras", kind="ministerio_o_seremi", parent=top)
    client = client_of(coordinadora)
    text = page(client, _at("actor", unit))
    assert _at("actor", top) in text
    assert "el de su organización" in text
    assert "L-77" in text
    assert "SEREMI de Obras" in page(client, _at("actor", top))


def test_a_private_contact_never_leaves_the_organisation(
    mesa: Alliance,
    empresa_actor: Actor,
    empresa: User,
    coordinadora: User,
    funcionaria: User,
    vecina: User,
    ajena: User,
) -> None:
    make_contact(empresa_actor, "Persona Privada", email="privada@example.org", phone="9 1111 2222")
    make_contact(empresa_actor, "Persona Compartida", audience="partners")
    where = _at("actor", empresa_actor)
    for user in (coordinadora, empresa):
        text = page(client_of(user), where)
        assert 'href="mailto:privada@example.org"' in text
        assert 'href="tel:+56911112222"' in text
    for user in (funcionaria, vecina):
        text = page(client_of(user), where)
        assert "Persona Compartida" in text
        for told in ("Persona Privada", "privada@example.org", "1111 2222"):
            assert told not in text
    assert client_of(ajena).get(where).status_code == 404
    assert client_of().get(where).status_code == 302


def test_who_left_is_shown_to_the_organisation_and_to_nobody_else(
    mesa: Alliance, empresa_actor: Actor, empresa: User, funcionaria: User
) -> None:
    gone = make_contact(empresa_actor, "Persona Ida", audience="partners")
    records.end_contact(contact=gone, by=SYSTEM)
    where = _at("actor", empresa_actor)
    assert "Dejaron el cargo" in page(client_of(empresa), where)
    assert "Persona Ida" not in page(client_of(funcionaria), where)


def test_mandates_say_their_state(municipalidad: Actor, coordinadora: User) -> None:
    make_mandate(municipalidad, ends_in=5, holder="Alcaldesa Uno", source="Acta de instalación")
    make_mandate(municipalidad, ends_in=-5, office="concejo")
    make_mandate(municipalidad, office="otro", since=dates.today() + timedelta(days=9))
    text = page(client_of(coordinadora), _at("actor", municipalidad))
    for told in ("Alcaldía: Alcaldesa Uno", "Acta de instalación", "Por vencer", "Vencido", "Por comenzar"):
        assert told in text
    assert text.index("Por vencer") < text.index("Por comenzar") < text.index("Vencido")


def test_the_inner_page_is_the_foundations(municipalidad: Actor, coordinadora: User, keeper: User) -> None:
    client = client_of(coordinadora)
    assert _at("inner", municipalidad) in page(client, _at("actor", municipalidad))
    page(client, _at("inner", municipalidad))
    assert _at("inner", municipalidad) not in page(client_of(keeper), _at("actor", municipalidad))
    assert client_of(keeper).get(_at("inner", municipalidad)).status_code == 404


def test_history_tells_who_changed_what(municipalidad: Actor, coordinadora: User) -> None:
    client = client_of(coordinadora)
    form = page(client, _at("edit", municipalidad))
    told = {
        "name": municipalidad.name, "kind": "corporacion_municipal", "level": "", "rut": municipalidad.rut,
        "short_name": "La Muni", "comunas": ["02101"], "version": _hidden(form, "version"),
    }  # fmt: skip
    assert client.post(_at("edit", municipalidad), told).status_code == 302
    contact = make_contact(municipalidad, "Rosa Pérez")
    records.update_contact(contact=contact, by=SYSTEM, audience="partners")
    text = page(client, _at("inner", municipalidad))
    assert "Nombre corto o sigla: (vacío) → La Muni" in text
    assert "Tipo: Municipio o asociación de municipios → Corporación municipal" in text
    assert "Nivel: Local → (vacío)" in text
    assert "Comunas donde está presente" in text
    assert "Se editó un contacto: Rosa Pérez" in text
    assert "Quién lo ve: solo la fundación y la propia organización → quienes comparten" in text
    told_by = text.index("→ La Muni")
    assert coordinadora.name in text[told_by - 400 : told_by]


def test_the_profile_costs_the_same_for_ten_records_and_twenty(
    mesa: Alliance, municipalidad: Actor, coordinadora: User, keeper: User
) -> None:
    told = []
    for _turn in range(2):
        for number in range(10):
            contact = make_contact(municipalidad, audience="partners", by=principal(keeper))
            records.update_contact(contact=contact, by=principal(coordinadora), position=f"Cargo {number}")
            make_mandate(municipalidad, ends_in=number)
            records.add_note(actor=municipalidad, text=f"Nota {number}", by=principal(coordinadora))
            adder = principal(make_user(is_foundation_staff=True))
            records.add_file(actor=municipalidad, upload=paper(f"{number}.pdf"), kind="other", by=adder)
            make_actor(parent=municipalidad)
        counts = []
        for user, names in ((coordinadora, ("actor", "inner", "work")), (keeper, ("actor", "work"))):
            client = client_of(user)
            for name in names:
                client.get(_at(name, municipalidad))
                with count_queries() as counted:
                    page(client, _at(name, municipalidad))
                counts.append(len(counted))
        told.append(counts)
    assert told[0] == told[1]


# Acts --------------------------------------------------------------------------------
CONTACT = {"name": "Rosa Pérez", "position": "Secretaria", "phone": "9 8765 4321", "audience": "private"}


def _add(client: Client, actor: Actor, name: str, fields: dict[str, Any]) -> Any:
    uid = _hidden(page(client, _at(name, actor)), "uid")
    return client.post(_at(name, actor), {**fields, "uid": uid})


def test_who_keeps_the_page_adds_edits_and_ends_a_contact(municipalidad: Actor, keeper: User) -> None:
    client = client_of(keeper)
    answer = _add(client, municipalidad, "add_contact", CONTACT)
    assert (answer.status_code, answer["Location"]) == (302, f"{_at('actor', municipalidad)}#contactos")
    contact = Contact.objects.get()
    assert (contact.phone, contact.actor) == ("+56 9 8765 4321", municipalidad)
    version = _hidden(page(client, _at("edit_contact", contact)), "version")
    fields = {**CONTACT, "is_main": "on", "audience": "partners", "version": version}
    assert client.post(_at("edit_contact", contact), fields).status_code == 302
    contact.refresh_from_db()
    assert (contact.is_main, contact.audience, contact.version) == (True, "partners", 2)
    assert "dejó el cargo" in page(client, _at("end_contact", contact))
    ended = {"until": dates.today().isoformat(), "version": contact.version}
    assert client.post(_at("end_contact", contact), ended).status_code == 302
    contact.refresh_from_db()
    assert contact.until == dates.today()


def test_the_same_form_twice_makes_one_of_each(
    municipalidad: Actor, keeper: User, coordinadora: User
) -> None:
    forms: list[tuple[User, str, dict[str, Any], Any]] = [
        (keeper, "add_contact", CONTACT, Contact),
        (keeper, "add_mandate", {"office": "alcaldia"}, Mandate),
    ]
    for user, name, fields, model in forms:
        client = client_of(user)
        uid = _hidden(page(client, _at(name, municipalidad)), "uid")
        for _time in range(2):
            assert client.post(_at(name, municipalidad), {**fields, "uid": uid}).status_code == 302
        assert model.objects.count() == 1
    client = client_of(keeper)
    uid = _hidden(page(client, _at("add_file", municipalidad)), "uid")
    for _time in range(2):
        body = {"uid": uid, "kind": "letter", "label": "Carta", "file": paper()}
        assert client.post(_at("add_file", municipalidad), body).status_code == 302
    assert ActorFile.objects.count() == 1
    client = client_of(coordinadora)
    uid = _hidden(page(client, _at("inner", municipalidad)), "uid")
    for _time in range(2):
        body = {"uid": uid, "text": "Llamar en marzo"}
        assert client.post(_at("add_note", municipalidad), body).status_code == 302
    assert ActorNote.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "bad", "kept", "sentence"),
    [
        ("add_contact", {**CONTACT, "phone": "no tengo"}, "Rosa Pérez", "Escriba el número"),
        ("add_contact", {**CONTACT, "email": "nada"}, "Secretaria", "correo"),
        ("add_contact", {**CONTACT, "name": ""}, "Secretaria", "requerido"),
        ("add_mandate", {"office": "", "holder": "La lista Uno"}, "La lista Uno", "requerido"),
        (
            "add_mandate",
            {"office": "cosoc", "since": "2026-05-02", "until": "2025-05-02", "source": "Acta 7"},
            "Acta 7",
            "termina antes de comenzar",
        ),
        ("add_file", {"kind": "letter", "label": "Carta de marzo"}, "Carta de marzo", "requerido"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    municipalidad: Actor, keeper: User, name: str, bad: dict[str, Any], kept: str, sentence: str
) -> None:
    before = Event.objects.count()
    answer = _add(client_of(keeper), municipalidad, name, bad)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text[text.index("data-error-summary") :]
    assert kept in text
    assert Event.objects.count() == before


def test_an_older_form_is_told_and_writes_nothing(municipalidad: Actor, keeper: User) -> None:
    contact, mandate = make_contact(municipalidad, "Rosa"), make_mandate(municipalidad)
    client = client_of(keeper)
    records.update_contact(contact=contact, by=SYSTEM, position="Jefa")
    records.update_mandate(mandate=mandate, by=SYSTEM, holder="Nueva")
    answer = client.post(_at("edit_contact", contact), {**CONTACT, "version": 1})
    assert answer.status_code == 422
    assert "Ahora dice: Jefa" in answer.content.decode()
    answer = client.post(_at("edit_mandate", mandate), {"office": "concejo", "holder": "Otra", "version": 1})
    assert answer.status_code == 422
    assert "Ahora dice: Nueva" in answer.content.decode()
    mandate.refresh_from_db()
    assert (mandate.office, mandate.holder) == ("alcaldia", "Nueva")


def test_a_note_is_withdrawn_after_being_asked(
    municipalidad: Actor, coordinadora: User, keeper: User
) -> None:
    note = records.add_note(actor=municipalidad, text="Prefieren la mañana", by=principal(coordinadora))
    client = client_of(coordinadora)
    assert "Prefieren la mañana" in page(client, _at("inner", municipalidad))
    assert "Prefieren la mañana" in page(client, _at("withdraw_note", note))
    assert client_of(keeper).post(_at("withdraw_note", note)).status_code == 404
    assert client.post(_at("withdraw_note", note)).status_code == 302
    assert "Prefieren la mañana" not in page(client, _at("inner", municipalidad))
    assert client.post(_at("add_note", municipalidad), {"text": "  "}).status_code == 422


def test_a_paper_is_opened_by_its_own_and_withdrawn(
    mesa: Alliance, municipalidad: Actor, keeper: User, funcionaria: User, empresa: User
) -> None:
    client = client_of(keeper)
    _add(client, municipalidad, "add_file", {"kind": "statutes", "label": "Estatutos", "file": paper()})
    row = ActorFile.objects.get()
    address = reverse("core:file", args=[row.file_id])
    assert address in page(client_of(funcionaria), _at("actor", municipalidad))
    assert client_of(funcionaria).get(address).status_code == 200
    text = page(client_of(empresa), _at("actor", municipalidad))
    assert address not in text
    assert "Estatutos" not in text
    assert client_of(empresa).get(address).status_code == 404
    assert client_of(funcionaria).post(_at("withdraw_file", row)).status_code == 403
    assert client_of(empresa).post(_at("withdraw_file", row)).status_code == 404
    assert client.post(_at("withdraw_file", row)).status_code == 302
    assert client_of(funcionaria).get(address).status_code == 404


def test_a_colleague_and_a_rival_are_refused(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, empresa: User
) -> None:
    contact, mandate = make_contact(municipalidad), make_mandate(municipalidad)
    for user in (funcionaria, empresa):
        client = client_of(user)
        for name in ("add_contact", "add_mandate", "add_file"):
            assert client.get(_at(name, municipalidad)).status_code == 403
        assert client.get(_at("edit_mandate", mandate)).status_code == 403
        assert client.post(_at("add_note", municipalidad), {"text": "x"}).status_code == 403
    assert client_of(funcionaria).get(_at("edit_contact", contact)).status_code == 403
    assert client_of(empresa).get(_at("edit_contact", contact)).status_code == 404
