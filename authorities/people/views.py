"""The pages of people: the list, inviting, handing over, ending a role, and what the link of a mail opens."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authorities.access import asks_password_again, open_to, open_to_everyone, open_to_members
from authorities.audit.recording import record_deed
from authorities.models import AuditAction, Invitation, Membership, MemberState, User
from authorities.models.roles import HANDS_OVER, LETS_PEOPLE_IN, READS_PEOPLE_OF_STATE, SECRETARIAT_ROLES
from authorities.people.endings import withdraw_role
from authorities.people.forms import AccountForm, InvitationForm, OfferForm
from authorities.people.invitation_workflow import (
    build_handover,
    invitation_workflow,
    invite_person,
    open_account,
    require_working_link,
)
from authorities.people.links import find_invitation
from authorities.people.pages import OwnPeoplePage, StatePeoplePage

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
@open_to_members
def people(request):
    return render(request, "people/people.html", {"page": OwnPeoplePage(request.user)})


@require_GET
@open_to(*SECRETARIAT_ROLES, *READS_PEOPLE_OF_STATE)
def state_people(request, iso3):
    state = get_object_or_404(MemberState, pk=iso3)
    if not (request.user.sees_state(state) or iso3 in request.user.states_as(*READS_PEOPLE_OF_STATE)):
        raise Http404
    return render(request, "people/state.html", {"page": StatePeoplePage(request.user, state)})


@require_http_methods(["GET", "POST"])
@open_to(*LETS_PEOPLE_IN)
def invite(request):
    wanted = {"member_state": request.GET.get("member_state")}
    form = InvitationForm(request.POST or None, user=request.user, initial=wanted)
    if form.is_valid() and send_offer(request, form):
        return redirect("people")
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@open_to(*HANDS_OVER)
@asks_password_again
def hand_over(request, pk):
    """Invite a successor, whose role begins, and one's own ends, when they accept."""
    own = Membership.objects.handed_over_by(request.user, timezone.localdate())
    membership = get_object_or_404(own.by_person(), pk=pk)
    form = OfferForm(request.POST or None, instance=build_handover(membership))
    if request.method == "POST" and form.is_valid() and send_offer(request, form):
        return redirect("people")
    context = {"form": form, "membership": membership}
    return render(request, "people/hand_over.html", context, status=422 if form.errors else 200)


def send_offer(request, form):
    """Send the invitation of a form. Return True, or False with the reasons in the form."""
    try:
        invite_person(form.save(commit=False), by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(
        request, _("The invitation is on its way to %(address)s.") % {"address": form.instance.email}
    )
    return True


@require_POST
@open_to(*LETS_PEOPLE_IN)
def move_invitation(request, pk, name):
    row = invitation_workflow.by_name.get(name)
    if row is None or not row.offered:
        raise Http404
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        invitation_workflow.move(invitation, name, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(address)s: done.") % {"address": invitation.email})
    return redirect("people")


@require_http_methods(["GET", "POST"])
@open_to(*LETS_PEOPLE_IN)
@asks_password_again
def end_role(request, pk):
    seen = Membership.objects.in_force_on(timezone.localdate()).visible_to(request.user).by_person()
    membership = get_object_or_404(seen, pk=pk)
    if not request.user.lets_in(membership):
        raise Http404
    context, status = {"membership": membership}, 200
    if request.method == "POST":
        try:
            withdraw_role(membership, by=request.user)
        except ValidationError as refusal:
            context["refusal"], status = refusal.messages[0], 409
        else:
            messages.success(request, _("The role of %(name)s has ended.") % {"name": membership.user})
            return redirect("people")
    return render(request, "people/end_role.html", context, status=status)


@open_to_everyone
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """The page behind the link: accepted by a button, since programs open the links in mails."""
    found, number = find_invitation(token)
    refusals = explain_dead_link(found, number)
    if refusals:
        record_dead_link(request, found)
        return render(request, "people/dead_link.html", {"refusals": refusals}, status=410)
    account = User.objects.with_address(found.email).first()
    if account is None:
        return join(request, found, number)
    return accept(request, found, number, account)


def explain_dead_link(invitation, number):
    """Return why a link no longer works; nothing if it does."""
    if invitation is None:
        return [_("The link was not copied completely. Open it from the e-mail again.")]
    row = invitation_workflow.by_name["accept"]
    if invitation.state not in row.sources:
        return [invitation_workflow.wrong_state(invitation, row)]
    return list(require_working_link(invitation, number=number))


def record_dead_link(request, invitation):
    """Record that somebody came by a link that no longer works, if we know whose invitation it was."""
    if invitation is not None:
        by = request.user if request.user.is_authenticated else None
        record_deed(
            AuditAction.LINK_REFUSED, by=by, member_state=invitation.member_state_id, subject="invitation"
        )


def join(request, invitation, number):
    """Ask for a name and a password, then open the account and sign in."""
    form = AccountForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            user = open_account(
                invitation,
                number=number,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Welcome. Your account is open."))
            return redirect("desk")
    context = {"invitation": invitation, "form": form}
    return render(request, "people/join.html", context, status=422 if form.errors else 200)


def accept(request, invitation, number, account):
    """Let the person of the address accept; others learn with which address to sign in."""
    context = {
        "invitation": invitation,
        "account": account,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    if request.method != "POST" or request.user != account:
        return render(request, "people/accept.html", context)
    try:
        with transaction.atomic():
            invitation_workflow.move(invitation, "accept", by=request.user, number=number)
    except ValidationError as refusal:
        record_dead_link(request, invitation)
        return render(request, "people/dead_link.html", {"refusals": refusal.messages}, status=409)
    messages.success(
        request, _("You have accepted. Your new role: %(role)s.") % {"role": invitation.description}
    )
    return redirect("desk")
