"""The authorities in force on a day, as everyone may download them."""

import tablib

from authorities.imports.widgets import YesNoCell


def public_list(authorities, day):
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
