"""Sessions that were opened by the link of a mail: each is of one assignment, and opens nothing else.

Closed by default: of the pages behind the sign-in such a session opens those of OPEN_TO_LINKS alone, and
these show what is assigned. It ends when a newer link was used, the address was corrected, or the account has
got a password or a role, with which people sign in as usual.
"""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from authorities.models import User
from reporting.filing.assignments.entry_links import signs_in_as_usual
from reporting.models import Assignment

KEY = "assignment"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OPEN_TO_LINKS = {
    *("desk", "my_assignments", "assignment", "move_assignment"),
    *("section", "save_answer", "second_language", "presence", "renew_token", "read_draft"),
    *("answer_history", "put_answer_back", "attachment", "table_sheet", "table_template"),
    *("answer_comments", "edit_comment", "take_back_comment", "move_comment_thread"),
    "account_logout",
}
# Pages of accounts, which this session does not open even where they are public.
ACCOUNT_ROOMS = ("allauth.", "authorities.accounts.")


def begin_link_session(request: HttpRequest, account: User, assignment: Assignment, number: int) -> None:
    login(request, account, backend=BACKEND)
    request.session[KEY] = [assignment.pk, number]


def find_session_assignment(request: HttpRequest) -> Assignment | None:
    """Return the assignment that the session was opened for; None if it was not, or has ended since."""
    pk, number = request.session.get(KEY, (None, 0))
    if pk is None or not request.user.is_authenticated or signs_in_as_usual(request.user):
        return None
    return Assignment.objects.filter(pk=pk, user=request.user, entered=number).first()


def is_open_to_links(request: HttpRequest, view: object) -> bool:
    name, module = request.resolver_match.url_name, getattr(view, "__module__", "")
    is_public = not getattr(view, "login_required", True) and not module.startswith(ACCOUNT_ROOMS)
    return is_public or (name in OPEN_TO_LINKS and not request.resolver_match.namespaces)


class LinkSessionMiddleware:
    """Limits the sessions that were opened by a link."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if KEY not in request.session or not request.user.is_authenticated:
            return None
        assignment = find_session_assignment(request)
        if assignment is None:
            return end_link_session(request)
        request.user.assignment_of_session = assignment.pk
        if not is_open_to_links(request, view):
            raise Http404
        return None


def end_link_session(request):
    """Sign out, and say why: nothing more is shown or saved."""
    logout(request)
    messages.warning(
        request,
        _(
            "This session has ended: a newer link was used, the questions were assigned to another address, "
            "or you now have an account to sign in with. What was typed since was not saved."
        ),
    )
    return render(request, "reporting/filing/assignments/session_ended.html", status=410)
