"""Record the receipt of a report, in the log of changes too."""

from django.db import transaction

from authorities.designations import explain_conflicts
from authorities.known_facts.writing import save_fact
from authorities.models import User
from reporting.models import ReportReceipt


@transaction.atomic
def record_receipt(receipt: ReportReceipt, *, by: User) -> None:
    """Save a receipt. Raise ValidationError if somebody else has recorded it meanwhile."""
    with explain_conflicts():
        save_fact(receipt, by=by)
