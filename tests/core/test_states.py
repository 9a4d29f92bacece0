"""The one way a noun changes state: by its table, under a lock, with an event."""

import pytest

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance, Commitment
from convergence.vocabulary import COMMITMENT_MOVES
from core.errors import DomainError, Stale
from core.models import Event
from core.states import move
from tests.factories import at_once, make_actor, make_commitment, make_mesa


@pytest.fixture
def commitment(mesa: Alliance, municipalidad: Actor) -> Commitment:
    return make_commitment(mesa, municipalidad)


def _move(row: Commitment, to: str, version: int | None = None) -> Commitment:
    return move(
        row, to, by=SYSTEM, table=COMMITMENT_MOVES, event="probe.moved", scopes=["a"], version=version
    )


def test_a_move_writes_raises_the_version_and_tells(commitment: Commitment) -> None:
    moved = _move(commitment, "en_curso")
    moved.refresh_from_db()
    assert (moved.state, moved.version) == ("en_curso", commitment.version + 1)
    event = Event.objects.get(kind="probe.moved")
    assert (event.subject_id, event.data) == (commitment.pk, {"from": "abierto", "to": "en_curso"})


def test_a_move_the_table_does_not_know_is_refused(commitment: Commitment) -> None:
    with pytest.raises(DomainError) as refused:
        _move(commitment, "abierto")
    assert (refused.value.code, refused.value.status) == ("bad_transition", 422)
    assert refused.value.extra == {"from": "abierto", "to": "abierto"}
    commitment.refresh_from_db()
    assert commitment.version == 1
    assert not Event.objects.filter(kind="probe.moved").exists()


def test_an_older_form_is_noticed(commitment: Commitment) -> None:
    _move(commitment, "en_curso", version=1)
    with pytest.raises(Stale) as refused:
        _move(commitment, "cumplido", version=1)
    assert refused.value.extra == {"version": 2}
    assert refused.value.status == 409


def test_the_row_in_memory_is_not_trusted(commitment: Commitment, coordinadora: User) -> None:
    Commitment.objects.filter(pk=commitment.pk).update(state="en_curso")
    with pytest.raises(DomainError):
        _move(commitment, "en_curso")


def test_of_several_at_once_one_wins(real_db: str) -> None:
    actor = make_actor()
    row = make_commitment(make_mesa(partners=[actor]), actor)
    outcome = at_once(*[lambda: _move(row, "en_curso")] * 4)
    won = [one for one in outcome if isinstance(one, Commitment)]
    refused = [one for one in outcome if isinstance(one, DomainError)]
    assert (len(won), len(refused)) == (1, 3)
    assert Event.objects.filter(kind="probe.moved").count() == 1
