"""The groups of countries that a table has rows for: by income, Safeguards list, source or destination."""

from collections.abc import Iterable

from authorities.models import IncomeGroup
from reporting.compliance.figures import ComplianceStatus, GroupFigures
from reporting.compliance.state_filters import OTHER_POSITIONS, POSITIONS
from reporting.compliance.summary import Summary

# How the code of a group begins; it names the group in addresses and files, as `income-LM`.
NOT_KNOWN = "none"


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


def build_group(
    summary: Summary, kind: str, value: str, statuses: Iterable[ComplianceStatus]
) -> GroupFigures:
    return GroupFigures(
        f"{kind}-{value or NOT_KNOWN}",
        tuple(statuses),
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
        return build_group(summary, "income", value, [s for s in summary.statuses if s.income == value])

    if summary.income_year is None:
        return []
    return drop_empty(build(value) for value in [*IncomeGroup.values, ""])


def safeguards_groups(summary: Summary) -> list[GroupFigures]:
    editions = sorted({edition for status in summary.statuses for edition in status.safeguards})
    if not editions:
        return []
    listed = [
        build_group(
            summary, "safeguards", str(edition), [s for s in summary.statuses if edition in s.safeguards]
        )
        for edition in editions
    ]
    others = [status for status in summary.statuses if not status.safeguards]
    return drop_empty([*listed, build_group(summary, "safeguards", "", others)])


def role_groups(summary: Summary) -> list[GroupFigures]:
    """Return a group for each thing that published reports say; none where no report says anything."""
    if not any(status.role for status in summary.statuses):
        return []
    counted = [status for status in summary.statuses if status.answers_counted]

    def build(value: str) -> GroupFigures:
        return build_group(summary, "role", value, [s for s in counted if s.role == value])

    others = [group for group in map(build, OTHER_POSITIONS) if group.statuses]
    return [*map(build, POSITIONS), *others]
