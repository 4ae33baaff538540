"""The rows of the table country by country: hundreds on a page, so no template is asked for each."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from authorities.languages.cldr import format_day, format_partial_date
from reporting.charts.canvas import escape
from reporting.compliance.figures import ANY, ComplianceStatus

NO_AUTHORITY, NO_REPORT, BEGUN = _("None"), _("No"), _("Begun")
AFTER_CLOSURE, NOT_HELD, LATE = (
    _("After the round closed"),
    _("received, not held here"),
    _("after the due date"),
)


class StatusRows:
    """Writes rows of one round in the active language."""

    def __init__(self, round_number: int) -> None:
        self.country_url = reverse("country", args=[ANY])
        self.report_url = reverse("report", args=[round_number, ANY])
        self.words: dict[int, str] = {}
        self.institutions: dict[str, str] = {}

    def write(self, statuses: Iterable[ComplianceStatus]) -> SafeString:
        return mark_safe("\n".join(map(self.write_row, statuses)))  # noqa: S308 - all that is text is escaped

    def write_row(self, status: ComplianceStatus) -> str:
        url = self.country_url.replace(ANY, status.iso3)
        return (
            f'<tr><th scope="row"><a href="{url}">{escape(status.name)}</a></th>'
            f"<td>{escape(status.region)}</td>{self.write_authority(status)}"
            f"{self.write_report(status)}<td>{escape(str(status.record_label))}</td></tr>"
        )

    def write_authority(self, status: ComplianceStatus) -> str:
        if not status.institution:
            return f'<td class="muted">{self.translate(NO_AUTHORITY)}</td>'
        kind = self.institutions.get(status.institution_type)
        if kind is None:
            kind = f'<span class="small muted">{escape(str(status.institution_label))}</span>'
            self.institutions[status.institution_type] = kind
        return f"<td><bdi>{escape(status.institution)}</bdi><br>{kind}</td>"

    def write_report(self, status: ComplianceStatus) -> str:
        if status.receipt_date:
            received = escape(format_partial_date(status.receipt_date))
            return f'<td>{received} <span class="small muted">{self.translate(NOT_HELD)}</span></td>'
        if not status.reported_on:
            word = AFTER_CLOSURE if status.after_closure else BEGUN if status.in_progress else NO_REPORT
            return f'<td class="muted">{self.translate(word)}</td>'
        day: str = escape(format_day(status.reported_on))
        if status.published:
            day = f'<a href="{self.report_url.replace(ANY, status.iso3)}">{day}</a>'
        late = f' <span class="small muted">{self.translate(LATE)}</span>'
        return f"<td>{day}{late if status.late else ''}</td>"

    def translate(self, word: str | Promise) -> str:
        """Return a word of the catalogue, escaped; each is looked up once."""
        key = id(word)
        if key not in self.words:
            self.words[key] = escape(str(word))
        return self.words[key]
