"""The groups of countries that a table has rows for: by income, Safeguards list, source or destination."""

from collections.abc import Callable, Iterable

from authorities.models import IncomeGroup
from reporting.compliance.figures import ComplianceStatus, GroupFigures
from reporting.compliance.state_filters import OTHER_POSITIONS, POSITIONS
from reporting.compliance.summary import Summary

# How the code of a group begins; it names the group in addresses and files, as `income-LM`.
NOT_KNOWN = "none"
Belongs = Callable[[ComplianceStatus], bool]


def build_groups(summary: Summary) -> list[GroupFigures]:
    """Return a group for each income group, each edition of the Safeguards list, and each role.

    Countries in no group have their own row, so that the rows of a kind cover the whole. A country may
    stand on more than one edition: the rows of editions are no parts of a sum.
    """
    return [
        *income_groups(summary),
        *safeguards_groups(summary),
        *(role_groups(summary) if summary.answers_held else ()),
    ]


def find_group(summary: Summary, code: str | None) -> GroupFigures | None:
    """Return the group of that code, the whole for no code; None for an unknown code."""
    if not code or code == summary.world.code:
        return summary.world
    groups = (*summary.regions, *build_groups(summary))
    return next((group for group in groups if group.code == code), None)


def build_group(summary: Summary, kind: str, value: str, belongs: Belongs) -> GroupFigures:
    return GroupFigures(
        f"{kind}-{value or NOT_KNOWN}",
        tuple(status for status in summary.statuses if belongs(status)),
        summary.held,
        summary.answers_held,
        kind=kind,
        value=value,
    )


def drop_empty(groups: Iterable[GroupFigures]) -> list[GroupFigures]:
    """Return the groups without that of unknown countries, where there are none."""
    return [group for group in groups if group.statuses or group.value]


def income_groups(summary: Summary) -> list[GroupFigures]:
    def build(value: str) -> GroupFigures:
        return build_group(summary, "income", value, lambda status: status.income == value)

    if summary.income_year is None:
        return []
    return drop_empty(build(value) for value in [*IncomeGroup.values, ""])


def safeguards_groups(summary: Summary) -> list[GroupFigures]:
    editions = sorted({edition for status in summary.statuses for edition in status.safeguards})
    if not editions:
        return []
    listed = [
        build_group(summary, "safeguards", str(edition), lambda status, e=edition: e in status.safeguards)
        for edition in editions
    ]
    return drop_empty([*listed, build_group(summary, "safeguards", "", lambda status: not status.safeguards)])


def role_groups(summary: Summary) -> list[GroupFigures]:
    """Return a group for each thing that published reports say; none where no report says anything."""
    if not any(status.role for status in summary.statuses):
        return []

    def build(value: str) -> GroupFigures:
        return build_group(
            summary, "role", value, lambda status: status.answers_counted and status.role == value
        )

    others = [group for group in map(build, OTHER_POSITIONS) if group.statuses]
    return [*map(build, POSITIONS), *others]
