"""The receipts of a round: the list, a new one, and the page on which one is annulled."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from authorities.access import open_to
from authorities.annulments.actions import annul
from authorities.languages.collation import sort_by_name
from authorities.models.roles import KEEPS_INSTRUMENTS
from reporting.models import ReportReceipt, Round
from reporting.round_desk.receipts.forms import ReceiptAnnulmentForm, ReceiptForm
from reporting.round_desk.receipts.recording import record_receipt


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def round_receipts(request, number):
    """List the reports of a round of which only the fact is known, and record one."""
    found = get_object_or_404(Round, pk=number)
    form = ReceiptForm(request.POST or None, round_=found)
    if request.method == "POST" and form.is_valid():
        try:
            record_receipt(form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The receipt is recorded. It counts as reported."))
            return redirect("round_receipts", number)
    receipts = sort_by_name(ReportReceipt.with_annulled.of_round(found).with_state(), "member_state.name")
    context = {
        "round": found,
        "form": form,
        "receipts": [row for row in receipts if not row.is_annulled],
        "annulled": [row for row in receipts if row.is_annulled],
    }
    return render(request, "reporting/round_desk/receipts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def annul_receipt(request, number, pk):
    receipt = get_object_or_404(ReportReceipt.objects.with_state(), round=number, pk=pk)
    form = ReceiptAnnulmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            annul(receipt, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The receipt is annulled. It counts no longer."))
            return redirect("round_receipts", number)
    context = {"receipt": receipt, "round": receipt.round, "form": form}
    status = 422 if form.errors else 200
    return render(request, "reporting/round_desk/annul_receipt.html", context, status=status)
