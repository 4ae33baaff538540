"""The import desk: send a spreadsheet, say what its columns are, see what it would do, confirm, undo."""

import tempfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from authorities.access import SignedInRequest, asks_password_again, open_to, resumes_after_sign_in
from authorities.audit.recording import record_download
from authorities.files import forbid_rendering, serve_download, stream_download
from authorities.imports import actions
from authorities.imports.corrections import corrected_values
from authorities.imports.desk.cells import TypedCells
from authorities.imports.desk.forms import ColumnsPage, ConfirmForm, NoteForm, UploadForm
from authorities.imports.desk.pages import ImportPage
from authorities.imports.desk.template_workbook import build_template_workbook
from authorities.imports.preview_file import CATEGORIES, Findings
from authorities.imports.registry import IMPORT_KINDS, find_import_desk, import_desks_for
from authorities.imports.stored_file import refuse_altered_file
from authorities.models import Import, ImportState
from authorities.models.roles import SENDS_SHEETS
from authorities.spreadsheets.annotate import write_annotated_copy

PER_PAGE = 25


def page_of(request: SignedInRequest, pk: int) -> ImportPage:
    """Return the import with this number; raise Http404 if this person may not see it."""
    batch = get_object_or_404(Import.objects.visible_to(request.user).select_related("by"), pk=pk)
    return ImportPage(batch, request.user)


@open_to(*SENDS_SHEETS)
@require_safe
def import_list(request: SignedInRequest) -> HttpResponse:
    visible = Import.objects.visible_to(request.user).select_related("by")
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "imports": [ImportPage(batch, request.user) for batch in page],
        "desks": import_desks_for(request.user),
    }
    return render(request, "imports/imports.html", context)


@open_to(*SENDS_SHEETS)
@require_safe
def import_template(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """Serve an empty sheet with our columns, in the language of the page."""
    if kind not in {desk.kind.name for desk in import_desks_for(request.user)}:
        raise Http404
    name = f"{kind}-{get_language()}.xlsx"
    return stream_download([build_template_workbook(IMPORT_KINDS[kind].resource, get_language())], name)


@open_to(*SENDS_SHEETS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: SignedInRequest, kind: str) -> HttpResponse:
    """Show the form for a file; store the file that is sent."""
    desk = find_import_desk(request.user, kind, request.GET.get("scope", ""))
    if desk is None:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, desk=desk)
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.receive_file(
                form.cleaned_data["file"],
                kind=kind,
                scope=desk.scope,
                by=request.user,
                whole_list=form.cleaned_data.get("whole_list", False),
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("import_columns", batch.pk)
    context = {"form": form, "desk": desk}
    return render(request, "imports/new.html", context, status=422 if form.errors else 200)


@open_to(*SENDS_SHEETS)
@require_safe
def import_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an import, at one address for its whole life: the state decides what the page holds."""
    page = page_of(request, pk)
    if page.batch.is_working:
        return progress(request, page)
    if page.batch.state in (ImportState.RECEIVED, ImportState.FAILED) and "check" in page.moves:
        return redirect("import_columns", pk)
    tally = page.selected_tally(request.GET.get("show"))
    found = page.findings_page(tally.category, request.GET.get("page"))
    context = {"import": page, "batch": page.batch, "tally": tally, "page": found}
    context["cells"] = page.cells_form(tally.category, found)
    return render(request, f"imports/{page.template}.html", context)


def progress(request: SignedInRequest, page: ImportPage) -> HttpResponse:
    """Show a page that reloads itself every few seconds, unless the reader has asked it to hold still."""
    still = "still" in request.GET
    response = render(request, "imports/progress.html", {"import": page, "batch": page.batch, "still": still})
    if not still:
        response.headers["Refresh"] = "2"
    return response


@open_to(*SENDS_SHEETS)
@resumes_after_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask what the columns of a file are, and send it for checking."""
    page = page_of(request, pk)
    if "check" not in page.moves:
        return redirect("import", pk)
    columns = ColumnsPage(page, request.GET, request.POST or None)
    if request.method == "POST" and columns.is_valid():
        try:
            actions.request_check(page.batch, by=request.user, **columns.check_arguments)
        except ValidationError as refusal:
            columns.form.add_error(None, refusal)
        else:
            return redirect("import", pk)
    context = {"import": page, "batch": page.batch, "columns": columns, "form": columns.form}
    return render(request, "imports/columns.html", context, status=columns.status)


@open_to(*SENDS_SHEETS)
@require_POST
def import_words(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check the file again, with what its words mean."""
    page = page_of(request, pk)
    return check_with_answers(request, page, page.words_form(request.POST))


@open_to(*SENDS_SHEETS)
@require_POST
def import_identities(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check the file again, with what was said of rows that may be about another record."""
    page = page_of(request, pk)
    return check_with_answers(request, page, page.identity_form(request.POST))


def check_with_answers(request: SignedInRequest, page: ImportPage, form: Any) -> HttpResponse:
    """Check the file again as the answers of a form extend its reading; without a valid form do nothing."""
    pk = page.batch.pk
    if form is None or not form.is_valid():
        for sentences in form.errors.values() if form else ():
            messages.error(request, " ".join(sentences))
        return redirect("import", pk)
    reading = form.extended_reading(page.batch.reading)
    return attempt(request, pk, actions.request_check, mapping=page.batch.mapping, reading=reading)


@open_to(*SENDS_SHEETS)
@resumes_after_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def import_cells(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check the file again with cells that were typed anew; show those that were not stored, and why."""
    page = page_of(request, pk)
    cells = TypedCells(page.batch, request.POST, may_correct=page.may_correct)
    if request.method == "POST":
        cells.store(request.user)
        if not cells.typed:
            messages.info(request, _("You have not changed any cell."))
    if not cells.unsaved_cells:
        return redirect("import", pk)
    context = {"import": page, "batch": page.batch, "refused": cells.unsaved_cells, "cells": cells.form}
    return render(request, "imports/cells.html", context, status=409)


def attempt(request: SignedInRequest, pk: int, deed: Callable[..., Any], **said: Any) -> HttpResponse:
    """Do what a button of a page asks for, or say why not; either way the page shows the state after it."""
    page = page_of(request, pk)
    try:
        deed(page.batch, by=request.user, **said)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    return redirect("import", pk)


@open_to(*SENDS_SHEETS)
@require_POST
def import_apply(request: SignedInRequest, pk: int) -> HttpResponse:
    form = ConfirmForm(request.POST)
    good_rows_only = form.is_valid() and form.cleaned_data["good_rows_only"]
    return attempt(request, pk, actions.request_apply, good_rows_only=good_rows_only)


@open_to(*SENDS_SHEETS)
@require_POST
def import_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    return attempt(request, pk, actions.cancel_import)


@open_to(*SENDS_SHEETS)
@asks_password_again
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask why an import is undone, and send it to be undone."""
    page = page_of(request, pk)
    if "undo" not in page.moves:
        return redirect("import", pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_undo(page.batch, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("import", pk)
    context = {"import": page, "batch": page.batch, "form": form}
    return render(request, "imports/undo.html", context, status=422 if form.errors else 200)


@open_to(*SENDS_SHEETS)
@require_safe
@record_download(gettext_lazy("a list of what was found in an import"), Import)
def import_found(request: SignedInRequest, pk: int, category: str) -> HttpResponseBase:
    batch = page_of(request, pk).batch
    if category not in CATEGORIES:
        raise Http404
    return stream_download(Findings(batch).stream(category), f"import-{batch.pk}-{category}.csv")


def annotated_copy(batch: Import) -> IO[bytes]:
    """Return an open temporary file; raise ValidationError if the stored file was altered."""
    with batch.file.open("rb") as file:
        refuse_altered_file(batch, file)
        target = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
        write_annotated_copy(
            file,
            batch.file_name,
            Findings(batch).problems(),
            target,
            batch.reading,
            corrected_values(batch),
        )
    target.seek(0)
    return target


@open_to(*SENDS_SHEETS)
@require_safe
@record_download(gettext_lazy("a file that was imported, with comments"), Import)
def import_annotated(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Serve the file again, with a comment on every cell that is wrong."""
    page = page_of(request, pk)
    if not page.may_be_annotated:
        raise Http404
    try:
        copy = annotated_copy(page.batch)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("import", pk)
    name = f"{PurePath(page.batch.file_name).stem}-with-comments.xlsx"
    return forbid_rendering(FileResponse(copy, as_attachment=True, filename=name))


@open_to(*SENDS_SHEETS)
@require_safe
@record_download(gettext_lazy("a file that was imported"), Import)
def import_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Serve the file as it was sent."""
    batch = page_of(request, pk).batch
    return serve_download(batch.file, batch.file_name)
