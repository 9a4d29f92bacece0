"""The page of a mesa that answers how it is really articulated."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance
from core import dates, jobs
from core.models import Job
from evaluation.models import TypologyResult
from evaluation.services.typology import classify_alliances
from tests import factories
from tests.evaluation.acts import CHANGE, TELL, meet

pytestmark = pytest.mark.django_db


def address(mesa: Alliance, query: str = "") -> str:
    return reverse("evaluation:typology", args=[mesa.pk]) + query


def read(mesa: Alliance, days: int = 0) -> TypologyResult:
    day = dates.today() + timedelta(days=days)
    classify_alliances(alliances=[mesa.pk], as_of=day, by=SYSTEM)
    return TypologyResult.objects.filter(alliance=mesa).newest_first()[0]


def page(user: User, mesa: Alliance, query: str = "", status: int = 200) -> str:
    return factories.page(factories.client_of(user), address(mesa, query), status)


@pytest.fixture
def lively(mesa: Alliance, municipalidad: Actor, empresa_actor: Actor, junta: Actor) -> Alliance:
    """Civil society with a seat decided twice; two meetings of agenda and management."""
    for days in (8, 100, 200):
        meet(
            mesa,
            municipalidad,
            empresa_actor,
            junta,
            days_ago=days,
            natures=[CHANGE],
            spaces=["agenda", "gestion_conjunta"],
            promises=[municipalidad, junta],
        )
    return mesa


def test_the_first_screen_answers_the_question(lively: Alliance, coordinadora: User) -> None:
    result = read(lively)
    assert result.model == "territorializado"
    shown = page(coordinadora, lively)
    assert "¿Cómo se articula realmente esta mesa?" in shown
    assert "Modelo territorializado" in shown
    assert "Manda el territorio y no el sector" in shown
    assert "Confianza" in shown
    assert shown.count('aria-current="step"') == 1
    assert f"Calzan {result.counts['territorializado']} de 9 condiciones" in shown
    assert "Entre niveles públicos" in shown


def test_each_variable_shows_value_support_reason_and_rows(
    lively: Alliance, coordinadora: User, junta: Actor
) -> None:
    read(lively)
    shown = page(coordinadora, lively)
    for words in (
        "Grado de institucionalización",
        "Espacios de articulación",
        "Gestión conjunta",
        "Apoya a colaborativo, territorializado",
        "Rol de la sociedad civil",
        "Decide junto con otros",
        "3 acuerdos de fondo con sociedad civil que tiene asiento y rol de decisión",
        "Ninguna organización de este lado participa hoy",
    ):
        assert escape(words) in shown, words
    newest = lively.meetings.order_by("-held_on")[0]
    assert reverse("convergence:meeting", args=[newest.pk]) in shown
    assert reverse("actors:actor", args=[junta.pk]) in shown
    assert reverse("convergence:commitment", args=[lively.commitments.order_by("-pk")[0].pk]) in shown


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("space.agenda", "3 reuniones para construir agenda"),
        ("citizens.decided", "Acuerdo 0."),
        ("seats.civil", "1 organización de la sociedad civil"),
        ("owed", "6 compromisos repartidos entre organizaciones"),
        ("owed.civil", "3 compromisos de organizaciones de la sociedad civil"),
        ("held", "3 reuniones"),
    ],
)
def test_a_count_leads_to_every_row_behind_it(code: str, words: str, lively: Alliance, vecina: User) -> None:
    read(lively)
    assert f"?ver={code}#filas" in page(vecina, lively)
    shown = page(vecina, lively, f"?ver={code}")
    assert 'id="filas"' in shown
    assert escape(words) in shown


@pytest.mark.parametrize(
    "code", ["nada", "seats", "seats.nobody", "owed.x", "space.", "a\x00b", "held; drop"]
)
def test_evidence_that_does_not_exist_is_not_found(code: str, lively: Alliance, coordinadora: User) -> None:
    read(lively)
    answer = factories.client_of(coordinadora).get(address(lively), {"ver": code})
    assert answer.status_code == 404


def test_rows_of_a_mesa_never_read_are_not_found(mesa: Alliance, coordinadora: User) -> None:
    page(coordinadora, mesa, "?ver=held", 404)


def test_a_count_of_one_mesa_shows_no_row_of_another(
    lively: Alliance, mesa_ajena: Alliance, coordinadora: User, otra_municipalidad: Actor
) -> None:
    meet(mesa_ajena, natures=[TELL], promises=[otra_municipalidad])
    read(lively)
    for code in ("held", "agreed", "owed", "seats.local"):
        shown = page(coordinadora, lively, f"?ver={code}")
        assert "Santa Bárbara" not in shown, code
        assert str(mesa_ajena.meetings.get().pk) not in shown, code


@pytest.mark.parametrize(
    ("who", "status"), [("empresa", 200), ("vecina", 200), ("funcionaria", 200), ("ajena", 404)]
)
def test_who_sees_the_mesa_sees_how_it_reads(
    who: str, status: int, lively: Alliance, request: pytest.FixtureRequest
) -> None:
    read(lively)
    shown = page(request.getfixturevalue(who), lively, status=status)
    assert ("Modelo territorializado" in shown) == (status == 200)
    assert ("Calcular ahora" in shown) == (who == "funcionaria")


def test_a_visitor_is_sent_to_sign_in(lively: Alliance) -> None:
    answer = Client().get(address(lively))
    assert answer.status_code == 302
    assert "/cuenta/" in answer.headers["Location"]


def test_the_tab_stands_among_those_of_the_mesa(lively: Alliance, vecina: User) -> None:
    shown = factories.page(factories.client_of(vecina), reverse("convergence:alliance", args=[lively.pk]))
    assert address(lively) in shown
    assert "Evaluación" in shown


# Before there is a result, and while it is made -------------------------------------------
def test_a_mesa_never_read_says_so_and_offers_the_act(
    mesa: Alliance, funcionaria: User, vecina: User
) -> None:
    shown = page(funcionaria, mesa)
    assert "Todavía no se ha calculado" in shown
    for field in ('name="kind" value="typology"', f'name="param_alliance" value="{mesa.pk}"', 'name="uid"'):
        assert field in shown, field
    assert f'action="{reverse("desk:ask_job")}"' in shown
    assert "Calcular ahora" not in page(vecina, mesa)
    assert "Se calcula cada noche" in page(vecina, mesa)


def test_the_button_asks_for_the_job_and_leads_back_here(mesa: Alliance, funcionaria: User) -> None:
    browser = factories.client_of(funcionaria)
    sent = {"kind": "typology", "param_alliance": str(mesa.pk)}
    answer = browser.post(reverse("desk:ask_job"), sent)
    assert (answer.status_code, answer.headers.get("Location")) == (302, address(mesa))
    job = Job.objects.get(kind="typology")
    assert job.params == {"alliance": str(mesa.pk)}
    waiting = factories.page(browser, address(mesa))
    assert "Leyendo los registros" in waiting
    assert "Calcular ahora" not in waiting
    jobs.run(str(job.pk))
    done = factories.page(browser, address(mesa))
    assert "Leyendo los registros" not in done
    assert "Indeterminado" in done


def test_the_progress_is_the_askers_own(
    mesa: Alliance, funcionaria: User, vecina: User, coordinadora: User
) -> None:
    jobs.ask_job(kind="typology", by=factories.principal(funcionaria), params={"alliance": str(mesa.pk)})
    assert "Leyendo los registros" in page(funcionaria, mesa)
    for user in (vecina, coordinadora):
        assert "Leyendo los registros" not in page(user, mesa)


def test_htmx_gets_the_progress_alone_and_the_whole_page_when_it_ended(
    mesa: Alliance, funcionaria: User
) -> None:
    job, _told = jobs.ask_job(
        kind="typology", by=factories.principal(funcionaria), params={"alliance": str(mesa.pk)}
    )
    browser = factories.client_of(funcionaria)
    part = browser.get(address(mesa), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Refresh" not in part.headers
    jobs.run(str(job.pk))
    assert browser.get(address(mesa), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_job_that_failed_says_so_until_there_is_a_newer_result(mesa: Alliance, funcionaria: User) -> None:
    by = factories.principal(funcionaria)
    job, _told = jobs.ask_job(kind="typology", by=by, params={"alliance": str(mesa.pk)})
    Job.objects.filter(pk=job.pk).update(state="failed", error="Se cayó la base de datos.")
    shown = page(funcionaria, mesa)
    assert "Se cayó la base de datos." in shown
    assert "Calcular ahora" in shown
    read(mesa)
    assert "Se cayó la base de datos." not in page(funcionaria, mesa)


# What is said -----------------------------------------------------------------------------
def test_an_open_case_says_what_is_missing(mesa: Alliance, vecina: User) -> None:
    read(mesa)
    shown = page(vecina, mesa)
    assert "Indeterminado" in shown
    assert "Variables con dato: 2 de nueve. Se necesitan 5." in shown
    assert "Sin dato: no vota" in shown
    assert 'aria-current="step"' not in shown


def test_the_trajectory_joins_readings_of_the_same_model(
    mesa: Alliance, municipalidad: Actor, vecina: User
) -> None:
    read(mesa)
    meet(mesa)
    read(mesa, days=1)
    for turn in range(3):
        natures = [CHANGE, CHANGE]
        meet(
            mesa,
            municipalidad,
            days_ago=turn + 2,
            natures=natures,
            spaces=["agenda"],
            promises=[municipalidad],
        )
    result = read(mesa, days=2)
    assert result.model not in {"", "indeterminado"}
    shown = page(vecina, mesa)
    assert "2 lecturas distintas" in shown
    assert f"{result.as_of:%d-%m-%Y}" in shown
    told = shown[shown.index('id="trayectoria"') :]
    assert told.index(result.get_model_display()) < told.index("Indeterminado")


def test_a_result_seen_again_says_until_when(mesa: Alliance, vecina: User) -> None:
    read(mesa)
    later = read(mesa, days=4)
    assert "sigue igual al <time" in page(vecina, mesa)
    assert f"{later.seen_on:%d-%m-%Y}" in page(vecina, mesa)


def test_notices_are_shown_in_words(lively: Alliance, vecina: User) -> None:
    Alliance.objects.filter(pk=lively.pk).update(base="sector")
    assert read(lively).model == "colaborativo"
    shown = page(vecina, lively)
    assert "no puede ser territorializada" in shown
    assert "No puede serlo" in shown
    assert "Organizaciones del mercado con rol de decisión: 1." in shown


def test_the_history_of_the_mesa_tells_that_the_model_changed(mesa: Alliance, vecina: User) -> None:
    read(mesa)
    shown = factories.page(factories.client_of(vecina), reverse("convergence:history", args=[mesa.pk]))
    assert "Cambió la lectura de cómo se articula la mesa" in shown


def test_the_page_takes_the_same_queries_with_few_and_many_rows(
    lively: Alliance, municipalidad: Actor, vecina: User
) -> None:
    browser, counted = factories.client_of(vecina), []
    for turn in range(2):
        read(lively, days=turn)
        with factories.count_queries() as queries:
            factories.page(browser, address(lively))
        with factories.count_queries() as rows:
            factories.page(browser, address(lively, "?ver=owed"))
        counted.append((len(queries), len(rows)))
        for number in range(10):
            owner = factories.make_actor(kind="cosoc", rut="")
            factories.make_participation(lively, owner)
            meet(lively, owner, days_ago=10 + number, natures=[CHANGE], spaces=["agenda"], promises=[owner])
    print(f"page of the typology: {counted}")
    assert counted[0] == counted[1]
