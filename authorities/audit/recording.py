"""Write the audit trail, each row in the transaction of what it records."""

from functools import wraps

from django.db import transaction

from authorities.audit.state_paths import state_expression
from authorities.models import MemberState
from authorities.models.audit import KIND_OF_ACTION, AuditAction, AuditEvent, AuditKind

# {app and name of a view: what it hands out, in words}
SUBJECTS: dict[str, object] = {}
LONGEST_PATH = AuditEvent._meta.get_field("path").max_length


def record_deed(action, *, by=None, person=None, member_state=None, subject="", path=""):
    """Add a row; nothing for one more refusal of somebody who has many of this hour."""
    person = person if person != by else None
    is_refusal = KIND_OF_ACTION[action] == AuditKind.REFUSAL
    if is_refusal and AuditEvent.objects.is_flooded(by=by, person=person, action=action):
        return
    AuditEvent.objects.create(
        action=action,
        by=by,
        person=person,
        member_state_id=member_state,
        subject=subject,
        path=path[:LONGEST_PATH],
    )


def existing_state(iso3):
    """Return an ISO code that was in an address, if there is such a state."""
    return MemberState.objects.filter(pk=iso3).values_list("pk", flat=True).first() if iso3 else None


def state_of_address(model, kwargs):
    """Return the ISO code of the state that an address is about: named in it, or that of its record."""
    if "iso3" in kwargs:
        return existing_state(kwargs["iso3"])
    expression = state_expression(model) if model and "pk" in kwargs else None
    if expression is None:
        return None
    return model._base_manager.filter(pk=kwargs["pk"]).values_list(expression, flat=True).first()


def mark_recorded(view, action):
    """Write on a view what the trail has of it, for the test that lists these views; return the view."""
    view.recorded_as = action
    return view


def record_opening(action, words, model=None):
    """Record each time that somebody who is signed in is given what a view hands out.

    `words` says what that is ("a file of a report"); `model` is that of the record which a `pk` in the
    address names, if it leads to a state. A refusal of the view is not recorded here.
    """

    def declare(view):
        subject = f"{view.__module__.split('.')[1]}:{view.__name__}"
        SUBJECTS[subject] = words

        @wraps(view)
        def recorded(request, *args, **kwargs):
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if response.status_code == 200 and request.user.is_authenticated:
                    record_deed(
                        action,
                        by=request.user,
                        member_state=state_of_address(model, kwargs),
                        subject=subject,
                        path=request.path,
                    )
            return response

        return mark_recorded(recorded, action)

    return declare


def record_download(words, model=None):
    """Record each download from a view; `record_opening` says how."""
    return record_opening(AuditAction.DOWNLOADED, words, model)


def record_reading(words, model=None):
    """Record each reading of a page; `record_opening` says how."""
    return record_opening(AuditAction.READ, words, model)
