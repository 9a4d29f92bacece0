"""What is done with a preview: decide, apply, undo, discard; what stands in the way; who may; two at once."""

import pytest

from accounts.models import User
from accounts.principal import Principal, principal_of
from actors.models import Actor, Suspect
from actors.services import update_actor
from core.errors import Conflict, DomainError, NotAllowed
from core.models import Job, SheetImport
from core.sheets import deciding, lifecycle
from tests import factories as f
from tests.factories import at_once
from tests.sheet_steps import (
    ID,
    KIND,
    NAME,
    PLACES,
    apply,
    as_it_is,
    book,
    finish,
    line,
    load,
    new_row,
    undo,
    upload,
)


@pytest.fixture
def by(coordinadora: User) -> Principal:
    return principal_of(coordinadora)


def twin(junta: Actor) -> dict[str, str]:
    return {NAME: junta.name.upper(), KIND: "Empresa", PLACES: "Mejillones"}


@pytest.mark.django_db
def test_a_possible_duplicate_is_decided_and_undecided(by: Principal, junta: Actor) -> None:
    row = load([twin(junta), new_row()], by=by)
    assert row.counts == {"duplicate": 1, "new": 1}
    with pytest.raises(DomainError, match="1 posible duplicado sin decidir"):
        lifecycle.ask_apply(row=row, mode="all", by=by)
    for decision, outcome in (
        (str(junta.pk), "changed"),
        ("skip", "skipped"),
        ("", "duplicate"),
        ("new", "new"),
    ):
        row = deciding.decide_lines(row=row, decisions={2: decision}, by=by)
        assert line(row, 2).outcome == outcome
    apply(row, by=by)
    assert Actor.objects.filter(name=junta.name.upper()).exclude(pk=junta.pk).count() == 1


@pytest.mark.django_db
def test_whoever_says_that_it_is_that_one_changes_it(by: Principal, junta: Actor) -> None:
    row = load([twin(junta)], by=by)
    row = deciding.decide_lines(row=row, decisions={2: str(junta.pk)}, by=by)
    apply(row, by=by)
    junta.refresh_from_db()
    assert junta.name == "JUNTA DE VECINOS VILLA ÑANDÚ"
    assert Actor.objects.count() == 1


@pytest.mark.django_db
def test_only_what_is_offered_can_be_decided(by: Principal, junta: Actor, municipalidad: Actor) -> None:
    row = load([twin(junta), new_row()], by=by)
    with pytest.raises(DomainError, match="una de las opciones"):
        deciding.decide_lines(row=row, decisions={2: str(municipalidad.pk)}, by=by)
    with pytest.raises(DomainError, match="se parecen a otra"):
        deciding.decide_lines(row=row, decisions={3: "new"}, by=by)


@pytest.mark.django_db
def test_a_row_that_changed_meanwhile_breaks_the_promise(by: Principal, municipalidad: Actor) -> None:
    row = load([new_row("Buena"), as_it_is(municipalidad, by, Nombre="Cambiada")], by=by)
    assert row.counts == {"changed": 1, "new": 1}, line(row, 3).problems
    update_actor(actor=municipalidad, by=by, about="Otra persona escribió esto")
    apply(row, by=by)
    assert row.state == "preview"
    assert "No se cargó nada" in row.error
    assert not Actor.objects.filter(name="Buena").exists()
    assert "después de la vista previa" in line(row, 3).problems[""][0]
    apply(row, by=by, mode="good")
    assert row.state == "applied"
    assert Actor.objects.filter(name="Buena").exists()
    municipalidad.refresh_from_db()
    assert municipalidad.name == "Municipalidad de Mejillones"


@pytest.mark.django_db
def test_a_rut_that_was_taken_meanwhile_is_refused_by_the_service(by: Principal) -> None:
    taken = new_row("Llegó tarde")
    row = load([taken, new_row("Buena")], by=by)
    f.make_actor("Llegó antes", rut=taken["RUT"])
    apply(row, by=by)
    assert row.state == "preview"
    assert line(row, 2).problems == {
        "rut": ["Ya hay un actor con este RUT. Si es una unidad suya, indíquelo."]
    }
    assert not Actor.objects.filter(name="Buena").exists()


@pytest.mark.django_db
def test_undoing_is_refused_whole_when_something_names_a_new_row(by: Principal, mesa: object) -> None:
    row = apply(load([new_row("Con asiento"), new_row("Sin nada")], by=by), by=by)
    f.make_participation(mesa, Actor.objects.get(name="Con asiento"))  # type: ignore[arg-type]
    undo(row, by=by)
    assert row.state == "applied"
    assert "Con asiento" in row.error
    assert Actor.objects.filter(name="Sin nada").exists()


@pytest.mark.django_db
def test_undoing_is_refused_whole_when_a_row_was_changed_since(by: Principal, municipalidad: Actor) -> None:
    row = apply(load([as_it_is(municipalidad, by, Nombre="Muni"), new_row()], by=by), by=by)
    municipalidad.refresh_from_db()
    update_actor(actor=municipalidad, by=by, about="Después")
    undo(row, by=by)
    assert row.state == "applied"
    assert "«Muni»" in row.error


@pytest.mark.django_db
def test_pairs_found_by_the_nightly_job_go_with_their_row(by: Principal, municipalidad: Actor) -> None:
    row = apply(load([new_row("Una")], by=by), by=by)
    one, other = sorted([municipalidad.pk, Actor.objects.get(name="Una").pk])
    Suspect.objects.create(first_id=one, second_id=other, reason="similar_name", score=90)
    assert undo(row, by=by).state == "undone"
    assert Suspect.objects.count() == 0


@pytest.mark.django_db
def test_the_same_file_is_recognised_until_it_is_undone(by: Principal) -> None:
    raw = book([new_row("Una")])
    row = upload(raw, by=by)
    with pytest.raises(Conflict, match="por revisar") as refused:
        upload(raw, by=by, again=False)
    assert refused.value.extra == {"import": str(row.pk)}
    apply(row, by=by)
    other = principal_of(f.make_user(is_foundation_staff=True))
    with pytest.raises(Conflict, match="cargada"):
        upload(raw, by=other, again=False)
    undo(row, by=by)
    assert upload(raw, by=by, again=False).counts == {"new": 1}


@pytest.mark.django_db
def test_a_discarded_preview_cannot_be_applied(by: Principal) -> None:
    row = load([new_row()], by=by)
    lifecycle.discard_import(row=row, by=by)
    assert row.lines.count() == 0
    with pytest.raises(Conflict, match="descartada"):
        lifecycle.ask_apply(row=row, mode="all", by=by)


@pytest.mark.django_db
def test_a_lost_worker_leaves_the_preview_as_it_was(by: Principal) -> None:
    row = load([new_row()], by=by)
    asked = lifecycle.ask_apply(row=row, mode="all", by=by)
    Job.objects.filter(pk=asked.job_id).update(state="failed", error="El trabajo se interrumpió tres veces.")
    assert apply(row, by=by).state == "applied"


@pytest.mark.django_db
def test_who_keeps_a_page_changes_only_what_is_hers(municipalidad: Actor, junta: Actor) -> None:
    user = f.make_user("Gestora")
    f.make_membership(user, municipalidad, role="manager")
    by = principal_of(user)
    row = load(
        [
            {ID: str(municipalidad.pk), NAME: municipalidad.name, "Sitio web": "https://m.cl"},
            {ID: "01936b0e-0000-7000-8000-000000000000", NAME: "x", "Sitio web": ""},
            {ID: str(junta.pk), NAME: "x", "Sitio web": ""},
            {ID: "", NAME: "Nueva", "Sitio web": ""},
        ],
        by=by,
    )
    assert [one.outcome for one in row.lines.all()] == ["changed", "refused", "refused", "refused"]
    assert line(row, 3).problems == line(row, 4).problems, "lo que no ve no existe"
    renamed = load([{ID: str(municipalidad.pk), NAME: "Otro nombre"}], by=by)
    assert line(renamed, 2).problems == {"name": ["Este dato lo cambia la fundación."]}
    apply(row, by=by, mode="good")
    municipalidad.refresh_from_db()
    assert municipalidad.website == "https://m.cl"
    with_tags = load([{ID: str(municipalidad.pk), "Nombre": municipalidad.name, "Etiquetas": "x"}], by=by)
    assert "«Etiquetas»" in with_tags.notices[0]


@pytest.mark.django_db
def test_who_keeps_no_page_loads_nothing(funcionaria: User) -> None:
    with pytest.raises(NotAllowed):
        load([new_row()], by=principal_of(funcionaria))
    assert SheetImport.objects.count() == 0


def test_of_two_who_apply_at_once_one_wins(real_db: str, coordinadora: User) -> None:
    by = principal_of(coordinadora)
    row = load([new_row("Una sola vez")], by=by)
    told = at_once(
        *[lambda: lifecycle.ask_apply(row=SheetImport.objects.get(pk=row.pk), mode="all", by=by)] * 3
    )
    assert sorted(type(one).__name__ for one in told) == ["Conflict", "Conflict", "SheetImport"]
    finish(next(one for one in told if isinstance(one, SheetImport)).job)
    row.refresh_from_db()
    assert row.state == "applied"
    assert Actor.objects.filter(name="Una sola vez").count() == 1


def test_two_imports_that_take_one_rut_at_once_register_it_once(real_db: str, coordinadora: User) -> None:
    by = principal_of(coordinadora)
    told = new_row("Primera")
    rows = [load([told], by=by), load([{**told, NAME: "Segunda"}], by=by)]
    jobs = [lifecycle.ask_apply(row=row, mode="all", by=by).job for row in rows]
    at_once(*[lambda job=job: finish(job) for job in jobs])
    states = sorted(SheetImport.objects.values_list("state", flat=True))
    assert states == ["applied", "preview"]
    assert Actor.objects.filter(rut=told["RUT"]).count() == 1
