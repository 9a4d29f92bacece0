"""The photo of the signed list: what is taken, what is refused, and what is kept for the second try."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from convergence.models import Alliance
from core.ids import uuid7
from core.models import File
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import errors_in, meeting_data, picture, row, send, shows, text_of

pytestmark = pytest.mark.django_db


class TestPhotos:
    def heavy(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("lista.jpg", b"\xff\xd8\xff" + b"0" * (30 * 1024 * 1024), "image/jpeg")

    def disguised(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("lista.jpg", b"Esto es texto, no una foto.", "image/jpeg")

    def test_a_photo_of_30_mb_is_refused_with_its_size_and_the_rest_is_kept(
        self, official: Any, record_url: str
    ) -> None:
        data = meeting_data(
            summary="De plazas.",
            photo=self.heavy(),
            **row("acuerdos", 1, text="Uno.", nature="cambio_reglas"),
        )
        answer = send(official, record_url, data, 422)
        assert errors_in(answer) == {
            "photo": ["El archivo «lista.jpg» pesa 30 MB y el máximo es 15 MB. Elija uno más liviano."]
        }
        assert shows(answer, "De plazas.")
        assert shows(answer, "Uno.")
        assert acts.nothing_was_recorded()
        assert not File.objects.exists()

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (
                b"Esto es texto, no una foto.",
                "no es una imagen (JPG, PNG, WebP o HEIC) ni un PDF, aunque su nombre",
            ),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no es una imagen"),
            (b"MZ\x90\x00" + b"\0" * 400, "no es una imagen"),
            (b"\xff\xd8\xff\xe0", "no es una imagen"),
        ],
        ids=["text", "svg", "program", "half-a-jpeg"],
    )
    def test_what_is_no_picture_is_refused_whatever_its_name(
        self, official: Any, record_url: str, raw: bytes, words: str
    ) -> None:
        upload = SimpleUploadedFile("lista.jpg", raw, "image/jpeg")
        answer = send(official, record_url, meeting_data(summary="De plazas.", photo=upload), 422)
        told = errors_in(answer)
        assert list(told) == ["photo"]
        assert words in told["photo"][0]
        assert shows(answer, told["photo"][0])
        assert shows(answer, "De plazas.")
        assert acts.nothing_was_recorded()
        assert not File.objects.exists()

    def test_an_empty_file_is_refused(self, official: Any, record_url: str) -> None:
        answer = send(official, record_url, meeting_data(photo=SimpleUploadedFile("lista.jpg", b"")), 422)
        assert list(errors_in(answer)) == ["photo"]
        assert acts.nothing_was_recorded()

    def test_a_good_photo_is_kept_when_another_field_fails_and_used_on_the_second_try(
        self, official: Any, record_url: str, mesa: Alliance, funcionaria: User
    ) -> None:
        data = meeting_data(women="0", men="0", others="0")
        answer = send(official, record_url, {**data, "photo": picture()}, 422)
        file = File.objects.get()
        assert answer.context["form"]["kept_photo"].value() == str(file.pk)
        assert f'value="{file.pk}"' in text_of(answer)
        assert shows(answer, "Guardamos «lista.jpg»: no hace falta elegirlo otra vez.")
        mended = {**data, "women": "3", "kept_photo": str(file.pk)}
        send(official, record_url, mended)
        assert mesa.meetings.get().files.get().file == file
        assert File.objects.count() == 1
        assert (Path(settings.FILES_ROOT) / file.path).exists()

    def test_a_photo_kept_from_a_field_error_of_the_form_itself(
        self, official: Any, record_url: str, mesa: Alliance
    ) -> None:
        answer = send(official, record_url, meeting_data(held_on="ayer", photo=picture()), 422)
        kept = answer.context["form"]["kept_photo"].value()
        send(official, record_url, meeting_data(kept_photo=kept))
        assert str(mesa.meetings.get().files.get().file_id) == kept

    def test_a_new_photo_wins_over_the_kept_one(self, official: Any, record_url: str, mesa: Alliance) -> None:
        answer = send(official, record_url, meeting_data(held_on="ayer", photo=picture("primera.png")), 422)
        kept = answer.context["form"]["kept_photo"].value()
        send(official, record_url, meeting_data(kept_photo=kept, photo=picture("segunda.png", "red")))
        assert mesa.meetings.get().files.get().file.name == "segunda.jpg"

    def test_a_bad_second_photo_leaves_the_kept_one_in_place(
        self, official: Any, record_url: str, mesa: Alliance
    ) -> None:
        answer = send(official, record_url, meeting_data(held_on="ayer", photo=picture()), 422)
        kept = answer.context["form"]["kept_photo"].value()
        answer = send(official, record_url, meeting_data(kept_photo=kept, photo=self.disguised()), 422)
        assert answer.context["form"]["kept_photo"].value() == kept
        assert shows(answer, "Guardamos «lista.jpg»: no hace falta elegirlo otra vez.")

    @pytest.mark.parametrize("whose", ["of_another", "not_there", "x"])
    def test_the_file_of_another_person_is_ignored(
        self, official: Any, record_url: str, mesa: Alliance, ajena: User, whose: str
    ) -> None:
        theirs = acts.paper(by=factories.principal(ajena), name="contrato.pdf")
        kept = {"of_another": str(theirs.pk), "not_there": str(uuid7()), "x": "x"}[whose]
        answer = official.post(record_url, meeting_data(kept_photo=kept))
        assert "contrato.pdf" not in text_of(answer)
        if whose != "x":
            assert answer.status_code == 302
            assert not mesa.meetings.get().files.exists()

    def test_an_own_export_is_no_photo(
        self, official: Any, record_url: str, mesa: Alliance, funcionaria: User
    ) -> None:
        from core import files

        mine = files.keep_bytes(
            b"a;b", name="compromisos.csv", media_type="text/csv", by=factories.principal(funcionaria)
        )
        send(official, record_url, meeting_data(kept_photo=str(mine.pk)))
        assert not mesa.meetings.get().files.exists()

    def test_a_pdf_of_the_list_is_taken_as_it_is(
        self, official: Any, record_url: str, mesa: Alliance
    ) -> None:
        raw = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
        send(official, record_url, meeting_data(photo=SimpleUploadedFile("lista.pdf", raw)))
        file = mesa.meetings.get().files.get().file
        assert (file.media_type, file.name, file.size) == ("application/pdf", "lista.pdf", len(raw))
