"""A table of a report taken in from the country's own sheet, and its template."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to_members
from reporting.filing.assignments.reachable_reports import find_report_with_question
from reporting.filing.sheets.forms import ConfirmSheetForm, SheetForm
from reporting.filing.sheets.merging import save_sheet
from reporting.filing.sheets.pages import SheetPage

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@open_to_members
def table_sheet(request, number, iso3, question):
    """Take in a table as a file or a pasted block: show what it would change, or save what was confirmed."""
    report, reach = find_report_with_question(request, number, iso3, question)
    page = SheetPage(report, request.user, question, reach)
    if "confirmed" in request.POST:
        return save_confirmed(request, page)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(page.question, *sent)
    if form.is_valid():
        page.reading, page.replaces = form.reading, form.replaces
    return render_sheet(request, page, form)


def render_sheet(request, page, form):
    """Show the form, with a preview of what was read; a table that cannot be taken in says why."""
    try:
        has_changes = bool(page.changes)
    except ValidationError as refusal:
        page.reading, has_changes = None, False
        form.add_error(None, refusal)
    context = {"page": page, "submission": page.submission, "form": form, "has_changes": has_changes}
    status = 422 if form.errors else 200
    return render(request, "reporting/filing/sheets/sheet.html", context, status=status)


def save_confirmed(request, page):
    """Save what a preview has shown; show it again if somebody has changed the answer meanwhile."""
    form = ConfirmSheetForm(page.question, request.POST)
    if not form.is_valid():
        return render_sheet(request, page, form_of_first_step(page, form))
    page.reading, page.replaces = form.reading, form.replaces
    try:
        seen = form.cleaned_data["seen"]
        saved = save_sheet(
            page.submission, page.question, form.reading, by=request.user, seen=seen, replaces=form.replaces
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(page.question_address)
    if saved:
        messages.success(request, _("The table is saved."))
        return redirect(page.question_address)
    messages.warning(request, _("Somebody has changed this table meanwhile. Look at the changes again."))
    return render_sheet(request, page, SheetForm(page.question))


def form_of_first_step(page, refused):
    """Return the form for another try, with why the confirmation could not be read."""
    form = SheetForm(page.question, {"pasted": refused.data.get("confirmed", "")})
    form.full_clean()
    form.add_error(None, [error for errors in refused.errors.values() for error in errors])
    return form


@require_GET
@open_to_members
def table_template(request, number, iso3, question):
    report, reach = find_report_with_question(request, number, iso3, question)
    page = SheetPage(report, request.user, question, reach)
    name = f"{iso3}-{number}-{question}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(page.write_template(), content_type=WORKBOOK, headers=headers)
