"""The same form or request sent twice acts once, also when both arrive together."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import Conflict
from core.jobs_own import purge
from core.models import Job, Submission
from core.submissions import remember
from tests.factories import at_once, make_user


def test_the_second_time_is_known(coordinadora: User) -> None:
    first, is_new = remember(key="form:1", body={"a": 1, "b": [1, 2]}, user_id=coordinadora.pk)
    again, again_new = remember(key="form:1", body={"b": [1, 2], "a": 1}, user_id=coordinadora.pk)
    assert (is_new, again_new) == (True, False)
    assert first == again


def test_another_content_under_the_same_key_is_a_conflict(coordinadora: User) -> None:
    remember(key="form:1", body={"a": 1}, user_id=coordinadora.pk)
    with pytest.raises(Conflict) as refused:
        remember(key="form:1", body={"a": 2}, user_id=coordinadora.pk)
    assert refused.value.code == "reused_key"
    assert "otro contenido" in str(refused.value.message)


def test_keys_are_of_each_person(coordinadora: User, funcionaria: User) -> None:
    remember(key="form:1", body={"a": 1}, user_id=coordinadora.pk)
    hers, is_new = remember(key="form:1", body={"a": 2}, user_id=funcionaria.pk)
    assert is_new
    assert remember(key="form:1", body={"a": 2}, user_id=funcionaria.pk) == (hers, False)


def test_a_refused_act_leaves_no_memory(coordinadora: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        remember(key="form:1", body={"a": 1}, user_id=coordinadora.pk)
        raise RuntimeError
    _row, is_new = remember(key="form:1", body={"a": 2}, user_id=coordinadora.pk)
    assert is_new


def test_both_clicks_together_act_once(real_db: str) -> None:
    user = make_user("Camila")

    def act() -> str:
        with transaction.atomic():
            row, is_new = remember(key="form:1", body={"a": 1}, user_id=user.pk)
            if is_new:
                row.subject_id = user.pk
                row.save(update_fields=["subject_id"])
                return "acted"
            assert row.subject_id == user.pk, "la segunda debe esperar a que la primera termine"
            return "replayed"

    outcome = at_once(*[act] * 4)
    assert sorted(map(str, outcome)) == ["acted", "replayed", "replayed", "replayed"]
    assert Submission.objects.count() == 1


def test_memory_lasts_sixty_days(coordinadora: User) -> None:
    old, _new = remember(key="old", body={}, user_id=coordinadora.pk)
    recent, _new = remember(key="recent", body={}, user_id=coordinadora.pk)
    Submission.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=61))
    Submission.objects.filter(pk=recent.pk).update(at=timezone.now() - timedelta(days=59))
    assert purge(Job(), lambda *_: None)["submissions"] == 1
    assert list(Submission.objects.all()) == [recent]
