"""The reference facts that come with the product: the files, their columns, and the models they fill."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.models import (
    IncomeClassification,
    MemberState,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from authorities.reference_data.csv_tables import (
    ReferenceColumn,
    ReferenceTable,
    UpdatePolicy,
    read_table,
)
from authorities.reference_data.problems import InvalidReferenceData, describe_file_problem
from authorities.reference_data.sync import apply_sync, plan_sync
from reporting.instruments.xlsform.reader import InstrumentError, read_instrument_file
from reporting.models import Article, Indicator, Instrument, PublishedFigure, Round, Term
from reporting.models.instruments import load_instrument

ISO3 = RegexValidator(r"\A[A-Z]{3}\Z", gettext_lazy("It must be three capital letters, A to Z."))
ISO2 = RegexValidator(r"\A[A-Z]{2}\Z", gettext_lazy("It must be two capital letters, A to Z."))
M49 = RegexValidator(r"\A[0-9]{3}\Z", gettext_lazy("It must be three digits."))


STATE = ReferenceColumn("iso3", fills="member_state", key=True)
EVIDENCE = (ReferenceColumn("confidence"), ReferenceColumn("source"), ReferenceColumn("note"))
REMARKS = tuple(ReferenceColumn(column.name, follows=UpdatePolicy.REMARK) for column in EVIDENCE)
NAMES = tuple(ReferenceColumn(f"name_{language}") for language in ("en", "fr", "es", "ar", "ru", "zh"))


def administered_column(name):
    """Return a column that only administrators change once the row exists: withdrawals, dates of a round."""
    return ReferenceColumn(name, follows=UpdatePolicy.CREATION)


TABLES = (
    ReferenceTable(
        "member_states.csv",
        MemberState,
        (
            ReferenceColumn("iso3", key=True, check=ISO3),
            ReferenceColumn("iso2", check=ISO2),
            ReferenceColumn("m49", check=M49),
            *NAMES,
            ReferenceColumn("time_zone"),
            ReferenceColumn("tile_column"),
            ReferenceColumn("tile_row"),
            ReferenceColumn("note", follows=UpdatePolicy.REMARK),
        ),
    ),
    ReferenceTable(
        "who_membership.csv",
        WhoMembership,
        (
            STATE,
            ReferenceColumn("valid_from", key=True),
            *(administered_column(name) for name in ("valid_to", "announced_end", "dispute")),
            *EVIDENCE,
        ),
    ),
    ReferenceTable(
        "region_membership.csv",
        RegionMembership,
        (
            STATE,
            ReferenceColumn("region"),
            ReferenceColumn("valid_from", key=True),
            ReferenceColumn("valid_to"),
            *EVIDENCE,
        ),
    ),
    ReferenceTable(
        "income_groups.csv",
        IncomeClassification,
        (STATE, ReferenceColumn("fiscal_year", key=True), ReferenceColumn("income_group"), *EVIDENCE),
    ),
    ReferenceTable(
        "safeguards_list.csv", SafeguardsListing, (STATE, ReferenceColumn("edition", key=True), *EVIDENCE)
    ),
    ReferenceTable(
        "articles.csv",
        Article,
        (
            ReferenceColumn("code_version", key=True),
            ReferenceColumn("number", key=True),
            ReferenceColumn("summary"),
            ReferenceColumn("basis"),
            *REMARKS[1:],
        ),
        translated=("summary",),
    ),
    ReferenceTable(
        "terms.csv",
        Term,
        (
            ReferenceColumn("key", key=True),
            ReferenceColumn("article"),
            ReferenceColumn("name"),
            ReferenceColumn("definition"),
            ReferenceColumn("words"),
        ),
        translated=("name", "definition", "words"),
    ),
    ReferenceTable(
        "indicators.csv",
        Indicator,
        (
            ReferenceColumn("key", key=True),
            ReferenceColumn("name"),
            ReferenceColumn("definition"),
            ReferenceColumn("article"),
        ),
        translated=("name", "definition"),
    ),
    ReferenceTable(
        "rounds.csv",
        Round,
        (
            ReferenceColumn("number", key=True),
            ReferenceColumn("title"),
            *(administered_column(name) for name in ("opens", "due", "closes")),
            ReferenceColumn("cut_off", follows=UpdatePolicy.BLANK),
            ReferenceColumn("cut_off_reason", follows=UpdatePolicy.BLANK),
            ReferenceColumn("instrument", follows=UpdatePolicy.BLANK),
            *EVIDENCE[1:],
        ),
        translated=("title", "note", "cut_off_reason"),
    ),
    ReferenceTable(
        "published_figures.csv",
        PublishedFigure,
        (
            *(ReferenceColumn(name, key=True) for name in ("round", "indicator", "region")),
            ReferenceColumn("value"),
            ReferenceColumn("unit"),
            ReferenceColumn("as_of", key=True),
            ReferenceColumn("basis"),
            ReferenceColumn("source", key=True),
            ReferenceColumn("trust"),
        ),
        translated=("basis",),
    ),
)


@transaction.atomic
def load_reference(directory, instruments):
    """Load a folder of tables and a folder of instruments; return what was loaded, line by line.

    Nothing is loaded if anything is wrong: raise InvalidReferenceData with every problem.
    """
    loaded, problems = _load_instruments(instruments)
    known: dict = {model: _identifiers(model) for model in (MemberState, Indicator, Round)}
    known[Instrument] = None if problems else _known_instruments()
    readings = []
    for table in TABLES:
        reading = read_table(table, directory, known)
        problems += reading.problems
        if table.model in known:
            known[table.model] = _extend_known(known[table.model], reading.identifiers)
        readings.append(reading)
    problems += _unknown_indicators(loaded, known[Indicator])
    outcomes = [] if problems else [plan_sync(reading) for reading in readings]
    problems += [found for outcome in outcomes for found in outcome.problems]
    if problems:
        raise InvalidReferenceData(problems)
    for outcome in outcomes:
        apply_sync(outcome)
    return [*(f"{name}: {instrument}" for name, instrument in loaded.items()), *map(str, outcomes)]


def _identifiers(model):
    return {str(key): key for key in model.objects.values_list("pk", flat=True)}


def _extend_known(known, more):
    """Return the keys that rows may refer to; None, which allows any, after a file could not be read."""
    return None if known is None or more is None else known | more


def _known_instruments():
    rows = Instrument.objects.values_list("form_id", "version", "pk")
    return {f"{form}/{version}": key for form, version, key in rows}


def _load_instruments(folder):
    """Return ({name of the file: instrument}, problems of the files that could not be loaded)."""
    loaded, problems = {}, []
    for path in sorted(folder.glob("*.md")):
        try:
            loaded[path.name] = load_instrument(read_instrument_file(path))
        except InstrumentError as error:
            problems += [describe_file_problem(path.name, found) for found in error.problems]
        except ValidationError as error:
            problems += [describe_file_problem(path.name, message) for message in error.messages]
    return loaded, problems


def _unknown_indicators(instruments, known):
    """Yield a problem for each question or option whose indicator is not defined; `known` None allows any."""
    for name, instrument in instruments.items() if known is not None else ():
        for code, question in instrument.questions.items():
            for item in (question, *question.get("options", [])):
                indicator = item.get("indicator")
                if indicator and indicator not in known:
                    words = {"code": code, "indicator": indicator}
                    yield describe_file_problem(
                        name, _("%(code)s: there is no indicator “%(indicator)s”.") % words
                    )
