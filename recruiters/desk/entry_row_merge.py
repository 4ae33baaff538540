"""Branches and related firms of an entry that somebody else changed while its page lay open.

What was sent is laid over the rows as they are now: what only the other one changed stays changed, rows that
are gone go (unless they were worked on here: then they come as new ones), rows that came are there.
"""

from authorities.change_log import columns_of
from authorities.models import Change, ChangeKind
from recruiters.models import Branch, Recruiter, Relation

CONTROLS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")


def branch_as_sent(columns):
    return {
        "name": columns["name"],
        "address": columns["address"],
        "member_state": columns["member_state_id"],
    }


def relation_as_sent(columns):
    other = Recruiter.objects.select_related("register").filter(pk=columns["other_id"]).first()
    there = {"register": other.register.scope, "licence_number": other.licence_number} if other else {}
    return {"kind": columns["kind"], "note": columns["note"], **there}


AS_SENT = {Branch: branch_as_sent, Relation: relation_as_sent}


def rebase(data, prefix, model, recruiter, seen_event):
    """Lays the rows of one formset in `data`, a QueryDict, over those that are stored now.

    `seen_event` is the key of the last event that the page had shown.
    """
    as_sent = AS_SENT[model]
    now = {row.pk: filled(as_sent(columns_of(row))) for row in model.objects.filter(recruiter=recruiter)}
    before = {**now, **as_they_were(model, recruiter, seen_event, as_sent)}
    sent = rows_in(data, prefix)
    known, new = {}, []
    for row in sent:
        pk = int(row.pop("id")) if row.get("id", "").isdecimal() else None
        if pk is None:
            new.append(row)
        elif pk in now:
            known[pk] = over(row, before[pk], now[pk])
        elif worked_on(row, before.get(pk, {})):
            new.append({name: value for name, value in row.items() if name != "DELETE"})
    rows = [{"id": str(pk), **known.get(pk, now[pk])} for pk in now]
    write(data, prefix, rows, new)


def filled(row):
    return {name: "" if value is None else str(value) for name, value in row.items()}


def as_they_were(model, recruiter, seen_event, as_sent):
    """{pk: row} of those changed or removed since, as the page had shown them; a deed and its event are one
    moment."""
    seen = recruiter.events.filter(pk=seen_event).first()
    later = Change.objects.filter(
        model=model._meta.label_lower,
        kind__in=[ChangeKind.CHANGED, ChangeKind.REMOVED],
        before__recruiter_id=recruiter.pk,
    )
    later = later.filter(at__gt=seen.at) if seen else later
    return {change.record: filled(as_sent(change.before)) for change in later.order_by("-pk")}


def rows_in(data, prefix):
    """The rows that were sent, blank ones left out."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    rows = []
    for number in range(min(int(total), 200) if total.isdecimal() and len(total) < 6 else 0):
        start = f"{prefix}-{number}-"
        row = {key.removeprefix(start): data[key] for key in data if key.startswith(start)}
        if any(row.values()):
            rows.append(row)
    return rows


def over(row, before, now):
    """What was changed here over what is there now."""
    mine = {name: now[name] if row.get(name, "") == before.get(name) else row.get(name, "") for name in now}
    return {**row, **mine}


def worked_on(row, before):
    return any(row.get(name, "") != value for name, value in before.items())


def write(data, prefix, rows, new):
    for key in [key for key in data if key.startswith(f"{prefix}-") and not key.endswith(CONTROLS)]:
        del data[key]
    data[f"{prefix}-INITIAL_FORMS"] = str(len(rows))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows) + len(new) + 1)
    for number, row in enumerate([*rows, *new]):
        for name, value in row.items():
            data[f"{prefix}-{number}-{name}"] = value
