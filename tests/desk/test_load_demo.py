"""The demonstration: the same every time, made by the services, kept as people left it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Sum
from django.utils import timezone

from accounts.models import User
from actors.models import Actor, Contact, Mandate
from convergence import facts, gates
from convergence.models import (
    Agreement,
    Alliance,
    Commitment,
    DueDate,
    Meeting,
    MeetingFile,
    MilestoneMark,
    StageChange,
)
from convergence.vocabulary import AgreementNature
from core import dates
from core.models import Delivery, Event
from desk.demo import play
from desk.demo.cast import PASSWORD
from desk.demo.clock import on
from desk.demo.shapes import demo_uid
from portfolio.models import Entry, Initiative, InitiativeGoal, InitiativeStep, Movement, Pledge
from portfolio.money import PledgeState
from tests.factories import client_of, page

OURS = {"core", "accounts", "actors", "convergence", "portfolio", "account"}


def load(**options: Any) -> None:
    call_command("load_demo", stderr=StringIO(), **options)


def told(flag: str) -> str:
    out = StringIO()
    call_command("load_demo", f"--print-{flag}", stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    """Rows of every table of the house, history included."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    }


def mesa(key: str) -> Alliance:
    return Alliance.objects.get(pk=demo_uid(key))


def told_of(key: str) -> facts.AllianceFacts:
    row = mesa(key)
    return facts.gather([row], dates.today())[row.pk]


@pytest.fixture
def demo(db: None) -> Iterator[None]:
    load()
    return


def test_a_second_run_changes_nothing_and_keeps_what_people_changed(demo: None) -> None:
    Actor.objects.filter(pk=demo_uid("org:naviera")).update(name="Naviera con otro nombre")
    Alliance.objects.filter(pk=demo_uid("mejillones")).update(is_public=False)
    User.objects.filter(email__startswith="vecina@").update(name="Elba cambiada")
    before = counts()
    load()
    load(as_of=dates.today() - timedelta(days=40))
    assert counts() == before
    assert Actor.objects.get(pk=demo_uid("org:naviera")).name == "Naviera con otro nombre"
    assert mesa("mejillones").is_public is False
    assert User.objects.get(email__startswith="vecina@").name == "Elba cambiada"


@pytest.mark.django_db
def test_the_same_day_gives_the_same_rows() -> None:
    seen = []
    for _turn in range(2):
        load(as_of=date(2026, 3, 5))
        seen.append(
            {
                "actors": sorted(Actor.objects.values_list("pk", "name")),
                "users": sorted(User.objects.values_list("pk", "email")),
                "meetings": sorted(Meeting.objects.values_list("pk", "held_on", "women", "men", "others")),
                "commitments": sorted(
                    Commitment.objects.values_list("pk", "what", "due_on", "state", "closed_on")
                ),
                "agreements": sorted(Agreement.objects.values_list("meeting_id", "number", "text")),
                "initiatives": sorted(
                    Initiative.objects.values_list("pk", "name", "agreement__number", "phase", "phase_since")
                ),
                "goals": sorted(InitiativeGoal.objects.values_list("initiative_id", "goal_id", "weight")),
                "entries": sorted(
                    Entry.objects.values_list(
                        "contributor_id", "kind", "happened_on", "amount", "cycle__number"
                    )
                ),
                "marks": sorted(
                    MilestoneMark.objects.exclude(happened_on=None).values_list("pk", "happened_on")
                ),
            }
        )
        _forget_everything()
    assert len(seen[0]["commitments"]) > 60
    assert len(seen[0]["entries"]) > 60
    assert seen[0] == seen[1]


def _forget_everything() -> None:
    """Empties every table of the house but reference data, as a fresh database would be."""
    from django.db import connection

    kept = {
        "actors_region", "actors_province", "actors_comuna", "actors_actorkind", "portfolio_goal", "portfolio_phase",
    }  # fmt: skip
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS and model._meta.db_table not in kept
    ]
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")  # the ledger refuses even this
        cursor.execute("truncate {} cascade".format(", ".join(f'"{name}"' for name in tables)))
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("set constraints all deferred")


def test_every_row_that_can_say_it_is_made_up_says_so(demo: None) -> None:
    for model in (Alliance, Actor, User, Initiative):
        assert model.objects.exists()
        assert not model.objects.filter(is_demo=False).exists()
    companies = Actor.objects.filter(kind="empresa").exclude(name__contains="(ficticia)")
    assert {row.display_name for row in companies} == {"Ultramar", "Colbún"}
    assert not Actor.objects.exclude(rut="").exists(), "nobody gets an invented RUT"
    assert not User.objects.exclude(email__endswith="@demo.convergencia.example").exists()


def test_mandates_and_contacts_are_made_up_and_one_is_about_to_end(demo: None) -> None:
    ending = Mandate.objects.ending(dates.today())
    assert {row.actor.name for row in ending.select_related("actor")} >= {
        "Junta de vecinos Las Gaviotas (ficticia)"
    }
    assert (
        Actor.objects.with_ending(dates.today())
        .exclude(personality_until=None)
        .exclude(ending_on=None)
        .exists()
    )
    named = Mandate.objects.exclude(holder="")
    assert named.exists()
    assert not named.exclude(holder__contains="nombre").exists(), "todo nombre dice que es inventado"
    assert not named.filter(actor__kind="municipio_o_asociacion_municipios").exists(), "nadie de verdad"
    assert not Contact.objects.exclude(name__regex="(nombre inventado|demostración)").exists()
    assert (
        not Contact.objects.exclude(email="").exclude(email__endswith="@demo.convergencia.example").exists()
    )
    classes = set(Actor.objects.exclude(social_class="").values_list("social_class", flat=True))
    assert {"empresa_b", "oess", "asociacion_comunitaria"} <= classes
    real = Actor.objects.exclude(about__startswith="Organización ficticia")
    assert not real.exclude(social_class="", size="", industry="").exists(), (
        "de lo real no se inventa la clase"
    )


def test_mejillones_reached_its_stage_through_its_gates(demo: None) -> None:
    row, told = mesa("mejillones"), told_of("mejillones")
    assert (row.stage, row.kind, row.started_on.year) == ("desarrollo", "mesa_comunal", 2022)
    assert list(row.comunas.values_list("code", flat=True)) == ["02102"]
    assert row.sponsor is not None
    assert row.sponsor.display_name == "Ultramar"
    states = {gate.code: gate.state for stage in gates.rail(told) for gate in stage.gates}
    assert states["viabilidad_tecnica"] == "overridden"
    assert states["presentacion_cosoc"] == "not_applicable"
    assert states["presentacion_concejo"] == states["representante_comunidad"] == "met"
    assert {gate.code for gate in gates.blocking(told)} == {"seguimiento_compromisos", "reporte_comunicacion"}
    by_records = {
        "cartera_ampliada", "priorizacion_municipal", "aportes_formalizados", "cartera_definitiva",
        "postulacion_fondos",
    }  # fmt: skip
    assert {states[code] for code in by_records} == {"met"}
    papers = set(row.milestone_marks.filter(kind="document").values_list("milestone", flat=True))
    assert papers & by_records == {"priorizacion_municipal"}
    changes = list(StageChange.objects.filter(alliance=row).order_by("created_at"))
    assert [change.to_stage for change in changes] == ["vinculacion", "convergencia", "desarrollo"]
    left = [gate for change in changes[1:] for gate in change.gates]
    assert left
    assert not [gate for gate in left if gate["required"] and gate["state"] == "missing"]
    companies = row.participations.living().filter(kind="empresa").exclude(actor=row.sponsor)
    assert companies.count() == 10
    assert row.participations.living().filter(kind="cosoc", has_seat=True).exists()


def test_santa_barbara_and_the_young_mesa_stand_elsewhere(demo: None) -> None:
    tripartite, young = mesa("santa-barbara"), mesa("maullin")
    assert (tripartite.kind, tripartite.stage, tripartite.started_on.year) == (
        "tripartita",
        "consolidacion",
        2017,
    )
    assert not gates.blocking(told_of("santa-barbara")), "one that may go on, to show it"
    assert (young.stage, told_of("maullin").silent_days > 45) == ("vinculacion", True)
    assert "ficticia" in young.name


def test_two_years_of_meetings_up_to_last_week(demo: None) -> None:
    today = dates.today()
    for key in ("mejillones", "santa-barbara"):
        held = list(mesa(key).meetings.values_list("held_on", flat=True))
        recent = [day for day in held if day >= today - timedelta(days=740)]
        assert len(recent) >= 24
        assert today - timedelta(days=7) <= max(held) < today
        assert not [day for day in held if day.weekday() > 4]
    assert set(Agreement.objects.values_list("nature", flat=True)) == set(AgreementNature.values)
    assert MeetingFile.objects.filter(kind="signed_list").count() > 15


def test_commitments_have_every_fate(demo: None) -> None:
    today = dates.today()
    kept = Commitment.objects.filter(state="cumplido")
    assert [row for row in kept if row.closed_on and row.closed_on > row.due_on]
    assert [row for row in kept if row.closed_on and row.closed_on <= row.due_on]
    assert Commitment.objects.filter(state="en_curso").exists()
    assert Commitment.objects.filter(state="liberado").exists()
    assert Commitment.objects.late(today).filter(alliance=mesa("mejillones")).count() >= 2
    assert DueDate.objects.exclude(reason="").count() >= 4
    assert not [row for row in kept if row.closed_on and row.closed_on >= today]


@pytest.mark.django_db
def test_nothing_happens_on_the_day_it_is_made_for_or_later() -> None:
    day = date(2025, 7, 1)
    load(as_of=day)
    assert mesa("mejillones").cycles.count() == 2, "the third cycle begins that very day"
    assert not Meeting.objects.filter(held_on__gte=day).exists()
    assert not Commitment.objects.filter(closed_on__gte=day).exists()
    assert not DueDate.objects.exclude(set_at__date__lt=day).exists()
    assert not Movement.objects.filter(happened_on__gte=day).exists()
    assert not InitiativeStep.objects.filter(since__gte=day).exists()
    assert mesa("mejillones").initiatives.taken_on().count() == 9


def test_history_carries_its_days_and_wakes_nobody(demo: None) -> None:
    recorded = Event.objects.filter(kind="meeting.recorded").order_by("id").first()
    assert recorded is not None
    meeting = Meeting.objects.get(pk=recorded.subject_id)
    assert recorded.at.date() == meeting.created_at.date() == meeting.held_on
    assert not Event.objects.filter(dispatched_at=None).exists()
    assert not Delivery.objects.exists(), "no mail about a meeting of two years ago"


def test_each_initiative_says_where_it_was_decided_and_what_goals_it_serves(demo: None) -> None:
    for row in Initiative.objects.select_related("agreement__meeting", "alliance"):
        assert bool(row.agreement) != bool(row.plan), row.name
        if row.agreement:
            assert row.agreement.meeting.alliance == row.alliance
            assert row.agreement.meeting.held_on <= row.entered_on, row.name
    weights = Initiative.objects.annotate(whole=Sum("goals__weight"))
    assert set(weights.values_list("whole", flat=True)) == {100}
    assert set(mesa("mejillones").initiatives.values_list("portfolio", flat=True)) == {
        "ampliada", "priorizada", "definitiva",
    }  # fmt: skip
    assert set(mesa("maullin").initiatives.values_list("portfolio", flat=True)) == {"ampliada", "priorizada"}


def test_the_goals_that_stand_out_are_those_published(demo: None) -> None:
    shares = InitiativeGoal.objects.values("goal_id").annotate(
        share=Sum("weight"), pesos=Sum(F("weight") * F("initiative__execution_cost"))
    )
    for measure in ("share", "pesos"):
        told = sorted(((row[measure] or 0, row["goal_id"]) for row in shares), reverse=True)
        assert [goal for _share, goal in told[:3]] == [11, 9, 1], measure
    assert len(shares) == 9
    assert not [row for row in shares if row["goal_id"] == 17]


def test_the_sponsors_have_no_line_and_every_giver_is_fictitious(demo: None) -> None:
    givers = Actor.objects.filter(pk__in=Entry.objects.values("contributor_id"))
    assert givers.count() == 10
    assert not givers.exclude(name__endswith="(ficticia)").exists()
    assert not Entry.objects.exclude(alliance=mesa("mejillones")).exists()
    assert not Movement.objects.filter(note="", kind__in=("allocation", "expenditure")).exists()


def test_the_ledger_shows_every_kind_of_act(demo: None) -> None:
    acts = Movement.objects.all()
    assert set(acts.values_list("kind", flat=True)) == {"pledge", "receipt", "allocation", "expenditure"}
    assert acts.filter(reverses__isnull=False, kind="receipt").count() == 1
    assert acts.filter(in_kind=True, kind="receipt").exclude(note="").count() == 1
    assert acts.filter(kind="pledge", uf=600).get().amount == 22_320_000
    assert acts.filter(kind="receipt", character="compensacion").count() == 1
    states = {
        PledgeState(row.amount, row.received).code
        for row in Pledge.objects.filter(in_kind=False).with_state()
    }
    assert states == {"pending", "partial", "fulfilled", "exceeded"}
    shared = Entry.objects.filter(kind="allocation").values("movement").annotate(n=Count("pk"))
    assert max(row["n"] for row in shared) > 1, "an initiative with the money of several companies"
    assert set(acts.values_list("cycle__number", flat=True)) == {1, 2, 3}


def test_the_calendar_is_put_back(demo: None) -> None:
    with on(date(2020, 2, 3)) as moment:
        assert timezone.now() == moment
    assert timezone.localdate().year >= 2026


def test_each_sign_in_opens_its_pages(demo: None) -> None:
    plan = json.loads(told("check"))
    assert [role["role"] for role in plan["roles"]] == [
        "coordinadora",
        "funcionaria",
        "empresa",
        "vecina",
        "asesora",
    ]
    for role in plan["roles"]:
        user = User.objects.get(email=role["email"])
        assert user.check_password(role["password"])
        assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
        client = client_of()
        answer = client.post("/cuenta/login/", {"login": role["email"], "password": role["password"]})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/inicio/")
        for path in role["pages"]:
            assert "<h1" in page(client, path), path
    for path in plan["public"]:
        page(client_of(), path)
    assert PASSWORD in told("signins")
    assert all(role["email"] in told("signins") for role in plan["roles"])


def test_what_is_printed_is_all_that_happens(db: None) -> None:
    told("signins")
    told("check")
    assert not User.objects.exists()


def test_it_refuses_production_and_impossible_days(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="hasta hoy"):
        load(as_of=dates.today() + timedelta(days=1))
    with pytest.raises(CommandError, match="2025-07-01"):
        load(as_of=date(2019, 1, 1))
    monkeypatch.setattr(settings, "MODE", "production")
    with pytest.raises(CommandError, match="producción"):
        load()
    with pytest.raises(CommandError, match="producción"):
        told("signins")
    assert not User.objects.exists()


def test_a_broken_script_leaves_nothing_behind(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = next(script for script in play.SCRIPTS if script.key == "maullin")
    monkeypatch.setattr(play, "SCRIPTS", (broken,))
    monkeypatch.setattr(play.Play, "_session", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load()
    assert not Alliance.objects.exists()
    assert not User.objects.exists()
    assert timezone.localdate() >= date(2026, 1, 1)
