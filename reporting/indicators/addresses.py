"""The addresses of the pages of indicators: the whole question stands in each of them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from authorities.languages.remembered_results import remember_by_language
from reporting.compliance.query import SummaryQuery

# A page has fifty, with each kind of answer and each group.
MOST_ADDRESSES = 5000


def path_parameters(query: SummaryQuery) -> dict[str, str]:
    """Return the parameters of a question whose round stands in the path of its address."""
    return {name: value for name, value in query.parameters.items() if name != "round"}


def indicator_address(query: SummaryQuery, key: str, round_number: int | None = None) -> str:
    """Return the page of an indicator for the same question, about another round if one is given."""
    path = reverse("indicator", args=[round_number or query.round.number, key])
    return f"{path}?{urlencode(path_parameters(query))}"


def countries_address(
    query: SummaryQuery,
    key: str,
    answer: str,
    round_number: int | None = None,
    *,
    group: str = "",
    panel: str = "",
) -> str:
    """Return the list of the countries that give an answer, or are silent in one way; of all for "".

    It may be of a group of countries, or of a panel: of those that answered in each of some rounds.
    """
    named = {**path_parameters(query), "answer": answer, "group": group, "panel": panel}
    return write_countries_address(round_number or query.round.number, key, tuple(named.items()))


@remember_by_language(MOST_ADDRESSES)
def write_countries_address(round_number: int, key: str, named: tuple[tuple[str, str], ...]) -> str:
    path = reverse("indicator_countries", args=[round_number, key])
    return f"{path}?{urlencode([(name, value) for name, value in named if value])}"


@dataclass(frozen=True)
class LinkedNumber:
    """A number of countries that opens them; a zero has none to open."""

    number: int
    url: str

    def __str__(self) -> str:
        return self.__html__()

    def __html__(self) -> SafeString:
        """Return it as templates write it."""
        if not self.number:
            return format_html("{}", self.number)
        return format_html('<a href="{}" data-figure="{}">{}</a>', self.url, self.number, self.number)
