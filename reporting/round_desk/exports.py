"""The list of a round as a spreadsheet, for the secretariat: it holds addresses of people."""

import tablib

from reporting.round_desk.stages import StateInRound

HEADERS = [
    "on", "iso3", "member_state", "region", "stage", "sent_on", "late", "due", "days_overdue", "authority",
    "vacant_since", "mailboxes", "last_round", "last_contact", "last_contact_by", "reason_for_not_reporting",
]  # fmt: skip


def tabulate_states(states: list[StateInRound]) -> tablib.Dataset:
    """Return a dataset of the states that are listed."""
    table = tablib.Dataset(headers=HEADERS)
    for state in states:
        table.append(
            [
                state.day,
                state.member_state.pk,
                state.member_state.name_en,
                state.region,
                str(state.stage),
                state.sent_on or "",
                "yes" if state.is_late else "no",
                state.due or "",
                state.days_overdue or "",
                state.authority.institution if state.authority else "",
                (not state.authority and state.vacant_since) or "",
                "; ".join(state.mailboxes),
                state.last_round or "",
                state.contact.on if state.contact else "",
                state.contact.way if state.contact else "",
                state.non_response.reason if state.non_response else "",
            ]
        )
    return table
