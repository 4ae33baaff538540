"""One entry on one page: typed, compared with its look-alikes, saved if nobody changed it meanwhile."""

import re
from copy import copy
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from authorities.models import Change, MemberState
from authorities.models.changes import column_values
from authorities.reference_data.country_names import territory_names
from recruiters.desk.entry_row_merge import rebase_rows
from recruiters.desk.forms import BranchFormSet, EntryForm, LookAlikeForm, RelationFormSet, add_relations
from recruiters.entries.history import entry_history
from recruiters.entries.status import licence_statuses
from recruiters.licences.decisions import amend, enter
from recruiters.licences.forms import CorrectionNoteForm, FirstDecisionForm
from recruiters.models import Branch, Register, Relation
from recruiters.search.look_alikes import find_look_alikes

KEY = re.compile(r"[0-9]{1,18}")
# The fields by which look-alikes are found.
NAME_FIELDS = {"legal_name", "trading_names", "former_names", "company_number"}


def version_token(recruiter):
    """Return a text that changes whenever the entry does: the keys of its last event and its last change."""
    if recruiter.pk is None:
        return ""
    return f"{newest_key(recruiter.events)}-{newest_key(Change.objects.of(recruiter))}"


def parse_version_token(text):
    """Return (key of the last event, key of the last change) that a page had shown; 0 for what is no key."""
    parts = [int(part) if KEY.fullmatch(part) else 0 for part in text.split("-")]
    return tuple([*parts, 0, 0][:2])


def newest_key(rows):
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


class EntryPage:
    """The forms of one entry, new or stored. `data` is what was sent, if anything was."""

    def __init__(self, recruiter, *, by, day, data=None):
        self.recruiter, self.by, self.day = recruiter, by, day
        self.is_new = recruiter.pk is None
        self.name = recruiter.legal_name  # as it is stored, whatever was typed
        self.version_token = version_token(recruiter)
        self.is_stale, self.changes_meanwhile = False, []
        self.look_alike_form = self.changed = None
        self.further_look_alikes = 0
        if data is not None and not self.is_new and data.get("stamp", "") != self.version_token:
            data = self.rebase_data(data)
        self.bind(data)

    def bind(self, data):
        about = {"countries": self.countries, "registers": self.registers}
        self.data = data
        self.form = EntryForm(data, instance=self.recruiter, countries=self.countries_and_territories)
        form_class = FirstDecisionForm if self.is_new else CorrectionNoteForm
        self.details_form = form_class(data, initial={"effective_on": self.day})
        rows = {"instance": self.recruiter, "form_kwargs": about}
        self.branches = BranchFormSet(data, prefix="branches", **rows)
        others = Relation.objects.select_related("other__register")
        self.relations = RelationFormSet(data, prefix="relations", queryset=others, **rows)

    @cached_property
    def countries(self):
        return [(state.pk, state.name) for state in MemberState.objects.by_name()]

    @property
    def countries_and_territories(self):
        """Return also the territories of ISO 3166, after the Member States."""
        return [*self.countries, *territory_names().items()]

    @cached_property
    def registers(self):
        return Register.objects.by_state()

    @property
    def forms(self):
        """Return all forms, for the list of problems."""
        rows = [*self.branches.forms, *self.relations.forms]
        return [
            self.form,
            self.details_form,
            *rows,
            *([self.look_alike_form] if self.look_alike_form and self.look_alike_form.is_bound else []),
        ]

    @property
    def problems_of_rows(self):
        return [*self.branches.non_form_errors(), *self.relations.non_form_errors()] if self.data else []

    # What somebody else did meanwhile

    def rebase_data(self, data):
        """Return what was sent, laid over the entry as it is now: what only the other user changed stays."""
        seen_event, seen_change = parse_version_token(data.get("stamp", ""))
        self.is_stale = True
        self.changes_meanwhile = [
            m for m in entry_history(self.recruiter) if m.is_after(seen_event, seen_change)
        ]
        data = data.copy()
        data["stamp"] = self.version_token
        first = Change.objects.of(self.recruiter).after(seen_change).first()
        if first and first.before:
            self.keep_their_changes(data, first.before)
        for prefix, model in (("branches", Branch), ("relations", Relation)):
            rebase_rows(data, prefix, model, self.recruiter, seen_event)
        return data

    def keep_their_changes(self, data, before):
        typed = EntryForm(data, instance=copy(self.recruiter), countries=self.countries_and_territories)
        typed.is_valid()
        mine, now = column_values(typed.instance), column_values(self.recruiter)
        for name in typed.fields:
            if mine[name] == before.get(name) != now[name]:
                data.setlist(name, form_values(now[name]))

    # Look-alikes

    def find_look_alikes(self):
        """Return the entries that resemble this one and are not related to it yet.

        For each of them the user must say how it is related before this one is saved.
        """
        if not self.is_new and not NAME_FIELDS & set(self.form.changed_data):
            return []
        named = {row.cleaned_data["other"].pk for row in self.relations if row.cleaned_data.get("other")}
        named |= (
            set(self.recruiter.related_from.values_list("recruiter", flat=True))
            if self.recruiter.pk
            else set()
        )
        found = find_look_alikes(self.recruiter, excluding=named)
        self.further_look_alikes = found.more
        return found.entries

    @property
    def look_alike_rows(self):
        """Return [(status, field of the form)] for each entry that resembles this one."""
        statuses = licence_statuses(self.look_alike_form.entries.values())
        return list(
            zip(statuses, map(self.look_alike_form.__getitem__, self.look_alike_form.entries), strict=True)
        )

    # Saving

    def save(self):
        """Save the entry. False if something is wrong: the page then says what, and nothing typed is lost."""
        if self.is_stale or not self.is_valid():
            return False
        self.look_alike_form = LookAlikeForm(self.data, self.find_look_alikes())
        if self.look_alike_form.entries and not self.look_alike_form.is_valid():
            return False
        add_relations(
            self.relations, self.look_alike_form.chosen_relations if self.look_alike_form.entries else ()
        )
        try:
            self.changed = self.write()
        except ValidationError as refusal:
            self.details_form.add_error(None, refusal.messages)
            return False
        return True

    def is_valid(self):
        """Validate all forms, so that every problem is shown at once."""
        problems = [
            form
            for form in (self.form, self.details_form, self.branches, self.relations)
            if not form.is_valid()
        ]
        return not problems

    @transaction.atomic
    def write(self):
        """Write the entry. Returns the event, or None if nothing was changed."""
        rows = [self.branches, self.relations]
        if self.is_new:
            return enter(self.recruiter, by=self.by, formsets=rows, **self.details_form.details)
        Register.objects.select_for_update().get(pk=self.recruiter.register_id)
        if version_token(self.recruiter) != self.version_token:
            raise ValidationError(_("Somebody changed this entry at the same moment. Please send it again."))
        return amend(self.recruiter, by=self.by, formsets=rows, **self.details_form.details)


def form_values(value):
    """Return the value of a column as a list of strings, as a form sends it."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return ["" if value is None else str(value)]
