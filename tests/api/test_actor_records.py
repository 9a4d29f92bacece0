"""Organisations' fields, contacts, mandates, notes and files in the API."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate
from actors.services import records, update_actor
from convergence.models import Alliance
from core import dates
from core.ids import uuid7
from tests.api.answers import at, ids, ok, problem
from tests.architecture.world import paper
from tests.factories import (
    api,
    count_queries,
    make_contact,
    make_mandate,
    make_membership,
    make_rut,
    make_user,
    principal,
)


@pytest.fixture
def keeper(municipalidad: Actor) -> User:
    user = make_user("Encargada")
    make_membership(user, municipalidad, role="manager")
    return user


def test_an_organisation_is_written_and_read_with_all_its_fields(coordinadora: User) -> None:
    told = {
        "name": "Eólica SpA", "kind": "empresa", "rut": make_rut(), "social_class": "empresa_b", "size": "micro",
        "industry": "D", "registry_number": "Fojas 1", "personality_since": "2015-03-02",
        "personality_until": "2030-03-01", "closed_on": None, "tags": ["puerto"],
    }  # fmt: skip
    body = ok(api(coordinadora).post(at("actors"), told), 201)
    assert {name: body[name] for name in told} == told
    assert (body["level"], body["social_class_label"]) == ("", "Empresa B")


def test_tags_are_told_to_the_foundation_only(
    mesa: Alliance, empresa_actor: Actor, coordinadora: User, empresa: User
) -> None:
    update_actor(actor=empresa_actor, by=SYSTEM, tags=["moroso"])
    assert ok(api(coordinadora).get(at("actor", empresa_actor.pk)))["tags"] == ["moroso"]
    for url in (at("actor", empresa_actor.pk), at("actors")):
        assert "moroso" not in api(empresa).get(url).content.decode()


def test_a_class_of_a_public_institution_is_told_by_field(coordinadora: User) -> None:
    body = {"name": "Muni", "kind": "municipio_o_asociacion_municipios", "social_class": "oess"}
    told = problem(api(coordinadora).post(at("actors"), body), 422)
    assert set(told["errors"]) == {"social_class"}


def test_a_contact_is_made_once_corrected_and_ended(municipalidad: Actor, keeper: User) -> None:
    client, uid = api(keeper), str(uuid7())
    body = {"id": uid, "name": "Rosa", "phone": "987654321", "is_main": True}
    first, again = (client.post(at("actor-contacts", municipalidad.pk), body) for _time in range(2))
    assert ok(first, 201) == ok(again, 201)
    assert again["Replayed"] == "1"
    assert (first.json()["phone"], first.json()["phone_link"]) == ("+56 9 8765 4321", "+56987654321")
    assert Contact.objects.count() == 1
    problem(client.patch(at("contact", uid), {"position": "Jefa"}), 428)
    changed = client.patch(at("contact", uid), {"position": "Jefa"}, headers={"If-Match": first["ETag"]})
    assert ok(changed)["position"] == "Jefa"
    problem(
        client.patch(at("contact", uid), {"position": "No"}, headers={"If-Match": first["ETag"]}),
        409,
        "stale",
    )
    ended = ok(client.post(at("end-contact", uid), {}))
    assert (ended["until"], ended["is_main"]) == (dates.today().isoformat(), False)
    problem(client.post(at("end-contact", uid), {}), 409)
    problem(client.post(at("actor-contacts", municipalidad.pk), {"name": "x", "phone": "no"}), 422)
    problem(client.post(at("actor-contacts", municipalidad.pk), {"name": "x", "until": "2026-01-01"}), 422)


def test_a_private_contact_does_not_exist_for_others(
    mesa: Alliance, empresa_actor: Actor, empresa: User, funcionaria: User, ajena: User, coordinadora: User
) -> None:
    private = make_contact(empresa_actor, "Persona Privada")
    shared = make_contact(empresa_actor, audience="partners")
    where = at("actor-contacts", empresa_actor.pk)
    for user in (empresa, coordinadora):
        assert ids(ok(api(user).get(where))) == {str(private.pk), str(shared.pk)}
    assert ids(ok(api(funcionaria).get(where))) == {str(shared.pk)}
    problem(api(funcionaria).get(at("contact", private.pk)), 404)
    problem(api(funcionaria).patch(at("contact", private.pk), {"name": "x"}, headers={"If-Match": "1"}), 404)
    problem(api(funcionaria).patch(at("contact", shared.pk), {"name": "x"}, headers={"If-Match": "1"}), 403)
    problem(api(ajena).get(where), 404)
    problem(api().get(where), 401)
    for user in (funcionaria, ajena):
        assert str(private.pk) not in api(user).get(at("events")).content.decode()


def test_a_mandate_tells_its_state(municipalidad: Actor, keeper: User, ajena: User) -> None:
    client = api(keeper)
    until = (dates.today() + timedelta(days=30)).isoformat()
    made = client.post(at("actor-mandates", municipalidad.pk), {"office": "alcaldia", "until": until})
    assert (ok(made, 201)["state"], made.json()["state_label"]) == ("ending", "Por vencer")
    pk = made.json()["id"]
    later = (dates.today() + timedelta(days=90)).isoformat()
    changed = client.patch(at("mandate", pk), {"until": later}, headers={"If-Match": made["ETag"]})
    assert ok(changed)["state"] == "in_force"
    problem(
        client.patch(at("mandate", pk), {"since": "2099-01-01"}, headers={"If-Match": changed["ETag"]}), 422
    )
    assert ids(ok(api(ajena).get(at("actor-mandates", municipalidad.pk)))) == {pk}, (
        "es pública la institución"
    )
    problem(api(ajena).patch(at("mandate", pk), {"holder": "x"}, headers={"If-Match": "1"}), 403)
    assert Mandate.objects.count() == 1


def test_notes_are_the_foundations(municipalidad: Actor, coordinadora: User, keeper: User) -> None:
    where, client = at("actor-notes", municipalidad.pk), api(coordinadora)
    note = ok(client.post(where, {"text": "Llamar en marzo"}), 201)
    assert ids(ok(client.get(where))) == {note["id"]}
    assert ok(api(keeper).get(where))["results"] == []
    problem(api(keeper).post(where, {"text": "x"}), 403)
    problem(api(keeper).post(at("withdraw-note", note["id"])), 404)
    ok(client.post(at("withdraw-note", note["id"])))
    assert ok(client.get(where))["results"] == []
    assert ActorNote.objects.count() == 1
    assert note["id"] not in api(keeper).get(at("events")).content.decode()


def test_a_file_goes_in_by_multipart_and_is_withdrawn(
    mesa: Alliance, municipalidad: Actor, keeper: User, funcionaria: User, empresa: User
) -> None:
    where, client = at("actor-files", municipalidad.pk), api(keeper)
    body = {"kind": "validity", "label": "Marzo", "file": paper()}
    made = ok(client.post(where, body, format="multipart"), 201)
    assert made["file"]["media_type"] == "application/pdf"
    assert ids(ok(api(funcionaria).get(where))) == {made["id"]}
    assert ok(api(empresa).get(where))["results"] == []
    problem(api(funcionaria).post(at("withdraw-actor-file", made["id"])), 403)
    problem(api(empresa).post(at("withdraw-actor-file", made["id"])), 404)
    ok(client.post(at("withdraw-actor-file", made["id"])))
    assert ok(client.get(where))["results"] == []
    assert ActorFile.objects.count() == 1


@pytest.mark.parametrize("name", ["actor-contacts", "actor-mandates", "actor-notes", "actor-files", "actors"])
def test_a_list_costs_the_same_for_ten_and_twenty(
    name: str, municipalidad: Actor, coordinadora: User
) -> None:
    client, told = api(coordinadora), []
    where = at(name) if name == "actors" else at(name, municipalidad.pk)
    for turn in range(2):
        for number in range(10):
            by = principal(make_user(is_foundation_staff=True))
            make_contact(municipalidad, by=by)
            make_mandate(municipalidad, by=by)
            records.add_note(actor=municipalidad, text="x", by=by)
            records.add_file(actor=municipalidad, upload=paper(f"{turn}{number}.pdf"), kind="other", by=by)
            from tests.factories import make_actor

            make_actor(tags=[f"tag {turn} {number}"])
        client.get(at("me"))
        with count_queries() as counted:
            rows: list[Any] = ok(client.get(where, {"page_size": 200}))["results"]
        told.append((len(counted), len(rows)))
    assert told[0][0] == told[1][0]
    assert told[1][1] > told[0][1] >= 10
