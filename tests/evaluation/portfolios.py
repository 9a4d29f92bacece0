"""A mesa whose ledger has everything that goes wrong with sums, and the document as a reader takes it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core import jobs as engine
from core.models import Job
from evaluation.models import SdgReport
from evaluation.services.reports import ask_report
from portfolio.models import Initiative, Phase
from portfolio.services.books import Amount
from portfolio.services.initiatives import move_initiative
from tests import factories as make


def fill(mesa: Alliance, one: Actor, other: Actor) -> dict[str, Initiative]:
    """Two companies on one initiative, a reversal, in kind, UF and an overpayment; one initiative discarded, one
    without goals, one without cost. Weights and amounts that no division leaves whole."""
    plaza = make.make_initiative(
        mesa, "Plaza de armas", goals={11: 60, 9: 20, 3: 20}, phase="ejecucion",
        execution_cost=100_000_001, design_cost=7_000_003, women=101, men=98, unspecified=2,
    )  # fmt: skip
    terminal = make.make_initiative(
        mesa, "Terminal de buses", goals={9: 34, 11: 33, 13: 33}, phase="entregada",
        execution_cost=333_333_331, women=1000, men=999,
    )  # fmt: skip
    sede = make.make_initiative(mesa, "Sede social", goals={}, execution_cost=50_000_000, unspecified=77)
    posta = make.make_initiative(mesa, "Posta rural", goals={3: 100}, phase="perfil")
    gone = make.make_initiative(
        mesa, "Muelle", goals={14: 50, 1: 50}, phase="perfil", execution_cost=900_000_000, women=5
    )
    pledge = make.make_pledge(mesa, one, 30_000_000)
    make.make_receipt(mesa, one, 30_000_007, pledge=pledge)  # overpaid
    make.make_pledge(mesa, other, 20_000_009)
    today = dates.today()
    uf = Amount(uf=Decimal("500.1234"), uf_rate=Decimal("39485.65"), uf_date=today)
    make.make_receipt(mesa, other, amount=uf)
    make.make_receipt(mesa, one, 4_000_000, in_kind=True, note="Dos retroexcavadoras por un mes")
    wrong = make.make_receipt(mesa, other, 9_999_999)
    make.reverse(wrong)
    make.make_allocation(plaza, 10_000_001)
    make.make_allocation(terminal, 7_777_777)
    taken_back = make.make_allocation(sede, 1_000_003)
    make.reverse(taken_back)
    make.make_allocation(gone, 333_335)
    make.make_expenditure(plaza, 3_333_334)
    make.make_expenditure(gone, 333_335)  # a study was paid, then the work was given up
    move(gone, "descartada")
    return {"plaza": plaza, "terminal": terminal, "sede": sede, "posta": posta, "gone": gone}


def move(initiative: Initiative, phase: str) -> None:
    move_initiative(initiative=initiative, phase=Phase.objects.get(pk=phase), by=SYSTEM)


def make_report(user: User | None, alliance: Alliance | None = None, as_of: date | None = None) -> SdgReport:
    """Asked and run as the worker does; the report as it was frozen."""
    job = run_job(user, alliance, as_of)
    assert job.state == "done", job.error
    return SdgReport.objects.get(pk=job.pk)


def run_job(user: User | None, alliance: Alliance | None = None, as_of: date | None = None) -> Job:
    job, _told = ask_report(alliance=alliance, as_of=as_of, by=make.principal(user))
    engine.run(str(job.pk))
    job.refresh_from_db()
    return job


# What was delivered ----------------------------------------------------------------
def document(user: User, report: SdgReport) -> bytes:
    """The PDF through the door that people use."""
    answer = make.client_of(user).get(reverse("core:file", args=[report.pdf_id]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def text_of(pdf: bytes) -> str:
    """Words in reading order, one space between them."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def pesos(text: str) -> int:
    """`$1.234`, `1.234` and `–` as a number."""
    told = re.sub(r"[^\d-]", "", text)
    return int(told) if told else 0


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self.caption, self.cell = "", ""
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.rows, self.caption = [], ""
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th", "caption"}:
            self.open.append(tag)
            self.cell = ""

    def handle_data(self, data: str) -> None:
        if self.open:
            self.cell += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.rows[-1].append(" ".join(self.cell.split()))
            self.open.pop()
        elif tag == "caption":
            self.caption = " ".join(self.cell.split())
            self.open.pop()
        elif tag == "table":
            self.tables[self.caption] = self.rows


def tables_of(page: str) -> dict[str, list[list[str]]]:
    """Rows of texts of every table of the page, by its caption; the first row is the head."""
    reader = _Tables()
    reader.feed(page)
    return reader.tables


def row_reader(text: str) -> Callable[[str, int], list[int]]:
    """`row("Gastado", 1)` → the numbers that follow the words in the document."""

    def row(label: str, cells: int) -> list[int]:
        pattern = re.escape(label) + r"((?: (?:-?\$?\d[\d.]*|–)){CELLS})(?![\d.])".replace(
            "CELLS", str(cells)
        )
        found = re.search(pattern, text)
        assert found, f"{label}: not in {text}"
        return [pesos(part) for part in found.group(1).split()]

    return row
