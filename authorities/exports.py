"""Export the public list of authorities."""

import tablib

from authorities.imports.widgets import YesNoCell


def tabulate_authorities(authorities, day):
    """Return a dataset of authorities in force on a day, with the columns that everyone may download."""
    headers = [
        "as_of",
        "iso3",
        "member_state",
        "region",
        "institution",
        "institution_type",
        "mailbox",
        "website",
    ]
    table = tablib.Dataset(headers=[*headers, "valid_from", "illustrative"])
    for row in authorities:
        state, kind = row.member_state, row.institution_type
        about = [row.institution, kind, row.mailbox, row.website, row.valid_from]
        table.append(
            [day, state.pk, state.name_en, row.region_then, *about, YesNoCell().render(row.illustrative)]
        )
    return table
