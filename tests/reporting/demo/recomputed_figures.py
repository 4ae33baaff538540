"""The figures recomputed from the files of facts and the rows of the log, with nothing of the product's code.

The files hold what was known from the beginning. The log is gone through forward, change by change, up to the
day by whose end it had to be known; the product goes backward from the records of now.
"""

import calendar
import csv
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
# {model in the log: the file that its first rows came from}
FILES = {
    "authorities.whomembership": "reference/who_membership.csv",
    "authorities.regionmembership": "reference/region_membership.csv",
    "authorities.incomeclassification": "reference/income_groups.csv",
    "authorities.safeguardslisting": "reference/safeguards_list.csv",
    "authorities.authority": "demo/designations.csv",
    "recruiters.register": "demo/registers.csv",
    "reporting.round": "reference/rounds.csv",
    "reporting.reportreceipt": None,
}
# What tells the rows of one model apart, among rows of files.
KEYS = {
    "authorities.whomembership": ("iso3", "valid_from"),
    "authorities.regionmembership": ("iso3", "valid_from"),
    "authorities.incomeclassification": ("iso3", "fiscal_year"),
    "authorities.safeguardslisting": ("iso3", "edition"),
    "authorities.authority": ("iso3", "valid_from"),
    "recruiters.register": ("iso3", "code"),
    "reporting.round": ("number",),
}
REGIONS = ("AFR", "AMR", "SEAR", "EUR", "EMR", "WPR")


@cache
def read_file(name):
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def write_as_file(columns):
    """Return columns of the log as the files write them: text, blank for nothing, `iso3` for the state."""
    found = {name.replace("member_state_id", "iso3"): value for name, value in columns.items()}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def last_day(partial):
    """Return the last day that a date known to the year, month or day can be; None for none."""
    if not partial:
        return None
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 3:
        return date(*parts)
    month = parts[1] if len(parts) == 2 else 12
    return date(parts[0], month, calendar.monthrange(parts[0], month)[1])


def holds(row, day):
    first, end = row.get("valid_from"), row.get("valid_to")
    return (not first or first <= day.isoformat()) and (not end or day.isoformat() < end)


@cache
def parse_moment(text):
    return text and datetime.fromisoformat(text)


class KnownWorld:
    """What was known by the end of a day: {model: rows as the files write them}."""

    def __init__(self, log, known_on):
        """`log` holds (model, record, before, after, at) of each change in the order of writing."""
        self.rows = {
            model: [dict(row) for row in read_file(name)] if name else [] for model, name in FILES.items()
        }
        found = {}  # {(model, record): row}
        for model, record, before, after, at in log:
            if at.date() > known_on or model not in FILES:
                continue
            row = found.get((model, record))
            if row is None and before is None:
                row = {}
                self.rows[model].append(row)
            elif row is None:
                row = self.find_row(model, write_as_file(before))
            found[model, record] = row
            row.update(write_as_file(after or {}))
        for model, rows in self.rows.items():
            self.rows[model] = [row for row in rows if not row.get("annulled_at")]

    def find_row(self, model, before):
        key = KEYS[model]
        (row,) = [row for row in self.rows[model] if all(row[name] == before[name] for name in key)]
        return row

    def in_force(self, model, day):
        return [row for row in self.rows[model] if holds(row, day)]


class Recount:
    """The figures of one question, as {figure: states}."""

    def __init__(self, world, day, number, filters):
        self.world, self.day, self.end = world, day, datetime.combine(day, time.max, UTC)
        self.round = next(row for row in world.rows["reporting.round"] if row["number"] == str(number))
        self.regions = {
            row["iso3"]: row["region"] for row in world.in_force("authorities.regionmembership", day)
        }
        members = {row["iso3"] for row in world.in_force("authorities.whomembership", day)}
        self.reports = self.count_reports(number)
        passing = {
            "region": lambda value: {iso3 for iso3, region in self.regions.items() if region == value},
            "income": self.select_income,
            "safeguards": self.select_safeguards,
            "first_time": lambda value: self.select_first_time(number, value),
        }
        for name, value in filters.items():
            members &= passing[name](value)
        self.figures = {name: states & members for name, states in self.count(members).items()}

    def numbers(self, region=None):
        return {
            name: sum(region in (None, self.regions.get(iso3)) for iso3 in states)
            for name, states in self.figures.items()
        }

    def select_income(self, group):
        rows = self.world.rows["authorities.incomeclassification"]
        known = {int(row["fiscal_year"]) for row in rows}
        now = self.day.year + (self.day.month > 6)
        year = max([year for year in known if year <= now], default=min(known))
        return {r["iso3"] for r in rows if r["income_group"] == group and int(r["fiscal_year"]) == year}

    def select_safeguards(self, edition):
        rows = self.world.rows["authorities.safeguardslisting"]
        return {row["iso3"] for row in rows if row["edition"] == edition}

    def select_first_time(self, number, answer):
        earlier, all_held = set(), True
        for row in self.world.rows["reporting.round"]:
            if int(row["number"]) < number:
                reports = self.count_reports(int(row["number"]))
                earlier |= reports["sent_or_received"]
                all_held &= bool(reports["held"])
        if answer == "no":
            return self.reports["reported"] & earlier
        return self.reports["reported"] - earlier if all_held else set()

    def count(self, members):
        authorities = self.world.in_force("authorities.authority", self.day)
        return {
            "member_states": set(members),
            "designated": {row["iso3"] for row in authorities},
            "designated_in_health_ministry": {
                row["iso3"] for row in authorities if row["institution_type"] == "health_ministry"
            },
            "register_held": {row["iso3"] for row in self.world.in_force("recruiters.register", self.day)},
            **{name: self.reports[name] for name in (
                "reported", "receipt_only", "reported_late", "received_after_closure", "in_progress",
                "published", "keeps_recruiter_record",
            )},
        }  # fmt: skip

    def count_reports(self, number):
        """Return {figure: states} of the reports of one round by the end of the day."""
        row = next(r for r in self.world.rows["reporting.round"] if r["number"] == str(number))
        due, closes = last_day(row["due"]), last_day(row["closes"])
        names = (
            "held", "sent_or_received", "reported", "receipt_only", "reported_late",
            "received_after_closure", "in_progress", "published", "keeps_recruiter_record",
        )  # fmt: skip
        found = {name: set() for name in names}
        for report in read_file("demo/reports.csv"):
            if report["round"] == str(number):
                self.add_report(found, report, due, closes)
        for receipt in self.world.rows["reporting.reportreceipt"]:
            if receipt["round_id"] == str(number) and receipt["iso3"] not in found["sent_or_received"]:
                self.add_receipt(found, receipt, due, closes)
        return found

    def add_report(self, found, report, due, closes):
        iso3, (sent, withdrawn, resent) = (
            report["iso3"],
            (parse_moment(report[name]) for name in ("sent", "withdrawn", "resent")),
        )
        found["held"].add(iso3)
        counted = [at for at in (sent, resent) if at and at <= self.end]
        if withdrawn and withdrawn <= self.end:
            counted = [at for at in counted if at > withdrawn]
        if not counted:
            if parse_moment(report["started"]) <= self.end:
                found["in_progress"].add(iso3)
            return
        came = counted[0].date()
        found["sent_or_received"].add(iso3)
        if closes and came > closes:
            found["received_after_closure"].add(iso3)
            return
        found["reported"].add(iso3)
        if due and came > due:
            found["reported_late"].add(iso3)
        if report["published"] and parse_moment(report["published"]) <= self.end:
            found["published"].add(iso3)
            if report["recruiter_record"] == "yes":
                found["keeps_recruiter_record"].add(iso3)

    def add_receipt(self, found, receipt, due, closes):
        iso3, last = receipt["iso3"], last_day(receipt["received_on"])
        first = date(*[*map(int, receipt["received_on"].split("-")), 1, 1][:3])
        counts_from = closes if closes and first <= closes < last else last
        if counts_from > self.day:
            return
        found["sent_or_received"].add(iso3)
        found["in_progress"].discard(iso3)
        if closes and first > closes:
            found["received_after_closure"].add(iso3)
            return
        found["reported"].add(iso3)
        found["receipt_only"].add(iso3)
        if due and first > due:
            found["reported_late"].add(iso3)
