"""Every column that names a person says what a traspaso does with it: a new one cannot be forgotten."""

from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from tests.actors.handovers import NOTHING, held_by, make_leaving

# The successor's from then on, while it is open or in force.
HANDED = {
    "actors.Membership.user": "a new one for the successor; the leaver's ends",
    "convergence.Seat.user": "a new one for the successor; the leaver's ends",
    "convergence.Commitment.person": "the open ones",
    "convergence.Alliance.coordinator": "those not closed, of foundation staff",
    "core.SavedView.owner": "the shared ones; her own are deleted with her last organisation",
}
# Opens nothing any more.
ENDED = {
    "accounts.ApiToken.user": "revoked with her last organisation",
    "actors.Invitation.invited_by": "her open ones are revoked",
    "core.SignedLink.made_by": "to answer for commitments: revoked",
    "core.Job.asked_by": "stopped when the account is shut",
}
# Who did it, or whom it was about: history, never rewritten.
KEPT = {
    "account.EmailAddress.user",
    "accounts.Erasure.done_by",
    "accounts.Erasure.user",
    "actors.ActorFile.added_by",
    "actors.ActorNote.written_by",
    "actors.Handover.done_by",
    "actors.Handover.leaver",
    "actors.Handover.successor",
    "actors.Invitation.accepted_by",
    "actors.Merge.done_by",
    "actors.Merge.undone_by",
    "actors.Suspect.decided_by",
    "admin.LogEntry.user",
    "convergence.DueDate.set_by",
    "convergence.Meeting.recorded_by",
    "convergence.MilestoneMark.made_by",
    "convergence.MilestoneMark.withdrawn_by",
    "convergence.StageChange.made_by",
    "core.Event.by",
    "core.File.uploaded_by",
    "core.SheetImport.asked_by",
    "core.SheetImport.undone_by",
    "core.Submission.user",
    "evaluation.SdgReport.asked_by",
    "portfolio.Movement.made_by",
    "portfolio.InitiativeStep.made_by",
}
# Rights of administration: end with the place in the foundation's team.
ADMINISTRATION = {"accounts.User_groups.user", "accounts.User_user_permissions.user"}


def columns() -> dict[str, Any]:
    """Columns of every table that name a user; the history's copies follow the row they copy."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        if not hasattr(model, "pgh_obj_id") and "pgh_id" not in {one.name for one in model._meta.fields}
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is User
    }


def test_every_column_that_names_a_person_is_classed() -> None:
    known = {*HANDED, *ENDED, *KEPT, *ADMINISTRATION}
    assert set(columns()) == known
    assert len(known) == len(HANDED) + len(ENDED) + len(KEPT) + len(ADMINISTRATION)


@pytest.mark.django_db
def test_columns_do_as_they_are_classed() -> None:
    world = make_leaving()
    before = named(world.leaver)
    assert before.keys() >= {*HANDED, *ENDED} - {"convergence.Alliance.coordinator", "core.Job.asked_by"}
    world.go(close_account=True)
    after = named(world.leaver)
    assert held_by(world.leaver) == NOTHING
    for name in KEPT:
        assert after.get(name, 0) >= before.get(name, 0), name
    assert named(world.successor).keys() & HANDED.keys() >= {
        "actors.Membership.user",
        "convergence.Seat.user",
        "convergence.Commitment.person",
        "core.SavedView.owner",
    }


def named(user: User) -> dict[str, int]:
    """How many rows of each column name her."""
    told = {
        name: field.model._base_manager.filter(**{field.name: user}).count()
        for name, field in columns().items()
    }
    return {name: n for name, n in told.items() if n}
