"""The pictures of what the answers say: who with whom, and source beside destination."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day
from reporting.charts.canvas import Tone
from reporting.charts.chart import Chart, LegendItem, name_chart
from reporting.charts.matrix import Head, Matrix, MatrixCell
from reporting.charts.range_bars import RangeBars, RangeRow
from reporting.charts.registry import register_chart
from reporting.compliance.query import SummaryQuery
from reporting.reported_content.agreement_pairs import STANDINGS, CountryPair, PairStanding
from reporting.reported_content.answers_page import AnswersPage
from reporting.reported_content.counted_reports import load_counted_reports
from reporting.reported_content.matrix_page import MatrixPage
from reporting.reported_content.mirror_page import MirrorPage, ShownMirrorLine

MATRIX_CHART, MIRROR_CHART = "agreements-matrix", "workforce-mirror"
TONES = {
    PairStanding.BOTH: Tone.STRONG,
    PairStanding.NOT_THE_SAME: Tone.HATCHED,
    PairStanding.ONE: Tone.MIDDLE,
    PairStanding.OTHERS: Tone.OUTLINED,
}
# As many movements as a picture holds; the table has all of them.
MOST_BARS = 20


def build_matrix_chart(query: SummaryQuery, **choices: str) -> Chart:
    return draw_matrix(MatrixPage.load(load_counted_reports(query), choices))


def build_mirror_chart(query: SummaryQuery, **choices: str) -> Chart:
    return draw_mirror(MirrorPage.load(load_counted_reports(query), choices))


def draw_matrix(page: MatrixPage) -> Chart:
    """Return the pairs of countries as squares, each with the number of its agreements."""
    name = page.counted.name
    cells = {
        (row, column): draw_pair(page, pair)
        for row in page.row_codes
        for column in page.column_codes
        if (pair := page.pair_of.get((row, column)))
    }
    chart = Matrix(
        title=_("Who has agreements with whom"),
        subtitle=write_subtitle(page),
        note=_("The number in a square is that of the agreements which name the two countries together."),
        demo=page.demo,
        legend=[
            LegendItem(str(label), TONES[standing], series=str(standing))
            for standing, label, _number in page.by_standing
        ],
        rows=[Head(iso3, name(iso3)) for iso3 in page.row_codes],
        columns=[Head(iso3, iso3, name(iso3)) for iso3 in page.column_codes],
        cells=cells,
        row_heading=_("Country"),
    )
    return name_chart(chart, MATRIX_CHART, page.query, **page.choices)


def draw_pair(page: MatrixPage, pair: CountryPair) -> MatrixCell:
    address = (
        f"{page.list_url}?{urlencode({**page.parameters, 'country': pair.first, 'partner': pair.second})}"
    )
    return MatrixCell(
        TONES[pair.standing],
        str(STANDINGS[pair.standing]),
        address,
        str(len(pair.agreements)),
        str(pair.standing),
    )


def draw_mirror(page: MirrorPage) -> Chart:
    """Return the largest movements that both sides count, as ranges from the one number to the other."""
    largest = sorted(page.mirrored_lines, key=lambda line: -line.numbers[-1])
    shown = [page.show_line(line) for line in largest[:MOST_BARS]]
    chart = RangeBars(
        title=_("Source beside destination"),
        subtitle=write_subtitle(page),
        note=_("Of one occupation and one year. The two numbers are never averaged."),
        demo=page.demo,
        rows=[draw_movement(line) for line in shown],
        first_label=_("The destination says: came"),
        second_label=_("The source says: left"),
        row_heading=_("From – to"),
    )
    return name_chart(chart, MIRROR_CHART, page.query, **page.choices)


def draw_movement(shown: ShownMirrorLine) -> RangeRow:
    words = {
        "source": shown.source,
        "destination": shown.destination,
        "occupation": shown.occupation,
        "year": shown.line.year or "–",
    }
    label = _("%(source)s – %(destination)s, %(occupation)s, %(year)s") % words
    came, left = (None if n is None else float(n) for n in (shown.line.came, shown.line.left))
    return RangeRow(label, came, left, shown.came_place.url if shown.came_place else "")


def write_subtitle(page: AnswersPage) -> str:
    words = {
        "round": page.query.round.texts["title"],
        "day": format_day(page.query.as_of),
        "countries": page.query.filters.label(),
    }
    return _("%(round)s, as of %(day)s, %(countries)s") % words


register_chart(MATRIX_CHART, build_matrix_chart, list(MatrixPage.choice_names))
register_chart(MIRROR_CHART, build_mirror_chart, list(MirrorPage.choice_names))
