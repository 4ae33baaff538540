"""For search engines: the public pages in each language, and which pages they should leave alone."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from authorities.languages.addresses import PREFIX_OF_LANGUAGE, path_in_language
from authorities.models import MemberState
from recruiters.models import Register
from reporting.models import Round, Version

PAGES = (
    *("home", "compliance", "countries", "rounds", "authorities", "recruiters", "glossary", "checks"),
    *("about", "contact", "privacy", "accessibility", "data_licence", "report_concern", "verify_certificate"),
)
# The most that the protocol allows in one file.
MOST_ADDRESSES = 50_000
# Pages of one person, or that cost much and are no page to find by a search: addresses begin so.
NOT_FOR_ROBOTS = (
    *("/accounts/", "/admin/", "/desk/", "/filing/", "/invitation/", "/authorities/confirm/", "/mails/"),
    *("/recruiters/certificates/", "/recruiters/follow/", "/recruiters/concerns/follow/", "/rounds/letter/"),
    "/recruiters/verify/?",
)


def list_pages() -> list[str]:
    """Return the addresses of the public pages, in English."""
    with override(settings.LANGUAGE_CODE):
        registers = Register.objects.in_force_on(timezone.localdate()).select_related("member_state")
        published = Version.objects.published().values_list("submission__round", "submission__member_state")
        return [
            *map(reverse, PAGES),
            *(state.get_absolute_url() for state in MemberState.objects.order_by("pk")),
            *(round_.get_absolute_url() for round_ in Round.objects.order_by("number")),
            *(reverse("report", args=place) for place in published.distinct().order_by()),
            *(register.get_absolute_url() for register in registers.order_by("pk")),
        ]


def repeat_in_languages(pages: Iterable[str]) -> Iterator[str]:
    for page in pages:
        for language, _name in settings.LANGUAGES:
            yield path_in_language(page, language)


def write_sitemap(site: str, pages: list[str]) -> str:
    """Return the sitemap (sitemaps.org) of pages in each language. The pages name one another."""
    most = MOST_ADDRESSES // len(settings.LANGUAGES)
    entries = "\n".join(
        f"<url><loc>{escape(site + path)}</loc></url>" for path in repeat_in_languages(pages[:most])
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    return f"{head}\n{entries}\n</urlset>\n"


def write_robots(site: str) -> str:
    """Return what robots may look at: nothing of the demonstration, whose figures are no facts."""
    if settings.DEMO:
        return "User-agent: *\nDisallow: /\n"
    prefixes = ["", *(f"/{prefix.rstrip('/')}" for prefix in PREFIX_OF_LANGUAGE.values())]
    refused = "\n".join(f"Disallow: {prefix}{path}" for prefix in prefixes for path in NOT_FOR_ROBOTS)
    return f"User-agent: *\n{refused}\nSitemap: {site}{reverse('sitemap')}\n"
