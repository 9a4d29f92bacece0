"""Rows for tests, made through the services so that they are what the house itself would make; and the doors.

Plain functions with sensible defaults. `by` is the platform unless a test says who acts.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from stdnum.cl import rut as stdnum_rut

from accounts.models import User
from accounts.principal import SYSTEM, Principal, principal_of
from accounts.services import create_token
from actors.models import Actor, ActorKind, Comuna, Contact, Invitation, Mandate, Membership
from actors.services import create_actor, records
from actors.services.invitations import invite_person
from convergence.models import Alliance, Commitment, Cycle, Meeting, Seat
from convergence.services import commitments as commitment_services
from convergence.services.actor_map import enter_on_map
from convergence.services.alliances import add_participation, open_alliance, open_cycle
from convergence.services.meetings import MeetingLines, NewAgreement, NewCommitment, record_meeting
from convergence.services.seats import seat_person
from core import dates
from core.models import File
from portfolio.models import Goal, Initiative, Movement, Phase, Pledge
from portfolio.services import contributions, ledger
from portfolio.services.books import Amount
from portfolio.services.initiatives import GoalWeight, enter_initiative

PASSWORD = "una-clave-larga-2026"
_numbers = count(1)


# Rows ------------------------------------------------------------------------
def make_rut(number: int | None = None) -> str:
    """A valid RUT, another one at each call."""
    body = str(number if number is not None else 76_000_000 + next(_numbers))
    return f"{body}-{stdnum_rut.calc_check_digit(body)}"


def make_user(
    name: str = "Persona", *, email: str = "", acts_for: Actor | None = None, **fields: Any
) -> User:
    email = email or f"persona{next(_numbers)}@example.org"
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    if acts_for is not None:
        make_membership(user, acts_for)
    return user


def make_membership(
    user: User,
    actor: Actor,
    *,
    role: str = "member",
    reach: str = "organisation",
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    since = since or dates.today() - timedelta(days=400)
    return Membership.objects.create(user=user, actor=actor, role=role, reach=reach, since=since, until=until)


def make_seat(mesa: Alliance, user: User, actor: Actor, **fields: Any) -> Seat:
    """Her seat in `mesa` for `actor`, for which she acts already."""
    stay = mesa.participations.living().get(actor=actor)
    return seat_person(participation=stay, user=user, **{"by": SYSTEM, **fields})


def make_invitation(actor: Actor, email: str = "", **fields: Any) -> Invitation:
    """An open invitation whose mail is still to go out."""
    email = email or f"invitada{next(_numbers)}@example.org"
    return invite_person(actor=actor, email=email, **{"by": SYSTEM, **fields})


def make_actor(
    name: str = "",
    *,
    kind: str = "municipio_o_asociacion_municipios",
    level: str = "local",
    rut: str | None = None,
    comunas: Iterable[str] = (),
    parent: Actor | None = None,
    by: Principal = SYSTEM,
    **fields: Any,
) -> Actor:
    """A new organisation with a valid RUT (none for a unit); `comunas` are CUT codes."""
    if rut is None:
        rut = "" if parent else make_rut()
    return create_actor(
        by=by,
        name=name or f"Organización {next(_numbers)}",
        kind=ActorKind.objects.get(code=kind),
        level=level,
        rut=rut,
        parent=parent,
        comunas=Comuna.objects.filter(code__in=list(comunas)),
        **fields,
    )


def make_contact(actor: Actor, name: str = "", *, by: Principal = SYSTEM, **fields: Any) -> Contact:
    """Somebody with a mail address, seen by the organisation and the foundation unless `audience` says otherwise."""
    number = next(_numbers)
    told = {"name": name or f"Contacto {number}", "email": f"contacto{number}@example.org", **fields}
    return records.add_contact(actor=actor, by=by, **told)


def make_mandate(
    actor: Actor, *, ends_in: int | None = None, by: Principal = SYSTEM, **fields: Any
) -> Mandate:
    """An alcaldía held for a year; `ends_in` days from now is its last day."""
    today = dates.today()
    told = {"office": "alcaldia", "since": today - timedelta(days=365), **fields}
    if ends_in is not None:
        told["until"] = today + timedelta(days=ends_in)
    return records.add_mandate(actor=actor, by=by, **told)


def make_mesa(
    name: str = "",
    *,
    kind: str = "mesa_comunal",
    comunas: Iterable[str] = ("02102",),
    partners: Iterable[Actor] = (),
    started_on: date | None = None,
    by: Principal = SYSTEM,
    **fields: Any,
) -> Alliance:
    """A mesa in its first stage, with `partners` seated since its start."""
    mesa = open_alliance(
        kind=kind,
        name=name or f"Mesa {next(_numbers)}",
        comunas=Comuna.objects.filter(code__in=list(comunas)),
        started_on=started_on or dates.add_months(dates.today(), -12),
        by=by,
        **fields,
    )
    for actor in partners:
        make_participation(mesa, actor, by=by)
    return mesa


def make_participation(mesa: Alliance, actor: Actor, *, by: Principal = SYSTEM, **fields: Any) -> Any:
    fields.setdefault("roles", ["decision"])
    fields.setdefault("joined_on", mesa.started_on)
    return add_participation(alliance=mesa, actor=actor, by=by, **fields)


def make_meeting(
    mesa: Alliance,
    *,
    held_on: date | None = None,
    attendances: Mapping[Actor, int] | None = None,
    agreements: Sequence[str] = (),
    commitments: Sequence[NewCommitment] = (),
    files: Sequence[tuple[File, str]] = (),
    by: Principal = SYSTEM,
    **fields: Any,
) -> Meeting:
    """A meeting of a week ago; `agreements` are texts of nature «información»."""
    headcount = {"women": 6, "men": 5, "others": 1}
    lines = MeetingLines(
        attendances=attendances or {},
        agreements=[NewAgreement(text, "informacion_difusion") for text in agreements],
        commitments=commitments,
        files=files,
    )
    told = {"kind": "sesion", "held_on": held_on or dates.today() - timedelta(days=7), **headcount, **fields}
    meeting, _is_new = record_meeting(alliance=mesa, lines=lines, by=by, **told)
    return meeting


def make_commitment(
    mesa: Alliance,
    owner: Actor,
    *,
    what: str = "",
    due_on: date | None = None,
    by: Principal = SYSTEM,
    **fields: Any,
) -> Commitment:
    """An open commitment due in thirty days."""
    return commitment_services.make_commitment(
        alliance=mesa,
        what=what or f"Enviar el informe {next(_numbers)}",
        owner=owner,
        due_on=due_on or dates.today() + timedelta(days=30),
        by=by,
        **fields,
    )


def make_map_entry(mesa: Alliance, who: Actor | str = "", *, by: Principal = SYSTEM, **fields: Any) -> Any:
    """A line of the actor map: a registered organisation, or a name with its sector (mercado)."""
    if isinstance(who, Actor):
        return enter_on_map(alliance=mesa, actor=who, by=by, **fields)
    fields.setdefault("sector", "mercado")
    return enter_on_map(alliance=mesa, name=who or f"Actor {next(_numbers)}", by=by, **fields)


def make_cycle(mesa: Alliance, *, starts_on: date | None = None, ends_on: date | None = None) -> Cycle:
    """A funding cycle from the mesa's start to a year from now."""
    return open_cycle(
        alliance=mesa,
        starts_on=starts_on or mesa.started_on,
        ends_on=ends_on or dates.add_months(dates.today(), 12),
        by=SYSTEM,
    )


def make_initiative(
    mesa: Alliance,
    name: str = "",
    *,
    goals: Mapping[int, int] | None = None,
    phase: str = "idea",
    by: Principal = SYSTEM,
    **fields: Any,
) -> Initiative:
    """From a plan, in the mesa's first comuna; `goals` maps SDG numbers to weights, the first is the main one."""
    weights = goals if goals is not None else {11: 100}
    if "agreement" not in fields:
        fields.setdefault("plan", "PLADECO 2022–2026")
    if fields.keys() & {"women", "men", "unspecified"}:
        fields.setdefault("how_counted", "censo")
    fields.setdefault("comuna", mesa.comunas.order_by("pk").first())
    return enter_initiative(
        alliance=mesa,
        name=name or f"Iniciativa {next(_numbers)}",
        works_class=fields.pop("works_class", "espacio_publico"),
        phase=Phase.objects.get(pk=phase),
        goals=[
            GoalWeight(Goal.objects.get(pk=number), weight, place == 0)
            for place, (number, weight) in enumerate(weights.items())
        ],
        by=by,
        **fields,
    )


def make_pledge(mesa: Alliance, contributor: Actor, pesos: int = 1_000_000, **fields: Any) -> Pledge:
    """Signed today, for this year; a cycle is opened when the mesa has none."""
    told = {"signed_on": dates.today(), "year": dates.today().year, "by": SYSTEM, **fields}
    told.setdefault("amount", Amount(pesos))
    if "cycle" not in told:
        told["cycle"] = _cycle_of(mesa)
    return contributions.make_pledge(alliance=mesa, contributor=contributor, **told)


def make_receipt(mesa: Alliance, contributor: Actor, pesos: int = 1_000_000, **fields: Any) -> Movement:
    """Money that arrived today."""
    told = {"happened_on": dates.today(), "by": SYSTEM, **fields}
    told.setdefault("amount", Amount(pesos))
    if "pledge" not in told and "cycle" not in told:
        told["cycle"] = _cycle_of(mesa)
    return contributions.record_receipt(alliance=mesa, contributor=contributor, **told)


def make_allocation(initiative: Initiative, pesos: int, **fields: Any) -> Movement:
    told = {"happened_on": dates.today(), "by": SYSTEM, "cycle": _cycle_of(initiative.alliance), **fields}
    return ledger.allocate(initiative=initiative, pesos=pesos, **told)


def make_expenditure(initiative: Initiative, pesos: int, **fields: Any) -> Movement:
    told = {"happened_on": dates.today(), "by": SYSTEM, "cycle": _cycle_of(initiative.alliance), **fields}
    return ledger.spend(initiative=initiative, pesos=pesos, **told)


def reverse(movement: Movement, reason: str = "Error de digitación", **fields: Any) -> Movement:
    return ledger.reverse_movement(movement=movement, reason=reason, **{"by": SYSTEM, **fields})


def _cycle_of(mesa: Alliance) -> Cycle:
    return mesa.cycles.order_by("number").first() or make_cycle(mesa)


# Doors -----------------------------------------------------------------------
def principal(user: User | None) -> Principal:
    return principal_of(user)


def client_of(user: User | None = None) -> Client:
    """A browser without scripts, signed in as `user`; anonymous without one."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def api(user: User | None = None, *, can_write: bool = True) -> APIClient:
    """A REST client with a living token of `user`; without credentials when there is no user."""
    client = APIClient()
    if user is not None:
        _token, secret = create_token(name="prueba", can_write=can_write, days=30, by=principal(user))
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def page(client: Client, url: str, status: int = 200, **more: Any) -> str:
    """The text of a page, whose status must be `status`."""
    response = client.get(url, **more)
    assert response.status_code == status, f"{url}: {response.status_code} {response.headers}"
    return response.content.decode()


def count_queries() -> CaptureQueriesContext:
    """`with count_queries() as counted: …` then `len(counted)` and `counted.captured_queries`."""
    return CaptureQueriesContext(connection)


# Several at once -----------------------------------------------------------------
def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs `acts` in threads that pass one barrier together, each with its own connection (needs real_db).

    The list holds what each returned, or the exception it raised.
    """
    barrier = threading.Barrier(len(acts))
    outcome: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            outcome[place] = act()
        except Exception as error:
            outcome[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "un hilo quedó esperando"
    return outcome
