"""The list of commitments with its filters, and its export: the same rows."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.exports import HEADER, safe_cell
from convergence.models import Alliance, Commitment
from convergence.services.commitments import move_commitment
from core import dates, files, jobs
from core.models import Job
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, send, shows, text_of

pytestmark = pytest.mark.django_db

DONE = "Se pagó con la factura 12."


@pytest.fixture
def several(
    mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor, junta: Actor, otra_municipalidad: Actor
):  # type: ignore[no-untyped-def]
    today = dates.today()
    days = timedelta(days=1)
    rows = {
        "late": factories.make_commitment(mesa, municipalidad, what="Vencido ayer", due_on=today - days),
        "today": factories.make_commitment(mesa, junta, what="Vence hoy", due_on=today),
        "week": factories.make_commitment(mesa, junta, what="Vence en siete", due_on=today + 7 * days),
        "later": factories.make_commitment(
            mesa, municipalidad, what="Vence en ocho", due_on=today + 8 * days
        ),
        "kept": factories.make_commitment(mesa, municipalidad, what="Ya cumplido", due_on=today - 9 * days),
        "foreign": factories.make_commitment(
            mesa_ajena, otra_municipalidad, what="De otra mesa", due_on=today
        ),
    }
    move_commitment(commitment=rows["kept"], to="cumplido", outcome=DONE, by=acts.SYSTEM)
    return rows


def listed(user: User, query: str = "", url: str = "") -> list[str]:
    context = factories.client_of(user).get((url or address("commitments")) + query).context
    return [drawn["what"] for drawn in context["commitments"]]


OPEN = ["Vencido ayer", "Vence hoy", "Vence en siete", "Vence en ocho"]


class TestTheList:
    def test_without_a_filter_it_shows_the_open_ones_the_oldest_first(
        self, several: Any, funcionaria: User
    ) -> None:
        assert listed(funcionaria) == OPEN

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?due=late", ["Vencido ayer"]),
            ("?due=week", ["Vence hoy", "Vence en siete"]),
            ("?due=open", OPEN),
            ("?due=closed", ["Ya cumplido"]),
            ("?state=cumplido", ["Ya cumplido"]),
            ("?state=abierto&due=late", ["Vencido ayer"]),
            ("?q=VENCE", OPEN[1:]),
            ("?q=ocho", ["Vence en ocho"]),
            ("?q=de+otra", []),
            ("?mine=1", ["Vencido ayer", "Vence en ocho"]),
            ("?mine=1&due=late", ["Vencido ayer"]),
            ("?mine=1&q=vence", ["Vence en ocho"]),
        ],
    )
    def test_each_filter(self, several: Any, funcionaria: User, query: str, expected: list[str]) -> None:
        assert listed(funcionaria, query) == expected

    def test_by_owner_and_by_mesa(
        self, several: Any, funcionaria: User, mesa: Alliance, mesa_ajena: Alliance, junta: Actor
    ) -> None:
        assert listed(funcionaria, f"?owner={junta.pk}") == ["Vence hoy", "Vence en siete"]
        assert len(listed(funcionaria, f"?alliance={mesa.pk}")) == 5
        assert "De otra mesa" not in listed(funcionaria, f"?alliance={mesa_ajena.pk}")
        assert listed(funcionaria, url=address("alliance_commitments", mesa.pk)) == OPEN

    @pytest.mark.parametrize(
        "query", ["?due=x", "?owner=x", "?alliance=x", "?state=x", "?page=99", "?mine=x", "?q=%00"]
    )
    def test_a_filter_that_makes_no_sense_breaks_nothing(
        self, several: Any, funcionaria: User, query: str
    ) -> None:
        answer = factories.client_of(funcionaria).get(address("commitments") + query)
        assert answer.status_code == 200
        assert not shows(answer, "De otra mesa")

    def test_the_choices_name_only_what_one_sees(
        self, several: Any, funcionaria: User, mesa: Alliance, mesa_ajena: Alliance
    ) -> None:
        form = factories.client_of(funcionaria).get(address("commitments")).context["filter"].form
        assert list(form.fields["alliance"].queryset) == [mesa]

    def test_what_a_link_chose_is_said_kept_and_taken_away(
        self, several: Any, funcionaria: User, junta: Actor, mesa: Alliance
    ) -> None:
        query = f"?owner={junta.pk}&alliance={mesa.pk}&due=open&page=1"
        page = text_of(factories.client_of(funcionaria).get(address("commitments") + query))
        for name, row in (("owner", junta), ("alliance", mesa)):
            assert re.search(rf'<input type="hidden" name="{name}" value="{row.pk}"', page)
        links = dict(re.findall(r'<a class="btn btn-small" href="([^"]*)">([^<]*)', page))
        assert links == {
            f"{address('commitments')}?owner={junta.pk}&amp;due=open": "Mesa: Mesa de Mejillones",
            f"{address('commitments')}?alliance={mesa.pk}&amp;due=open": f"Responsable: {junta.name}",
        }
        assert "quitar este filtro" in page

    def test_a_link_to_what_one_does_not_see_says_so(
        self, several: Any, funcionaria: User, mesa_ajena: Alliance
    ) -> None:
        answer = factories.client_of(funcionaria).get(f"{address('commitments')}?alliance={mesa_ajena.pk}")
        assert shows(answer, "Mesa: no existe o no la ve")
        assert not shows(answer, mesa_ajena.name)

    def test_in_a_mesa_the_owner_is_chosen_among_its_own(
        self, several: Any, funcionaria: User, mesa: Alliance, junta: Actor, otra_municipalidad: Actor
    ) -> None:
        url = address("alliance_commitments", mesa.pk)
        page = text_of(factories.client_of(funcionaria).get(url))
        offered = page[page.index('<select name="owner"') :]
        offered = offered[: offered.index("</select>")]
        assert str(junta.pk) in offered
        assert str(otra_municipalidad.pk) not in offered
        assert listed(funcionaria, f"?owner={junta.pk}", url) == ["Vence hoy", "Vence en siete"]

    def test_filtering_ones_own_keeps_them_ones_own(self, several: Any, funcionaria: User) -> None:
        page = factories.client_of(funcionaria).get(address("commitments") + "?mine=1")
        assert re.search(r'<input type="hidden" name="mine" value="1"', text_of(page))

    def test_the_late_ones_say_by_how_much(self, several: Any, funcionaria: User) -> None:
        page = factories.client_of(funcionaria).get(address("commitments") + "?due=late")
        assert shows(page, "1 día de atraso")
        assert shows(page, "Vencido")


class TestTheExport:
    """The CSV of the list one sees, asked on its page."""

    def asked_from(self, user: User, query: str, url: str = "") -> list[dict[str, str]]:
        """Press the button of the page with the fields that the page gives it, and let the worker run it."""
        client = factories.client_of(user)
        page = text_of(client.get((url or address("commitments")) + query))
        form = page[page.index('name="kind" value="commitments_csv"') :]
        form = form[: form.index("</form>")]
        fields = dict(re.findall(r'name="(filter_[a-z]+)" value="([^"]*)"', form))
        answer = send(client, "/trabajos/nuevo/", {"kind": "commitments_csv", **fields})
        job = Job.objects.latest("created_at")
        assert str(job.pk) in answer["Location"]
        return self.run(job)

    def run(self, job: Job) -> list[dict[str, str]]:
        jobs.run(str(job.pk))
        job.refresh_from_db()
        assert (job.state, job.error) == ("done", "")
        raw = files.location(job.result_file).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), "spreadsheets read it as UTF-8"
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
        assert job.result["rows"] == len(rows)
        return rows

    @pytest.mark.parametrize(
        "query", ["", "?due=late", "?due=closed", "?q=vence", "?mine=1", "?mine=1&due=late", "?state=abierto"]
    )
    def test_it_is_exactly_the_list_on_the_page(self, several: Any, funcionaria: User, query: str) -> None:
        rows = self.asked_from(funcionaria, query)
        assert [row["compromiso"] for row in rows] == listed(funcionaria, query)
        assert rows

    def test_of_one_mesa_it_is_that_mesas(self, several: Any, coordinadora: User, mesa: Alliance) -> None:
        rows = self.asked_from(coordinadora, "?due=open", address("alliance_commitments", mesa.pk))
        assert {row["mesa"] for row in rows} == {"Mesa de Mejillones"}
        assert len(rows) == 4

    @pytest.mark.parametrize(
        ("who", "count"), [("coordinadora", 6), ("funcionaria", 5), ("empresa", 5), ("ajena", 1)]
    )
    def test_it_holds_what_the_asker_sees_and_nothing_else(
        self, several: Any, who: str, count: int, request: pytest.FixtureRequest
    ) -> None:
        user = request.getfixturevalue(who)
        job, _told = jobs.ask_job(kind="commitments_csv", by=factories.principal(user))
        rows = self.run(job)
        assert {row["id"] for row in rows} == {
            str(row.pk) for row in Commitment.objects.visible_to(factories.principal(user))
        }
        assert len(rows) == count

    def test_permissions_are_read_when_it_runs(self, several: Any, funcionaria: User) -> None:
        job, _told = jobs.ask_job(kind="commitments_csv", by=factories.principal(funcionaria))
        funcionaria.memberships.update(until=dates.today() - timedelta(days=1))
        assert self.run(job) == []

    def test_its_columns(self, mesa: Alliance, empresa_actor: Actor, empresa: User) -> None:
        row = factories.make_commitment(mesa, empresa_actor, what="Pagar; “todo”\ny ya", person=empresa)
        done = move_commitment(
            commitment=row, to="cumplido", outcome="Con ñandú;\nen dos líneas.", by=acts.SYSTEM
        )
        job, _told = jobs.ask_job(kind="commitments_csv", by=factories.principal(empresa))
        (cells,) = self.run(job)
        assert tuple(cells) == HEADER
        assert cells == {
            "id": str(row.pk),
            "mesa": "Mesa de Mejillones",
            "compromiso": "Pagar; “todo” y ya",
            "responsable": "Generadora del Norte SpA",
            "persona": "Diego Lagos",
            "fecha": row.due_on.isoformat(),
            "estado": "Cumplido",
            "cerrado_el": done.closed_on.isoformat(),
            "que_se_hizo": "Con ñandú;\nen dos líneas.",
        }

    @pytest.mark.parametrize("start", ["=1+1", "+56 9", "-2", "@SUM(A1)", "\t=1", "\r=1"])
    def test_no_spreadsheet_takes_a_cell_for_a_formula(
        self, mesa: Alliance, empresa_actor: Actor, coordinadora: User, start: str
    ) -> None:
        assert safe_cell(start) == f"'{start}"
        row = factories.make_commitment(mesa, empresa_actor, what="=HYPERLINK(0)")
        Commitment.objects.filter(pk=row.pk).update(what=start)
        job, _told = jobs.ask_job(kind="commitments_csv", by=factories.principal(coordinadora))
        assert self.run(job)[0]["compromiso"].startswith("'")

    def test_the_file_is_its_askers_alone(self, several: Any, funcionaria: User, coordinadora: User) -> None:
        job, _told = jobs.ask_job(kind="commitments_csv", by=factories.principal(funcionaria))
        self.run(job)
        job.refresh_from_db()
        url = f"/archivos/{job.result_file_id}/"
        answer = factories.client_of(funcionaria).get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv")
        assert "attachment" in answer["Content-Disposition"]
        assert factories.client_of(coordinadora).get(url).status_code == 404
