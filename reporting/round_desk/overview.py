"""Read how far every state is in a round, in a constant number of queries."""

from collections import defaultdict
from datetime import UTC, date
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from authorities.models import Authority, Membership, Region, User
from authorities.models.roles import CERTIFIES, READS_OWN_STATE
from reporting.compliance.clocks import end_of_day
from reporting.compliance.states_on_record import states_on
from reporting.models import (
    AnswerChange,
    Contact,
    Extension,
    NonResponse,
    ReportReceipt,
    Round,
    State,
    Submission,
    SubmissionEvent,
    Version,
)
from reporting.models.rounds import first_day
from reporting.round_desk.stages import StateInRound

Facts = dict[str, dict[str, Any]]


def regions_of(user: User) -> list[str]:
    """Return the regions that a member of the secretariat works for."""
    return list(Region.values) if user.sees_every_state else user.regions


def read_round(round_: Round, day: date, regions: list[str]) -> list[StateInRound]:
    """Return what is known of every Member State of these regions, in the order of their names."""
    states = states_on(day).filter(region_then__in=regions).annotate(last_login=newest_sign_in(day))
    people = read_people(day)
    reports, sent = read_reports(round_, day), read_last_rounds(round_, day)
    receipts = read_receipts(round_, day, sent)
    newest = {
        "contact": {c.member_state_id: c for c in Contact.objects.newest_of_states(round_, day)},
        "extension": {e.member_state_id: e for e in Extension.objects.newest_of_states(round_, day)},
        "non_response": {
            n.member_state_id: n for n in NonResponse.objects.newest_of_states(round_, day) if n.reason
        },
    }
    authorities, vacant_since = read_authorities(day)
    opens, due = first_day(round_.opens), round_.due_day
    return [
        StateInRound(
            day=day,
            member_state=state,
            region=state.region_then,
            authority=authorities.get(state.pk),
            vacant_since=vacant_since.get(state.pk),
            opens=opens,
            due=extension.due if (extension := newest["extension"].get(state.pk)) else due,
            last_round=sent.get(state.pk),
            last_sign_in=state.last_login and timezone.localdate(state.last_login),
            **{name: found.get(state.pk) for name, found in newest.items()},
            **people.get(state.pk, {}),
            **(receipts.get(state.pk, {}) | reports.get(state.pk, {})),
        )
        for state in states.by_name()
    ]


def newest_sign_in(day: date) -> Subquery:
    """Return the moment at which somebody of a state last signed in by a day, for a query of states."""
    own = Membership.objects.in_force_on(day).filter(role__in=READS_OWN_STATE, member_state=OuterRef("pk"))
    signed_in = own.filter(user__last_login__lt=end_of_day(day)).order_by("-user__last_login")
    return Subquery(signed_in.values("user__last_login")[:1])


def read_people(day: date) -> Facts:
    """Return who certifies for each state, and their language."""
    found: Facts = defaultdict(lambda: {"addresses": ()})
    held = Membership.objects.in_force_on(day).filter(role__in=CERTIFIES)
    for membership in held.select_related("user").order_by("pk"):
        facts, user = found[membership.member_state_id], membership.user
        if user.is_active:
            facts["addresses"] += (user.email,)
            facts["language"] = user.language or facts.get("language", "en")
    return found


def read_reports(round_: Round, day: date) -> Facts:
    """Return the state of each report at the end of the day, and when it was last changed and first sent."""
    end = end_of_day(day)
    until = Q(submission=OuterRef("pk"), at__lt=end)
    moves = SubmissionEvent.objects.filter(until).order_by("-at", "-pk")
    sent = Version.objects.filter(submission=OuterRef("pk")).sent_before(end).order_by("submitted_at")
    changes = AnswerChange.objects.filter(until).order_by("-at")
    reports = Submission.objects.filter(round=round_, started_at__lt=end).annotate(
        state_then=Subquery(moves.values("to_state")[:1]),
        moved_at=Subquery(moves.values("at")[:1]),
        sent_at=Subquery(sent.values("submitted_at")[:1]),
        changed_at=Subquery(changes.values("at")[:1]),
        answered_at=Max("answers__at", filter=Q(answers__at__lt=end)),
    )
    return {
        report.member_state_id: {
            "report_state": report.state_then or State.DRAFT,
            "sent_on": report.sent_at and report.sent_at.astimezone(UTC).date(),
            "changed_on": max(
                moment.astimezone(UTC).date()
                for moment in (report.started_at, report.moved_at, report.changed_at, report.answered_at)
                if moment
            ),
        }
        for report in reports
    }


def read_last_rounds(round_: Round, day: date) -> dict[str, int]:
    """Return the last earlier round to which each state has reported."""
    sent = Version.objects.sent_before(end_of_day(day)).filter(submission__round__lt=round_.pk)
    rows = sent.values("submission__member_state").annotate(last=Max("submission__round"))
    return {row["submission__member_state"]: row["last"] for row in rows}


def read_receipts(round_: Round, day: date, last_rounds: dict[str, int]) -> Facts:
    """Return the reports of the round that are known by their receipt; note those of earlier rounds too."""
    found: Facts = {}
    for receipt in ReportReceipt.objects.filter(round__lte=round_.pk).select_related("round"):
        iso3 = receipt.member_state_id
        if receipt.counts_from > day:
            continue
        if receipt.round_id == round_.pk:
            found[iso3] = {"receipt": receipt, "sent_on": receipt.counts_from}
        else:
            last_rounds[iso3] = max(last_rounds.get(iso3, 0), receipt.round_id)
    return found


def read_authorities(day: date) -> tuple[dict[str, Authority], dict[str, date]]:
    """Return the authority of each state on a day, and since when a state has none that had one before."""
    in_force: dict[str, Authority] = {}
    ended: dict[str, date] = {}
    for authority in Authority.objects.filter(valid_from__lte=day).order_by("valid_from"):
        if authority.holds_on(day):
            in_force[authority.member_state_id] = authority
        else:
            ended[authority.member_state_id] = authority.valid_to
    return in_force, {iso3: end for iso3, end in ended.items() if iso3 not in in_force}
