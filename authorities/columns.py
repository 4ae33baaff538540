"""What the columns of a sheet are called: in our codes, in six languages, and as a source called them before.

Each app lists in `column_names.csv` what people call its columns; what is to be found there is data.
"""

import csv
import hashlib
import json
import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from django.apps import apps

from .models import ColumnMapping
from .models.states import UN_LANGUAGES
from .wording import folded

# How alike two names must be for one to be a typing error of the other; shorter ones must be the same.
CLOSE, SHORT = 0.84, 5
PARENTHESES = re.compile(r"\([^)]*\)|（[^）]*）|\[[^\]]*\]")
PARTS = re.compile(r"[/|\n\r(（\[\])）]+")


def columns_of(resource_class):
    """{column: field} of what a sheet for this Resource may fill."""
    fields = resource_class().get_import_fields()
    return {field.column_name: field for field in fields if not field.readonly}


@cache
def known_names(app_label):
    """{column: {"example": ..., language: [names]}} as an app lists them."""
    path = Path(apps.get_app_config(app_label).path, "column_names.csv")
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row.pop("column"): row for row in csv.DictReader(file)}


def example_of(resource_class, column):
    return known_names(resource_class._meta.model._meta.app_label).get(column, {}).get("example", "")


def names_of(resource_class, column):
    """What a column may be called, folded, its own code first."""
    listed = known_names(resource_class._meta.model._meta.app_label).get(column, {})
    names = [name for language in UN_LANGUAGES for name in listed.get(language, "").split(";")]
    return list(dict.fromkeys(filter(None, map(folded, [column, *names]))))


def readings(header):
    """A header, the same without what stands in parentheses, and its parts: many are in two languages."""
    parts = [header, PARENTHESES.sub(" ", header), *PARTS.split(header)]
    return list(dict.fromkeys(filter(None, map(folded, parts))))


def guess(headers, resource_class):
    """{column: header} as far as the names tell; each header is used once, and so is each column."""
    names = {column: names_of(resource_class, column) for column in columns_of(resource_class)}
    pairs = sorted(pairs_of(headers, names), key=lambda pair: -pair[0])
    mapping: dict[str, str] = {}
    for _closeness, column, header in pairs:
        if column not in mapping and header not in mapping.values():
            mapping[column] = header
    return {column: mapping[column] for column in names if column in mapping}


def pairs_of(headers, names):
    """(closeness, column, header) of all that may belong together; a code of ours is closest of all."""
    for header in headers:
        forms = readings(header)
        for column, known in names.items():
            if forms and forms[0] == known[0]:
                yield 3, column, header
            elif forms and forms[0] in known:
                yield 2, column, header
            elif {*forms} & {*known}:
                yield 1, column, header
            elif (closeness := max((close(form, name) for form in forms for name in known), default=0)) > 0:
                yield closeness, column, header


def close(form, name):
    """How alike, from 0 to 1; 0 if it is not enough to be a typing error."""
    if min(len(form), len(name)) < SHORT or abs(len(form) - len(name)) > 2:
        return 0
    matcher = SequenceMatcher(None, form, name)
    if matcher.quick_ratio() < CLOSE:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= CLOSE else 0


def digest(headers):
    """A file is known again by the names of its columns in their order."""
    return hashlib.sha256(json.dumps(list(headers), ensure_ascii=False).encode()).hexdigest()


def remembered(kind, scope, headers):
    """{column: header} as it was chosen for the last file with these headers, or nothing."""
    chosen = ColumnMapping.objects.filter(kind=kind, scope=scope, headers=digest(headers)).first()
    return chosen.mapping if chosen else {}


def remember(kind, scope, headers, mapping):
    ColumnMapping.objects.update_or_create(
        kind=kind, scope=scope, headers=digest(headers), defaults={"mapping": mapping}
    )
