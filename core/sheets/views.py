"""Pages of the spreadsheets: what goes out, what comes in, the preview and what is done with it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.forms import OnceForm, posted, take_errors
from core.models import SheetImport
from core.pages import render_fragment
from core.sheets import deciding, doors, exporting, intake, lifecycle, shown
from core.sheets.declaration import Scope, Sheet

LINES_A_PAGE, IMPORTS_A_PAGE = 50, 20
ACCEPT = ".xlsx,.ods,.csv,.txt"


class UploadForm(OnceForm):
    file = forms.FileField(
        label=gettext_lazy("Planilla"),
        help_text=gettext_lazy(
            "Excel (.xlsx), OpenDocument (.ods) o CSV. Antes de cargar nada verá qué cambiaría."
        ),
    )
    again = forms.BooleanField(
        label=gettext_lazy("Subirla de todos modos"), required=False, widget=forms.HiddenInput
    )


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The sheets one has, and the imports one sees."""
    sheets = doors.sheets_of(request.principal)
    rows = SheetImport.objects.visible_to(request.principal).select_related("asked_by")
    page = Paginator(rows, IMPORTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sheets": [shown.card(sheet, request.principal) for sheet in sheets],
        "page": page,
        "table": shown.imports_table(page.object_list),
    }
    return render(request, "core/sheets/list.html", context)


@login_required
@never_cache
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Downloads of one sheet, the upload, and its imports."""
    found, scope = doors.find_sheet(code, request.GET, request.principal)
    may_write = found.may_write(request.principal, scope)
    form = UploadForm(posted(request), request.FILES or None)
    before: dict[str, Any] | None = None
    if request.method == "POST":
        intake.must_write(found, request.principal, scope)
        if form.is_valid():
            try:
                row = _upload(request, found, scope, form)
            except DomainError as error:
                before = _ask_again(form, error)
            else:
                return redirect("sheets:import", row.pk)
    page = Paginator(doors.imports_of(found, scope, request.principal), IMPORTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "sheet": found,
        "crumbs": [*shown.crumbs(), {"label": found.label}],
        "downloads": shown.downloads(found, scope, request.principal),
        "form": form if may_write else None,
        "columns": shown.columns_table(found.offered(request.principal, scope)),
        "accept": ACCEPT,
        "before": before,
        "query": urlencode(scope),
        "page": page,
        "table": shown.imports_table(page.object_list),
    }
    return render(request, "core/sheets/sheet.html", context, status=422 if form.errors else 200)


def _upload(request: HttpRequest, found: Sheet, scope: Scope, form: UploadForm) -> SheetImport:
    told = form.cleaned_data
    row, is_new = intake.start_import(
        sheet=found,
        scope=scope,
        upload=told["file"],
        by=request.principal,
        uid=told["uid"],
        again=told["again"],
    )
    if not is_new:
        messages.info(request, _("Este envío ya se había recibido."))
    return row


def _ask_again(form: UploadForm, error: DomainError) -> dict[str, Any] | None:
    """The refusal beside the field; for a file that came before, the way to it and the box that insists."""
    take_errors(form, error)
    if error.code != "same_file":
        return None
    form.fields["again"].widget = forms.CheckboxInput()
    known = error.extra.get("import")
    return {"url": reverse("sheets:import", args=[known])} if known else {}


@login_required
@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    found, scope = doors.find_sheet(code, request.GET, request.principal)
    raw = exporting.template_book(found, principal=request.principal, scope=scope)
    name = _("plantilla %(label)s") % {"label": found.label}
    return doors.download(raw, name=name, ending="xlsx", media_type=exporting.XLSX)


@login_required
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """`?formato=csv`, else a workbook; of all that one sees, with all columns."""
    found, scope = doors.find_sheet(code, request.GET, request.principal)
    if not found.may_read(request.principal, scope):
        raise Http404
    rows = found.rows(request.principal, scope)
    exporting.must_fit(rows, list_url=found.address(scope))
    as_csv = request.GET.get("formato") == "csv"
    write = exporting.export_csv if as_csv else exporting.export_book
    raw = write(found, rows, principal=request.principal, scope=scope)
    ending, media_type = ("csv", exporting.CSV) if as_csv else ("xlsx", exporting.XLSX)
    return doors.download(raw, name=str(found.label), ending=ending, media_type=media_type)


@login_required
@require_safe
@never_cache
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """An import in whatever state it is; `?resultado=` filters its lines. htmx asks again while the worker is at it."""
    row = doors.find_import(pk, request.principal)
    polls = request.htmx and not request.htmx.history_restore_request
    if row.state in lifecycle.RESTS and not lifecycle.is_stuck(row):
        return render_fragment(request, "core/sheets/progress.html", shown.waiting(row), "progress")
    if polls:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "core/sheets/import.html", _context(request, row))


def _context(request: HttpRequest, row: SheetImport, error: DomainError | None = None) -> dict[str, Any]:
    outcome = request.GET.get("resultado", "")
    lines = row.lines.filter(outcome=outcome) if outcome in row.counts else row.lines.all()
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    found = lifecycle.sheet_of(row)
    told = shown.preview(row, found, page.object_list, outcome)
    told["may_write"] = found.may_write(request.principal, row.scope)
    return {**told, "page": page, "error": error, "here": request.get_full_path()}


def _refused(request: HttpRequest, pk: Any, error: DomainError) -> HttpResponse:
    """The page again, with why not."""
    row = doors.find_import(pk, request.principal)
    return render(request, "core/sheets/import.html", _context(request, row, error), status=error.status)


def _back(request: HttpRequest, row: SheetImport) -> HttpResponseRedirect:
    """To the page of lines one was on."""
    address = reverse("sheets:import", args=[row.pk])
    query = request.POST.get("query", "")[:200]
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


@login_required
@require_POST
def decide(request: HttpRequest, pk: str) -> HttpResponse:
    """`line-<number>`: new, skip, the id of a candidate, or nothing. Only what differs from before is decided."""
    row = doors.find_import(pk, request.principal)
    told = {
        int(name[5:]): value
        for name, value in request.POST.items()
        if name.startswith("line-") and name[5:].isdecimal() and len(name) < 14
    }
    known = dict(row.lines.filter(number__in=told).values_list("number", "decision"))
    decisions = {number: value for number, value in told.items() if known.get(number) != value}
    try:
        if decisions:
            deciding.decide_lines(row=row, decisions=decisions, by=request.principal)
    except DomainError as error:
        if error.status == 403:
            raise
        return _refused(request, pk, error)
    return _back(request, row)


@login_required
@require_POST
def apply(request: HttpRequest, pk: str) -> HttpResponse:
    row = doors.find_import(pk, request.principal)
    try:
        lifecycle.ask_apply(row=row, mode=request.POST.get("mode", ""), by=request.principal)
    except DomainError as error:
        if error.status == 403:
            raise
        return _refused(request, pk, error)
    return redirect("sheets:import", row.pk)


@login_required
@require_POST
def discard(request: HttpRequest, pk: str) -> HttpResponse:
    row = doors.find_import(pk, request.principal)
    try:
        lifecycle.discard_import(row=row, by=request.principal)
    except DomainError as error:
        if error.status == 403:
            raise
        return _refused(request, pk, error)
    messages.success(request, _("Vista previa descartada. No se cargó nada."))
    return redirect(shown.sheet_address(row))


@login_required
@never_cache
def undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks first, then queues the work."""
    row = doors.find_import(pk, request.principal)
    intake.must_write(lifecycle.sheet_of(row), request.principal, row.scope)
    try:
        if request.method == "POST":
            lifecycle.ask_undo(row=row, by=request.principal)
            return redirect("sheets:import", row.pk)
        if row.state == SheetImport.State.APPLIED:
            lifecycle.must_know_its_lines(row)
    except DomainError as error:
        return _refused(request, pk, error)
    return render(request, "core/sheets/undo.html", shown.undoing(row))


@login_required
@require_safe
def refused(request: HttpRequest, pk: str) -> HttpResponse:
    """The refused lines as a workbook, to be corrected and uploaded again."""
    row = doors.find_import(pk, request.principal)
    raw = exporting.refused_book(row, principal=request.principal)
    name = _("rechazadas %(label)s") % {"label": lifecycle.sheet_of(row).label}
    return doors.download(raw, name=name, ending="xlsx", media_type=exporting.XLSX)
