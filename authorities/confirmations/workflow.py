"""The states of a question to an authority: the one table of its moves.

That its link is too old follows from the time alone.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.confirmations.confirmation_notices import CONFIRMATION_ASKED, CONFIRMATION_DECIDED
from authorities.confirmations.designating import end_designation, require_end, require_room, take_over_change
from authorities.models import AuthorityConfirmation, ConfirmationEvent
from authorities.models.confirmations import LIFETIME, ConfirmationState
from authorities.models.roles import DECIDES_ON_AUTHORITIES
from authorities.notices.notifying import mail_address
from authorities.transitions import Transition, Workflow

ASKED, CONFIRMED, CHANGED, LEFT, TAKEN, VACANT, DECLINED = ConfirmationState
AUTHORITY = ("authority",)  # whoever reads the mail of its address
MOST_MAILS = 5  # about one question


def may_answer_or_decide(user, roles, confirmation):
    """The authority answers by the link of its mail, as nobody; the secretariat asks and decides."""
    if roles is AUTHORITY:
        return user is None
    return user is not None and user.holds(*roles)


def require_one_open_question(confirmation, **details):
    same = AuthorityConfirmation.objects.filter(authority=confirmation.authority)
    if same.open().exclude(pk=confirmation.pk).exists():
        yield _("This authority is asked already. Ask again there.")
    if confirmation.occasion and same.filter(occasion=confirmation.occasion).exists():
        yield _("This authority was asked for this occasion.")


def require_few_questions(confirmation, **details):
    if confirmation.number >= MOST_MAILS:
        yield _("It was asked %(count)d times. Write or telephone to them yourself.") % {"count": MOST_MAILS}


def require_live_link(confirmation, *, number, **details):
    """Yield why the link of a mail no longer works."""
    if confirmation.has_expired:
        yield _("This link is too old. The secretariat can send you a new one.")
    elif number != confirmation.number:
        yield _("A newer e-mail was sent to you. Use the link in that one.")


def set_expiry(confirmation, *, by, at):
    confirmation.asked_at, confirmation.expires_at = at, at + LIFETIME
    return {}


def ask_once_more(confirmation, *, by, at):
    confirmation.number += 1
    mail_question(confirmation)
    return set_expiry(confirmation, by=by, at=at)


def store_answer(confirmation, *, by, at, number, answer=None):
    """Keep what the authority answered; nothing more for the event."""
    for name, value in (answer or {}).items():
        setattr(confirmation, name, value)
    return {}


def decide_change(confirmation, *, by, at):
    take_over_change(confirmation, by=by)
    return {}


def decide_end(confirmation, *, by, at):
    end_designation(confirmation, by=by)
    return {}


def explain_answered(confirmation, row):
    if confirmation.state == ASKED:
        return _("This has not been answered yet.")
    return _("This question was answered already: “%(state)s”.") % {"state": confirmation.get_state_display()}


def mail_question(confirmation):
    """Queue the mail of a question. Its link is made when it is sent."""
    facts = {"state": confirmation.authority.member_state, **confirmation.shown}
    mail_address(
        confirmation.address, confirmation.language, CONFIRMATION_ASKED, about=confirmation, facts=facts
    )


def announce_decision(event):
    """Tell the authority what was decided on what it had told."""
    if event.move in ("take_over", "vacate", "decline"):
        confirmation = event.confirmation
        facts = {"decision": confirmation.get_state_display(), "note": event.note}
        about = {"about": confirmation, "facts": facts}
        mail_address(confirmation.address, confirmation.language, CONFIRMATION_DECIDED, **about)


DECIDING = DECIDES_ON_AUTHORITIES


def answer_transition(name, label, target):
    return Transition(
        name, label, frozenset({ASKED}), target, AUTHORITY,
        requires=require_live_link, then=store_answer, offered=False,
    )  # fmt: skip


confirmation_workflow = Workflow(
    transitions=(
        Transition("ask", gettext_lazy("Ask"), frozenset({""}), ASKED, DECIDING,
            requires=require_one_open_question, then=set_expiry, offered=False),
        Transition("ask_again", gettext_lazy("Ask again"), frozenset({ASKED}), ASKED, DECIDING,
            requires=require_few_questions, then=ask_once_more),
        answer_transition("confirm", gettext_lazy("All is right"), CONFIRMED),
        answer_transition("change", gettext_lazy("Something has changed"), CHANGED),
        answer_transition("leave", gettext_lazy("We are not the authority any more"), LEFT),
        Transition("take_over", gettext_lazy("Take over the change"), frozenset({CHANGED}), TAKEN, DECIDING,
            requires=require_room, then=decide_change),
        Transition("vacate", gettext_lazy("End the designation"), frozenset({LEFT}), VACANT, DECIDING,
            requires=require_end, then=decide_end),
        Transition("decline", gettext_lazy("Decline"), frozenset({CHANGED, LEFT}), DECLINED, DECIDING,
            needs_note=True),
    ),
    event_model=lambda: ConfirmationEvent,
    record_name="confirmation",
    may=may_answer_or_decide,
    columns=(
        "number", "asked_at", "expires_at", "institution", "institution_type", "mailbox", "officer",
        "officer_post", "officer_email", "since", "words",
    ),
    wrong_state=explain_answered,
    announce=announce_decision,
)  # fmt: skip
