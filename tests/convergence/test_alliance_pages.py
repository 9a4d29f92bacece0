"""The mesa's own pages: opening and editing it, and its tabs for each person."""

from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.alliances import update_alliance
from convergence.services.milestones import waive_milestone
from core.models import Event, new_uid
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, send, shows

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(coordinadora: User) -> Any:
    return factories.client_of(coordinadora)


def alliance_data(**changes: Any) -> dict[str, Any]:
    data = {
        "uid": new_uid(),
        "kind": "mesa_comunal",
        "name": "Mesa de Taltal",
        "comunas": ["02104"],
        "started_on": "2026-01-15",
        "formality": "informal",
        "is_public": "on",
    }
    return {key: value for key, value in (data | changes).items() if value is not None}


class TestOpening:
    def test_a_coordinator_opens_a_mesa_and_goes_on_to_its_partners(
        self, client: Any, coordinadora: User
    ) -> None:
        form = client.get(address("create")).context["form"]
        assert form["coordinator"].value() == coordinadora.pk
        assert form["is_public"].value() is True
        data = alliance_data(purpose="Un puerto para todos.", coordinator=str(coordinadora.pk))
        answer = client.post(address("create"), data, follow=True)
        mesa = Alliance.objects.get()
        assert answer.redirect_chain == [(address("partners", mesa.pk), 302)]
        assert shows(answer, "Mesa abierta. Siga con los actores que participan.")
        assert (str(mesa.pk), mesa.name, mesa.coordinator) == (data["uid"], "Mesa de Taltal", coordinadora)
        assert mesa.is_public

    def test_the_same_form_twice_opens_one_mesa(self, client: Any) -> None:
        data = alliance_data()
        send(client, address("create"), data)
        again = client.post(address("create"), data, follow=True)
        mesa = Alliance.objects.get()
        assert again.redirect_chain[0][0].startswith(address("alliance", mesa.pk))
        assert shows(again, "Mesa de Taltal")
        assert len(acts.events("alliance.opened")) == 1

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({"name": ""}, "name", "requerido"),
            ({"comunas": None}, "comunas", "requerido"),
            ({"comunas": ["99999"]}, "comunas", "99999"),
            ({"comunas": ["02104", "02102"]}, "comunas", "Una mesa comunal tiene una sola comuna."),
            (
                {"kind": "mesa_intercomunal", "comunas": ["02104"]},
                "comunas",
                "Una mesa intercomunal reúne dos o más comunas.",
            ),
            ({"kind": "asado"}, "kind", "asado"),
            ({"kind": ""}, "kind", "requerido"),
            ({"started_on": "enero"}, "started_on", "Escriba la fecha como 20-11-2026."),
            ({"started_on": ""}, "started_on", "requerido"),
            ({"theme": "x"}, "theme", "x"),
            ({"areas": ["x"]}, "areas", "x"),
            ({"sponsor": "x"}, "sponsor", ""),
            ({"coordinator": "x"}, "coordinator", ""),
        ],
    )
    def test_bad_input_is_told_beside_its_field_and_the_rest_stays(
        self, client: Any, changes: dict[str, Any], about: str, words: str
    ) -> None:
        answer = send(client, address("create"), alliance_data(purpose="Mi texto largo.", **changes), 422)
        told = errors_in(answer)
        assert list(told) == [about]
        assert words in told[about][0]
        assert shows(answer, told[about][0])
        assert shows(answer, "Mi texto largo.")
        assert not Alliance.objects.exists()

    @pytest.mark.parametrize(
        ("who", "status"), [("funcionaria", 403), ("empresa", 403), ("ajena", 403), (None, 302)]
    )
    def test_who_may_not(self, who: str | None, status: int, request: pytest.FixtureRequest) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        assert client.get(address("create")).status_code == status
        assert client.post(address("create"), alliance_data()).status_code == status
        assert not Alliance.objects.exists()
        if who:
            assert address("create") not in factories.page(client, address("board"))


class TestEditing:
    def data_of(self, mesa: Alliance, **changes: Any) -> dict[str, Any]:
        data = {
            "version": str(mesa.version),
            "name": mesa.name,
            "comunas": [comuna.code for comuna in mesa.comunas.all()],
            "started_on": mesa.started_on.isoformat(),
            "formality": mesa.formality,
            "coordinator": str(mesa.coordinator_id),
            "is_public": "on",
        }
        return {key: value for key, value in (data | changes).items() if value is not None}

    def test_an_edit_is_saved_and_told(self, client: Any, mesa: Alliance) -> None:
        form = client.get(address("edit", mesa.pk)).context["form"]
        assert "kind" not in form.fields
        assert form["name"].value() == mesa.name
        data = self.data_of(mesa, name="Mesa del puerto", areas=["empleo_ingresos"], is_public=None)
        answer = client.post(address("edit", mesa.pk), data, follow=True)
        assert shows(answer, "Cambios guardados.")
        assert shows(answer, "Mesa del puerto")
        mesa.refresh_from_db()
        assert (mesa.areas, mesa.is_public, mesa.version) == (["empleo_ingresos"], False, 2)
        assert acts.only_event("alliance.changed", mesa).data == {"fields": ["areas", "is_public", "name"]}
        assert acts.labels_of(mesa) == ["insert", "update"]

    def test_an_older_form_shows_both_values_and_can_be_saved_again(
        self, client: Any, mesa: Alliance
    ) -> None:
        older = self.data_of(mesa, name="El mío", purpose="Nuestro propósito.")
        update_alliance(
            alliance=mesa,
            by=acts.SYSTEM,
            name="El de otra",
            scale="comunal",
            is_public=False,
            coordinator=None,
        )
        answer = send(client, address("edit", mesa.pk), older, 422)
        told = errors_in(answer)
        assert told["__all__"][0].startswith("Alguien cambió este registro")
        assert told["name"] == ["Ahora dice: El de otra"]
        assert told["scale"] == ["Ahora dice: Comunal"]
        assert told["is_public"] == ["Ahora dice: no"]
        assert told["purpose"] == told["coordinator"] == ["Ahora dice: (vacío)"]
        assert "comunas" not in told
        assert answer.context["form"]["name"].value() == "El mío"
        mesa.refresh_from_db()
        assert mesa.name == "El de otra"
        send(
            client, address("edit", mesa.pk), {**older, "version": answer.context["form"]["version"].value()}
        )
        mesa.refresh_from_db()
        assert mesa.name == "El mío"

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({"ended_on": "2001-01-01"}, "ended_on", "La fecha de término es anterior a la de inicio."),
            ({"comunas": ["02104", "02102"]}, "comunas", "Una mesa comunal tiene una sola comuna."),
            ({"name": ""}, "name", "requerido"),
        ],
    )
    def test_bad_input(
        self, client: Any, mesa: Alliance, changes: dict[str, Any], about: str, words: str
    ) -> None:
        answer = send(client, address("edit", mesa.pk), self.data_of(mesa, **changes), 422)
        assert words in errors_in(answer)[about][0]
        mesa.refresh_from_db()
        assert mesa.version == 1

    @pytest.mark.parametrize(
        ("who", "status"), [("funcionaria", 403), ("empresa", 403), ("ajena", 404), (None, 302)]
    )
    def test_who_may_not(
        self, mesa: Alliance, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        data = self.data_of(mesa, name="Mía")
        for name in ("edit", "add_partner", "add_cycle"):
            assert client.get(address(name, mesa.pk)).status_code == status
            assert client.post(address(name, mesa.pk), data).status_code == status
        if status == 403:
            for tab in ("alliance", "partners"):
                page = factories.page(client, address(tab, mesa.pk))
                assert not any(
                    address(name, mesa.pk) in page for name in ("edit", "add_partner", "add_cycle")
                )
        mesa.refresh_from_db()
        assert (mesa.name, mesa.participations.count()) == ("Mesa de Mejillones", 3)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "create",
            "edit",
            "add_partner",
            "add_cycle",
            "edit_partner",
            "advance",
            "milestone",
            "waive",
            "withdraw",
        ),
        *("record", "amend", "create_commitment", "move", "reschedule"),
    ],
)
def test_an_empty_form_is_refused_and_changes_nothing(
    client: Any, mesa: Alliance, municipalidad: Actor, name: str
) -> None:
    meeting, owed = factories.make_meeting(mesa), factories.make_commitment(mesa, municipalidad)
    mark = waive_milestone(
        alliance=mesa, milestone="convocatoria", kind="overridden", reason=acts.REASON, by=acts.SYSTEM
    )
    before = Event.objects.count()
    args: dict[str, tuple[Any, ...]] = {
        "create": (),
        "edit_partner": (mesa.participations.first().pk,),
        "milestone": (mesa.pk, "diagnostico"),
        "waive": (mesa.pk, "diagnostico"),
        "withdraw": (mark.pk,),
        "amend": (meeting.pk,),
        "move": (owed.pk,),
        "reschedule": (owed.pk,),
    }
    answer = send(client, address(name, *args.get(name, (mesa.pk,))), {}, 422)
    assert errors_in(answer)
    assert (Event.objects.count(), Alliance.objects.count()) == (before, 1)


class TestTheTabs:
    TABS = ("alliance", "partners", "meetings", "alliance_commitments", "history")

    @pytest.mark.parametrize("tab", TABS)
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("coordinadora", 200),
            ("funcionaria", 200),
            ("empresa", 200),
            ("vecina", 200),
            ("ajena", 404),
            (None, 302),
        ],
    )
    def test_who_opens_them(
        self, mesa: Alliance, tab: str, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        answer = client.get(address(tab, mesa.pk))
        assert answer.status_code == status
        assert shows(answer, "Mesa de Mejillones") == (status == 200)

    def test_the_summary_names_what_is_missing_for_every_kind(self, client: Any) -> None:
        from convergence import gates, stages

        for kind in stages.TABLE:
            places = ["02102"] if kind == "mesa_comunal" else ["02102", "02101"]
            mesa = factories.make_mesa(kind=kind, comunas=places)
            answer = client.get(address("alliance", mesa.pk))
            for gate in gates.blocking(acts.told(mesa)):
                assert shows(answer, gate.label)
                assert shows(answer, gate.detail)

    def test_any_stage_can_be_looked_at_and_an_unknown_one_is_the_present(
        self, client: Any, mesa: Alliance
    ) -> None:
        url = address("alliance", mesa.pk)
        assert client.get(f"{url}?etapa=desarrollo").context["looked"].code == "desarrollo"
        assert client.get(f"{url}?etapa=asado").context["looked"].code == "vinculacion"

    def test_a_closed_alliance_still_opens(self, client: Any) -> None:
        mesa = factories.make_mesa(kind="otra")
        acts.walk_to(mesa, "cerrada")
        for tab in self.TABS:
            assert shows(client.get(address(tab, mesa.pk)), "Cerrada")

    def test_the_history_tells_who_did_what(
        self, client: Any, mesa: Alliance, funcionaria: User, municipalidad: Actor
    ) -> None:
        factories.make_meeting(mesa, by=factories.principal(funcionaria))
        update_alliance(alliance=mesa, by=acts.SYSTEM, name="Mesa del puerto")
        answer = client.get(address("history", mesa.pk))
        for words in (
            "Se abrió la mesa",
            "Se sumó un actor",
            "Se registró una reunión",
            "Se editaron los datos de la mesa",
            "Rocío Paredes",
            "Municipalidad de Mejillones",
            "La plataforma",
        ):
            assert shows(answer, words), words

    def test_every_event_of_this_floor_has_words_in_the_history(self) -> None:
        """A kind without words would be shown as its code."""
        import re
        from pathlib import Path

        from django.conf import settings

        from convergence.feed import WORDS

        nouns = "alliance|cycle|participation|milestone|meeting|commitment|seat|map"
        told = set()
        floor = Path(settings.BASE_DIR, "convergence")
        for path in (*floor.glob("services/*.py"), floor / "handover.py"):
            told |= set(re.findall(rf'"((?:{nouns})\.[a-z_]+)"', path.read_text()))
        assert told | {"milestone.overridden", "milestone.not_applicable"} == set(WORDS)
