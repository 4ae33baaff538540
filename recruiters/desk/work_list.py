"""The work list of a registrar: the entries of a register, by what has to be done about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from authorities.models import Change, Import
from recruiters.entries.status import LicenceStatus, licence_statuses
from recruiters.models import Recruiter, Register, filters
from recruiters.search.look_alikes import look_alikes_by_entry, with_look_alikes
from recruiters.search.query import matching_entries

ALL, LOOK_ALIKES = "all", "look_alikes"
# A list names this many of the entries that an entry resembles.
MOST_LOOK_ALIKES = 2
# Lists by name: the condition for an entry to be on it, the label, and which of them are work to do.
CONDITIONS = {
    "expiring": filters.is_expiring,
    "authorised": filters.is_authorised,
    "suspended": filters.is_suspended,
    "expired": filters.is_expired,
    "not_yet_valid": filters.is_not_yet_valid,
    "revoked": filters.is_revoked,
    "withdrawn": filters.is_withdrawn,
    "refused": filters.is_refused,
    "unverified": filters.is_check_due,
    "missing": filters.is_missing,
    "applications": filters.is_applied_for,
}
LABELS = {
    ALL: _("All entries"),
    "applications": _("Applications to decide"),
    "expiring": _("Expiring within 60 days"),
    "unverified": _("To be verified"),
    "missing": _("Missing from the last list"),
    LOOK_ALIKES: _("Similar names"),
    "authorised": _("Authorised"),
    "suspended": _("Suspended"),
    "expired": _("Expired"),
    "not_yet_valid": _("Not yet valid"),
    "revoked": _("Revoked"),
    "withdrawn": _("Withdrawn"),
    "refused": _("Refused"),
}
# Lists that are named only if an entry is on them. With those of the other statuses they add up to all.
NAMED_IF_FILLED = ("not_yet_valid", "revoked", "withdrawn", "refused")
WORK = ("applications", "expiring", "unverified", "missing")
ORDERS = {
    "name": (_("Name"), ["legal_name", "licence_number", "pk"]),
    "number": (_("Licence number"), ["licence_number", "pk"]),
    "expiry": (_("End of the licence"), [F("valid_until").asc(nulls_last=True), "licence_number", "pk"]),
}


@dataclass(frozen=True)
class SavedFilter:
    """A link to one list, with the number of its entries."""

    name: str
    label: str | Promise
    count: int
    address: str


@dataclass
class WorkList:
    """The entries of one list of a register, in it those that match the words."""

    register: Register
    day: date
    show: str = ALL
    words: str = ""
    order: str = ""
    # The key of an import: only entries that it wrote.
    batch: int | None = None
    counts: dict = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.show = self.show if self.show in LABELS else ALL
        if self.order not in ORDERS:
            self.order = "expiry" if self.show == "expiring" else "name"

    @property
    def label(self):
        return LABELS[self.show]

    @cached_property
    def file_name(self):
        """Return the name of the file of the import that the list is narrowed to; blank for none."""
        named = (
            Import.objects.filter(pk=self.batch, scope=self.register.scope)
            if self.batch
            else Import.objects.none()
        )
        return named.values_list("file_name", flat=True).first() or ""

    @property
    def address(self):
        """Return the URL of this list with its words and its order."""
        parameters = {"show": self.show, "q": self.words, "order": self.order, "batch": self.batch}
        path = reverse("work_list", args=[self.register.member_state_id, self.register.code])
        return f"{path}?{urlencode({name: value for name, value in parameters.items() if value})}"

    @property
    def listed_entries(self):
        found = self.register.recruiters.all()
        if self.batch:
            found = found.filter(pk__in=Change.objects.of_import(self.batch, Recruiter).values("record"))
        if self.show == LOOK_ALIKES:
            return with_look_alikes(found)
        return found if self.show == ALL else found.filter(CONDITIONS[self.show](self.day))

    @cached_property
    def shows_similar(self):
        """True if no entry has the words as typed, so those that a search finds are listed."""
        return bool(self.words) and not self.listed_entries.matching(self.words).exists()

    @property
    def entries(self):
        """Return the entries with the words; if none has them, those that a search would find."""
        if self.shows_similar:
            return self.listed_entries.filter(pk__in=matching_entries(self.words, self.register).values("pk"))
        return self.listed_entries.matching(self.words)

    @property
    def rows(self):
        return self.entries.select_related("register__member_state").order_by(*ORDERS[self.order][1])

    @cached_property
    def filters(self):
        """Return links to the lists of this register with their numbers, in two queries."""
        counts = count_by_list(self.register.recruiters, self.day)
        counts[LOOK_ALIKES] = with_look_alikes(self.register.recruiters.all()).count()
        named = [n for n in LABELS if counts[n] or n not in NAMED_IF_FILLED or n == self.show]
        return saved_filters(self.register, counts, named)

    @cached_property
    def total(self):
        """Return the number of entries. Without words it is the one that the link to the list bears."""
        if self.words or self.batch:
            return self.entries.count()
        return next(item.count for item in self.filters if item.name == self.show)


@dataclass(frozen=True)
class WorkListRow:
    """An entry of a list; on the list of look-alikes also those that it resembles."""

    answer: LicenceStatus
    look_alikes: Sequence[LicenceStatus] = ()


def work_list_rows(work_list, entries):
    """Return the rows of a page of a list, in a fixed number of queries."""
    statuses = licence_statuses(entries, work_list.day)
    if work_list.show != LOOK_ALIKES:
        return [WorkListRow(status) for status in statuses]
    found = look_alikes_by_entry([status.recruiter for status in statuses])
    shown = {pk: look_alikes[:MOST_LOOK_ALIKES] for pk, look_alikes in found.items()}
    others = {other for look_alikes in shown.values() for other in look_alikes}
    by_entry = {status.recruiter: status for status in licence_statuses(others)}
    return [
        WorkListRow(status, [by_entry[other] for other in shown[status.recruiter.pk]]) for status in statuses
    ]


def count_by_list(recruiters, day):
    """Return {name of a list: number of entries} for all lists but the look-alikes, in one query."""
    counts = {name: Count("pk", filter=condition(day)) for name, condition in CONDITIONS.items()}
    return recruiters.aggregate(all=Count("pk"), **counts)


def saved_filters(register, counts, names):
    address = reverse("work_list", args=[register.member_state_id, register.code])
    return [
        SavedFilter(name, LABELS[name], counts[name], f"{address}?show={name}" if name != ALL else address)
        for name in names
    ]


def kept_registers_with_work(user, day):
    """Return [(register, links to its lists of work)] of the registers that a user keeps."""
    return registers_with_work(Register.objects.kept_by(user), day) if user.registers_kept else []


def registers_with_work(registers, day):
    """Return [(register, links to its lists of work)] of a queryset of registers, in two queries."""
    registers = registers.by_state()
    counts = {name: Count("pk", filter=CONDITIONS[name](day)) for name in WORK}
    rows = Recruiter.objects.filter(register__in=registers).order_by().values("register")
    found = {row["register"]: row for row in rows.annotate(all=Count("pk"), **counts)}
    nothing = dict.fromkeys((ALL, *WORK), 0)
    return [
        (register, saved_filters(register, found.get(register.pk, nothing), (ALL, *WORK)))
        for register in registers
    ]


@dataclass(frozen=True)
class RelatedFirm:
    """A related firm as the registrar sees it: how it is related, how it stands, the URL of its page."""

    relation: str | Promise
    answer: LicenceStatus
    note: str
    address: str


def related_firms(recruiter, user):
    """Return related firms in both directions; those on a register that this user keeps lead to the desk."""
    named_by = gettext("Named as “%(kind)s” by")
    rows = [(r.other, r.get_kind_display(), r.note) for r in recruiter.relations.with_both()]
    rows += [
        (r.recruiter, named_by % {"kind": r.get_kind_display()}, r.note)
        for r in recruiter.related_from.with_both()
    ]
    kept = set(Register.objects.open_at_desk_to(user).values_list("pk", flat=True)) if rows else ()
    statuses = licence_statuses([firm for firm, _relation, _note in rows])
    return [
        RelatedFirm(relation, status, note, firm_url(firm, kept))
        for (firm, relation, note), status in zip(rows, statuses, strict=True)
    ]


def firm_url(firm, kept):
    if firm.register_id not in kept:
        return firm.get_absolute_url()
    return reverse("entry", args=[firm.register.member_state_id, firm.register.code, firm.pk])
