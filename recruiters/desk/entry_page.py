"""One entry on one page: typed, compared with what resembles it, saved if nobody changed it meanwhile."""

import re
from copy import copy
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from authorities.change_log import columns_of
from authorities.models import Change, MemberState
from recruiters.desk.entry_row_merge import rebase
from recruiters.desk.forms import AlikeForm, BranchRows, EntryForm, RelatedRows, relate
from recruiters.entries.history import entry_history
from recruiters.entries.status import licence_statuses
from recruiters.licences.decisions import amend, enter
from recruiters.licences.forms import CorrectionNoteForm, FirstDecisionForm
from recruiters.models import Branch, Register, Relation
from recruiters.search.look_alikes import find_look_alikes

PART = re.compile(r"[0-9]{1,18}")
# What look-alikes are found by.
NAMES = {"legal_name", "trading_names", "former_names", "company_number"}


def stamp(recruiter):
    """What a page remembers of the entry it shows: its last event and the last change of its data."""
    if recruiter.pk is None:
        return ""
    return f"{newest(recruiter.events)}-{newest(Change.objects.of(recruiter))}"


def read_stamp(text):
    """What was sent as a stamp may be anything: what cannot be read was seen by nobody."""
    parts = [int(part) if PART.fullmatch(part) else 0 for part in text.split("-")]
    return tuple([*parts, 0, 0][:2])


def newest(rows):
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


class EntryPage:
    """The forms of a page of one entry, new or there already. `data` is what was sent, if anything was."""

    def __init__(self, recruiter, *, by, day, data=None):
        self.recruiter, self.by, self.day = recruiter, by, day
        self.is_new = recruiter.pk is None
        self.name = recruiter.legal_name  # as it is stored, whatever was typed
        self.stamp = stamp(recruiter)
        self.is_stale, self.meanwhile = False, []
        self.alike = self.changed = None
        self.more_alike = 0
        if data is not None and not self.is_new and data.get("stamp", "") != self.stamp:
            data = self.rebased(data)
        self.bind(data)

    def bind(self, data):
        about = {"countries": self.countries, "registers": self.registers}
        self.data = data
        self.form = EntryForm(data, instance=self.recruiter, countries=self.countries)
        form_class = FirstDecisionForm if self.is_new else CorrectionNoteForm
        self.details_form = form_class(data, initial={"effective_on": self.day})
        rows = {"instance": self.recruiter, "form_kwargs": about}
        self.branches = BranchRows(data, prefix="branches", **rows)
        others = Relation.objects.select_related("other__register")
        self.relations = RelatedRows(data, prefix="relations", queryset=others, **rows)

    @cached_property
    def countries(self):
        return [(state.pk, state.name) for state in MemberState.objects.by_name()]

    @cached_property
    def registers(self):
        return list(Register.objects.by_state())

    @property
    def forms(self):
        """All of them, for the list of problems."""
        rows = [*self.branches.forms, *self.relations.forms]
        return [
            self.form,
            self.details_form,
            *rows,
            *([self.alike] if self.alike and self.alike.is_bound else []),
        ]

    @property
    def problems_of_rows(self):
        return [*self.branches.non_form_errors(), *self.relations.non_form_errors()] if self.data else []

    # What somebody else did meanwhile

    def rebased(self, data):
        """What was sent, over the entry as it is now: what only the other one changed stays."""
        seen_event, seen_change = read_stamp(data.get("stamp", ""))
        self.is_stale = True
        self.meanwhile = [m for m in entry_history(self.recruiter) if m.is_after(seen_event, seen_change)]
        data = data.copy()
        data["stamp"] = self.stamp
        first = Change.objects.of(self.recruiter).after(seen_change).first()
        if first and first.before:
            self.take_over(data, first.before)
        for prefix, model in (("branches", Branch), ("relations", Relation)):
            rebase(data, prefix, model, self.recruiter, seen_event)
        return data

    def take_over(self, data, before):
        typed = EntryForm(data, instance=copy(self.recruiter), countries=self.countries)
        typed.is_valid()
        mine, now = columns_of(typed.instance), columns_of(self.recruiter)
        for name in typed.fields:
            if mine[name] == before.get(name) != now[name]:
                data.setlist(name, as_sent(now[name]))

    # What resembles it

    def look_alikes(self):
        """Entries to be told apart from this one before it is saved: those not related to it already."""
        if not self.is_new and not NAMES & set(self.form.changed_data):
            return []
        named = {row.cleaned_data["other"].pk for row in self.relations if row.cleaned_data.get("other")}
        named |= (
            set(self.recruiter.related_from.values_list("recruiter", flat=True))
            if self.recruiter.pk
            else set()
        )
        found = find_look_alikes(self.recruiter, but=named)
        self.more_alike = found.more
        return found.entries

    @property
    def alike_rows(self):
        """(answer, field) for each entry that resembles this one."""
        told = licence_statuses(self.alike.entries.values(), self.day)
        return list(zip(told, map(self.alike.__getitem__, self.alike.entries), strict=True))

    # Saving

    def save(self):
        """Whether it was saved. If not, the page says why, with everything that was typed."""
        if self.is_stale or not self.is_valid():
            return False
        self.alike = AlikeForm(self.data, self.look_alikes())
        if self.alike.entries and not self.alike.is_valid():
            return False
        relate(self.relations, self.alike.related if self.alike.entries else ())
        try:
            self.changed = self.write()
        except ValidationError as refusal:
            self.details_form.add_error(None, refusal.messages)
            return False
        return True

    def is_valid(self):
        """All are asked, so that every problem is told at once."""
        problems = [
            form
            for form in (self.form, self.details_form, self.branches, self.relations)
            if not form.is_valid()
        ]
        return not problems

    @transaction.atomic
    def write(self):
        """The event of what was saved, or None if nothing was changed."""
        rows = [self.branches, self.relations]
        if self.is_new:
            return enter(self.recruiter, by=self.by, formsets=rows, **self.details_form.details)
        Register.objects.select_for_update().get(pk=self.recruiter.register_id)
        if stamp(self.recruiter) != self.stamp:
            raise ValidationError(_("Somebody changed this entry in this very moment. Please send it again."))
        return amend(self.recruiter, by=self.by, formsets=rows, **self.details_form.details)


def as_sent(value):
    """A column as a form would send it."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return ["" if value is None else str(value)]
