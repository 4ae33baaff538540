"""Merging the branches and related firms of an entry that two people edited at the same time.

What was sent is laid over the rows as they are now. What only the other user changed stays changed. Rows that
the other user removed are gone, unless they were edited here: then they come back as new ones. Rows that the
other user added are kept.
"""

from authorities.models import Change, ChangeKind
from authorities.models.changes import column_values
from recruiters.models import Branch, Recruiter, Relation

MANAGEMENT_FIELDS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")


def branch_form_values(columns):
    return {
        "name": columns["name"],
        "address": columns["address"],
        "member_state": columns["member_state_id"],
    }


def relation_form_values(columns):
    other = Recruiter.objects.select_related("register").filter(pk=columns["other_id"]).first()
    there = {"register": other.register.scope, "licence_number": other.licence_number} if other else {}
    return {"kind": columns["kind"], "note": columns["note"], **there}


FORM_VALUES = {Branch: branch_form_values, Relation: relation_form_values}


def rebase_rows(data, prefix, model, recruiter, seen_event):
    """Lay the rows of one formset in `data`, a QueryDict, over those that are stored now.

    `seen_event` is the key of the last event that the page had shown.
    """
    form_values = FORM_VALUES[model]
    now = {
        row.pk: as_strings(form_values(column_values(row)))
        for row in model.objects.filter(recruiter=recruiter)
    }
    before = {**now, **rows_as_shown(model, recruiter, seen_event, form_values)}
    sent = submitted_rows(data, prefix)
    known, new = {}, []
    for row in sent:
        pk = int(row.pop("id")) if row.get("id", "").isdecimal() else None
        if pk is None:
            new.append(row)
        elif pk in now:
            known[pk] = merge_row(row, before[pk], now[pk])
        elif was_edited(row, before.get(pk, {})):
            new.append({name: value for name, value in row.items() if name != "DELETE"})
    rows = [{"id": str(pk), **known.get(pk, now[pk])} for pk in now]
    write_form_rows(data, prefix, rows, new)


def as_strings(row):
    return {name: "" if value is None else str(value) for name, value in row.items()}


def rows_as_shown(model, recruiter, seen_event, form_values):
    """Return {pk: row} of rows changed or removed since, as the page had shown them.

    Changes are matched with the event by their moment, which they share with theirs.
    """
    seen = recruiter.events.filter(pk=seen_event).first()
    later = Change.objects.filter(
        model=model._meta.label_lower,
        kind__in=[ChangeKind.CHANGED, ChangeKind.REMOVED],
        before__recruiter_id=recruiter.pk,
    )
    later = later.filter(at__gt=seen.at) if seen else later
    return {change.record: as_strings(form_values(change.before)) for change in later.order_by("-pk")}


def submitted_rows(data, prefix):
    """Return the rows that were sent, without blank ones."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    rows = []
    for number in range(min(int(total), 200) if total.isdecimal() and len(total) < 6 else 0):
        start = f"{prefix}-{number}-"
        row = {key.removeprefix(start): data[key] for key in data if key.startswith(start)}
        if any(row.values()):
            rows.append(row)
    return rows


def merge_row(row, before, now):
    """Return the row as it is now, with what was changed here."""
    mine = {name: now[name] if row.get(name, "") == before.get(name) else row.get(name, "") for name in now}
    return {**row, **mine}


def was_edited(row, before):
    return any(row.get(name, "") != value for name, value in before.items())


def write_form_rows(data, prefix, rows, new):
    for key in [key for key in data if key.startswith(f"{prefix}-") and not key.endswith(MANAGEMENT_FIELDS)]:
        del data[key]
    data[f"{prefix}-INITIAL_FORMS"] = str(len(rows))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows) + len(new) + 1)
    for number, row in enumerate([*rows, *new]):
        for name, value in row.items():
            data[f"{prefix}-{number}-{name}"] = value
