"""The first page on what the answers say: the numbers of every part, each with the way to its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from reporting.models import NumberKind, ReportedNumber
from reporting.reported_content.agreements_page import AgreementsPage
from reporting.reported_content.answers_page import AnswersPage, CountedFigure
from reporting.reported_content.constraints_page import ConstraintsPage
from reporting.reported_content.counted_reports import CountedReports
from reporting.reported_content.evidence_page import EvidencePage


@dataclass(frozen=True)
class OverviewPage(AnswersPage):
    """`counting` holds the countries that give a number of each kind."""

    agreements: AgreementsPage
    constraints: ConstraintsPage
    evidence: EvidencePage
    counting: Mapping[str, frozenset[str]]

    part = ""
    title = gettext_lazy("What the answers say")
    columns = ("part", "figure", "number")

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> "OverviewPage":
        numbers = ReportedNumber.objects.of_all_countries().filter(number__isnull=False)
        rows = counted.keep_readable(numbers)
        # One query for the items of all parts.
        _loaded = counted.every_item
        counting: dict[str, set[str]] = {kind: set() for kind in NumberKind.values}
        for kind, version in rows.order_by().values_list("kind", "version").distinct():
            counting[kind].add(counted.by_version[version].iso3)
        return cls(
            counted,
            {},
            AgreementsPage.load(counted, {}),
            ConstraintsPage.load(counted, {}),
            EvidencePage.load(counted, {}),
            {kind: frozenset(codes) for kind, codes in counting.items()},
        )

    @property
    def is_known(self) -> bool:
        return self.evidence.is_known

    @property
    def workforce(self) -> list[CountedFigure]:
        return [self.figures[kind] for kind in NumberKind.values]

    def count_countries(self) -> Iterable[CountedFigure]:
        for kind in NumberKind:
            yield self.figure(str(kind), kind.label, self.counting[kind])

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        yield {"part": "agreements", "figure": "agreements", "number": len(self.agreements.agreements)}
        yield {
            "part": "agreements",
            "figure": "confirmed",
            "number": len(self.agreements.confirmed_agreements),
        }
        pages: dict[str, AnswersPage] = {
            "answers": self,
            "agreements": self.agreements,
            "constraints": self.constraints,
            "recruiter-evidence": self.evidence,
        }
        for part, page in pages.items():
            for figure in page.figures.values():
                if figure.key != "reports" or page is self:
                    yield {"part": part, "figure": figure.key, "number": figure.number}
