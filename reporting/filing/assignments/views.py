"""The pages of assignments: of those who ask, and of those who were asked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authorities.access import open_to, open_to_members, resumes_after_sign_in
from authorities.models.roles import CERTIFIES, READS_OWN_STATE
from authorities.notices.overview import sent_to
from reporting.filing.assignments.assignment_workflow import assign_questions, assignment_workflow
from reporting.filing.assignments.forms import AssigneeForm, AssignmentForm, AssignmentNoteForm, DueForm
from reporting.filing.assignments.pages import AssignmentPage, AssignmentsPage, list_asked_parts
from reporting.models import Assignment, Submission


def find_own_report(request, number, iso3, *roles):
    own = Submission.objects.open_for(request.user, *roles).for_desk().with_due_day()
    return get_object_or_404(own, round=number, member_state=iso3)


def find_assignment_to_show(request, number, iso3, pk):
    """Return an assignment for the people of its state, and for the person who was asked."""
    of_report = Assignment.objects.for_pages().of_report(number, iso3)
    found = get_object_or_404(of_report, pk=pk)
    is_of_country = not hasattr(request.user, "assignment_of_session") and iso3 in request.user.states_as(
        *READS_OWN_STATE
    )
    if not is_of_country and not Assignment.objects.of_person(request.user).contains(found):
        raise Http404
    return found


@require_GET
@open_to(*READS_OWN_STATE)
def assignments(request, number, iso3):
    """Show who holds what."""
    page = AssignmentsPage(find_own_report(request, number, iso3, *READS_OWN_STATE), request.user)
    context = {"page": page, "submission": page.submission}
    return render(request, "reporting/filing/assignments/assignments.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*CERTIFIES)
@resumes_after_sign_in
def assign(request, number, iso3):
    report = find_own_report(request, number, iso3, *CERTIFIES)
    form = AssignmentForm(
        request.POST or None,
        submission=report,
        initial={"parts": request.GET.getlist("part")},
        instance=Assignment(submission=report),
    )
    if request.method == "POST" and form.is_valid() and send_assignment(request, form):
        return redirect("assignments", number, iso3)
    context = {"form": form, "submission": report}
    status = 422 if form.errors else 200
    return render(request, "reporting/filing/assignments/assign.html", context, status=status)


def send_assignment(request, form):
    """Save the assignment of a form. Return True, or False with the reasons in the form."""
    chosen = form.cleaned_data
    try:
        assign_questions(
            form.save(commit=False), chosen["parts"], by=request.user, is_shared=chosen["is_shared"]
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(
        request, _("Assigned. The e-mail is on its way to %(address)s.") % {"address": chosen["email"]}
    )
    return True


@require_GET
@open_to_members
def assignment(request, number, iso3, pk):
    page = AssignmentPage(find_assignment_to_show(request, number, iso3, pk), request.user)
    context = {"page": page, "submission": page.submission, "assignment": page.assignment}
    if page.is_of_country:
        context["sent"] = sent_to(page.assignment, request.user)
    return render(request, "reporting/filing/assignments/assignment.html", context)


@require_POST
@open_to_members
def move_assignment(request, number, iso3, pk, name):
    """Make a move that has a button, for whoever it is open to; the workflow says why not."""
    found = find_assignment_to_show(request, number, iso3, pk)
    row = assignment_workflow.by_name.get(name)
    if row is None or not row.offered:
        raise Http404
    form = AssignmentNoteForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(list(form.errors["note"]))
        assignment_workflow.move(found, name, by=request.user, note=form.cleaned_data["note"])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Done: %(state)s.") % {"state": found.get_state_display()})
    return redirect(found)


@require_http_methods(["GET", "POST"])
@open_to(*CERTIFIES)
def reschedule_assignment(request, number, iso3, pk):
    report = find_own_report(request, number, iso3, *CERTIFIES)
    found = get_object_or_404(report.assignments.for_pages(), pk=pk)
    form = DueForm(request.POST or None, submission=report, initial={"due": found.due})
    return answer_correction(request, found, form, "reschedule", lambda sent: sent)


@require_http_methods(["GET", "POST"])
@open_to(*CERTIFIES)
def readdress_assignment(request, number, iso3, pk):
    """Correct an address: the old link is dead, a new one goes to the new address."""
    report = find_own_report(request, number, iso3, *CERTIFIES)
    found = get_object_or_404(report.assignments.for_pages(), pk=pk)
    form = AssigneeForm(request.POST or None, instance=Assignment.objects.get(pk=pk))
    return answer_correction(request, found, form, "readdress", lambda sent: {"to": sent})


def answer_correction(request, found, form, name, details_of):
    """Make the move of a form, or show the form with what has to be put right.

    `details_of` makes the details of the move from what was sent.
    """
    if request.method == "POST" and form.is_valid():
        try:
            assignment_workflow.move(found, name, by=request.user, **details_of(form.cleaned_data))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved. The person is told by e-mail."))
            return redirect(found)
    context = {"form": form, "assignment": found, "move": assignment_workflow.by_name[name]}
    status = 422 if form.errors else 200
    return render(request, "reporting/filing/assignments/correct.html", context, status=status)


@require_GET
@open_to_members
def my_assignments(request):
    """Show what was asked of this person, in any report."""
    context = {"asked": list_asked_parts(request.user)}
    return render(request, "reporting/filing/assignments/my_assignments.html", context)
