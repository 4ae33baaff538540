"""The definition of each figure: a rule about one Member State, so that every number has its list."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import TextChoices
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from authorities.models import InstitutionType
from reporting.compliance.state_filters import label_group
from reporting.models import IndicatorValue, Reason

# The version of the definitions below; it changes with them, so that exports can be compared.
DEFINITIONS = "4"
FEWEST_FOR_A_PERCENTAGE = 5
WORLD = "WORLD"
# Stands for the code of a country in an address.
ANY = "AAA"
REASONS = frozenset(Reason.values)


def percentage(part: int, whole: int) -> float | None:
    """Return per cent to one decimal; None of a group of fewer than five, where only the number is shown.

    >>> percentage(54, 194)
    27.8
    >>> percentage(0, 21)
    0.0
    >>> percentage(3, 4) is None
    True
    """
    if whole < FEWEST_FOR_A_PERCENTAGE:
        return None
    return round(100 * part / whole, 1)


class ReportingStage(TextChoices):
    """How far a Member State has come in a round, furthest first. Every state is at exactly one stage."""

    RECORD = "record", _("Reported, keeps a record of recruiters")
    REPORTED = "reported", _("Reported")
    CLOSED = "closed", _("Report sent after the round closed")
    BEGUN = "begun", _("Report begun, not sent")
    DESIGNATED = "designated", _("Authority designated, no report")
    NONE = "none", _("No authority, no report")


@dataclass(frozen=True)
class ComplianceStatus:
    """What is known of one Member State in one round at the end of one day."""

    iso3: str
    name: str
    region: str
    tile: tuple[int, int] | None = None
    institution: str = ""
    institution_type: str = ""
    reported_on: date | None = None
    late: bool = False
    after_closure: bool = False
    in_progress: bool = False
    published: bool = False
    # True if answers of its report are counted: published, or accepted where the secretariat asks for that.
    answers_counted: bool = False
    # Of a report that is not held here: when it was received, as precisely as it is known.
    receipt_date: str = ""
    # The answer of the published report: "yes", "no", a reason, "unanswered", "skipped", or "" (not asked).
    recruiter_record: str = ""
    register_held: bool = False
    illustrative: bool = False
    # The groups it belongs to on that day; empty is not known.
    income: str = ""
    safeguards: tuple[int, ...] = ()
    # What its report says: "source", "destination", "both", "neither", "unknown"; "" if it does not say.
    role: str = ""

    def __hash__(self) -> int:
        """Return what tells most of them apart: hundreds are looked up together."""
        return hash((self.iso3, self.name, self.reported_on, self.institution))

    @cached_property
    def stage(self) -> ReportingStage:
        if self.keeps_recruiter_record:
            return ReportingStage.RECORD
        if self.reported_on:
            return ReportingStage.REPORTED
        if self.after_closure:
            return ReportingStage.CLOSED
        if self.in_progress:
            return ReportingStage.BEGUN
        return ReportingStage.DESIGNATED if self.institution_type else ReportingStage.NONE

    @cached_property
    def figure_keys(self) -> tuple[str, ...]:
        """The figures that count it: it is asked once, and belongs to several groups."""
        return tuple([key for key, counts in COUNTS if counts(self)])

    @property
    def keeps_recruiter_record(self) -> bool:
        return self.recruiter_record == "yes"

    @property
    def institution_label(self) -> str | Promise:
        return InstitutionType(self.institution_type).label if self.institution_type else ""

    @property
    def record_label(self) -> str | Promise:
        """The published answer to the question on the recruiter record, as a page shows it."""
        if self.receipt_date:
            return _("Not held here")
        if not self.answers_counted:
            return _("Not published") if self.reported_on else ""
        return RECORD_LABELS.get(self.recruiter_record) or Reason(self.recruiter_record).label


REASONS = frozenset(Reason.values)
RECORD_LABELS = {
    "yes": _("Yes"),
    "no": _("No"),
    "": _("Not asked"),
    IndicatorValue.UNANSWERED: _("Not answered"),
    IndicatorValue.SKIPPED: _("Not asked"),
}


@dataclass(frozen=True)
class Figure:
    """A number with its definition: which Member States it counts."""

    key: str
    name: str | Promise
    definition: str | Promise
    counts: Callable[[ComplianceStatus], object]
    # False for what is known of a state without any report: its membership, its authority, its register.
    of_reports: bool = True
    # True for what only a report that is held here can tell; the receipt of another says nothing of it.
    of_answers: bool = False


FIGURES = {
    figure.key: figure
    for figure in (
        Figure(
            "member_states",
            _("Member States"),
            _("Countries that are Member States of WHO on that day, each in the region it belongs to on "
              "that day. Associate members and areas are not counted."),
            lambda s: True,
            of_reports=False,
        ),
        Figure(
            "designated",
            _("Have a national authority"),
            _("The Member State has designated the institution that speaks for it under Article 7.3, "
              "and the designation is in force on that day."),
            lambda s: s.institution_type,
            of_reports=False,
        ),
        Figure(
            "designated_in_health_ministry",
            _("Have their authority in the health ministry"),
            _("The designated institution is the ministry of health or a unit of it. Agencies under "
              "the ministry are counted separately."),
            lambda s: s.institution_type == InstitutionType.HEALTH_MINISTRY,
            of_reports=False,
        ),
        Figure(
            "designated_in_health_agency",
            _("Have their authority in an agency under the health ministry"),
            _("The designated institution is a body of its own that answers to the ministry of health."),
            lambda s: s.institution_type == InstitutionType.HEALTH_AGENCY,
            of_reports=False,
        ),
        Figure(
            "reported",
            _("Have reported"),
            _("The authority had sent the report of this round by the end of that day and before the "
              "round closed, and had not withdrawn it by then; review, return and publication change "
              "nothing. A report that is only being filled in does not count. A report that is not held here "
              "counts where its receipt is recorded: from the last day on which it may have come."),
            lambda s: s.reported_on,
        ),
        Figure(
            "receipt_only",
            _("Have reported, by a receipt alone"),
            _("The report was received, and is not held here: somebody has recorded when it came and who "
              "says so. What it answers is not known, and is counted nowhere."),
            lambda s: s.reported_on and s.receipt_date,
        ),
        Figure(
            "reported_with_authority",
            _("Have an authority and have reported"),
            _("Those that have reported, among those with a national authority in force on that day."),
            lambda s: s.reported_on and s.institution_type,
        ),
        Figure(
            "reported_late",
            _("Have reported after the due date"),
            _("Sent after the last day on which it was due and before the round closed. A late report "
              "counts as reported. Where no due date is known, none is late."),
            lambda s: s.late,
        ),
        Figure(
            "received_after_closure",
            _("Sent a report after the round closed"),
            _("Kept and published like any other, but not counted in the figures of the round."),
            lambda s: s.after_closure,
        ),
        Figure(
            "in_progress",
            _("Have begun a report, not sent"),
            _("Somebody has begun to fill in the report and it has not been sent by the end of that "
              "day. What it says is not shown to anybody else yet."),
            lambda s: s.in_progress,
            of_answers=True,
        ),
        Figure(
            "published",
            _("Have a published report"),
            _("The secretariat had published a version of the report by the end of that day. "
              "Answers are counted only from published versions; of several, the newest counts."),
            lambda s: s.published,
            of_answers=True,
        ),
        Figure(
            "answers_counted",
            _("Have a report whose answers are counted"),
            _("Their report is published. If the secretariat asks for what it has accepted too, these are "
              "also the reports that are accepted and not yet public."),
            lambda s: s.answers_counted,
            of_answers=True,
        ),
        Figure(
            "keeps_recruiter_record",
            _("Keep a record of recruiters"),
            _("The published report says that the country keeps a record of all recruiters "
              "authorised to operate (Article 8.5). Self-reported: it says nothing about how "
              "complete, up to date or open the record is."),
            lambda s: s.keeps_recruiter_record,
            of_answers=True,
        ),
        Figure(
            "recruiter_record_answered",
            _("Say whether they keep a record of recruiters"),
            _("The published report answers the question with yes or no."),
            lambda s: s.recruiter_record in ("yes", "no"),
            of_answers=True,
        ),
        Figure(
            "recruiter_record_no",
            _("Say they keep no record of recruiters"),
            _("The published report answers no. A question left blank is not a no."),
            lambda s: s.recruiter_record == "no",
            of_answers=True,
        ),
        Figure(
            "recruiter_record_reason",
            _("Give a reason for not saying"),
            _("Instead of an answer the published report gives a reason: not collected, not compiled, "
              "held by another body, does not apply, confidential, or not authorised to publish."),
            lambda s: s.recruiter_record in REASONS,
            of_answers=True,
        ),
        Figure(
            "recruiter_record_unanswered",
            _("Leave the question on recruiters blank"),
            _("The published report was asked the question, and left it blank."),
            lambda s: s.recruiter_record == IndicatorValue.UNANSWERED,
            of_answers=True,
        ),
        Figure(
            "recruiter_record_not_asked",
            _("Were not asked about recruiters"),
            _("The instrument of the published report does not ask, or its rules skip the question."),
            lambda s: s.answers_counted and s.recruiter_record in ("", IndicatorValue.SKIPPED),
            of_answers=True,
        ),
        Figure(
            "register_held",
            _("Have a register of recruiters here"),
            _("A register of the country is kept in this system on that day. This is different from "
              "saying in a report that a record is kept: the two are never added."),
            lambda s: s.register_held,
            of_reports=False,
        ),
    )
}  # fmt: skip
# Asked of each of two hundred countries.
COUNTS = [(figure.key, figure.counts) for figure in FIGURES.values()]


# How many stand at each stage of the map. They add up to the whole, and are no figures to be published.
STAGE_FIGURES = {
    f"stage_{stage}": Figure(
        f"stage_{stage}",
        stage.label,
        _("Every country is counted once, at the furthest stage that it had reached by the end of that day."),
        lambda status, stage=stage: status.stage == stage,
        of_answers=True,
    )
    for stage in ReportingStage
}


def find_figure(key: str) -> Figure | None:
    """Return the figure, or the stage of the map, that has this key."""
    return FIGURES.get(key) or STAGE_FIGURES.get(key)


@dataclass(frozen=True)
class GroupFigures:
    """A region, or all Member States asked about, with the figures that count them."""

    code: str
    statuses: tuple[ComplianceStatus, ...]
    # False where no report of the round is held: then its figures are unknown, which is not zero.
    reports_held: bool = True
    # False where only receipts are recorded: then what reports say is unknown.
    answers_held: bool = True
    # The filter whose value the group is: a region, an income group, an edition, a role.
    kind: str = "region"
    # Its value; empty for countries in no known group.
    value: str = ""
    # False where it is not known which countries belong to it.
    states_known: bool = True

    @property
    def name(self) -> str | Promise:
        if self.code == WORLD:
            return _("World")
        return label_group(self.kind, self.value)

    def counted_by(self, key: str) -> list[ComplianceStatus]:
        """Return the Member States that a figure counts."""
        figure = FIGURES.get(key) or STAGE_FIGURES[key]
        return [status for status in self.statuses if figure.counts(status)]

    @cached_property
    def numbers(self) -> dict[str, int]:
        counted = Counter(chain.from_iterable(status.figure_keys for status in self.statuses))
        return {key: counted[key] for key in FIGURES}

    @cached_property
    def known_numbers(self) -> dict[str, int | None]:
        """The numbers, None for each that only reports could tell where no report is held.

        Where only receipts are recorded, others may have come too: none is not zero.
        """
        return {
            key: number if self.knows(key) and (number or not self.may_lack(key)) else None
            for key, number in self.numbers.items()
        }

    def may_lack(self, key: str) -> bool:
        """Return True if a figure counts what is known of, while there may be more."""
        figure = FIGURES.get(key) or STAGE_FIGURES[key]
        return figure.of_reports and not self.answers_held

    def knows(self, key: str) -> bool:
        """Return True if what is held here can tell a figure."""
        figure = FIGURES.get(key) or STAGE_FIGURES[key]
        if not self.states_known:
            return False
        if figure.of_answers and not self.answers_held:
            return False
        return self.reports_held or not figure.of_reports

    def rate(self, part: str, whole: str) -> float | None:
        """Return one figure per hundred of another; None of too small a group, or where it is unknown."""
        if not self.knows(part) or self.may_lack(part):
            return None
        return percentage(self.numbers[part], self.numbers[whole])

    @property
    def reporting_rate(self) -> float | None:
        return self.rate("reported", "member_states")

    @property
    def designation_rate(self) -> float | None:
        return self.rate("designated", "member_states")

    @property
    def health_ministry_rate(self) -> float | None:
        """Per cent of the authorities: how many of them are in a health ministry."""
        return self.rate("designated_in_health_ministry", "designated")

    @property
    def reporting_rate_of_designated(self) -> float | None:
        return self.rate("reported_with_authority", "designated")

    @property
    def recruiter_record_rate(self) -> float | None:
        """Per cent of the published reports: a question that our instrument skips is not left out."""
        return self.rate("keeps_recruiter_record", "answers_counted")

    @property
    def recruiter_record_rate_of_answered(self) -> float | None:
        """Per cent of those that answered yes or no; those that gave no answer are left out."""
        return self.rate("keeps_recruiter_record", "recruiter_record_answered")
