"""Actions on a concern: receive it, add to it, answer it, move it, count it, tell those concerned.

A database quotes the row that it refuses, so none of its messages leaves this module.
"""

import hmac
import json
import secrets
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.mail import post
from authorities.models import Membership, MemberState
from authorities.models.roles import KEEPS_A_REGISTER, LEADS_THE_SECRETARIAT
from authorities.site_address import site_address
from recruiters.concerns.workflow import concern_workflow
from recruiters.models import Concern, ConcernFile, ConcernMessage, Register
from recruiters.models.concerns import REFERENCE_LETTERS, hash_reference

# Bands of what the public is told instead of a number, so that one more report does not show.
COUNT_BANDS = ((5, 9), (10, 19), (20, 49), (50, None))
# A reference has sixteen letters out of thirty: 78 bits.
GROUP_COUNT, GROUP_LENGTH = 4, 4


class ConcernNotSaved(Exception):  # noqa: N818
    """Raised when the database refuses, without its reason, which might quote what a person wrote."""


@contextmanager
def hide_database_errors():
    try:
        yield
    except DatabaseError as problem:
        raise ConcernNotSaved(type(problem).__name__) from None


def new_form_token():
    """Return a token for a form, so that the same concern sent twice is stored once."""
    return secrets.token_hex(16)


@sensitive_variables()
def derive_reference(token, report, files):
    """Return the reference of a report: the same if it is sent again, another one if a word is changed.

    Written as ABCD-EFGH-JKMN-PQRS; it cannot be derived without the secret key of this site.
    """
    sizes = [upload.size for upload in files]
    whole = json.dumps([token, sorted((key, str(value)) for key, value in report.items()), sizes])
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), whole.encode(), "sha256"))
    letters = ""
    for _position in range(GROUP_COUNT * GROUP_LENGTH):
        number, letter = divmod(number, len(REFERENCE_LETTERS))
        letters += REFERENCE_LETTERS[letter]
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


def parse_place(where):
    """Return (Member State, register or None) of "PHL/dmw" or "PHL"; None for anything else.

    "PHL" stands for its register if the state keeps just one.
    """
    iso3, _slash, code = where.partition("/")
    is_code = iso3.isascii() and iso3.isalpha() and len(iso3) == 3
    state = MemberState.objects.filter(pk=iso3).first() if is_code else None
    if state is None:
        return None
    kept = list(Register.objects.in_force_on(timezone.localdate()).filter(member_state=state))
    named = [register for register in kept if register.code == code or (len(kept) == 1 and not code)]
    return (state, named[0]) if named else (state, None) if not code else None


@sensitive_variables()
def receive_report(report, files, *, token):
    """Store a concern. Returns it and its reference, which is not stored and cannot be told again.

    `report` is a dict of place, named, licence, kind, contact, language, text, as
    `ConcernReportForm.report` returns it. Raises ConcernNotSaved.
    """
    reference = derive_reference(token, report, files)
    with hide_database_errors():
        known = Concern.objects.with_reference(reference)
        if known:
            return known, reference
        try:
            return create_concern(report, files, hash_reference(reference)), reference
        except IntegrityError:  # the same one, sent twice at once
            known = Concern.objects.with_reference(reference)
            if known is None:
                raise
            return known, reference


@sensitive_variables()
@transaction.atomic
def create_concern(report, files, reference_hash):
    state, register = report["place"]
    licence = report["licence"]
    concern = Concern.objects.create(
        reference_hash=reference_hash,
        member_state=state,
        register=register,
        recruiter=register.recruiters.find_by_licence(licence) if register and licence else None,
        **{name: report[name] for name in ("named", "licence", "kind", "contact", "language")},
    )
    save_message(concern, report["text"], files)
    notify_keepers.enqueue(concern.pk)
    return concern


@sensitive_variables()
def save_message(concern, text, files=(), by=None):
    message = ConcernMessage.objects.create(concern=concern, by=by, text=text)
    for upload in files:
        ConcernFile.objects.create(message=message, file=upload)
    return message


@sensitive_variables()
def add_message(concern, text, *, files=(), by=None):
    """Store what the person adds, or the reply of a user `by`. The same one twice in a row is stored once.

    Raises ConcernNotSaved.
    """
    with hide_database_errors(), transaction.atomic():
        Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
        last = concern.messages.last()
        if last and (last.text, last.by_id) == (text, by and by.pk) and last.files.count() == len(files):
            return last
        message = save_message(concern, text, files, by)
        if by is None:
            notify_keepers.enqueue(concern.pk)
        return message


@sensitive_variables()
def move_concern(concern, name, *, by, **details):
    """Make a move of `concern_workflow`. Returns its event. A register to which it is passed on is told.

    Raises ConcernNotSaved, or ValidationError with the reasons why not.
    """
    with hide_database_errors(), transaction.atomic():
        event = concern_workflow.move(concern, name, by=by, **details)
        if name == "pass_on":
            notify_keepers.enqueue(concern.pk)
        return event


def concern_history(concern):
    """Return [(label of the move, its event)], the earliest first."""
    return [(concern_event_label(event), event) for event in concern.events.select_related("by")]


def concern_event_label(event):
    if event.move == "link" and not event.licence:
        return _("No longer linked to an entry")
    return concern_workflow.by_name[event.move].label


def concern_count_band(register):
    """Return about how many concerns a register has, as (fewest, most); None if there are too few to say.

    `most` is None in the highest band. The register must come from `with_concerns`.
    """
    reached = [band for band in COUNT_BANDS if register.concerns_reported >= band[0]]
    return reached[-1] if reached else None


def users_to_notify(concern):
    """Return the users who keep the register of a concern; if nobody does, the secretariat's managers."""
    held = Membership.objects.in_force_on(timezone.localdate()).select_related("user")
    register = concern.register
    keepers = held.filter(role__in=KEEPS_A_REGISTER, member_state=concern.member_state_id)
    keepers = keepers.filter(register_code=register.code) if register else keepers.none()
    active = {m.user for m in keepers if m.user.is_active}
    active = active or {m.user for m in held.filter(role__in=LEADS_THE_SECRETARIAT) if m.user.is_active}
    return sorted(active, key=lambda user: user.pk)


@task(queue_name="default")
def notify_keepers(concern_pk):
    """Mail that there is something new about a concern, and not what; to each reader by a job of its own."""
    concern = Concern.objects.select_related("register").filter(pk=concern_pk).first()
    if concern is None:
        return
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        subject = _("A concern about a recruiter is waiting for you")
        for user in users_to_notify(concern):
            context = {"user": user, "address": site_address() + reverse("concerns")}
            body = render_to_string("recruiters/concerns/new.txt", context)
            post(subject, body, [user.email])


label_task(notify_keepers, gettext_lazy("E-mail about a concern"))
