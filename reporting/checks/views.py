"""The public page of the catalogue of checks."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from reporting.checks.catalogue import Severity
from reporting.checks.findings import CHECKS


@open_to_everyone
@require_safe
def check_catalogue(request):
    """Show what is checked in a report, how severely, and why."""
    checks = list(CHECKS.values())
    by_severity = [(level, [one for one in checks if one.severity is level]) for level in Severity]
    return render(request, "reporting/checks/catalogue.html", {"by_severity": by_severity})
