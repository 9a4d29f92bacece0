"""An initiative on its pages: shown, edited, moved; and who may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.models import new_uid
from portfolio.models import Initiative, Phase
from portfolio.services.initiatives import move_initiative, update_initiative
from tests import factories
from tests.convergence.acts import errors_in, send, shows, text_of
from tests.portfolio.initiative_acts import NAME, filled, of_row, url

pytestmark = pytest.mark.django_db


class TestEditing:
    def test_what_was_known_comes_filled_in_and_what_is_changed_is_kept(
        self, mesa: Alliance, official: Client
    ) -> None:
        row = factories.make_initiative(mesa, NAME, execution_cost=1_250_000, goals={11: 60, 9: 40})
        form = official.get(url("edit", row.pk)).context["form"]
        assert form["execution_cost"].value() == "1.250.000"
        assert [(goal.value(), weight.value()) for goal, weight in form.goal_fields()][:3] == [
            (11, 60),
            (9, 40),
            (None, None),
        ]
        data = of_row(row, execution_cost="2.000.000", weight_1="55", goal_2="6", weight_2="45")
        answer = official.post(url("edit", row.pk), data, follow=True)
        assert shows(answer, "Cambios guardados.")
        assert shows(answer, "$2.000.000")
        row.refresh_from_db()
        assert row.execution_cost == 2_000_000
        assert sorted(row.goals.values_list("goal_id", "weight")) == [(6, 45), (11, 55)]

    def test_who_saves_an_older_copy_is_told_what_it_says_now(self, mesa: Alliance, official: Client) -> None:
        row = factories.make_initiative(mesa, NAME, place="Plaza")
        update_initiative(initiative=row, place="Costanera", by=SYSTEM)
        answer = send(official, url("edit", row.pk), of_row(row, place="Muelle"), 422)
        assert shows(answer, "Alguien cambió este registro mientras usted lo editaba.")
        assert errors_in(answer)["place"] == ["Ahora dice: Costanera"]
        assert answer.context["form"]["place"].value() == "Muelle"
        row.refresh_from_db()
        assert row.place == "Costanera"
        send(official, url("edit", row.pk), of_row(row, place="Muelle"))
        row.refresh_from_db()
        assert row.place == "Muelle"

    def test_it_cannot_be_left_without_an_origin(self, mesa: Alliance, official: Client) -> None:
        row = factories.make_initiative(mesa, NAME)
        told = errors_in(send(official, url("edit", row.pk), of_row(row, plan=""), 422))
        assert list(told) == ["agreement"]

    def test_who_had_the_ball_and_left_the_mesa_may_keep_it(
        self, mesa: Alliance, junta: Actor, official: Client
    ) -> None:
        row = factories.make_initiative(mesa, NAME, ball=junta)
        mesa.participations.filter(actor=junta).update(left_on=dates.today())
        page = official.get(url("edit", row.pk))
        assert junta in page.context["form"].fields["ball"].queryset
        send(official, url("edit", row.pk), of_row(row, ball=str(junta.pk), place="Muelle"))
        row.refresh_from_db()
        assert (row.ball, row.place) == (junta, "Muelle")


class TestMoving:
    def data(self, row: Initiative, **changes: Any) -> dict[str, Any]:
        told = {"portfolio": row.portfolio, "phase": row.phase_id, "version": row.version}
        return {**told, "happened_on": dates.today().isoformat(), "note": "", **changes}

    def test_to_another_list_and_phase_with_its_day_and_the_history_tells_it(
        self, mesa: Alliance, official: Client
    ) -> None:
        row = factories.make_initiative(mesa, NAME, entered_on=mesa.today() - timedelta(days=30))
        day = mesa.today() - timedelta(days=3)
        sent = self.data(
            row, portfolio="priorizada", phase="perfil", happened_on=day.isoformat(), note="Voto unánime."
        )
        answer = official.post(url("move", row.pk), sent, follow=True)
        assert answer.redirect_chain == [(url("initiative", row.pk), 302)]
        for words in ("Perfil · Cartera priorizada", "Voto unánime.", "Rocío Paredes", f"{day:%d-%m-%Y}"):
            assert shows(answer, words), words
        row.refresh_from_db()
        assert (row.portfolio, row.phase_id, row.phase_since) == ("priorizada", "perfil", day)

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({}, "phase", "La iniciativa ya está en esa cartera y esa fase."),
            ({"portfolio": "definitiva"}, "portfolio", ""),
            ({"phase": "perfil", "happened_on": "2100-01-01"}, "happened_on", "La fecha está en el futuro."),
            ({"phase": "perfil", "happened_on": "2001-01-01"}, "happened_on", "anterior al último paso"),
            ({"phase": "x"}, "phase", ""),
            ({"phase": "perfil", "happened_on": ""}, "happened_on", "requerido"),
            ({"phase": "perfil", "note": "a" * 501}, "note", "500"),
        ],
    )
    def test_what_is_refused(
        self, mesa: Alliance, official: Client, changes: dict[str, str], about: str, words: str
    ) -> None:
        row = factories.make_initiative(mesa, NAME)
        told = errors_in(send(official, url("move", row.pk), self.data(row, **changes), 422))
        assert list(told) == [about]
        assert words in told[about][0]
        assert row.steps.count() == 1

    def test_who_moves_an_older_copy_is_told(self, mesa: Alliance, official: Client) -> None:
        row = factories.make_initiative(mesa, NAME)
        move_initiative(initiative=row, phase=Phase.objects.get(pk="diseno"), by=SYSTEM)
        answer = send(official, url("move", row.pk), self.data(row, phase="perfil"), 422)
        assert shows(answer, "Alguien cambió este registro")
        assert errors_in(answer)["phase"] == ["Ahora dice: Diseño"]


class TestThePage:
    def test_money_stands_net_of_what_was_reversed(
        self, mesa: Alliance, empresa_actor: Actor, official: Client
    ) -> None:
        row = factories.make_initiative(mesa, NAME)
        factories.make_receipt(mesa, empresa_actor, 9_000_000)
        factories.make_allocation(row, 5_000_000)
        factories.make_expenditure(row, 1_234_567)
        factories.reverse(factories.make_expenditure(row, 500_000))
        page = official.get(url("initiative", row.pk))
        assert shows(page, "$5.000.000")
        assert shows(page, "$1.234.567")
        assert not shows(page, "$9.000.000")

    def test_one_that_comes_from_a_plan_says_which(self, mesa: Alliance, official: Client) -> None:
        page = official.get(url("initiative", factories.make_initiative(mesa, NAME).pk))
        assert shows(page, "PLADECO 2022–2026")
        assert shows(page, "Nadie los ha contado.")
        assert shows(page, "Sin costo estimado.")

    def test_a_demonstration_says_so(self, mesa: Alliance, official: Client) -> None:
        row = factories.make_initiative(mesa, NAME, is_demo=True)
        assert shows(official.get(url("initiative", row.pk)), "Iniciativa de demostración")
        row = factories.make_initiative(mesa, NAME)
        assert not shows(official.get(url("initiative", row.pk)), "Iniciativa de demostración")

    def test_a_name_that_looks_like_markup_is_text(
        self, mesa: Alliance, junta: Actor, official: Client
    ) -> None:
        told = {"next_step": "<i>Ya</i>", "next_step_by": dates.today(), "place": "<u>Sur</u>"}
        row = factories.make_initiative(mesa, "<b>Plaza</b>", **told, ball=junta)
        factories.make_initiative(mesa, "<b>Plaza</b>", next_step="<i>Ya</i>", ball=junta)
        for page in (url("initiative", row.pk), reverse("portfolio:initiatives"), url("cartera", mesa.pk)):
            text = factories.page(official, page)
            assert "<b>Plaza" not in text
            assert "<i>Ya" not in text
            assert "<u>Sur" not in text


class TestWhoMay:
    ACTS = ("edit", "move")

    @pytest.mark.parametrize(
        ("who", "sees", "acts"),
        [
            ("coordinadora", 200, 200),
            ("funcionaria", 200, 200),
            ("empresa", 200, 403),
            ("vecina", 200, 403),
            ("ajena", 404, 404),
            (None, 302, 302),
        ],
    )
    def test_each_role(
        self, mesa: Alliance, who: str | None, sees: int, acts: int, request: pytest.FixtureRequest
    ) -> None:
        meeting = factories.make_meeting(mesa, agreements=["Uno."])
        row = factories.make_initiative(mesa, NAME)
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        shown = [url("initiative", row.pk), url("cartera", mesa.pk), url("alliance_summary", mesa.pk)]
        for address in (*shown, url("of_meeting", meeting.pk)):
            answer = client.get(address)
            assert answer.status_code == sees, address
            offered = [url("create", mesa.pk), *(url(name, row.pk) for name in self.ACTS)]
            if acts != 200:
                assert not [one for one in offered if one in text_of(answer)], address
        acting = [url("create", mesa.pk), *(url(name, row.pk) for name in self.ACTS)]
        for address in acting:
            assert client.get(address).status_code == acts, address
        if acts != 200:
            sent = {**filled(mesa), "phase": "perfil", "version": row.version}
            for address in acting:
                assert client.post(address, sent).status_code == acts, address
            row.refresh_from_db()
            assert (row.version, Initiative.objects.count()) == (1, 1)

    def test_the_ledger_is_offered_to_its_keeper_alone(
        self, mesa: Alliance, official: Client, coordinadora: Any
    ) -> None:
        row = factories.make_initiative(mesa, NAME)
        page = factories.page(factories.client_of(coordinadora), url("initiative", row.pk))
        theirs = factories.page(official, url("initiative", row.pk))
        for name in ("allocate", "spend"):
            assert url(name, row.pk) in page
            assert url(name, row.pk) not in theirs

    @pytest.mark.parametrize("name", ["initiative", "edit", "move", "cartera", "create", "of_meeting"])
    def test_what_does_not_exist(self, official: Client, name: str) -> None:
        assert official.get(url(name, new_uid())).status_code == 404
