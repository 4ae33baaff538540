"""What reviewers are told of the reports they have in hand."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import REVIEWS
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import notify
from reporting.models import ReviewEvent, State, SubmissionEvent
from reporting.submissions.duties import holds_role_for

HANDED_OVER = register_notice(
    NoticeKind(
        "report_handed_over",
        _("A report is yours to read"),
        _("%(who)s has given you this report to read. Their note stands on its page."),
        urgent=True,
    )
)
GIVEN_TO_OTHER = register_notice(
    NoticeKind(
        "report_given_to_other",
        _("Somebody else reads a report of yours"),
        _("%(who)s has given this report, which you had in hand, to %(reviewer)s."),
        is_duty=False,
    )
)
DECIDED_BY_OTHER = register_notice(
    NoticeKind(
        "report_decided_by_other",
        _("Somebody else has decided on a report of yours"),
        _("%(who)s has decided on this report, which you have in hand. It is now “%(state)s”."),
        is_duty=False,
    )
)


def tell_holder(event: SubmissionEvent) -> None:
    """Tell whoever has a report in hand, and still reviews it, of a decision that somebody else has made."""
    submission = event.submission
    found = User.objects.filter(reviews__submission=submission).exclude(pk=event.by_id)
    holder = [person for person in found if holds_role_for(person, REVIEWS, submission)]
    facts = {"who": event.by.name, "state": State(event.to_state).label}
    path = reverse("review_report", args=[submission.round_id, submission.member_state_id])
    notify(holder, DECIDED_BY_OTHER, about=submission, facts=facts, path=path)


def announce_reviewer(event: ReviewEvent) -> None:
    """Tell the reviewer who is given a report, and the one from whom somebody else took it to give it on."""
    submission = event.review.submission
    path = reverse("review_report", args=[submission.round_id, submission.member_state_id])
    if event.move not in ("hand_over", "assign") or event.holder is None:
        return
    if event.holder_id != event.by_id:
        notify([event.holder], HANDED_OVER, about=submission, facts={"who": event.by.name}, path=path)
    before = event.review.events.exclude(pk=event.pk).select_related("holder").order_by("-at", "-pk").first()
    is_other = before and before.holder and before.holder_id not in (event.by_id, event.holder_id)
    if is_other and holds_role_for(before.holder, REVIEWS, submission):
        facts = {"who": event.by.name, "reviewer": event.holder.name}
        notify([before.holder], GIVEN_TO_OTHER, about=submission, facts=facts, path=path)
