"""Pairs that may be one: found by night and while typing, told apart, asked about before one more is registered."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, ActorKind, Suspect
from actors.services import update_actor
from actors.services.duplicates import dismiss_suspect, find_duplicates, near, reopen_suspect
from actors.services.merging import merge_actors
from core import jobs
from core.errors import Conflict, NotAllowed
from core.models import Job
from tests import factories
from tests.factories import client_of, make_actor, page, principal


def _find() -> dict[str, Any]:
    return find_duplicates(Job(), lambda *told: None)


@pytest.fixture
def pair(rows: None) -> tuple[Actor, Actor]:
    one = make_actor("Junta de vecinos N° 5 Los Alerces", comunas=["02102"], rut="")
    other = make_actor("JJ.VV. Nº 5 Los Alerses", comunas=["02102"], rut="")
    make_actor("Junta de vecinos N° 4 Los Alerces", comunas=["02102"], rut="")
    make_actor("Junta de vecinos N° 5 Los Alerces", comunas=["10108"], rut="")
    return one, other


class TestByNight:
    def test_the_pair_is_found_once_and_a_second_night_adds_nothing(self, pair: tuple[Actor, Actor]) -> None:
        assert _find() == {"organisations": 4, "found": 1, "new": 1, "gone": 0}
        row = Suspect.objects.get()
        assert {row.first_id, row.second_id} == {actor.pk for actor in pair}
        assert (row.state, row.reason, row.score >= 85) == ("open", "similar_name", True)
        assert _find()["new"] == 0
        assert Suspect.objects.get() == row

    def test_a_dismissed_pair_stays_so_until_a_name_or_rut_changes(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        _find()
        dismiss_suspect(suspect=Suspect.objects.get(), by=principal(coordinadora))
        _find()
        assert Suspect.objects.get().state == "dismissed"
        update_actor(actor=pair[0], by=SYSTEM, about="Otra descripción no es otro nombre")
        _find()
        assert Suspect.objects.get().state == "dismissed"
        update_actor(actor=pair[1], by=SYSTEM, name="Junta de vecinos N° 5 Los Alerces")
        _find()
        row = Suspect.objects.get()
        assert (row.state, row.decided_by) == ("open", None)

    def test_what_no_longer_resembles_is_removed(self, pair: tuple[Actor, Actor]) -> None:
        _find()
        update_actor(actor=pair[1], by=SYSTEM, name="Club deportivo Unión")
        assert _find()["gone"] == 1
        assert not Suspect.objects.exists()

    def test_a_merged_one_is_compared_no_more(self, pair: tuple[Actor, Actor]) -> None:
        merge_actors(kept=pair[0], merged=pair[1], reason="Es la misma", by=SYSTEM)
        assert _find()["found"] == 0

    def test_interrupted_it_leaves_the_pairs_of_the_night_before(
        self, pair: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _find()
        update_actor(actor=pair[1], by=SYSTEM, name="Club deportivo Unión")
        monkeypatch.setattr(Suspect.objects.__class__, "bulk_update", _dies)
        with pytest.raises(RuntimeError):
            _find()
        assert Suspect.objects.count() == 1
        monkeypatch.undo()
        assert _find()["gone"] == 1

    def test_the_worker_does_it_every_night_and_when_asked(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        job, _heard = jobs.ask_job(kind="find_duplicates", by=principal(coordinadora))
        jobs.run(str(job.pk))
        job.refresh_from_db()
        assert (job.state, job.result["found"]) == (Job.State.DONE, 1)
        answer = client_of(coordinadora).post(reverse("actors:find_duplicates"))
        assert answer.status_code == 302

    def test_a_larger_registry_takes_no_more_queries(self, pair: tuple[Actor, Actor]) -> None:
        _find()
        with factories.count_queries() as few:
            _find()
        for number in range(20):
            make_actor(f"Escuela {'abcdefghijklmnopqrst'[number] * 6}", comunas=["02102"], rut="")
        with factories.count_queries() as many:
            _find()
        assert len(many) == len(few)


def _dies(*args: object, **kwargs: object) -> None:
    raise RuntimeError("la máquina se apagó")


class TestDeciding:
    def test_told_apart_and_taken_back(self, pair: tuple[Actor, Actor], coordinadora: User) -> None:
        _find()
        row, by = Suspect.objects.get(), principal(coordinadora)
        assert dismiss_suspect(suspect=row, by=by).decided_by == coordinadora
        with pytest.raises(Conflict):
            dismiss_suspect(suspect=row, by=by)
        assert reopen_suspect(suspect=row, by=by).state == "open"

    def test_who_may_not(self, pair: tuple[Actor, Actor], empresa: User) -> None:
        _find()
        with pytest.raises(NotAllowed):
            dismiss_suspect(suspect=Suspect.objects.get(), by=principal(empresa))
        client = client_of(empresa)
        assert client.get(reverse("actors:duplicates")).status_code == 403
        answer = client.post(reverse("actors:dismiss_suspect", args=[Suspect.objects.get().pk]))
        assert answer.status_code == 404, "the pair does not exist for her"

    def test_the_page_lists_decides_and_filters(self, pair: tuple[Actor, Actor], coordinadora: User) -> None:
        _find()
        client, here = client_of(coordinadora), reverse("actors:duplicates")
        shown = page(client, here)
        for actor in pair:
            assert actor.name in shown
        assert (
            reverse("actors:merge", args=[Suspect.objects.get().first_id, Suspect.objects.get().second_id])
            in shown
        )
        assert pair[0].name not in page(client, here + "?comuna=10108")
        assert pair[0].name in page(client, here + "?comuna=02102&q=alerces")
        client.post(reverse("actors:dismiss_suspect", args=[Suspect.objects.get().pk]))
        assert pair[0].name not in page(client, here)
        assert "Volver a revisar" in page(client, here + "?state=dismissed")
        client.post(reverse("actors:reopen_suspect", args=[Suspect.objects.get().pk]))
        assert pair[0].name in page(client, here)

    def test_the_api_lists_and_decides_for_the_foundation_only(
        self, pair: tuple[Actor, Actor], coordinadora: User, empresa: User
    ) -> None:
        _find()
        row = Suspect.objects.get()
        api = factories.api(coordinadora)
        (told,) = api.get("/api/v1/suspects/").json()["results"]
        assert {told["first"]["name"], told["second"]["name"]} == {actor.name for actor in pair}
        assert api.post(f"/api/v1/suspects/{row.pk}/dismiss/").json()["state"] == "dismissed"
        assert api.get("/api/v1/suspects/").json()["count"] == 0
        assert api.get("/api/v1/suspects/?state=dismissed").json()["count"] == 1
        assert api.post(f"/api/v1/suspects/{row.pk}/reopen/").json()["state"] == "open"
        assert factories.api(empresa).get("/api/v1/suspects/").json()["count"] == 0


class TestWhileTyping:
    def test_the_hint_names_what_it_may_be(self, pair: tuple[Actor, Actor], coordinadora: User) -> None:
        hint = page(
            client_of(coordinadora),
            reverse("actors:alike") + "?name=Junta+de+vecinos+5+alerces&comunas=02102",
        )
        for actor in pair:
            assert reverse("actors:actor", args=[actor.pk]) in hint
        assert "N° 4" not in hint

    @pytest.mark.parametrize("query", ["", "?name=ju", "?name=Cosa+nueva", "?rut=zzz&parent=x&comunas=99999"])
    def test_nothing_to_say_is_an_empty_answer(
        self, pair: tuple[Actor, Actor], coordinadora: User, query: str
    ) -> None:
        assert page(client_of(coordinadora), reverse("actors:alike") + query).strip() == ""

    def test_a_rut_is_found_however_it_is_written(self, coordinadora: User) -> None:
        known = make_actor("Minera del Norte", kind="empresa", rut=factories.make_rut(76_123_456))
        hint = page(
            client_of(coordinadora), reverse("actors:alike") + f"?name=Otra&rut=76.123.456-{known.rut[-1]}"
        )
        assert "Minera del Norte" in hint
        assert "mismo RUT" in hint

    def test_until_a_comuna_is_told_names_of_everywhere_are_shown(self, pair: tuple[Actor, Actor]) -> None:
        found = near(name="Junta de vecinos 5 Los Alerces", by=SYSTEM)
        assert [one.score for one in found] == [100, 100], (
            "a typing error is looked for once a comuna is told"
        )

    def test_only_what_the_asker_sees(self, coordinadora: User, empresa: User) -> None:
        hidden = make_actor("Consultora Escondida", kind="empresa", rut="", comunas=["02102"])
        address = reverse("actors:alike") + "?name=Consultora+Escondida"
        assert hidden.name in page(client_of(coordinadora), address)
        assert hidden.name not in page(client_of(empresa), address)


class TestRegistering:
    def _body(self, name: str, **more: str) -> dict[str, Any]:
        kind = ActorKind.objects.get(code="organizacion_social_territorial_o_funcional")
        return {"name": name, "kind": kind.pk, "level": "local", "comunas": ["02102"], **more}

    def test_without_scripts_the_answer_shows_them_and_asks(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        client, address = client_of(coordinadora), reverse("actors:create")
        body = self._body("Junta vecinal 5 Los Alerces")
        answer = client.post(address, body)
        assert answer.status_code == 422
        told = answer.content.decode()
        for text in (pair[0].name, "Es otra organización", "Junta vecinal 5 Los Alerces"):
            assert text in told, "nothing typed is lost"
        assert Actor.objects.count() == 4
        answer = client.post(address, {**body, "is_another": "on"})
        assert answer.status_code == 302
        assert Actor.objects.count() == 5

    @pytest.mark.parametrize("shape", ["{}-{}", "{}{}"])
    def test_a_taken_rut_is_told_beside_it_however_it_is_written(
        self, shape: str, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        number = shape.format(*make_actor("Otra de las mismas").rut.split("-"))
        body = self._body("Junta vecinal 5 Los Alerces", rut=number)
        answer = client_of(coordinadora).post(reverse("actors:create"), body)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Es otra organización" not in text
        assert "Ya hay un actor con este RUT" in text

    def test_one_that_resembles_none_is_registered_at_once(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        answer = client_of(coordinadora).post(reverse("actors:create"), self._body("Club de huasos El Rodeo"))
        assert answer.status_code == 302

    def test_the_same_form_sent_twice_does_not_ask_whether_it_is_itself(self, coordinadora: User) -> None:
        client, body = (
            client_of(coordinadora),
            self._body("Club de huasos", uid="0190a000-0000-7000-8000-000000000001"),
        )
        first, second = (client.post(reverse("actors:create"), body) for _turn in range(2))
        assert (first.status_code, second.status_code) == (302, 302)
        assert first.url == second.url
        assert Actor.objects.count() == 1
