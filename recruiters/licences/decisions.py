"""What a registrar does: enter a recruiter, amend its entry, decide on its licence, verify entries.

Each function is one transaction that gives the register a new version first, so it waits for whoever else
writes to that register. Problems are raised as ValidationError, in sentences; nothing is written then.
"""

from itertools import groupby
from operator import itemgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.change_log import log_change
from authorities.models import Change, ChangeKind
from authorities.models.changes import build_change, column_values
from recruiters.licence_workflow import TERMS, licence_workflow
from recruiters.licences.future_decisions import insert_decision
from recruiters.models import FORMERLY, FoldedField, FormerNumber, LicenceEvent, Move, Recruiter, Register
from recruiters.renames import is_other_spelling
from recruiters.subscriptions.subscriptions import notify_followers

# What an amendment may change: not the register, and nothing that decisions write.
NOT_EDITABLE = {"id", "register", "state", "state_from", "missing_since", *TERMS}
DATA_FIELDS = [field for field in Recruiter._meta.concrete_fields if field.name not in NOT_EDITABLE]
DATA_COLUMNS = [field.attname for field in DATA_FIELDS if not isinstance(field, FoldedField)]
FOLDED_COLUMNS = [field.attname for field in DATA_FIELDS if isinstance(field, FoldedField)]
MOST_AT_ONCE = 1000


@transaction.atomic
def enter(recruiter, *, by, move=Move.GRANT, effective_on=None, formsets=(), **details):
    """Put a new entry on its register. Returns its first event.

    `details`: note, public_note, decision, legal_ground; for a grant also valid_from, valid_until.
    It takes effect on its first day unless `effective_on` says otherwise. `formsets` hold its branches and
    relations.
    """
    version = Register.objects.next_version(recruiter.register_id)
    refuse_taken_number(recruiter)
    effective_on = effective_on or details.get("valid_from")
    event = licence_workflow.start(
        recruiter, move, by=by, effective_on=effective_on, version=version, **details
    )
    log_change(recruiter, None, by=by, at=event.at)
    for formset in formsets:
        formset.instance = recruiter
        save_formset(formset, by, event.at)
    return event


@transaction.atomic
def amend(recruiter, *, by, note="", formsets=(), name_was_wrong=False):
    """Save what was changed in the data of an entry. Returns the event, or None if nothing was changed.

    A new legal name leaves the one before as a former name, unless that was wrong.
    """
    version = Register.objects.next_version(recruiter.register_id)
    notify_followers(recruiter.register_id)
    before = column_values(Recruiter.objects.select_for_update(of=("self",)).get(pk=recruiter.pk))
    today = recruiter.local_day()
    recruiter.earlier_names = before["earlier_names"]
    if not name_was_wrong and not is_other_spelling(before["legal_name"], recruiter.legal_name):
        recruiter.keep_earlier_name(before["legal_name"], until=today)
    now = column_values(recruiter)
    changed = [name for name in DATA_COLUMNS if now[name] != before[name]]
    changed_formsets = [formset for formset in formsets if formset.has_changed()]
    if not changed and not changed_formsets:
        transaction.set_rollback(True)  # the version too
        return None
    at = timezone.now()  # the change and its event carry the same moment
    if changed:
        refuse_taken_number(recruiter)
        recruiter.save(update_fields=[*changed, *FOLDED_COLUMNS])
        log_change(recruiter, before, by=by, at=at)
        if not recruiter.has_number(before["licence_number"]):
            FormerNumber.objects.keep(recruiter, before["licence_number"], until=today, version=version)
    for formset in changed_formsets:
        save_formset(formset, by, at)
    return licence_workflow.move(
        recruiter, Move.CORRECT, by=by, at=at, note=note, effective_on=today, version=version
    )


class DecidedMeanwhile(ValidationError):
    """Somebody decided on the licence since it was looked at."""


@transaction.atomic
def decide(recruiter, move, *, by, effective_on=None, seen=None, **details):
    """Make a move of `licence_workflow`. Returns its event.

    `details`: note, public_note, decision, legal_ground, and as the move asks valid_from, valid_until,
    suspended_until, or `annuls`. `seen` is the decision that the registrar saw as the latest.
    Raises DecidedMeanwhile if another one is the latest now.
    """
    version = Register.objects.next_version(recruiter.register_id)
    decisions = list(recruiter.events.decisions())
    if seen is not None and (decisions[-1] if decisions else None) != seen:
        raise DecidedMeanwhile(
            _(
                "Somebody has decided on this licence in the meantime. Check its current status, "
                "then send this again if it is still correct."
            )
        )
    notify_followers(recruiter.register_id)
    details |= {"by": by, "effective_on": effective_on, "version": version}
    if move == Move.ANNUL:
        return licence_workflow.move(recruiter, move, decisions=decisions, **details)
    return insert_decision(recruiter, move, decisions, **details)


@transaction.atomic
def decide_all(recruiters, move, *, by, effective_on=None, seen=None, **details):
    """Make a move on every entry of a queryset, or on none. Returns the events.

    `seen` is the version of the register when the entries were chosen. Raises ValidationError with a sentence
    for each entry that is in the way, by its number; entries with decisions entered ahead are among them.
    """
    events, reasons = [], []
    for register, entries in group_by_register(recruiters):
        version = Register.objects.next_version(register)
        notify_followers(register)
        reasons += messages_if_decided_since(entries, seen)
        try:
            events += licence_workflow.move_all(
                entries, move, by=by, effective_on=effective_on, version=version, **details
            )
        except ValidationError as refusal:
            reasons += refusal.messages
    if reasons:
        raise ValidationError(reasons)
    return events


def messages_if_decided_since(entries, version):
    """Return a sentence for each entry on which somebody has decided after a version of the register."""
    if version is None:
        return []
    since = LicenceEvent.objects.changing_licence().filter(version__gt=version, recruiter__in=entries)
    numbers = sorted(set(since.values_list("recruiter__licence_number", flat=True)))
    sentence = _("%(number)s: somebody has decided on it in the meantime. Check it again.")
    return [sentence % {"number": number} for number in numbers]


@transaction.atomic
def verify(recruiters, *, by, next_check_on):
    """Note that the data of entries were checked today, where their registers are kept. Returns how many.

    An entry that was missing from the last list is no longer marked as missing.
    """
    at, count = timezone.now(), 0
    for register, entries in group_by_register(recruiters):
        version = Register.objects.next_version(register)
        entries = list(entries.select_for_update(of=("self",)).order_by("pk"))
        today = entries[0].local_day(at)
        if next_check_on is None or next_check_on <= today:
            raise ValidationError(_("Give a day after today for the next check."))
        details = {"by": by, "at": at, "effective_on": today, "version": version}
        LicenceEvent.objects.bulk_create(
            [licence_workflow.prepare(entry, Move.VERIFY, **details) for entry in entries]
        )
        Change.objects.bulk_create(
            [build_change(entry, column_values(entry), by=by, at=at) for entry in entries]
        )
        count += Recruiter.objects.filter(pk__in=[entry.pk for entry in entries]).update(
            last_verified_on=today, next_check_on=next_check_on, missing_since=None
        )
    return count


def group_by_register(recruiters):
    """Yield (key of a register, its entries as a queryset), in a fixed order so that no deadlock arises.

    Raises ValidationError if there are none or too many.
    """
    chosen = sorted(recruiters.order_by().values_list("register", "pk")[: MOST_AT_ONCE + 1])
    if not chosen:
        raise ValidationError(_("Choose at least one entry."))
    if len(chosen) > MOST_AT_ONCE:
        sentence = _("At most %(count)d entries can be changed at once. Choose fewer, or send a spreadsheet.")
        raise ValidationError(sentence % {"count": MOST_AT_ONCE})
    for register, rows in groupby(chosen, key=itemgetter(0)):
        entries = Recruiter.objects.filter(pk__in=[pk for _register, pk in rows])
        yield register, entries.select_related("register__member_state")


def refuse_taken_number(recruiter):
    """Raise ValidationError if another entry has or had this licence number.

    Must run under the lock of the register: a number that is free now stays free until the entry is saved.
    """
    same = recruiter.register.recruiters.find_by_licence(recruiter.licence_number)
    if same and same.pk != recruiter.pk:
        words = {"number": same.licence_number, "name": same.legal_name}
        sentence = _("The licence number %(number)s already belongs to “%(name)s” on this register.")
        if not same.has_number(recruiter.licence_number):
            words |= {"number": recruiter.licence_number, "now": same.licence_number}
            sentence = str(FORMERLY)
        raise ValidationError({"licence_number": sentence % words})


def save_formset(formset, by, at):
    """Save the rows that belong to an entry, and log what they were before."""
    rows = [form.instance.pk for form in formset.initial_forms]
    stored = formset.model._base_manager.in_bulk(rows)
    formset.save()
    for row in formset.new_objects:
        log_change(row, None, by=by, at=at)
    for row, _fields in formset.changed_objects:
        log_change(row, column_values(stored[row.pk]), by=by, at=at)
    gone = stored.keys() - {form.instance.pk for form in formset.initial_forms}
    for pk in sorted(gone):
        log_change(stored[pk], column_values(stored[pk]), by=by, at=at, kind=ChangeKind.REMOVED)
