"""What a registrar works through: the entries of a register by what has to be done about them."""

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

from recruiters.entries.status import LicenceStatus, licence_statuses
from recruiters.models import Recruiter, Register
from recruiters.models import filters as conditions
from recruiters.search.look_alikes import look_alikes_by_entry, with_look_alikes
from recruiters.search.query import matching_entries

ALL, LOOK_ALIKES = "all", "look_alikes"
# So many of those that an entry resembles are named in a list.
SHOWN_ALIKE = 2
# Each list: what an entry must be to stand on it; the words for it; whether it is work that waits.
CONDITIONS = {
    "expiring": conditions.is_expiring,
    "suspended": conditions.is_suspended,
    "expired": conditions.is_expired,
    "unverified": conditions.is_check_due,
    "missing": conditions.is_missing,
    "applications": conditions.is_applied_for,
}
LABELS = {
    ALL: _("All entries"),
    "applications": _("Applications to decide"),
    "expiring": _("Expiring within 60 days"),
    "unverified": _("To be verified"),
    "missing": _("Missing from the last list"),
    LOOK_ALIKES: _("Look-alike names"),
    "suspended": _("Suspended"),
    "expired": _("Expired"),
}
WORK = ("applications", "expiring", "unverified", "missing")
ORDERS = {
    "name": (_("Name"), ["legal_name", "licence_number", "pk"]),
    "number": (_("Licence number"), ["licence_number", "pk"]),
    "expiry": (_("End of the licence"), [F("valid_until").asc(nulls_last=True), "licence_number", "pk"]),
}


@dataclass(frozen=True)
class SavedFilter:
    """One list with the number of its entries. `address` leads to it."""

    name: str
    label: str | Promise
    count: int
    address: str


@dataclass
class WorkList:
    """The entries of a register that are asked for: one of the lists, in it those that match the words."""

    register: Register
    day: date
    show: str = ALL
    words: str = ""
    order: str = ""
    counts: dict = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.show = self.show if self.show in LABELS else ALL
        if self.order not in ORDERS:
            self.order = "expiry" if self.show == "expiring" else "name"

    @property
    def label(self):
        return LABELS[self.show]

    @property
    def address(self):
        """Where this list stands, with what was asked of it."""
        asked = {"show": self.show, "q": self.words, "order": self.order}
        there = reverse("work_list", args=[self.register.member_state_id, self.register.code])
        return f"{there}?{urlencode({name: value for name, value in asked.items() if value})}"

    @property
    def of_list(self):
        found = self.register.recruiters.all()
        if self.show == LOOK_ALIKES:
            return with_look_alikes(found)
        return found if self.show == ALL else found.filter(CONDITIONS[self.show](self.day))

    @cached_property
    def similar(self):
        """Whether no entry has the words as they are typed."""
        return bool(self.words) and not self.of_list.matching(self.words).exists()

    @property
    def entries(self):
        """Those with the words; if none has them, those that a search would find."""
        if self.similar:
            return self.of_list.filter(pk__in=matching_entries(self.words, self.register).values("pk"))
        return self.of_list.matching(self.words)

    @property
    def rows(self):
        return self.entries.select_related("register__member_state").order_by(*ORDERS[self.order][1])

    @cached_property
    def filters(self):
        """The lists of this register with their numbers, in two queries."""
        counts = numbers_of(self.register.recruiters, self.day)
        counts[LOOK_ALIKES] = with_look_alikes(self.register.recruiters.all()).count()
        return filters_of(self.register, counts, LABELS)

    @cached_property
    def total(self):
        """How many entries are asked for; without words the filters know."""
        if self.words:
            return self.entries.count()
        return next(item.count for item in self.filters if item.name == self.show)


@dataclass(frozen=True)
class Row:
    """An entry of a list, and on the list of look-alikes those it resembles."""

    answer: LicenceStatus
    alike: Sequence[LicenceStatus] = ()


def rows_of(work_list, entries):
    """The rows of a page of a list, in a fixed number of queries."""
    told = licence_statuses(entries, work_list.day)
    if work_list.show != LOOK_ALIKES:
        return [Row(one) for one in told]
    found = look_alikes_by_entry([one.recruiter for one in told])
    named = {one.recruiter.pk: found[one.recruiter.pk][:SHOWN_ALIKE] for one in told}
    others = {other for few in named.values() for other in few}
    stand = {one.recruiter: one for one in licence_statuses(others, work_list.day)}
    return [Row(one, [stand[other] for other in named[one.recruiter.pk]]) for one in told]


def numbers_of(recruiters, day):
    """{name of a list: number of entries}, all but the look-alikes, in one pass over the entries."""
    counted = {name: Count("pk", filter=condition(day)) for name, condition in CONDITIONS.items()}
    return recruiters.aggregate(all=Count("pk"), **counted)


def filters_of(register, counts, names):
    address = reverse("work_list", args=[register.member_state_id, register.code])
    return [
        SavedFilter(name, LABELS[name], counts[name], f"{address}?show={name}" if name != ALL else address)
        for name in names
    ]


def registers_kept(user, day):
    """[(register, its lists of work)] for the first page after signing in."""
    return with_work(Register.objects.kept_by(user), day) if user.registers_kept else []


def with_work(registers, day):
    """[(register, its lists of work)] of some registers, in two queries."""
    registers = list(registers.by_state())
    counted = {name: Count("pk", filter=CONDITIONS[name](day)) for name in WORK}
    rows = Recruiter.objects.filter(register__in=registers).order_by().values("register")
    found = {row["register"]: row for row in rows.annotate(all=Count("pk"), **counted)}
    nothing = dict.fromkeys((ALL, *WORK), 0)
    return [
        (register, filters_of(register, found.get(register.pk, nothing), (ALL, *WORK)))
        for register in registers
    ]


@dataclass(frozen=True)
class RelatedFirm:
    """Another firm as the registrar sees it beside an entry: what it is, how it stands, where it is read."""

    said: str | Promise
    answer: LicenceStatus
    note: str
    address: str


def related_firms(recruiter, user, day):
    """Related firms in both directions; those on a register of this person lead to the desk."""
    named_by = gettext("Named as “%(kind)s” by")
    rows = [(r.other, r.get_kind_display(), r.note) for r in recruiter.relations.with_both()]
    rows += [
        (r.recruiter, named_by % {"kind": r.get_kind_display()}, r.note)
        for r in recruiter.related_from.with_both()
    ]
    kept = set(Register.objects.open_at_desk_to(user).values_list("pk", flat=True)) if rows else ()
    answered = licence_statuses([firm for firm, _said, _note in rows], day)
    return [
        RelatedFirm(said, one, note, address_of(firm, kept))
        for (firm, said, note), one in zip(rows, answered, strict=True)
    ]


def address_of(firm, kept):
    if firm.register_id not in kept:
        return firm.get_absolute_url()
    return reverse("entry", args=[firm.register.member_state_id, firm.register.code, firm.pk])
