"""Comments on answers, for the people of a state alone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, open_to_members, resumes_after_sign_in
from authorities.models.roles import READS_OWN_STATE
from reporting.filing.assignments.reach import WHOLE
from reporting.filing.assignments.reachable_reports import find_report_with_question
from reporting.filing.comments import commenting
from reporting.filing.comments.forms import CommentForm
from reporting.filing.comments.pages import ReportCommentsPage, ThreadPage
from reporting.filing.comments.readers import find_readers
from reporting.models import Comment, CommentThread, Submission


def find_own_submission(request, number, iso3):
    own = Submission.objects.open_for(request.user, *READS_OWN_STATE).for_desk()
    return get_object_or_404(own, round=number, member_state=iso3)


def find_discussed_report(request, number, iso3, question):
    """Return a report and how far it is open: to the people of its state, or to whom the question is for."""
    is_limited = hasattr(request.user, "assignment_of_session")
    if not is_limited and iso3 in request.user.states_as(*READS_OWN_STATE):
        return find_own_submission(request, number, iso3), WHOLE
    submission, reach = find_report_with_question(request, number, iso3, question)
    if not reach.is_limited:  # of the secretariat, typing a report that came on paper
        raise Http404
    return submission, reach


def find_own_comment(request, number, iso3, question, pk):
    """Return a comment that this person wrote on this question, and how far the report is open to them."""
    submission, reach = find_discussed_report(request, number, iso3, question)
    own = Comment.objects.written_on(submission, question, request.user)
    return get_object_or_404(own.select_related("thread__submission__round"), pk=pk), reach


def redirect_to_thread(number, iso3, question, comment=None):
    address = reverse("answer_comments", args=[number, iso3, question])
    return redirect(f"{address}#comment-{comment.pk}" if comment else address)


@require_GET
@open_to(*READS_OWN_STATE)
def report_comments(request, number, iso3):
    """Show all discussions of a report, or lead to that of the `?question=` that was chosen."""
    page = ReportCommentsPage(find_own_submission(request, number, iso3), request.user)
    if request.GET.get("question") in page.instrument.questions:
        return redirect_to_thread(number, iso3, request.GET["question"])
    context = {"page": page, "submission": page.submission}
    return render(request, "reporting/filing/comments/report_comments.html", context)


@require_http_methods(["GET", "POST"])
@open_to_members
@resumes_after_sign_in
def answer_comments(request, number, iso3, question):
    """Show the discussion of a question, and add a comment to it."""
    submission, reach = find_discussed_report(request, number, iso3, question)
    page = ThreadPage(submission, request.user, question, request.POST or None, reach)
    if page.question is None:
        raise Http404
    form = page.form
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["text"]
        try:
            comment = commenting.add_comment(
                page.submission, question, words, form.mentioned, by=request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect_to_thread(number, iso3, question, comment)
    context = {"page": page, "submission": page.submission, "entries": page.page_of(request.GET.get("page"))}
    status = 422 if form.errors else 200
    return render(request, "reporting/filing/comments/answer_comments.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_members
def move_comment_thread(request, number, iso3, question, name):
    """Settle a discussion or open it again; a visit without a click, as after signing in, shows it."""
    submission, _reach = find_discussed_report(request, number, iso3, question)
    thread = get_object_or_404(CommentThread.objects.of_question(question), submission=submission)
    if request.method == "POST":
        try:
            commenting.move_thread(thread, name, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
    return redirect_to_thread(number, iso3, question)


@require_http_methods(["GET", "POST"])
@open_to_members
@resumes_after_sign_in
def edit_comment(request, number, iso3, question, pk):
    """Change the words of an own comment that is fresh."""
    comment, reach = find_own_comment(request, number, iso3, question, pk)
    submission = comment.thread.submission
    form = CommentForm(
        request.POST or None, readers=find_readers(submission, question), by=request.user, comment=comment
    )
    if request.method == "POST" and form.is_valid():
        try:
            commenting.edit_comment(comment, form.cleaned_data["text"], form.mentioned)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect_to_thread(number, iso3, question, comment)
    page = ThreadPage(submission, request.user, question, reach=reach)
    context = {"page": page, "submission": submission, "form": form, "comment": comment}
    status = 422 if form.errors else 200
    return render(request, "reporting/filing/comments/edit_comment.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_members
def take_back_comment(request, number, iso3, question, pk):
    """Take back an own comment; a visit without a click, as after signing in, shows it."""
    comment, _reach = find_own_comment(request, number, iso3, question, pk)
    if request.method == "POST":
        commenting.take_back_comment(comment)
        messages.success(request, _("The comment is taken back. That there was one is still shown."))
    return redirect_to_thread(number, iso3, question, comment)
