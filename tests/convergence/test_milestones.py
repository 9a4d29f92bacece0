"""Documents, certificates, overrides: by the service and on the milestone's page."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from actors.models import Comuna
from convergence import gates, stages
from convergence.models import Alliance, MilestoneMark
from convergence.services.milestones import attach_document, waive_milestone
from core import dates
from core.errors import DomainError, NotAllowed
from core.models import Event, File, new_uid
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, paper, picture, send, shows, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def intercomunal() -> Alliance:
    return factories.make_mesa("Mesa de la costa", kind="mesa_intercomunal", comunas=["02102", "02101"])


def state_of(mesa: Alliance, code: str) -> str:
    milestone = stages.find_milestone(mesa.kind, code)
    assert milestone is not None
    return gates.judge(acts.told(mesa), milestone).state


def attach(mesa: Alliance, milestone: str, by: User | None = None, **fields: Any) -> MilestoneMark:
    fields = {"happened_on": dates.today(), "files": [paper()], **fields}
    who = factories.principal(by) if by else acts.SYSTEM
    return attach_document(alliance=mesa, milestone=milestone, by=who, **fields)


class TestAttaching:
    def test_a_document_meets_its_milestone(self, mesa: Alliance, funcionaria: User) -> None:
        file = paper()
        made = attach(mesa, "diagnostico", funcionaria, files=[file], reason="Diagnóstico comunal 2026.")
        assert state_of(mesa, "diagnostico") == gates.MET
        assert (made.kind, made.made_by, made.reason) == (
            "document",
            funcionaria,
            "Diagnóstico comunal 2026.",
        )
        assert [line.file for line in made.files.all()] == [file]
        left = acts.only_event("milestone.documented", made)
        assert (left.by, left.scopes, left.data) == (funcionaria, [mesa.scope], {"milestone": "diagnostico"})

    def test_a_session_of_the_concejo_keeps_its_numbers(self, mesa: Alliance, funcionaria: User) -> None:
        made = attach(
            mesa, "presentacion_concejo", funcionaria, session_number=" 114 ", agreement_number=" 32/2026 "
        )
        assert (made.kind, made.session_number, made.agreement_number) == ("certificate", "114", "32/2026")
        assert state_of(mesa, "presentacion_concejo") == gates.MET

    def test_an_intercomunal_mesa_needs_the_certificate_of_each_concejo(self, intercomunal: Alliance) -> None:
        code = "presentacion_concejo"
        attach(intercomunal, code, session_number="1", comuna=Comuna.objects.get(code="02102"))
        assert state_of(intercomunal, code) == gates.MISSING
        attach(intercomunal, code, session_number="2", comuna=Comuna.objects.get(code="02102"))
        assert state_of(intercomunal, code) == gates.MISSING, "the same Concejo twice is one Concejo"
        attach(intercomunal, code, session_number="7", comuna=Comuna.objects.get(code="02101"))
        assert state_of(intercomunal, code) == gates.MET

    @pytest.mark.parametrize(
        ("milestone", "fields", "about"),
        [
            ("diagnostico", {"files": []}, "file"),
            ("diagnostico", {"happened_on": dates.today() + timedelta(days=2)}, "happened_on"),
            ("presentacion_concejo", {"session_number": "  "}, "session_number"),
            ("presentacion_concejo", {}, "session_number"),
        ],
    )
    def test_a_bad_document_is_refused_by_field(
        self, mesa: Alliance, milestone: str, fields: dict[str, Any], about: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            attach(mesa, milestone, **fields)
        assert list(refused.value.message_dict) == [about]
        assert not mesa.milestone_marks.exists()

    def test_a_certificate_of_no_comuna_or_of_a_foreign_one_is_refused(self, intercomunal: Alliance) -> None:
        for comuna in (None, Comuna.objects.get(code="08311")):
            with pytest.raises(ValidationError) as refused:
                attach(intercomunal, "presentacion_concejo", session_number="1", comuna=comuna)
            assert list(refused.value.message_dict) == ["comuna"]

    def test_a_milestone_of_another_kind_of_alliance_does_not_exist_here(self, mesa: Alliance) -> None:
        with pytest.raises(DomainError) as refused:
            attach(mesa, "plan_regional")
        assert refused.value.code == "unknown_milestone"

    @pytest.mark.parametrize("who", ["empresa", "vecina", "ajena"])
    def test_who_may_not_attach(self, mesa: Alliance, who: str, request: pytest.FixtureRequest) -> None:
        with pytest.raises(NotAllowed):
            attach(mesa, "diagnostico", request.getfixturevalue(who))
        assert not mesa.milestone_marks.exists()


class TestThePage:
    def data(self, **changes: Any) -> dict[str, Any]:
        raw = {
            "uid": new_uid(),
            "happened_on": dates.today().isoformat(),
            "reason": "El informe.",
            "file": picture(),
        }
        return {key: value for key, value in (raw | changes).items() if value is not None}

    @pytest.mark.parametrize("kind", ["mesa_comunal", "mesa_regional", "tripartita"])
    def test_every_milestone_has_a_page_that_says_how_it_stands(self, kind: str, coordinadora: User) -> None:
        comunas = ["02102"] if kind == "mesa_comunal" else ["02102", "02101"]
        mesa = factories.make_mesa(kind=kind, comunas=comunas)
        client = factories.client_of(coordinadora)
        for stage in stages.stages_of(kind):
            for milestone in stage.milestones:
                answer = client.get(address("milestone", mesa.pk, milestone.code))
                assert answer.status_code == 200
                assert shows(answer, str(milestone.label))
                assert shows(answer, gates.judge(acts.told(mesa), milestone).detail)
                fields = set(answer.context["evidence"].fields)
                assert ("session_number" in fields) == milestone.certificate
                assert ("comuna" in fields) == (milestone.gate == "certificate_per_comuna")

    def test_an_official_attaches_a_document(self, mesa: Alliance, funcionaria: User) -> None:
        client = factories.client_of(funcionaria)
        url = address("milestone", mesa.pk, "diagnostico")
        answer = client.post(url, self.data(), follow=True)
        assert answer.redirect_chain == [(address("alliance", mesa.pk), 302)]
        assert shows(answer, "Hito acreditado: Diagnóstico.")
        assert state_of(mesa, "diagnostico") == gates.MET
        file = mesa.milestone_marks.get().files.get().file
        page = client.get(url)
        assert shows(page, "El informe.")
        assert shows(page, file.name)
        assert client.get(f"/archivos/{file.pk}/").status_code == 200

    def test_the_same_form_twice_makes_one_mark(self, mesa: Alliance, funcionaria: User) -> None:
        client = factories.client_of(funcionaria)
        url = address("milestone", mesa.pk, "diagnostico")
        data = self.data()
        send(client, url, data)
        answer = client.post(url, {**data, "file": picture()}, follow=True)
        assert shows(answer, "Este documento ya estaba registrado: no se duplicó.")
        assert mesa.milestone_marks.count() == 1
        assert len(acts.events("milestone.documented")) == 1

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({"file": None}, "file", "requerido"),
            (
                {"file": SimpleUploadedFile("acta.jpg", b"texto")},
                "file",
                "no es una imagen (JPG, PNG, WebP o HEIC)",
            ),
            ({"file": SimpleUploadedFile("acta.pdf", b"%PDF" + b"0" * 31_457_280)}, "file", "pesa 30 MB"),
            ({"happened_on": "2099-01-01"}, "happened_on", "La fecha está en el futuro."),
            ({"happened_on": "ayer"}, "happened_on", "Escriba la fecha como 20-11-2026."),
            ({"happened_on": None}, "happened_on", "requerido"),
        ],
    )
    def test_a_bad_document_is_refused_beside_its_field_and_the_words_stay(
        self, mesa: Alliance, funcionaria: User, changes: dict[str, Any], about: str, words: str
    ) -> None:
        client = factories.client_of(funcionaria)
        answer = send(client, address("milestone", mesa.pk, "diagnostico"), self.data(**changes), 422)
        told = errors_in(answer)
        assert list(told) == [about]
        assert words in told[about][0]
        assert shows(answer, told[about][0])
        assert shows(answer, "El informe.")
        assert not mesa.milestone_marks.exists()

    def test_a_certificate_asks_for_session_and_comuna(
        self, intercomunal: Alliance, coordinadora: User
    ) -> None:
        client = factories.client_of(coordinadora)
        url = address("milestone", intercomunal.pk, "presentacion_concejo")
        told = errors_in(send(client, url, self.data(), 422))
        assert set(told) == {"session_number", "comuna"}
        told = errors_in(send(client, url, self.data(session_number="3", comuna="08311"), 422))
        assert set(told) == {"comuna"}
        send(client, url, self.data(session_number="3", comuna="02101"))
        assert intercomunal.milestone_marks.get().comuna_id == "02101"

    def test_an_unknown_milestone_is_not_found(self, mesa: Alliance, coordinadora: User) -> None:
        client = factories.client_of(coordinadora)
        for name in ("milestone", "waive"):
            for code in ("plan_regional", "no_existe"):
                assert client.get(address(name, mesa.pk, code)).status_code == 404
                assert client.post(address(name, mesa.pk, code)).status_code == 404

    @pytest.mark.parametrize(
        ("who", "status"), [("empresa", 403), ("vecina", 403), ("ajena", 404), (None, 302)]
    )
    def test_who_may_not_attach_sees_no_form(
        self, mesa: Alliance, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        url = address("milestone", mesa.pk, "diagnostico")
        before = Event.objects.count()
        assert client.post(url, self.data()).status_code == status
        assert (mesa.milestone_marks.count(), File.objects.count(), Event.objects.count()) == (0, 0, before)
        shown = client.get(url)
        assert shown.status_code == (200 if status == 403 else status)
        assert 'name="file"' not in text_of(shown)

    def test_no_id_stands_twice_on_the_page(self, mesa: Alliance, coordinadora: User) -> None:
        import re

        page = text_of(factories.client_of(coordinadora).get(address("milestone", mesa.pk, "diagnostico")))
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids))


class TestWaiving:
    def test_the_foundation_overrides_with_a_reason_that_the_page_shows(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        client = factories.client_of(coordinadora)
        url = address("waive", mesa.pk, "diagnostico")
        answer = client.post(url, {"kind": "overridden", "reason": acts.REASON}, follow=True)
        assert shows(answer, "Quedó registrado, con su motivo: Diagnóstico.")
        assert shows(answer, acts.REASON)
        page = client.get(address("milestone", mesa.pk, "diagnostico"))
        assert shows(page, "Eximido por la fundación")
        assert shows(page, "Camila Soto")

    @pytest.mark.parametrize(
        ("data", "about", "words"),
        [
            ({"kind": "overridden", "reason": "corto"}, "reason", "al menos diez caracteres"),
            ({"kind": "overridden", "reason": ""}, "reason", "requerido"),
            ({"kind": "", "reason": acts.REASON}, "kind", "requerido"),
            ({"kind": "certificate", "reason": acts.REASON}, "kind", "certificate"),
        ],
    )
    def test_a_bad_waiver_is_refused_beside_its_field(
        self, mesa: Alliance, coordinadora: User, data: dict[str, str], about: str, words: str
    ) -> None:
        client = factories.client_of(coordinadora)
        answer = send(client, address("waive", mesa.pk, "diagnostico"), data, 422)
        assert words in errors_in(answer)[about][0]
        assert shows(answer, errors_in(answer)[about][0])
        assert not mesa.milestone_marks.exists()

    def test_opening_the_address_by_hand_changes_nothing(self, mesa: Alliance, coordinadora: User) -> None:
        answer = factories.client_of(coordinadora).get(address("waive", mesa.pk, "diagnostico"))
        assert answer["Location"] == address("milestone", mesa.pk, "diagnostico")

    @pytest.mark.parametrize(
        ("who", "status"), [("funcionaria", 403), ("empresa", 403), ("ajena", 404), (None, 302)]
    )
    def test_who_may_not_waive_nor_withdraw(
        self, mesa: Alliance, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        kept = waive_milestone(
            alliance=mesa, milestone="convocatoria", kind="overridden", reason=acts.REASON, by=acts.SYSTEM
        )
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        data = {"kind": "overridden", "reason": acts.REASON}
        assert client.post(address("waive", mesa.pk, "diagnostico"), data).status_code == status
        assert client.get(address("withdraw", kept.pk)).status_code == status
        assert client.post(address("withdraw", kept.pk), {"reason": acts.REASON}).status_code == status
        assert list(mesa.milestone_marks.all()) == [kept]
        kept.refresh_from_db()
        assert kept.withdrawn_at is None

    def test_an_official_is_not_offered_to_waive(self, mesa: Alliance, funcionaria: User) -> None:
        page = factories.client_of(funcionaria).get(address("milestone", mesa.pk, "diagnostico"))
        assert address("waive", mesa.pk, "diagnostico") not in text_of(page)
        assert 'name="file"' in text_of(page)

    def test_withdrawing_asks_before_wants_a_reason_and_is_done_once(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        kept = attach(mesa, "diagnostico")
        client = factories.client_of(coordinadora)
        url = address("withdraw", kept.pk)
        assert shows(client.get(url), "El hito puede volver a faltar; la etapa no retrocede.")
        assert state_of(mesa, "diagnostico") == gates.MET
        answer = send(client, url, {"reason": "corto"}, 422)
        assert "al menos diez caracteres" in errors_in(answer)["reason"][0]
        answer = client.post(url, {"reason": "Era de otra comuna."}, follow=True)
        assert shows(answer, "Constancia retirada. Queda en el historial.")
        assert shows(answer, "Retirada por Camila Soto: Era de otra comuna.")
        assert state_of(mesa, "diagnostico") == gates.MISSING
        assert client.get(url).status_code == 404
