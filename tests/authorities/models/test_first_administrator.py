"""The first account, made on the command line before anybody is there."""

import pytest
from django.core.management import call_command

from authorities.models import Change, ChangeKind, Membership, Role
from authorities.models.changes import column_values


@pytest.mark.django_db
def test_the_first_administrator_stands_in_the_log_as_given_by_the_product_itself(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough passphrase")
    call_command("createsuperuser", email="first@who.example", name="Fiona First", interactive=False)

    [role] = Membership.objects.all()
    [change] = Change.objects.of(role)
    assert (role.user.name, role.role) == ("Fiona First", Role.ADMINISTRATOR)
    assert (change.kind, change.before, change.by) == (ChangeKind.NEW, None, None)
    assert change.after == column_values(role)
