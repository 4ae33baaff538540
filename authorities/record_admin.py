"""What every change form of the administration keeps to: nothing is deleted, and no stale page is saved.

A page carries a digest of each value it shows. If one of them is another when the page comes back, nothing is
saved: the page says what stands there now, beside what was sent, and can be sent again.
"""

import hashlib
import json

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import URLField
from django.forms.models import _get_foreign_key, model_to_dict
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.access import asks_password_again
from authorities.designations import CONFLICTING_CHANGE
from authorities.files import FULL_DISK_MESSAGE, is_full_disk
from authorities.forms import LastDayField
from authorities.known_facts.dated_models import is_dated_fact
from authorities.known_facts.writing import save_fact

SHOWN_FIELD = "shown_values"


def digest_of_values(*values):
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def stored_values(record):
    return [field.value_to_string(record) for field in record._meta.concrete_fields]


def value_in_words(record, name):
    """Return a value of a record as a person reads it; a dash if it is blank."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "–" if value in (None, "") else str(value)


def explain_validation(problem):
    """Return the sentences on why a valid form could not be saved; none if it is a fault of the program."""
    if is_full_disk(problem):
        return [FULL_DISK_MESSAGE]
    if isinstance(problem, ValidationError):
        return problem.messages
    return [CONFLICTING_CHANGE] if isinstance(problem, IntegrityError) else []


class RefusableForm(forms.ModelForm):
    """Refuses what could not be saved a moment ago, so that its page shows it again."""

    model_admin: "RecordAdmin"
    request = None

    def clean(self):
        cleaned = super().clean()
        for sentence in getattr(self.request, "refusals", []):
            self.add_error(None, sentence)
        return cleaned


class StalePageForm(RefusableForm):
    """Refuses a page whose values were changed by somebody else since it was opened."""

    def clean(self):
        cleaned = super().clean()
        shown = self.read_shown()
        if not shown:
            return cleaned
        record = self.model_admin.lock_record(self.instance)
        current = self.model_admin.digests(self.request, record)
        changed = {name for name in shown if shown[name] != current.get(name)}
        initial = model_to_dict(record)
        for name in changed & set(self.fields):
            self.refuse_field(name, record, initial.get(name))
        for inline, rows in self.model_admin.inline_records(self.request, record):
            if inline.model._meta.label_lower in changed:
                self.refuse_inline(inline, rows)
        return cleaned

    def read_shown(self):
        try:
            shown = json.loads(self.data.get(SHOWN_FIELD, ""))
        except ValueError:
            return {}
        return shown if isinstance(shown, dict) else {}

    def refuse_field(self, name, record, current):
        field, bound = self.fields[name], self[name]
        if field.disabled or not field.has_changed(current, bound.data):
            return
        sentence = _(
            "Somebody else has changed this since you opened the page. It is now “%(now)s”; you sent "
            "“%(sent)s”. Nothing was saved. Enter what is right and save again."
        )
        now = value_in_words(record, "last_day" if isinstance(field, LastDayField) else name)
        sent = "–" if bound.data in (None, "") else bound.data
        self.add_error(name, ValidationError(sentence, params={"now": now, "sent": sent}))

    def refuse_inline(self, inline, rows):
        sentence = _(
            "Somebody else has changed “%(what)s” since you opened the page. Now there stand: %(now)s. What "
            "you sent stands below. Nothing was saved. Enter what is right and save again."
        )
        now = "; ".join(map(str, rows)) or "–"
        what = inline.model._meta.verbose_name_plural
        self.add_error(None, ValidationError(sentence, params={"what": what, "now": now}))


class LastDayMixin:
    """For pages of intervals: people read and write the last day, records keep the day after."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "valid_to":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return LastDayField(
            label=_("Last day"),
            required=False,
            widget=AdminDateWidget,
            help_text=_("The last day on which it is in force. Blank: still in force."),
        )

    def get_fields(self, request, obj=None):
        """Ask what it is before since when and until when it holds."""
        fields = list(super().get_fields(request, obj))
        dates = [name for name in ("valid_from", "valid_to", "last_day") if name in fields]
        return [name for name in fields if name not in dates] + dates

    @admin.display(description=gettext_lazy("Last day"), ordering="valid_to")
    def last_day(self, interval):
        return interval.last_day


class RolePageMixin:
    """For pages on which roles are given and ended: they ask for the password again, as others for it do."""

    @method_decorator(asks_password_again)
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    @method_decorator(asks_password_again(when=lambda request, **kwargs: request.method == "POST"))
    def changelist_view(self, request, *args, **kwargs):
        """The list of people may take a second factor away."""
        return super().changelist_view(request, *args, **kwargs)


class RecordAdmin(admin.ModelAdmin):
    """Explain what the database refuses although the form was valid, instead of failing.

    Records are not deleted here: they end, or are put right.
    """

    list_per_page = 50
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    show_full_result_count = False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the page again, with what was sent and why it was not saved, where saving it fails."""
        arguments = (object_id, form_url, extra_context)
        try:
            return super().changeform_view(request, *arguments)
        except (IntegrityError, OperationalError, OSError, ValidationError) as problem:
            request.refusals = explain_validation(problem)
            if request.method != "POST" or not request.refusals:
                raise
        return super().changeform_view(request, *arguments)

    def changelist_view(self, request, extra_context=None):
        """Head the list with what stands in it."""
        title = capfirst(self.model._meta.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        """Nobody finds out by a filter how the hash of a password begins."""
        return "password" not in lookup.split("__") and super().lookup_allowed(lookup, value, request)

    # The log of changes

    def save_model(self, request, obj, form, change):
        """Save a dated fact through the log."""
        if is_dated_fact(obj):
            save_fact(obj, by=request.user)
        else:
            super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        if not is_dated_fact(formset.model):
            super().save_formset(request, form, formset, change)
            return
        for record in formset.save(commit=False):
            save_fact(record, by=request.user)
        formset.save_m2m()

    # Stale pages

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        kind = StalePageForm if obj and change else RefusableForm
        return type(form)(form.__name__, (kind, form), {"model_admin": self, "request": request})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            record = self.model._base_manager.get(pk=obj.pk)
            context[SHOWN_FIELD] = json.dumps(self.digests(request, record))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def lock_record(self, record):
        """Return the record as it is now; whoever else saves it waits until the transaction ends."""
        return self.model._base_manager.select_for_update(of=("self",)).get(pk=record.pk)

    def digests(self, request, record):
        """Return {field or inline: digest of what stands there}."""
        found = {
            field.name: digest_of_values(field.value_to_string(record))
            for field in record._meta.concrete_fields
            if field.editable
        }
        for inline, rows in self.inline_records(request, record):
            found[inline.model._meta.label_lower] = digest_of_values(*map(stored_values, rows))
        return found

    def inline_records(self, request, record):
        """Yield each inline of a page with the records that it shows."""
        for inline in self.get_inline_instances(request, record):
            key = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
            yield inline, list(inline.model._default_manager.filter(**{key.name: record}).order_by("pk"))
