"""What becomes of a concern: taken in, added to, answered, looked into, counted.

A database quotes the row that it refuses, so none of its messages leaves this module.
"""

import hmac
import json
import secrets
from contextlib import contextmanager
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError, IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django_tasks import task

from authorities.jobs.labels import called
from authorities.jobs.queue import TryAgain
from authorities.models import Membership, MemberState
from authorities.models.roles import KEEPS_A_REGISTER, LEADS_THE_SECRETARIAT
from recruiters.concerns.workflow import concern_workflow
from recruiters.models import Concern, ConcernFile, ConcernMessage, Register
from recruiters.models.concerns import REFERENCE_LETTERS, hash_reference
from recruiters.site_urls import site_address

# What the public is told instead of a number, so that one more report is not seen. None: without end.
BANDS = ((5, 9), (10, 19), (20, 49), (50, None))
# Sixteen letters out of thirty: 78 bits.
GROUPS, GROUP = 4, 4


class NotKept(Exception):  # noqa: N818
    """The database refused. Why is not said here: it might quote what a person wrote."""


@contextmanager
def in_confidence():
    try:
        yield
    except DatabaseError as problem:
        raise NotKept(type(problem).__name__) from None


def new_token():
    """What a form carries so that the same concern, sent twice, is kept once."""
    return secrets.token_hex(16)


@sensitive_variables()
def reference_for(token, said, files):
    """Follows from the token and from what was said: sent again it is the same, with other words another."""
    sizes = [upload.size for upload in files]
    whole = json.dumps([token, sorted((key, str(value)) for key, value in said.items()), sizes])
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), whole.encode(), "sha256"))
    letters = ""
    for _position in range(GROUPS * GROUP):
        number, letter = divmod(number, len(REFERENCE_LETTERS))
        letters += REFERENCE_LETTERS[letter]
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def place(where):
    """(Member State, register or None) of "PHL/dmw" or "PHL"; None for anything else.

    A state that keeps a single register means that one.
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
def receive(said, files, *, token):
    """Keeps a concern. Returns it and its reference, which is not kept and cannot be told again.

    `said`: place, named, licence, kind, contact, language, text, as `ReportForm` cleans them.
    """
    reference = reference_for(token, said, files)
    with in_confidence():
        known = Concern.objects.with_reference(reference)
        if known:
            return known, reference
        try:
            return taken_in(said, files, hash_reference(reference)), reference
        except IntegrityError:  # the same one, sent twice at once
            known = Concern.objects.with_reference(reference)
            if known is None:
                raise
            return known, reference


@sensitive_variables()
@transaction.atomic
def taken_in(said, files, reference_hash):
    state, register = said["place"]
    licence = said["licence"]
    concern = Concern.objects.create(
        reference_hash=reference_hash,
        member_state=state,
        register=register,
        recruiter=register.recruiters.find_by_licence(licence) if register and licence else None,
        **{name: said[name] for name in ("named", "licence", "kind", "contact", "language")},
    )
    keep_message(concern, said["text"], files)
    tell.enqueue(concern.pk)
    return concern


@sensitive_variables()
def keep_message(concern, text, files=(), by=None):
    message = ConcernMessage.objects.create(concern=concern, by=by, text=text)
    for upload in files:
        ConcernFile.objects.create(message=message, file=upload)
    return message


@sensitive_variables()
def add_message(concern, text, *, files=(), by=None):
    """What the person adds, or a reply to that person. The same one twice in a row is kept once."""
    with in_confidence(), transaction.atomic():
        Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
        last = concern.messages.last()
        if last and (last.text, last.by_id) == (text, by and by.pk) and last.files.count() == len(files):
            return last
        message = keep_message(concern, text, files, by)
        if by is None:
            tell.enqueue(concern.pk)
        return message


@sensitive_variables()
def decide(concern, name, *, by, **said):
    """Makes a move of `concern_workflow`; the register to which it is passed on is told."""
    with in_confidence(), transaction.atomic():
        event = concern_workflow.move(concern, name, by=by, **said)
        if name == "pass_on":
            tell.enqueue(concern.pk)
        return event


def history(concern):
    """[(what was done, its event)], the first one first."""
    return [(in_words(event), event) for event in concern.events.select_related("by")]


def in_words(event):
    if event.move == "link" and not event.licence:
        return _("No longer linked to an entry")
    return concern_workflow.by_name[event.move].label


def public_count(register):
    """About how many concerns there are about recruiters of a register: a band; None where they are too few.

    The register comes from `with_concerns`.
    """
    reached = [band for band in BANDS if register.concerns_reported >= band[0]]
    return reached[-1] if reached else None


def who_is_told(concern):
    """Those who keep the register; where nobody does, the secretariat's managers."""
    held = Membership.objects.in_force_on(timezone.localdate()).select_related("user")
    register = concern.register
    keepers = held.filter(role__in=KEEPS_A_REGISTER, member_state=concern.member_state_id)
    keepers = keepers.filter(register_code=register.code) if register else keepers.none()
    active = {m.user for m in keepers if m.user.is_active}
    active = active or {m.user for m in held.filter(role__in=LEADS_THE_SECRETARIAT) if m.user.is_active}
    return sorted(active, key=lambda user: user.pk)


@task(queue_name="default")
def tell(concern_pk):
    """Says by mail that there is something new about a concern, and not what."""
    concern = Concern.objects.select_related("register").filter(pk=concern_pk).first()
    if concern is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A concern about a recruiter waits for you")
        for user in who_is_told(concern):
            context = {"user": user, "address": site_address() + reverse("concerns")}
            body = render_to_string("recruiters/concerns/new.txt", context)
            try:
                send_mail(subject, body, None, [user.email])
            except (SMTPException, OSError) as problem:
                # Its words may hold the address of the person.
                raise TryAgain(f"The mail did not go out: {type(problem).__name__}") from None


called(tell, gettext_lazy("Mail about a concern"))
