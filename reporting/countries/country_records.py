"""The records of one country, read by few queries whose SQL is written once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Exists, F, Func, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, JSONObject

from authorities.known_facts.compiled_queries import CompiledQuery, number_values
from authorities.known_facts.reading import KnownFacts, build_record
from authorities.languages import LANGUAGE_CODES, active_un_language
from authorities.languages.direction import REFERENCE_LANGUAGE
from authorities.models import (
    Authority,
    IncomeClassification,
    MemberState,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from authorities.reference_data.country_names import territories
from recruiters.models import Recruiter, Register
from reporting.compliance.clocks import Clocks
from reporting.compliance.reports_on_record import ReportOnRecord, build_reports, build_rows, utc_day
from reporting.models import (
    Indicator,
    IndicatorValue,
    ReportedItem,
    ReportReceipt,
    Round,
    Submission,
    Topic,
    Version,
)
from reporting.submissions.histories.removed_reports import list_removed_reports
from reporting.submissions.histories.report_histories import ReportRow, read_histories

# A page shows so many rounds at most.
MOST_ROUNDS = 6
FACTS: tuple[type[Model], ...] = (
    *(WhoMembership, RegionMembership, IncomeClassification, SafeguardsListing),
    *(Authority, Register, ReportReceipt),
)
# What no page of a country shows.
UNREAD = {"letter", "annulled_at", "annulled_by_id", "annulment_reason", "reread_from"}
ITEM_COLUMNS = ("pk", "question", "row", "cells", "language")


def select_facts(iso3: str) -> QuerySet[Any, Any]:
    """Return a query of (label of the model, columns as JSON): the country and every dated fact of it."""
    state = select_columns(MemberState, MemberState.objects.filter(pk=iso3))
    others = [select_columns(model, model._default_manager.filter(member_state=iso3)) for model in FACTS]
    return state.union(*others, all=True)


def select_columns(model: type[Model], rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    names = {field.attname for field in model._meta.concrete_fields} - UNREAD
    columns: dict[str, Any] = {name: F(name) for name in sorted(names)}
    if model is Register:
        entries = Recruiter.objects.filter(register=OuterRef("pk")).order_by()
        counted = entries.annotate(size=Func(Value(1), function="COUNT")).values("size")
        columns["size"] = Coalesce(Subquery(counted), 0)
    return rows.order_by().values_list(Value(model._meta.label_lower), JSONObject(**columns))


def select_rounds(end: datetime, day: str | None) -> QuerySet[Any, Any]:
    """Return a query of rounds, the newest first, with the hash of what each asks, and whether any report to
    it is held: those that had opened by a day, as many as a page shows; all of them for None."""
    sent = Version.objects.sent_before(end).filter(submission=OuterRef("pk")).order_by()
    reports = Submission.objects.filter(Exists(sent), round=OuterRef("pk"))
    receipts = ReportReceipt.objects.filter(round=OuterRef("pk"))
    columns = [field.attname for field in Round._meta.concrete_fields]
    rows = Round.objects.annotate(held=Exists(reports.order_by()) | Exists(receipts.order_by()))
    newest = rows.order_by("-number").values_list(*columns, "instrument__definition_sha256", "held")
    return newest if day is None else newest.exclude(opens="").filter(opens__lte=day)[:MOST_ROUNDS]


def select_values(**versions: int) -> QuerySet[Any, Any]:
    rows = IndicatorValue.objects.filter(version__in=list(versions.values())).order_by()
    return rows.values_list("version_id", "indicator_id", "value")


def select_agreements(version: int) -> QuerySet[Any, Any]:
    rows = ReportedItem.objects.about(Topic.AGREEMENT).filter(version=version).still_public()
    return rows.order_by("question", "row").values_list(*ITEM_COLUMNS)


FACTS_QUERY = CompiledQuery(select_facts)
ROUNDS_QUERY = CompiledQuery(select_rounds)
VALUES_QUERY = CompiledQuery(select_values)
AGREEMENTS_QUERY = CompiledQuery(select_agreements)


@cache
def indicator_names_query(language: str) -> CompiledQuery:
    translated = Value("") if language == REFERENCE_LANGUAGE else KT(f"translations__{language}__name")
    return CompiledQuery(lambda: Indicator.objects.order_by().values_list("key", "name", translated))


@cache
def country_names_query(language: str) -> CompiledQuery:
    return CompiledQuery(lambda: MemberState.objects.order_by().values_list("pk", f"name_{language}"))


Records = dict[type[Model], list[Any]]


def load_records(iso3: str, facts: KnownFacts) -> Records:
    """Return {model: records} of a country as they stand now; nothing of a code that is none.

    Others get the same records: who sets something on one of them takes a copy.
    """
    return facts.recall_one(FACTS_QUERY, iso3, lambda: read_records(iso3))


def read_records(iso3: str) -> Records:
    kinds: tuple[type[Model], ...] = (MemberState, *FACTS)
    models = {one._meta.label_lower: one for one in kinds}
    found: Records = {one: [] for one in models.values()}
    for label, values in FACTS_QUERY.fetch(iso3=iso3):
        record = build_record(models[label], values)
        if "size" in values:
            record.size = values["size"]
        found[models[label]].append(record)
    return found


@dataclass(frozen=True)
class RoundsOnRecord:
    """Rounds in order, {key of a questionnaire: hash of it}, and the numbers of those with any report."""

    rounds: list[Round]
    hashes: dict[int, str]
    held: set[int]


def load_rounds(clocks: Clocks) -> RoundsOnRecord:
    """Return the newest rounds that had opened by the day, in one query; all of them in one more if none had,
    or if something else was known of one of them."""
    facts = clocks.known_facts
    day = None if facts.changed_later(Round) else clocks.as_of.isoformat()
    rows = facts.fetch(ROUNDS_QUERY, end=clocks.end, day=day)
    if day and not rows:
        rows = facts.fetch(ROUNDS_QUERY, end=clocks.end, day=None)
    found = RoundsOnRecord([], {}, set())
    for *columns, sha256, is_held in reversed(rows):
        one = Round(*columns)
        found.rounds.append(one)
        if one.instrument_id:
            found.hashes[one.instrument_id] = sha256
        if is_held:
            found.held.add(one.number)
    return found


def load_reports_of(
    iso3: str, rounds: Iterable[Round], clocks: Clocks, receipts: Iterable[ReportReceipt]
) -> tuple[dict[int, ReportOnRecord], dict[int, date]]:
    """Return {round: report} as it stood at the end of the day, with all values, and {round: day on which the
    secretariat took the published report back}. Two queries."""
    by_number, facts = {one.number: one for one in rounds}, clocks.known_facts
    numbers = tuple(by_number)
    histories = facts.recall_one(("reports", iso3), numbers, lambda: read_histories(numbers, iso3))
    taken_back = {
        one.round: utc_day(ended) for one in histories if (ended := one.taken_back_before(clocks.end))
    }
    rows = build_rows(histories, clocks)
    values = load_all_values([row.version for row in rows if row.version], facts)
    for removed in list_removed_reports(facts.changed_later(Submission), by_number):
        if removed.report.member_state_id == iso3:
            rows.append(ReportRow(**removed.build_row(clocks.end, clocks.known_end)))
            values |= removed.choose_values(None)
    reports = build_reports(by_number, clocks, rows, values, receipts)
    return {number: report for (number, _iso3), report in reports.items()}, taken_back


def load_all_values(versions: Iterable[int], facts: KnownFacts) -> dict[int, dict[str, str]]:
    """Return {version: {indicator: value}} of at most so many versions as there are rounds on a page."""
    values: dict[int, dict[str, str]] = defaultdict(dict)
    places = number_values(versions, MOST_ROUNDS)
    for version, indicator, value in facts.fetch(VALUES_QUERY, **places):
        values[version][indicator] = value
    return values


def load_agreement_items(version: int, facts: KnownFacts) -> list[ReportedItem]:
    """Return what a version says of agreements, unless it has been taken back since."""

    def read() -> list[ReportedItem]:
        rows = AGREEMENTS_QUERY.fetch(version=version)
        return [ReportedItem(**dict(zip(ITEM_COLUMNS, row, strict=True))) for row in rows]

    return facts.recall_one(AGREEMENTS_QUERY, version, read)


def load_indicator_names(facts: KnownFacts) -> tuple[tuple[str, str, str], ...]:
    """Return (key, name, its language) of all indicators: the active one, if there is a name in it."""
    language = active_un_language()
    code = LANGUAGE_CODES[language]
    return tuple(
        (key, translated, code) if translated else (key, name, REFERENCE_LANGUAGE)
        for key, name, translated in facts.fetch(indicator_names_query(language))
    )


def load_country_names(facts: KnownFacts) -> dict[str, str]:
    """Return {code: name in the active language} of the Member States and of territories."""
    language = active_un_language()

    def read() -> dict[str, str]:
        names = {code: row[f"name_{language}"] for code, row in territories().items()}
        return names | dict(country_names_query(language).fetch())

    return facts.recall_one(country_names_query, language, read)
