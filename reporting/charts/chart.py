"""What every chart has: title, legend, pictures for three widths, table, and its addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day, gap
from authorities.site_address import site_address
from reporting.charts.canvas import Canvas, escape, format_length
from reporting.charts.legend import swatch_html
from reporting.compliance.figures import DEFINITIONS

# The width of the picture for a phone, for half a page and for a whole one. Style sheet: `charts.css`.
WIDTHS = {"narrow": 340, "medium": 600, "wide": 960}
FILE_FORMATS = ("csv", "xlsx", "svg", "png")


@dataclass(frozen=True)
class LegendItem:
    """What a tone stands for; where it counts countries, with their number and a link to them."""

    label: str
    tone: str
    number: int | None = None
    url: str = ""
    series: str = ""

    @property
    def swatch(self) -> SafeString:
        return swatch_html(self.tone)


class ChartCell(NamedTuple):
    """A value of the table; where it counts countries, with a link to them."""

    value: Any
    url: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float)

    @property
    def text(self) -> str:
        """The value as a page shows it."""
        if isinstance(self.value, date):
            return format_day(self.value)
        return "" if self.value is None else str(self.value)


class PlainContent:
    """A part of what a chart shows. Lists become tuples, so that it can be compared, and remembered by."""

    def __post_init__(self) -> None:
        held = self.__dict__
        for name, value in held.items():
            if isinstance(value, list):
                held[name] = tuple(value)


@dataclass(frozen=True)
class ChartTable(PlainContent):
    """The same as the picture, in words and numbers."""

    header: Sequence[str]
    rows: Sequence[Sequence[ChartCell]]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.__dict__["rows"] = tuple(map(tuple, self.rows))


@dataclass(frozen=True)
class Picture:
    """One drawing of a chart: what stands inside its svg element, and how large it is."""

    size: str
    width: float
    height: float
    content: SafeString

    @property
    def drawn_width(self) -> str:
        return format_length(self.width)

    @property
    def view_box(self) -> str:
        return f"0 0 {format_length(self.width)} {format_length(self.height)}"


@dataclass(frozen=True, kw_only=True)
class Chart(PlainContent):
    """A chart. A subclass says how it is drawn (`draw`) and what its table holds (`drawn_table`)."""

    title: str
    # Of which round, day and countries; stands under the title, in files too.
    subtitle: str = ""
    note: str = ""
    source: str = ""
    # True if some of what is drawn is demonstration data.
    demo: bool = False
    # A table that says more than the picture shows, instead of the table of the picture.
    own_table: ChartTable | None = None
    legend: Sequence[LegendItem] = ()
    # The address of the chart: given by `name_chart`.
    key: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    # Tells apart the charts of one key that stand on one page.
    mark: str = ""

    # True where left and right are turned round on a page that is written from the right.
    mirrored: ClassVar[bool] = True
    # The sizes that are drawn for a page.
    sizes: ClassVar[Sequence[str]] = tuple(WIDTHS)

    @cached_property
    def table(self) -> ChartTable:
        return self.own_table or self.drawn_table()

    def drawn_table(self) -> ChartTable:
        """Return what the picture shows as a table."""
        raise NotImplementedError

    def draw(self, canvas: Canvas, size: str) -> float:
        """Draw on the canvas; return the height that was needed."""
        raise NotImplementedError

    def picture(self, size: str = "wide") -> Picture:
        canvas = Canvas(self.natural_width(size), mirrored=self.mirrored and get_language_bidi())
        height = self.draw(canvas, size)
        return Picture(size, canvas.width, height, canvas.content())

    def natural_width(self, size: str) -> float:
        return WIDTHS[size]

    @property
    def pictures(self) -> list[Picture]:
        return [self.picture(size) for size in self.sizes]

    @property
    def legend_items(self) -> Sequence[LegendItem]:
        return self.legend

    @property
    def anchor(self) -> str:
        return "-".join(filter(None, [self.key, self.mark])) or slugify(self.title) or "chart"

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters)

    @cached_property
    def permanent_address(self) -> str:
        """The address of the chart alone, with both days: what was true of the one, as known on the other."""
        both = {"known_on": self.known_on.isoformat(), **self.parameters}
        return f"{site_address()}{reverse('chart', args=[self.key])}?{urlencode(both)}"

    @property
    def shared_picture(self) -> str:
        """The address of the picture that a page shows where it is shared."""
        return f"{site_address()}{reverse('chart_file', args=[self.key, 'png'])}?{self.query_string}"

    @property
    def known_on(self) -> date:
        given = self.parameters.get("known_on")
        return date.fromisoformat(given) if given else datetime.now(UTC).date()

    @property
    def citation(self) -> str:
        """How to cite the chart: title, days, definitions, address."""
        as_of = self.parameters.get("as_of")
        words = {
            "title": self.title,
            "site": _("WHO Code reporting tracker"),
            "day": format_day(date.fromisoformat(as_of) if as_of else self.known_on),
            "known": format_day(self.known_on),
            "definitions": DEFINITIONS,
            "address": self.permanent_address,
        }
        text = _(
            "%(title)s. %(site)s. As of %(day)s, as known on %(known)s, definitions %(definitions)s. "
            "%(address)s"
        )
        return f"{text % words}{gap()}{_('Demonstration data.')}" if self.demo else text % words

    @property
    def files(self) -> list[tuple[str, str]]:
        """The name of each format with its address."""
        if not self.key:
            return []
        address = reverse("chart_file", args=[self.key, "csv"]).removesuffix("csv")
        query = self.query_string
        return [(format_.upper(), f"{address}{format_}?{query}") for format_ in FILE_FORMATS]

    @property
    def table_html(self) -> SafeString:
        """The rows of the table; written here, for a template needs as long for a cell as for the chart."""
        rows = ("".join([table_row_html(row)]) for row in self.table.rows)
        return mark_safe("".join(rows))  # noqa: S308 - every value is escaped


def table_row_html(row: Sequence[ChartCell]) -> str:
    first, *others = row
    cells = [f'<th scope="row">{cell_html(first)}</th>']
    cells += [f"<td{' class=n' if cell.is_number else ''}>{cell_html(cell)}</td>" for cell in others]
    return f"<tr>{''.join(cells)}</tr>"


def cell_html(cell: ChartCell) -> str:
    text = escape(cell.text)
    if not cell.url:
        return text
    counted = f' data-figure="{text}"' if cell.is_number else ""
    return f'<a href="{escape(cell.url)}"{counted}>{text}</a>'


def name_chart(chart: Chart, key: str, query: Any, **extra: str) -> Chart:
    """Return the chart with its address: the key it is registered by, the query and its other parameters."""
    return replace(chart, key=key, parameters={**query.parameters, **{k: v for k, v in extra.items() if v}})
