"""Enter, edit and move initiatives; weigh their goals. Money is in services/ledger.py."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.principal import Principal
from convergence.models import Alliance
from core.errors import DomainError, NotAllowed
from core.events import emit
from core.money import format_clp, share_out
from core.states import lock, write
from portfolio import rules
from portfolio.models import Goal, Initiative, InitiativeGoal, InitiativeStep, Phase
from portfolio.vocabulary import DISCARDED, FIRST_PHASE, MOST_GOALS, PORTFOLIO_MOVES, Portfolio

FIELDS = (
    "agreement", "plan", "name", "description", "works_class", "comuna", "place", "lat", "lng", "women", "men",
    "unspecified", "how_counted", "design_cost", "execution_cost", "next_step", "next_step_by", "ball",
)  # fmt: skip
MAIN_SHARE = 60


@dataclass(frozen=True)
class GoalWeight:
    """`weight` None in every one of a set means: by default."""

    goal: Goal
    weight: int | None = None
    is_main: bool = False


@transaction.atomic
def enter_initiative(
    *,
    alliance: Alliance,
    by: Principal,
    goals: Sequence[GoalWeight] = (),
    phase: Phase | None = None,
    portfolio: str = Portfolio.AMPLIADA,
    entered_on: date | None = None,
    uid: uuid.UUID | None = None,
    is_demo: bool = False,
    **fields: Any,
) -> Initiative:
    """A new initiative of the mesa, in `portfolio` and `phase` since `entered_on` (today by default).

    Errors: NotAllowed, ValidationError by field.
    """
    lock(alliance)
    if not rules.can_manage_initiative(by, alliance):
        raise NotAllowed(_("No puede agregar iniciativas a la cartera de esta mesa."))
    day = entered_on or alliance.today()
    row = Initiative(
        alliance=alliance,
        portfolio=portfolio,
        phase=phase or Phase.objects.get(pk=FIRST_PHASE),
        phase_since=day,
        entered_on=day,
        is_demo=is_demo or alliance.is_demo,
        **({"id": uid} if uid else {}),
    )
    _fill(row, fields)
    _check(row, alliance)
    row.save(force_insert=True)
    _weigh(row, goals)
    _step(row, day, "", by)
    emit("initiative.entered", row, by=by, scopes=[alliance.scope], data={"portfolio": portfolio})
    return row


@transaction.atomic
def update_initiative(
    *,
    initiative: Initiative,
    by: Principal,
    version: int | None = None,
    goals: Sequence[GoalWeight] | None = None,
    **fields: Any,
) -> Initiative:
    """Change FIELDS; `goals` replaces the set. List and phase are moved by move_initiative.

    Errors: NotAllowed, Stale, ValidationError by field.
    """
    locked = lock(initiative, version=version)
    if not rules.can_manage_initiative(by, locked.alliance):
        raise NotAllowed(_("No puede editar las iniciativas de esta mesa."))
    before = {name: getattr(locked, name) for name in FIELDS if name in fields}
    _fill(locked, fields)
    _check(locked, locked.alliance)
    changed = sorted(name for name, was in before.items() if getattr(locked, name) != was)
    write(locked, **{name: getattr(locked, name) for name in changed})
    if goals is not None and _weigh(locked, goals):
        changed.append("goals")
    emit("initiative.changed", locked, by=by, scopes=[locked.alliance.scope], data={"fields": changed})
    return locked


@transaction.atomic
def move_initiative(
    *,
    initiative: Initiative,
    by: Principal,
    portfolio: str | None = None,
    phase: Phase | None = None,
    happened_on: date | None = None,
    note: str = "",
    version: int | None = None,
) -> Initiative:
    """To another list (one step at a time) or another phase, since `happened_on`; the step is kept.

    Errors: NotAllowed, Stale, DomainError by field.
    """
    locked = lock(initiative, version=version)
    alliance = locked.alliance
    if not rules.can_manage_initiative(by, alliance):
        raise NotAllowed(_("No puede mover las iniciativas de esta mesa."))
    day = happened_on or alliance.today()
    list_ = portfolio or locked.portfolio
    to = phase or locked.phase
    if (list_, to.pk) == (locked.portfolio, locked.phase_id):
        raise DomainError(_("La iniciativa ya está en esa cartera y esa fase."), "no_change", field="phase")
    if list_ != locked.portfolio and list_ not in PORTFOLIO_MOVES[locked.portfolio]:
        message = _("De «%(from)s» no se pasa a «%(to)s» de una vez.") % {
            "from": locked.get_portfolio_display(),
            "to": dict(Portfolio.choices).get(list_, list_),
        }
        raise DomainError(message, "bad_transition", field="portfolio")
    if day > alliance.today():
        raise DomainError(_("La fecha está en el futuro."), field="happened_on")
    last = locked.steps.order_by("-since", "-pk").first()
    if last is not None and day < last.since:
        message = _("La fecha es anterior al último paso (%(date)s).") % {"date": f"{last.since:%d-%m-%Y}"}
        raise DomainError(message, field="happened_on")
    most = InitiativeStep._meta.get_field("note").max_length or 0
    if len(note.strip()) > most:
        message = _("El comentario es demasiado largo: tiene más de %(n)d caracteres.") % {"n": most}
        raise DomainError(message, field="note")
    if to.pk == DISCARDED:
        _must_hold_no_money(locked)
    before = {"portfolio": locked.portfolio, "phase": locked.phase_id}
    since = day if to.pk != locked.phase_id else locked.phase_since
    write(locked, portfolio=list_, phase=to, phase_since=since)
    _step(locked, day, note.strip(), by)
    emit(
        "initiative.moved",
        locked,
        by=by,
        scopes=[alliance.scope],
        data={"from": before, "to": {"portfolio": list_, "phase": to.pk}},
    )
    return locked


def _must_hold_no_money(row: Initiative) -> None:
    """A discarded work keeps no money that others wait for. Error: DomainError on `phase`."""
    told = row.balances.aggregate(
        left=Sum(F("allocated") - F("spent")), waiting=Sum(Greatest(0, F("earmarked") - F("allocated")))
    )
    if told["left"]:
        message = _("La iniciativa tiene %(left)s asignados y sin gastar: revierta antes la asignación.")
        raise DomainError(message % {"left": format_clp(told["left"])}, "holds_money", field="phase")
    if told["waiting"]:
        message = _("Hay %(given)s recibidos para esta iniciativa: revierta antes esa recepción.")
        raise DomainError(message % {"given": format_clp(told["waiting"])}, "holds_money", field="phase")


def default_weights(goals: Sequence[GoalWeight]) -> list[GoalWeight]:
    """The set with a weight in each: as given, or 60 for the main goal and the rest in equal parts.

    Errors: ValidationError on `goals` when they do not add to 100, repeat, mix given and missing, or have not
    exactly one main goal.
    """
    if not goals:
        return []
    mains = [goal for goal in goals if goal.is_main]
    if len(goals) > MOST_GOALS:
        raise _refused(_("Elija a lo más %(n)d objetivos.") % {"n": MOST_GOALS})
    if len({goal.goal.pk for goal in goals}) < len(goals):
        raise _refused(_("Un objetivo aparece dos veces."))
    if len(mains) != 1:
        raise _refused(_("Indique cuál objetivo es el principal: uno y solo uno."))
    given = [goal.weight for goal in goals if goal.weight is not None]
    if given and len(given) < len(goals):
        raise _refused(_("Escriba el peso de todos los objetivos, o déjelos todos en blanco."))
    if given:
        if min(given) < 1:
            raise _refused(_("Cada objetivo pesa al menos 1: quite los que no aportan."))
        if sum(given) != 100:
            raise _refused(_("Los pesos suman %(sum)d y deben sumar 100.") % {"sum": sum(given)})
        return list(goals)
    if len(goals) == 1:
        return [GoalWeight(goals[0].goal, 100, True)]
    rest = iter(share_out(100 - MAIN_SHARE, [1] * (len(goals) - 1)))
    return [GoalWeight(g.goal, MAIN_SHARE if g.is_main else next(rest), g.is_main) for g in goals]


def _refused(message: str) -> ValidationError:
    return ValidationError({"goals": message})


def _weigh(row: Initiative, goals: Sequence[GoalWeight]) -> bool:
    """Replace the set of weights; whether it changed."""
    wanted = {(g.goal.pk, g.weight or 0, g.is_main) for g in default_weights(goals)}
    if wanted == set(row.goals.values_list("goal_id", "weight", "is_main")):
        return False
    row.goals.all().delete()
    InitiativeGoal.objects.bulk_create(
        InitiativeGoal(initiative=row, goal_id=goal, weight=weight, is_main=is_main)
        for goal, weight, is_main in sorted(wanted)
    )
    return True


def _fill(row: Initiative, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    if fields.get("ball") is not None:
        row.ball = fields["ball"].speaker


def _check(row: Initiative, alliance: Alliance) -> None:
    """Everything that is wrong, at once and each beside its field. Blanks are cut first: spaces are no name."""
    row.clean()
    errors: dict[str, Any] = {}
    try:
        row.full_clean(exclude=["alliance", "phase"], validate_constraints=False)
    except ValidationError as error:
        errors.update(error.error_dict)
    for name, message in (*_contradictions(row), *_outside(row, alliance)):
        errors.setdefault(name, message)
    if errors:
        raise ValidationError(errors)


def _contradictions(row: Initiative) -> Iterator[tuple[str, str]]:
    """What the constraints of the table refuse, said beside a field."""
    if row.agreement_id is None and not row.plan:
        yield "plan", _("Indique el acuerdo en que se decidió o el plan del que viene.")
    if (row.lat is None) != (row.lng is None):
        yield "lat" if row.lat is None else "lng", _("Un punto necesita latitud y longitud.")
    for name in ("design_cost", "execution_cost"):
        if (getattr(row, name) or 0) < 0:
            yield name, _("Un costo no puede ser negativo.")
    if row.beneficiaries is not None and not row.how_counted:
        yield "how_counted", _("Indique cómo se contaron los beneficiarios.")
    if row.portfolio not in Portfolio.values:  # not editable: full_clean does not look at its choices
        yield "portfolio", _("Esa cartera no existe.")


def _outside(row: Initiative, alliance: Alliance) -> Iterator[tuple[str, str]]:
    """What does not belong to the mesa or to its life."""
    if row.agreement is not None and row.agreement.meeting.alliance_id != alliance.pk:
        yield "agreement", _("El acuerdo es de otra mesa.")
    if row.comuna_id not in {comuna.pk for comuna in alliance.comunas.all()}:
        yield "comuna", _("La comuna no es de esta mesa.")
    if row.entered_on > alliance.today():
        yield "entered_on", _("La fecha está en el futuro.")
    elif row.entered_on < alliance.started_on:
        yield "entered_on", _("La fecha es anterior al inicio de la alianza.")
    if row.ball is not None and not alliance.participations.of_actor(row.ball).exists():
        yield "ball", _("«%(actor)s» no participa en la mesa.") % {"actor": row.ball.name}


def _step(row: Initiative, day: date, note: str, by: Principal) -> None:
    InitiativeStep.objects.create(
        initiative=row, portfolio=row.portfolio, phase=row.phase, since=day, note=note, made_by_id=by.user_id
    )
