"""The reports that were sent, as the secretariat works through them: which wait, and how long."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import Membership, MemberState, RegionMembership, User
from authorities.models.roles import REVIEWS
from authorities.normalise import fold_label
from reporting.models import Review, State, Submission, SubmissionEvent, Version

A_PAGE = 50
# The sections of the list, in the order of what has to be done.
SECTIONS: dict[str, str | Promise] = {
    State.SUBMITTED: _("Waiting for a decision"),
    State.RETURNED: _("Returned, and not yet back"),
    State.ACCEPTED: _("Accepted, and not yet public"),
    State.DRAFT: _("Taken back by the country"),
    State.PUBLISHED: _("Published"),
}
MINE, NOBODY = "mine", "nobody"
BLOCKING, UNEXPLAINED, EXPLAINED, WITHOUT = "blocking", "unexplained", "explained", "none"
FINDINGS: dict[str, Q] = {
    BLOCKING: Q(blocking__gt=0),
    UNEXPLAINED: Q(unexplained__gt=0),
    EXPLAINED: Q(explained__gt=0, unexplained=0, blocking=0),
    WITHOUT: Q(explained=0, unexplained=0, blocking=0),
}
NAMES = ("name_en", "name_fr", "name_es", "name_ar", "name_ru", "name_zh")


@dataclass(frozen=True)
class Tab:
    """One state of reports: how many are in it, and whether it is the one that is shown."""

    key: str
    label: str | Promise
    count: int


def open_queue(user: User) -> QuerySet[Submission]:
    """Return the reports that were sent and that this person reads, with what the list tells of each.

    `moved_at`, `last_move`, `region_now`, and of the newest version `version_number`, `sent_at`, and its
    findings: `blocking`, `unexplained`, `explained`.
    """
    moves = SubmissionEvent.objects.filter(submission=OuterRef("pk")).order_by("-at", "-pk")
    newest = Version.objects.filter(submission=OuterRef("pk")).order_by("-number")
    regions = RegionMembership.objects.in_force_on(timezone.localdate())
    tallies = {
        name: Coalesce(Subquery(newest.values(f"findings_tally__{name}")[:1]), 0)
        for name in (BLOCKING, UNEXPLAINED, EXPLAINED)
    }
    sent = Submission.objects.visible_to(user).filter(
        Exists(Version.objects.filter(submission=OuterRef("pk")))
    )
    return sent.select_related("round", "member_state", "review__holder").annotate(
        moved_at=Subquery(moves.values("at")[:1]),
        last_move=Subquery(moves.values("move")[:1]),
        region_now=Subquery(regions.filter(member_state=OuterRef("member_state")).values("region")[:1]),
        version_number=Subquery(newest.values("number")[:1]),
        sent_at=Subquery(newest.values("submitted_at")[:1]),
        **tallies,
    )


def sort_queue(reports: QuerySet[Submission]) -> QuerySet[Submission]:
    """Sort by what has to be done, those that wait longest first; published ones the newest first."""
    rank = Case(*(When(state=state, then=Value(place)) for place, state in enumerate(SECTIONS)))
    waiting = Case(When(state=State.PUBLISHED, then=None), default=F("moved_at"))
    return reports.order_by(rank, waiting.asc(nulls_last=True), "-moved_at", "pk")


def filter_queue(reports: QuerySet[Submission], asked: dict[str, Any], user: User) -> QuerySet[Submission]:
    """Return the reports that answer what was asked, in whatever state they are."""
    if asked.get("country"):
        reports = reports.filter(member_state__in=find_states(asked["country"]))
    if asked.get("round"):
        reports = reports.filter(round=asked["round"])
    if asked.get("region"):
        reports = reports.filter(region_now=asked["region"])
    if asked.get("days"):
        reports = reports.filter(moved_at__lte=timezone.now() - timedelta(days=asked["days"]))
    if asked.get("findings"):
        reports = reports.filter(FINDINGS[asked["findings"]])
    return reports.filter(match_reviewer(asked.get("reviewer", ""), user))


def match_reviewer(reviewer: str, user: User) -> Q:
    if reviewer == NOBODY:
        return Q(review__holder=None)
    if reviewer:
        return Q(review__holder=user.pk if reviewer == MINE else int(reviewer))
    return Q()


def find_states(words: str) -> list[str]:
    """Return the codes of the states of which a name in one of the languages begins or goes on so."""
    sought = f" {fold_label(words)}"
    return [
        state.pk
        for state in MemberState.objects.only(*NAMES)
        if state.pk.casefold() == sought.strip()
        or any(sought in f" {fold_label(getattr(state, name))}" for name in NAMES)
    ]


class ReviewQueue:
    """The list as one person sees it: `asked` are the filters, `state` the tab, `page` the page of it."""

    def __init__(self, user: User, asked: dict[str, Any], state: str = "", page: str | None = None) -> None:
        self.state, self.page_asked, self.is_filtered = state, page, any(asked.values())
        self.matching = filter_queue(open_queue(user), asked, user)

    @property
    def reports(self) -> QuerySet[Submission]:
        return sort_queue(self.matching.filter(state=self.state) if self.state else self.matching)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.matching.order_by().values_list("state", flat=True))

    @property
    def tabs(self) -> list[Tab]:
        states = [Tab(state, label, self.counts[state]) for state, label in SECTIONS.items()]
        return [Tab("", _("All"), self.counts.total()), *states]

    @cached_property
    def page(self) -> Page:
        return Paginator(self.reports, A_PAGE).get_page(self.page_asked)

    @property
    def sections(self) -> list[tuple[str | Promise, int, list[tuple[Submission, int | None]]]]:
        """[(title, how many there are on all pages, [(report of this page, days since it moved)])]."""
        today = timezone.localdate()
        return [
            (
                SECTIONS[state],
                self.counts[state],
                [(report, days_since_move(report, today)) for report in reports],
            )
            for state, reports in groupby(self.page, key=lambda report: report.state)
        ]


def days_since_move(report: Any, today: date) -> int | None:
    """Return the days since a report of the queue moved; None for one that never has."""
    return (today - timezone.localdate(report.moved_at)).days if report.moved_at else None


def find_next_report(user: User, submission: Submission) -> Submission | None:
    """Return the report that waits longest after this one, then from the start; not what others have in hand.

    What others have comes where nothing else waits.
    """
    waiting = Submission.objects.visible_to(user).awaiting_review().exclude(pk=submission.pk)
    now = Submission.objects.filter(pk=submission.pk).with_last_event().first()
    rows = list(waiting.with_last_event().select_related("member_state", "review"))
    free = [row for row in rows if getattr(row, "review", None) is None or is_for(row.review, user)]
    found = sorted(free or rows, key=lambda row: (row.moved_at, row.pk))
    here = (now.moved_at, now.pk) if now and now.moved_at and now.state == State.SUBMITTED else None
    after = [row for row in found if here is None or (row.moved_at, row.pk) > here]
    return next(iter([*after, *found]), None)


def is_for(review: Review, user: User) -> bool:
    """Return True if nobody, or this person, has the report in hand."""
    return review.holder_id in (None, user.pk)


def find_reviewers() -> QuerySet[User]:
    """Return the people who review reports today, of the world or of a region."""
    return Membership.objects.held_today(*REVIEWS).people().order_by("name", "pk")
