"""Documents, certificates, overrides of milestones; and the act of leaving a stage."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from actors.models import Comuna
from convergence import facts, gates, rules, stages
from convergence.models import Alliance, MilestoneFile, MilestoneMark, StageChange
from convergence.stages import Milestone
from core.errors import Conflict, DomainError, NotAllowed, Stale
from core.events import emit
from core.models import File
from core.states import lock, move, write


@transaction.atomic
def attach_document(
    *,
    alliance: Alliance,
    milestone: str,
    happened_on: date,
    by: Principal,
    reason: str = "",
    files: Iterable[File] = (),
    session_number: str = "",
    agreement_number: str = "",
    comuna: Comuna | None = None,
    uid: uuid.UUID | None = None,
) -> MilestoneMark:
    """Evidence of a milestone. A Concejo or COSOC session needs number, date and a file of its certificate.

    Errors: ValidationError by field, NotAllowed, DomainError for an unknown milestone.
    """
    known = _milestone(alliance, milestone)
    lock(alliance)
    if not rules.can_attach_evidence(by, alliance):
        raise NotAllowed(_("No puede acreditar hitos en esta mesa."))
    papers = list(files)
    errors: dict[str, Any] = {}
    if not papers:
        errors["file"] = _("Adjunte el documento o una foto de él.")
    if happened_on > alliance.today():
        errors["happened_on"] = _("La fecha está en el futuro.")
    if known.certificate:
        if not session_number.strip():
            errors["session_number"] = _("Escriba el número de la sesión.")
        if known.gate == "certificate_per_comuna" and comuna is None:
            errors["comuna"] = _("Elija la comuna cuyo Concejo sesionó.")
        if comuna is not None and not alliance.comunas.filter(pk=comuna.pk).exists():
            errors["comuna"] = _("Esta comuna no es de la mesa.")
    if errors:
        raise ValidationError(errors)
    mark = MilestoneMark(
        alliance=alliance,
        milestone=milestone,
        kind=MilestoneMark.Kind.CERTIFICATE if known.certificate else MilestoneMark.Kind.DOCUMENT,
        reason=reason,
        happened_on=happened_on,
        session_number=session_number.strip(),
        agreement_number=agreement_number.strip(),
        comuna=comuna if known.certificate else None,
        made_by_id=by.user_id,
        **({"id": uid} if uid else {}),
    )
    mark.full_clean(exclude=["made_by"])
    mark.save(force_insert=True)
    MilestoneFile.objects.bulk_create(MilestoneFile(mark=mark, file=file) for file in papers)
    _tell("milestone.documented", mark, by)
    return mark


@transaction.atomic
def waive_milestone(
    *, alliance: Alliance, milestone: str, kind: str, reason: str, by: Principal
) -> MilestoneMark:
    """`kind` is overridden or not_applicable; the written reason is kept for ever. Foundation staff only."""
    _milestone(alliance, milestone)
    lock(alliance)
    if not rules.can_waive_milestone(by):
        raise NotAllowed(_("Solo el equipo de la fundación exime un hito."))
    if kind not in {gates.OVERRIDDEN, gates.NOT_APPLICABLE}:
        raise DomainError(_("Elija si el hito se exime o no aplica."), field="kind")
    if len(reason.strip()) < 10:
        raise DomainError(
            _("Escriba el motivo con al menos diez caracteres: queda en el historial."), field="reason"
        )
    living = alliance.milestone_marks.filter(milestone=milestone, kind=kind, withdrawn_at=None).first()
    if living is not None:
        raise Conflict(_("Este hito ya tiene esa constancia. Retírela antes de escribir otra."), "already")
    mark = MilestoneMark.objects.create(
        alliance=alliance, milestone=milestone, kind=kind, reason=reason.strip(), made_by_id=by.user_id
    )
    _tell(f"milestone.{kind}", mark, by)
    return mark


@transaction.atomic
def withdraw_mark(*, mark: MilestoneMark, reason: str, by: Principal) -> MilestoneMark:
    """Take a declaration back; the row stays with who, when and why. It never moves the stage back."""
    if not rules.can_waive_milestone(by):
        raise NotAllowed(_("Solo el equipo de la fundación retira una constancia."))
    if len(reason.strip()) < 10:
        raise DomainError(
            _("Escriba el motivo con al menos diez caracteres: queda en el historial."), field="reason"
        )
    locked = lock(mark)
    if locked.withdrawn_at is None:
        write(
            locked,
            withdrawn_at=timezone.now(),
            withdrawn_by_id=by.user_id,
            withdrawn_reason=reason.strip(),
        )
        _tell("milestone.withdrawn", locked, by)
    return locked


@transaction.atomic
def advance_stage(
    *,
    alliance: Alliance,
    by: Principal,
    version: int | None = None,
    happened_on: date | None = None,
    note: str = "",
) -> StageChange:
    """Leave the stage in which the caller read `alliance` for the next. The gates are read again under its lock.

    Errors: NotAllowed; Stale; DomainError `gate_not_met` with the missing milestones in `extra["missing"]`;
    DomainError `future` or `before_stage` for the date.
    """
    if not rules.can_manage_alliance(by, alliance):
        raise NotAllowed(_("La etapa la cambia la coordinación de la fundación."))
    locked = lock(alliance, version=version)
    if locked.stage != alliance.stage:
        raise Stale(
            _("La mesa ya pasó a otra etapa mientras usted la miraba. Revise los hitos de la nueva."),
            extra={"version": locked.version},
        )
    target = stages.next_stage(locked.kind, locked.stage)
    if target is None:
        raise DomainError(_("La alianza está cerrada: no hay una etapa siguiente."), "closed")
    day = happened_on or locked.today()
    if day > locked.today():
        raise DomainError(_("La fecha está en el futuro."), "future", field="happened_on")
    if day < locked.stage_since:
        raise DomainError(
            _("La fecha es anterior al inicio de la etapa actual (%(date)s).")
            % {"date": f"{locked.stage_since:%d-%m-%Y}"},
            "before_stage",
            field="happened_on",
        )
    told = facts.gather([locked], locked.today())[locked.pk]
    missing = gates.blocking(told)
    if missing:
        raise DomainError(
            ngettext("Falta %(n)d hito: %(names)s.", "Faltan %(n)d hitos: %(names)s.", len(missing))
            % {"n": len(missing), "names": ", ".join(gate.label for gate in missing)},
            "gate_not_met",
            extra={"missing": [gate.code for gate in missing]},
        )
    place = stages.index_of(locked.kind, locked.stage)
    # The history speaks one language, whoever moves the mesa.
    with translation.override(settings.LANGUAGE_CODE):
        kept = gates.judge_stage(told, stages.stages_of(locked.kind)[place])
    change = StageChange.objects.create(
        alliance=locked,
        from_stage=locked.stage,
        to_stage=target,
        happened_on=day,
        gates=[gate.as_json() for gate in kept],
        note=note.strip(),
        made_by_id=by.user_id,
    )
    ended = {"ended_on": day} if target == stages.CLOSED else {}
    moved = move(
        locked,
        target,
        by=by,
        table=stages.moves_of(locked.kind),
        event="alliance.stage_left",
        scopes=[locked.scope],
        field="stage",
        fields={"stage_since": day, **ended},
    )
    # Whoever goes on with the same row has seen this step.
    alliance.stage, alliance.stage_since, alliance.version = moved.stage, moved.stage_since, moved.version
    return change


def _milestone(alliance: Alliance, code: str) -> Milestone:
    known = stages.find_milestone(alliance.kind, code)
    if known is None:
        raise DomainError(
            _("Este tipo de alianza no tiene ese hito."), "unknown_milestone", field="milestone"
        )
    return known


def _tell(kind: str, mark: MilestoneMark, by: Principal) -> None:
    scopes = [f"alliance:{mark.alliance_id}"]
    emit(kind, mark, by=by, scopes=scopes, data={"milestone": mark.milestone})
