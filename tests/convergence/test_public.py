"""The public page of a mesa: what was decided and by which organisations; nothing of persons, files or reasons."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, MeetingFile
from convergence.services.milestones import waive_milestone
from core import dates, files
from desk.demo import papers
from tests.factories import (
    client_of,
    count_queries,
    make_actor,
    make_commitment,
    make_meeting,
    make_mesa,
    make_participation,
    page,
    principal,
)


def address(mesa: Alliance) -> str:
    return reverse("convergence:public_mesa", args=[mesa.pk])


def public(mesa: Alliance, query: str = "") -> str:
    return unescape(page(client_of(), address(mesa) + query))


def test_it_tells_what_was_decided_and_who_takes_part(
    mesa: Alliance, municipalidad: Actor, empresa_actor: Actor, junta: Actor
) -> None:
    make_meeting(mesa, agreements=["Diseñar la plaza de armas"], women=5, men=6, others=0)
    make_commitment(mesa, municipalidad, what="Enviar el plano")
    text = public(mesa)
    for seen in (
        mesa.name, "Mejillones", "Vinculación", "Diseñar la plaza de armas", "11 personas",
        municipalidad.name, empresa_actor.name, junta.name, "de 1 compromisos, cumplidos",
    ):  # fmt: skip
        assert seen in text
    assert "Enviar el plano" not in text


def test_it_shows_nothing_of_persons_files_or_reasons(
    mesa: Alliance, coordinadora: User, funcionaria: User, municipalidad: Actor
) -> None:
    by = principal(funcionaria)
    make_participation(mesa, make_actor("Sindicato del muelle", rut=""), representative="Nombre Reservado")
    kept = files.keep_upload(papers.signed_list("Sesión", 4), by=by, field="photo")
    meeting = make_meeting(
        mesa, by=by, summary="Lo que se habló en confianza", place="Casa de Ana",
        files=[(kept, MeetingFile.Kind.SIGNED_LIST)],
    )  # fmt: skip
    make_commitment(mesa, municipalidad, person=funcionaria)
    waive_milestone(
        alliance=mesa, milestone="diagnostico", kind="overridden", reason="Motivo que queda adentro",
        by=principal(coordinadora),
    )  # fmt: skip
    for page_text in (public(mesa), unescape(page(client_of(funcionaria), address(mesa)))):
        shown = page_text[page_text.index("<main") : page_text.index("</main>")]
        for private in (
            "Nombre Reservado", coordinadora.name, coordinadora.email, funcionaria.name, funcionaria.email,
            "Lo que se habló en confianza", "Casa de Ana", "Motivo que queda adentro", str(kept.pk), str(meeting.pk),
            "/archivos/", "@",
        ):  # fmt: skip
            assert private not in shown, private


def test_who_left_is_no_longer_listed(mesa: Alliance, junta: Actor) -> None:
    mesa.participations.filter(actor=junta).update(left_on=dates.today())
    assert junta.name not in public(mesa)


def test_an_unpublished_mesa_is_not_found_by_anybody(mesa: Alliance, coordinadora: User) -> None:
    Alliance.objects.filter(pk=mesa.pk).update(is_public=False)
    for user in (None, coordinadora):
        page(client_of(user), address(mesa), 404)
    assert client_of().post(address(mesa)).status_code == 405


@pytest.mark.django_db
def test_made_up_rows_say_so_and_a_sponsor_has_no_amount() -> None:
    sponsor = make_actor("Empresa que patrocina", kind="empresa")
    real, demo = make_mesa(sponsor=sponsor), make_mesa(is_demo=True)
    assert "Datos de demostración" in public(demo)
    shown = public(real)
    assert "Datos de demostración" not in shown
    assert "Empresa que patrocina" in shown
    assert "$" not in shown[shown.index("<main") :]


def test_meetings_are_in_order_newest_first_over_pages(mesa: Alliance) -> None:
    days = [dates.add_days(mesa.started_on, number * 3) for number in (5, 1, 9, 3, 7, 11, 2, 8, 4, 10, 6, 12)]
    for day in days:
        make_meeting(mesa, held_on=day)
    told = public(mesa) + public(mesa, "?page=2")
    places = [
        told.index(f'datetime="{day:%Y-%m-%d}">{day:%d-%m-%Y}</time></p>')
        for day in sorted(days, reverse=True)
    ]
    assert places == sorted(places)


def test_it_costs_the_same_for_two_meetings_and_ten(mesa: Alliance, municipalidad: Actor) -> None:
    told = []
    for number in (2, 8):
        for _turn in range(number):
            partner = make_actor(rut="")
            make_participation(mesa, partner)
            make_meeting(mesa, agreements=["Uno", "Dos"], attendances={partner: 1})
            make_commitment(mesa, partner)
        with count_queries() as counted:
            public(mesa)
        told.append(len(counted))
    assert told[0] == told[1]
    assert told[0] < 20


def test_a_text_is_never_taken_for_markup(mesa: Alliance) -> None:
    make_meeting(mesa, agreements=["<script>alert(1)</script>"])
    assert "<script>alert" not in page(client_of(), address(mesa))


def test_the_made_up_papers_are_what_they_say() -> None:
    assert papers.document("Certificado (uno)", ["Línea"]).read().startswith(b"%PDF-1.4")
    assert isinstance(papers.signed_list("Sesión", 3), SimpleUploadedFile)
