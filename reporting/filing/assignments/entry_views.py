"""What the link of a mail opens: the way in, or why it leads nowhere and how to get a new one."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authorities.access import open_to_everyone
from authorities.visitors.rate_limits import RateLimit
from reporting.filing.assignments.entering import enter_by_link, explain_dead_entry, send_fresh_link
from reporting.filing.assignments.entry_links import find_account, find_assignment, signs_in_as_usual
from reporting.filing.assignments.forms import EntrantForm
from reporting.filing.assignments.link_sessions import begin_link_session, find_session_assignment

FRESH_LINK_LIMIT = RateLimit("fresh-assignment-link", most=10, seconds=60 * 60)
# Stands for an assignment that is not there, so that nothing differs where a link was not made here.
NO_ASSIGNMENT = 0


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def enter_assignment(request, token):
    """The page behind the link: entered by a button, since programs open the links in mails."""
    found, number = find_assignment(token)
    if found and find_session_assignment(request) == found:
        return redirect(found)
    account = find_account(found) if found else None
    if found and account and signs_in_as_usual(account) and found.is_held:
        return lead_to_sign_in(request, found, account)
    if refusals := explain_dead_entry(found, number):
        return show_dead_link(request, token, refusals, 410)
    return let_in(request, token, found, number, account)


def lead_to_sign_in(request, found, account):
    """Lead the person of an account to the page of the assignment, by way of signing in."""
    if request.user == account:
        return redirect(found)
    sign_in = f"{reverse('account_login')}?{urlencode({'next': found.get_absolute_url()})}"
    context = {"assignment": found, "account": account, "sign_in": sign_in}
    return render(request, "reporting/filing/assignments/sign_in_first.html", context)


def let_in(request, token, found, number, account):
    """Ask for a name if none is known; then begin a session of this assignment alone."""
    is_known = bool(account and account.name)
    form = EntrantForm(request.POST or None, initial={"name": found.name})
    is_closed = account is not None and not account.is_active
    is_other = request.user.is_authenticated and request.user != account
    may_enter = request.method == "POST" and not is_closed and not is_other
    if may_enter and (is_known or form.is_valid()):
        try:
            person = enter_by_link(found, number, name="" if is_known else form.cleaned_data["name"])
        except ValidationError as refusal:
            return show_dead_link(request, token, refusal.messages, 409)
        begin_link_session(request, person, found, number)
        return redirect(found)
    context = {"assignment": found, "form": form, "is_known": is_known}
    context |= {"is_closed": is_closed, "is_other": is_other}
    status = 422 if form.errors and not is_known else 200
    return render(request, "reporting/filing/assignments/enter.html", context, status=status)


def show_dead_link(request, token, refusals, status):
    context = {"refusals": refusals, "token": token}
    return render(request, "reporting/filing/assignments/dead_link.html", context, status=status)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def request_fresh_link(request, token):
    """Send a new link to the address of an old one; the answer is the same whether there is one or not."""
    if request.method == "GET":
        return show_dead_link(request, token, [], 200)
    found, _number = find_assignment(token)
    if FRESH_LINK_LIMIT.admits(request):
        send_fresh_link.enqueue(found.pk if found else NO_ASSIGNMENT)
    return render(request, "reporting/filing/assignments/fresh_link_asked.html")
