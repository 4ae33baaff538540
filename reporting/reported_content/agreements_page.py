"""The agreements that the reports of a round tell of: distinct ones, and the countries that name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.normalise import fold_label
from reporting.instruments.question_types import Question
from reporting.models import Topic
from reporting.reported_content.agreement_matching import Agreement, match_agreements
from reporting.reported_content.agreement_pairs import CountryPair, pair_countries
from reporting.reported_content.agreement_rows import (
    PERSONNEL,
    SIGNATORIES,
    SUBJECTS,
    AgreementRow,
    find_column,
    read_agreement_rows,
)
from reporting.reported_content.answer_links import AnswerPlace
from reporting.reported_content.answers_page import (
    AnswersPage,
    ChoiceField,
    CountedFigure,
    address_name,
    fold_words,
    keep_given,
    pick_choice,
    read_words,
)
from reporting.reported_content.counted_reports import AGREEMENTS, CountedReports
from reporting.submissions.table_columns import names_partners

CONFIRMED, ONE_SIDE = "confirmed", "one_side"
TOLD_BY = {
    CONFIRMED: gettext_lazy("Named by more than one of its parties"),
    ONE_SIDE: gettext_lazy("Named by one of its parties"),
}


@dataclass(frozen=True)
class AgreementLine:
    """An agreement as the table shows it; what reports say in other words stands one below another."""

    number: int
    agreement: Agreement
    counted: CountedReports

    @property
    def parties(self) -> list[str]:
        return [self.counted.name(iso3) for iso3 in self.counted.sort(self.agreement.parties)]

    @property
    def others(self) -> tuple[str, ...]:
        return self.agreement.others

    @property
    def titles(self) -> list[str]:
        return list({row.title_key: row.title for row in self.agreement.rows if row.title}.values())

    @property
    def links(self) -> list[str]:
        return list(dict.fromkeys(row.link for row in self.agreement.rows if is_web_link(row.link)))

    @property
    def kind(self) -> str:
        return self.agreement.main_row.kind_in_words

    @property
    def days(self) -> list[str]:
        """From when to when, once for each way in which the reports say so."""
        return list(dict.fromkeys(filter(None, (describe_days(row) for row in self.agreement.rows))))

    @property
    def subjects(self) -> list[str]:
        return self.words_of(SUBJECTS)

    @property
    def signatories(self) -> list[str]:
        return self.words_of(SIGNATORIES)

    def words_of(self, names: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(word for row in self.agreement.rows for word in row.words_of(names)))

    @property
    def tellers(self) -> list[tuple[str, AnswerPlace]]:
        by_code = {row.iso3: row.place for row in self.agreement.rows}
        return [(self.counted.name(iso3), by_code[iso3]) for iso3 in self.counted.sort(by_code)]

    @property
    def without_report(self) -> list[str]:
        """The parties that could not name it, as no answers of theirs are counted."""
        silent = self.agreement.parties - self.counted.every_report.keys()
        return [self.counted.name(iso3) for iso3 in self.counted.sort(silent)]


def is_web_link(link: str) -> bool:
    return link.startswith(("https://", "http://"))


def describe_days(row: AgreementRow) -> str:
    """Return from when to when an agreement is in force, in words; empty if neither is known."""
    begins, ends = row.days_in_words
    if begins and ends:
        return _("%(begin)s to %(end)s") % {"begin": begins, "end": ends}
    if begins:
        return _("since %(day)s") % {"day": begins}
    return _("until %(day)s") % {"day": ends} if ends else ""


@dataclass(frozen=True)
class AgreementsPage(AnswersPage):
    """`every_agreement` are those of the round, from which the choices take some."""

    every_agreement: tuple[Agreement, ...] = ()

    part = "agreements"
    title = gettext_lazy("Agreements")
    choice_names = ("kind", "subject", "country", "partner", "named_by", "q")
    columns: ClassVar[tuple[str, ...]] = (
        "agreement", "title", "kind", "parties", "other_parties", "confirmed", "iso3", "version", "question",
        "row", "valid_from", "valid_until", "subjects", "personnel", "signed_by", "link",
    )  # fmt: skip

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> Self:
        rows = read_agreement_rows(counted, counted.items_about(Topic.AGREEMENT))
        told = [a for a in match_agreements(rows) if a.tellers & counted.asked_states]
        page = cls(counted, {}, tuple(sorted(told, key=lambda a: order_of(a, counted))))
        fields = {field.name: field for field in page.fields}
        choices = {
            name: pick_choice(parameters, name, dict(field.options), str(field.label))
            for name, field in fields.items()
            if not field.is_search
        }
        return replace(page, choices=keep_given(**choices, q=read_words(parameters)))

    @property
    def question(self) -> Question | None:
        """The question that asks for agreements; None if the round has none."""
        return next((q for q in self.counted.questions.values() if names_partners(q)), None)

    @property
    def fields(self) -> list[ChoiceField]:
        """The choices of the page, each with the values that occur."""
        rows = [row for agreement in self.every_agreement for row in agreement.rows]
        kinds = {row.kind: row.kind_in_words for row in rows if row.kind}
        parties = {iso3 for agreement in self.every_agreement for iso3 in agreement.parties}
        countries = {iso3: self.counted.name(iso3) for iso3 in self.counted.sort(parties)}
        named = {key: str(label) for key, label in TOLD_BY.items()}
        choices = [
            ("kind", _("Kind of agreement"), kinds),
            ("subject", _("Subject"), self.known_subjects),
            ("country", _("With the country"), countries),
            ("partner", _("And with the country"), countries),
            ("named_by", _("Named by"), named),
        ]
        shown = [ChoiceField(n, label, self.choices.get(n, ""), tuple(o.items())) for n, label, o in choices]
        return [*shown, ChoiceField("q", _("Words in the title, or countries"), self.choices.get("q", ""))]

    @property
    def known_subjects(self) -> dict[str, str]:
        column = find_column(self.question, SUBJECTS) if self.question else None
        return {option["value"]: str(option["label"]) for option in column["options"]} if column else {}

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Those that the choices leave, by the names of their parties."""
        words = fold_words(self.choices.get("q", ""))
        return [agreement for agreement in self.every_agreement if self.fits(agreement, words)]

    def fits(self, agreement: Agreement, words: list[str]) -> bool:
        chosen = self.choices.get
        named_by = CONFIRMED if agreement.is_confirmed else ONE_SIDE
        return (
            chosen("named_by", named_by) == named_by
            and ("kind" not in self.choices or any(r.kind == chosen("kind") for r in agreement.rows))
            and ("country" not in self.choices or chosen("country") in agreement.parties)
            and ("partner" not in self.choices or chosen("partner") in agreement.parties)
            and ("subject" not in self.choices or chosen("subject") in subjects_of(agreement))
            and all(word in self.searched_text(agreement) for word in words)
        )

    def searched_text(self, agreement: Agreement) -> str:
        names = [self.counted.name(iso3) for iso3 in agreement.parties]
        texts = [text for row in agreement.rows for text in (row.item.search_text, *row.others)]
        return fold_label(" ".join([*names, *sorted(agreement.parties), *texts]))

    @property
    def lines(self) -> list[AgreementLine]:
        return [AgreementLine(n, agreement, self.counted) for n, agreement in enumerate(self.agreements, 1)]

    @property
    def list_url(self) -> str:
        return reverse(address_name(AgreementsPage.part))

    @property
    def matrix_url(self) -> str:
        return reverse(f"{address_name(AgreementsPage.part)}_matrix")

    @property
    def confirmed_query_string(self) -> str:
        return urlencode({**self.parameters, "named_by": CONFIRMED})

    @cached_property
    def confirmed_agreements(self) -> list[Agreement]:
        return [agreement for agreement in self.agreements if agreement.is_confirmed]

    @cached_property
    def pairs(self) -> list[CountryPair]:
        return pair_countries(self.agreements)

    def count_countries(self) -> Iterable[CountedFigure]:
        reports = self.counted.reports
        yes = [iso3 for iso3, report in reports.items() if report.values.get(AGREEMENTS) == "yes"]
        no = [iso3 for iso3, report in reports.items() if report.values.get(AGREEMENTS) == "no"]
        tellers = {iso3 for agreement in self.agreements for iso3 in agreement.tellers}
        yield self.figure("tellers", _("Countries that name at least one of them"), tellers)
        yield self.figure("yes", _("Countries that say that they have agreements"), yes)
        yield self.figure("no", _("Countries that say that they have none"), no)
        named = {iso3 for a in self.agreements for iso3 in a.parties}
        silent = [iso3 for iso3 in named if iso3 not in tellers]
        yield CountedFigure(
            "silent", _("Countries named as a party that do not name it"), tuple(self.counted.sort(silent))
        )

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        for number, agreement in enumerate(self.agreements, start=1):
            for row in agreement.rows:
                begins, ends = row.days
                yield {
                    "agreement": number,
                    "title": str(row.title),
                    "kind": row.kind,
                    "parties": " ".join(sorted(agreement.parties)),
                    "other_parties": "; ".join(row.others),
                    "confirmed": agreement.is_confirmed,
                    "iso3": row.iso3,
                    "version": row.report.version_number,
                    "question": row.item.question,
                    "row": row.item.row,
                    "valid_from": begins,
                    "valid_until": ends,
                    "subjects": " ".join(row.codes_of(SUBJECTS)),
                    "personnel": " ".join(row.codes_of(PERSONNEL)),
                    "signed_by": " ".join(row.codes_of(SIGNATORIES)),
                    "link": row.link,
                }


def subjects_of(agreement: Agreement) -> set[str]:
    return {subject for row in agreement.rows for subject in row.codes_of(SUBJECTS)}


def order_of(agreement: Agreement, counted: CountedReports) -> list:
    """Return the key by which agreements are listed: bilateral ones first, by the names of the parties."""
    names = [fold_label(counted.name(iso3)) for iso3 in counted.sort(agreement.parties)]
    return [len(agreement.parties) > 2, names, agreement.main_row.days[0], agreement.rows[0].key]
