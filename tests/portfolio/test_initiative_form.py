"""An initiative is entered from an agreement or a plan: what is kept, what is refused and where it is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from actors.models import Actor
from convergence.models import Agreement, Alliance
from core.models import Event, new_uid
from portfolio.models import Initiative
from tests import factories
from tests.convergence.acts import errors_in, send, shows
from tests.portfolio.initiative_acts import NAME, filled, url

pytestmark = pytest.mark.django_db


class TestEntering:
    def test_an_official_takes_an_agreement_to_the_portfolio_and_the_page_leads_back_to_the_meeting(
        self, mesa: Alliance, agreement: Agreement, municipalidad: Actor, official: Client
    ) -> None:
        meeting = reverse("convergence:meeting", args=[agreement.meeting_id])
        panel = official.get(url("of_meeting", agreement.meeting_id))
        address = f"{url('create', mesa.pk)}?acuerdo={agreement.pk}"
        assert shows(panel, address)
        form = official.get(address)
        assert form.context["form"]["agreement"].value() == agreement.pk
        assert shows(form, f"{agreement.meeting.held_on:%d-%m-%Y} · acuerdo 2: Reponer la plaza de armas.")
        data = filled(
            mesa,
            plan="",
            agreement=str(agreement.pk),
            description="Renovar pavimentos.",
            lat="-23,10047",
            lng="-70.449471234",
            women="7200",
            men="6900",
            how_counted="censo",
            design_cost="45.000.000",
            execution_cost="$1.250.000.000",
            goal_1="11",
            goal_2="9",
            goal_3="1",
            next_step="Abrir la licitación",
            next_step_by="2030-03-15",
            ball=str(municipalidad.pk),
        )
        answer = official.post(address, data, follow=True)
        row = Initiative.objects.get()
        assert answer.redirect_chain == [(url("initiative", row.pk), 302)]
        assert shows(answer, "Iniciativa agregada a la cartera.")
        for words in (
            "¿Dónde se decidió?",
            "Reponer la plaza de armas.",
            meeting,
            "$1.250.000.000",
            "$45.000.000",
            "14.100",
            "Censo: población del territorio",
            "-23.10047, -70.44947",
            "Abrir la licitación",
            "15-03-2030",
            "Municipalidad de Mejillones",
            "60 %",
            "20 %",
            "Todavía no tiene dinero comprometido ni asignado.",
        ):
            assert shows(answer, words), words
        assert (str(row.pk), row.agreement, row.plan) == (data["uid"], agreement, "")
        assert (row.women, row.men, row.unspecified) == (7200, 6900, None)
        assert shows(official.get(url("of_meeting", agreement.meeting_id)), NAME)

    def test_sent_twice_it_is_made_once(self, mesa: Alliance, official: Client) -> None:
        data = filled(mesa, execution_cost="1.000")
        official.post(url("create", mesa.pk), data)
        again = official.post(url("create", mesa.pk), data, follow=True)
        assert shows(again, "Esta iniciativa ya estaba registrada: no se duplicó.")
        assert Initiative.objects.count() == 1
        assert Event.objects.filter(kind="initiative.entered").count() == 1

    def test_one_already_on_its_way_enters_where_it_is(self, mesa: Alliance, official: Client) -> None:
        day = mesa.today() - timedelta(days=40)
        data = filled(mesa, portfolio="definitiva", phase="ejecucion", entered_on=day.isoformat())
        send(official, url("create", mesa.pk), data)
        row = Initiative.objects.get()
        assert (row.portfolio, row.phase_id, row.phase_since) == ("definitiva", "ejecucion", day)

    def test_a_point_copied_whole_fills_latitude_and_longitude(
        self, mesa: Alliance, official: Client
    ) -> None:
        send(official, url("create", mesa.pk), filled(mesa, lat="-23.100470, -70.449475", lng=""))
        row = Initiative.objects.get()
        assert (str(row.lat), str(row.lng)) == ("-23.10047", "-70.44948")

    def test_written_weights_stay_as_written(self, mesa: Alliance, official: Client) -> None:
        weights = {"goal_1": "6", "weight_1": "70", "goal_2": "3", "weight_2": "30"}
        send(official, url("create", mesa.pk), filled(mesa, **weights))
        told = Initiative.objects.get().goals.values_list("goal_id", "weight", "is_main")
        assert sorted(told) == [(3, 30, False), (6, 70, True)]

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({"name": ""}, "name", "requerido"),
            ({"name": "a" * 201}, "name", "200"),
            ({"works_class": ""}, "works_class", "requerido"),
            ({"works_class": "x"}, "works_class", ""),
            ({"comuna": "08311"}, "comuna", ""),
            ({"plan": ""}, "agreement", "Indique el acuerdo en que se decidió o el plan del que viene."),
            ({"agreement": "x"}, "agreement", ""),
            ({"lat": "norte", "lng": "-70,4"}, "lat", "Escriba grados con decimales, como -23,10047."),
            ({"lat": "23,1", "lng": "-70,4"}, "lat", "El punto queda fuera de Chile"),
            ({"lat": "-70,4", "lng": "-23,1"}, "lng", "El punto queda fuera de Chile"),
            ({"lat": "NaN", "lng": "-70,4"}, "lat", "Escriba grados con decimales"),
            ({"lat": "-23,1"}, "lng", "Un punto necesita latitud y longitud."),
            ({"lng": "-70,4"}, "lat", "Un punto necesita latitud y longitud."),
            ({"women": "12"}, "how_counted", "Indique cómo se contaron los beneficiarios."),
            ({"women": "-1", "how_counted": "censo"}, "women", ""),
            ({"women": "20000001", "how_counted": "censo"}, "women", ""),
            ({"execution_cost": "1.23"}, "execution_cost", "Escriba el monto en pesos enteros"),
            ({"execution_cost": "-5"}, "execution_cost", "Escriba el monto en pesos enteros"),
            ({"execution_cost": "9" * 16}, "execution_cost", "El monto es demasiado grande"),
            ({"design_cost": "mucho"}, "design_cost", "Escriba el monto en pesos enteros"),
            ({"goal_1": "18"}, "goal_1", ""),
            ({"goal_2": "9"}, "goal_1", "Indique cuál objetivo es el principal: uno y solo uno."),
            ({"goal_1": "9", "goal_2": "9"}, "goal_1", "Un objetivo aparece dos veces."),
            (
                {"goal_1": "9", "weight_1": "60", "goal_2": "11", "weight_2": "30"},
                "weight_1",
                "Los pesos suman 90 y deben sumar 100.",
            ),
            (
                {"goal_1": "9", "weight_1": "60", "goal_2": "11"},
                "weight_1",
                "Escriba el peso de todos los objetivos, o déjelos todos en blanco.",
            ),
            ({"weight_3": "10"}, "goal_3", "Elija el objetivo de este peso, o deje el peso en blanco."),
            ({"next_step_by": "mañana"}, "next_step_by", "Escriba la fecha como 20-11-2026."),
            ({"entered_on": "2001-01-01"}, "entered_on", "La fecha es anterior al inicio de la alianza."),
            ({"entered_on": "2100-01-01"}, "entered_on", "La fecha está en el futuro."),
            ({"portfolio": "x"}, "portfolio", ""),
            ({"phase": "x"}, "phase", ""),
        ],
    )
    def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(
        self, mesa: Alliance, official: Client, changes: dict[str, str], about: str, words: str
    ) -> None:
        data = filled(mesa, description="Renovar pavimentos y arbolado.", **changes)
        answer = send(official, url("create", mesa.pk), data, 422)
        told = errors_in(answer)
        assert list(told) == [about]
        assert words in told[about][0]
        assert shows(answer, told[about][0])
        form = answer.context["form"]
        for name, value in data.items():
            assert str(form[name].value()) == str(value), name
        assert not Initiative.objects.exists()

    def test_neither_another_mesas_agreement_nor_a_stranger_to_the_mesa(
        self, mesa: Alliance, mesa_ajena: Alliance, otra_municipalidad: Actor, official: Client
    ) -> None:
        meeting = factories.make_meeting(mesa_ajena, agreements=["Algo."])
        foreign = meeting.agreements.get().pk
        data = filled(mesa, agreement=str(foreign), ball=str(otra_municipalidad.pk))
        told = errors_in(send(official, url("create", mesa.pk), data, 422))
        assert sorted(told) == ["agreement", "ball"]
        for key in (foreign, new_uid(), "x"):
            assert official.get(f"{url('create', mesa.pk)}?acuerdo={key}").status_code == 404, key

    def test_an_agreement_older_than_those_offered_is_offered_when_it_was_chosen(
        self, mesa: Alliance, official: Client
    ) -> None:
        old = factories.make_meeting(
            mesa, held_on=mesa.today() - timedelta(days=200), agreements=["El primero."]
        )
        for days in range(25):
            held = mesa.today() - timedelta(days=days)
            factories.make_meeting(mesa, held_on=held, agreements=["Uno.", "Dos.", "Tres."])
        assert not shows(official.get(url("create", mesa.pk)), "El primero.")
        chosen = old.agreements.get()
        page = official.get(f"{url('create', mesa.pk)}?acuerdo={chosen.pk}")
        assert shows(page, "El primero.")
        send(official, url("create", mesa.pk), filled(mesa, plan="", agreement=str(chosen.pk)))
        assert Initiative.objects.get().agreement == chosen
