"""What a decision makes of an answer: a designation with dates, a new mailbox or officer, a vacancy."""

from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.change_log import log_change
from authorities.designations import designate, lock_states
from authorities.models import Authority, ContactPerson


def require_room(confirmation, **details):
    """Yield why a change cannot become a designation."""
    authority = confirmation.authority
    if authority.is_annulled or authority.valid_to is not None:
        yield _("This designation has ended meanwhile. Decline the change, with a reason.")
    elif confirmation.changes_institution and confirmation.since <= authority.valid_from:
        sentence = _("The present designation began on %(day)s. A new one begins later.")
        yield sentence % {"day": authority.valid_from}


def require_end(confirmation, **details):
    """Yield why a designation cannot end on the day that was told."""
    authority = confirmation.authority
    if authority.is_annulled or authority.valid_to is not None:
        yield _("This designation has ended meanwhile. Decline the change, with a reason.")
    elif confirmation.since <= authority.valid_from:
        yield _("The designation began on %(day)s. It ends later.") % {"day": authority.valid_from}


def end_on(authority, day, *, by):
    """Let a designation hold until the day before."""
    authority.valid_to = day
    designate(authority, by=by)


def end_designation(confirmation, *, by):
    """End the designation on the day that the authority told: the state is vacant from then on."""
    lock_states([confirmation.authority.member_state_id])
    confirmation.authority.refresh_from_db()
    end_on(confirmation.authority, confirmation.since, by=by)


def take_over_change(confirmation, *, by):
    """Make what the authority told a fact. Another institution is designated anew; the rest is put right."""
    lock_states([confirmation.authority.member_state_id])
    authority = confirmation.authority
    authority.refresh_from_db()
    if confirmation.changes_institution:
        end_on(authority, confirmation.since, by=by)
        authority = designate_successor(confirmation, by=by)
    elif confirmation.mailbox and confirmation.mailbox != authority.mailbox:
        authority.mailbox = confirmation.mailbox
        designate(authority, by=by)
    add_officer(confirmation, authority, by=by)


def designate_successor(confirmation, *, by):
    old = confirmation.authority
    new = Authority(
        member_state=old.member_state,
        institution=confirmation.institution or old.institution,
        institution_type=confirmation.institution_type or old.institution_type,
        mailbox=confirmation.mailbox,
        valid_from=confirmation.since,
        illustrative=old.illustrative,
    )
    designate(new, by=by)
    return new


def add_officer(confirmation, authority, *, by):
    """Record the officer who was named, unless this authority has that person already."""
    if not confirmation.officer or authority.contact_persons.filter(name=confirmation.officer).exists():
        return
    person = ContactPerson(
        authority=authority,
        name=confirmation.officer,
        post=confirmation.officer_post,
        email=confirmation.officer_email,
    )
    person.full_clean()
    person.save()
    log_change(person, None, by=by, at=timezone.now())
