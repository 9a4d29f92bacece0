"""The page that leaves a stage: it shows the very list that is enforced, and refuses beside the field."""

import pytest

from accounts.models import User
from convergence import gates, stages
from convergence.models import Alliance
from convergence.services.milestones import advance_stage
from convergence.vocabulary import MESAS
from core.errors import DomainError
from tests import factories
from tests.convergence import acts
from tests.convergence.test_advance import a_mesa_of, state_of


@pytest.mark.django_db
class TestThePage:
    @pytest.mark.parametrize("kind", sorted(MESAS))
    def test_the_list_on_the_page_is_the_list_that_the_transition_enforces_and_keeps(
        self, kind: str, coordinadora: User
    ) -> None:
        mesa = a_mesa_of(kind)
        client = factories.client_of(coordinadora)
        for _stage in stages.stages_of(kind):
            mesa.refresh_from_db()
            url = acts.address("advance", mesa.pk)
            shown = client.get(url).context
            with pytest.raises(DomainError) as refused:
                advance_stage(alliance=mesa, by=acts.SYSTEM)
            assert refused.value.extra["missing"] == [gate.code for gate in shown["blocking"]]
            acts.settle_stage(mesa)
            shown = client.get(url).context
            assert shown["blocking"] == []
            now = gates.judge_stage(
                acts.told(mesa), stages.stages_of(kind)[stages.index_of(kind, mesa.stage)]
            )
            assert [
                (item["label"], item["state"], item["detail"] or item["reason"])
                for item in shown["checklist"]
            ] == [
                (
                    gate.label if gate.required else f"{gate.label} (no impide avanzar)",
                    gate.state,
                    gate.detail,
                )
                for gate in now
            ]
            acts.send(client, url, {"happened_on": mesa.today().isoformat(), "version": mesa.version})
            change = mesa.stage_changes.latest("created_at")
            assert change.gates == [{**gate.as_json(), "mark_ids": list(gate.mark_ids)} for gate in now]
        mesa.refresh_from_db()
        assert mesa.stage == stages.CLOSED

    def test_a_coordinator_moves_the_mesa_from_its_page(self, mesa: Alliance, coordinadora: User) -> None:
        acts.settle_stage(mesa)
        client = factories.client_of(coordinadora)
        url = acts.address("advance", mesa.pk)
        page = client.get(url)
        assert acts.shows(page, "Pasar a Convergencia")
        form = page.context["form"]
        data = {"happened_on": mesa.today().isoformat(), "version": form["version"].value(), "note": "Lista."}
        answer = client.post(url, data, follow=True)
        assert answer.redirect_chain == [(acts.address("alliance", mesa.pk), 302)]
        assert acts.shows(answer, "La mesa pasó a: Convergencia.")
        history = factories.page(client, acts.address("history", mesa.pk))
        assert "Vinculación →" in history
        assert "Lista." in history
        assert acts.REASON in history

    def test_the_page_lists_what_is_missing_and_changes_nothing(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        before = state_of(mesa)
        client = factories.client_of(coordinadora)
        data = {"happened_on": mesa.today().isoformat(), "version": mesa.version, "note": "Pasemos igual."}
        answer = acts.send(client, acts.address("advance", mesa.pk), data, 422)
        (said,) = acts.errors_in(answer)["__all__"]
        assert said.startswith("Faltan 6 hitos: Contacto inicial,")
        assert acts.shows(answer, said)
        assert acts.shows(answer, "Pasemos igual.")
        assert state_of(mesa) == before

    def test_a_form_older_than_the_mesa_says_so_and_can_be_sent_again(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        acts.settle_stage(mesa)
        client = factories.client_of(coordinadora)
        url = acts.address("advance", mesa.pk)
        data = {"happened_on": mesa.today().isoformat(), "version": mesa.version - 1}
        answer = acts.send(client, url, data, 422)
        assert acts.shows(answer, "Alguien cambió este registro")
        mesa.refresh_from_db()
        assert mesa.stage == "vinculacion"
        fresh = answer.context["form"]["version"].value()
        acts.send(client, url, {**data, "version": fresh})
        mesa.refresh_from_db()
        assert mesa.stage == "convergencia"

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2099-01-01", "La fecha está en el futuro."),
            ("2001-01-01", "La fecha es anterior al inicio de la etapa actual"),
            ("31-31-2026", "Escriba la fecha como 20-11-2026."),
            ("", "Este campo es requerido."),
        ],
    )
    def test_a_bad_date_is_told_beside_its_field(
        self, mesa: Alliance, coordinadora: User, day: str, words: str
    ) -> None:
        acts.settle_stage(mesa)
        client = factories.client_of(coordinadora)
        data = {"happened_on": day, "version": mesa.version}
        answer = acts.send(client, acts.address("advance", mesa.pk), data, 422)
        (said,) = acts.errors_in(answer)["happened_on"]
        assert words in said

    @pytest.mark.parametrize(
        ("who", "status"),
        [("funcionaria", 403), ("empresa", 403), ("vecina", 403), ("ajena", 404), (None, 302)],
    )
    def test_who_may_not_open_nor_send_it(
        self, mesa: Alliance, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        acts.settle_stage(mesa)
        before = state_of(mesa)
        url = acts.address("advance", mesa.pk)
        assert client.get(url).status_code == status
        answer = client.post(url, {"happened_on": mesa.today().isoformat(), "version": mesa.version})
        assert answer.status_code == status
        if who is None:
            assert answer["Location"].startswith("/cuenta/login/")
        assert state_of(mesa) == before

    def test_who_may_not_move_the_mesa_is_not_offered_it(self, mesa: Alliance, funcionaria: User) -> None:
        page = factories.page(factories.client_of(funcionaria), acts.address("alliance", mesa.pk))
        assert acts.address("advance", mesa.pk) not in page

    def test_a_closed_alliance_says_that_nothing_follows(self, coordinadora: User) -> None:
        mesa = factories.make_mesa(kind="otra")
        acts.walk_to(mesa, stages.CLOSED)
        client = factories.client_of(coordinadora)
        url = acts.address("advance", mesa.pk)
        page = client.get(url)
        assert acts.shows(page, "La alianza está cerrada: no hay una etapa siguiente.")
        assert '<form class="stack"' not in acts.text_of(page)
        acts.send(client, url, {"happened_on": mesa.today().isoformat()}, 422)
        assert mesa.stage_changes.count() == 5
