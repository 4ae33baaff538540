"""The language of a page: that of its address, and nothing else decides it.

So a page of an address is the same for everybody, no cookie is needed, and every page can be linked to in
every language.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django.utils.translation import activate, get_language_info

from authorities.languages.addresses import PREFIX_OF_LANGUAGE, path_in_language, split_language
from authorities.site_address import site_address
from config.templatetags.plain_parts import plain_part

# As browsers say where a request comes from: a bookmark or a typed address, another site.
FROM_OUTSIDE = ("none", "cross-site", "same-site")
SAFE = ("GET", "HEAD")
# {other spelling of a first segment: language}, e.g. /zh-hans/ and /en/; capitals are forgiven too.
OTHER_SPELLINGS = {code: code for code, _name in settings.LANGUAGES} | {
    prefix.rstrip("/"): code for code, prefix in PREFIX_OF_LANGUAGE.items()
}
# How a page in English is offered to readers of another language: each in its own words, so never translated.
OFFERS = {
    "ar": "هذه الصفحة متاحة بالعربية",
    "zh-hans": "本页有中文版",
    "fr": "Cette page existe en français",
    "ru": "Эта страница есть на русском языке",
    "es": "Esta página existe en español",
}


@dataclass(frozen=True, eq=False)
class ShownLanguage:
    """A language as each page names it: the start of its addresses, its own name, and its offer of a page."""

    code: str
    start: str
    name: str
    direction: str
    offer: str


def describe_language(code: str) -> ShownLanguage:
    found = get_language_info(code)
    direction = "rtl" if found["bidi"] else "ltr"
    start = f"/{PREFIX_OF_LANGUAGE.get(code, '')}"
    return ShownLanguage(code, start, found["name_local"], direction, OFFERS.get(code, ""))


LANGUAGES = tuple(describe_language(code) for code, _name in settings.LANGUAGES)


def activate_language_of_address(get_response):
    """Answer in the language of the address; lead from other spellings of its prefix to the one address."""

    def answer(request):
        language, _path = split_language(request.path_info)
        request.LANGUAGE_CODE = language
        activate(language)
        response = redirect_from_other_spelling(request) or get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return answer


def redirect_from_other_spelling(request):
    """Return a redirect from /zh-hans/…, /en/… or /FR/… to the address of that page, else None."""
    segment, slash, rest = request.get_full_path().removeprefix("/").partition("/")
    language = OTHER_SPELLINGS.get(segment.lower())
    is_right = f"{segment}/" == PREFIX_OF_LANGUAGE.get(language or "")
    if not slash or language is None or is_right or request.method not in SAFE:
        return None
    return HttpResponseRedirect(path_in_language(f"/{rest}", language), status=301)


def lead_to_account_language(get_response):
    """Lead who is signed in and comes by a bookmark or an old link to the language of their account.

    Within the site the address decides: who chooses English by its link stays in English.
    """

    def lead(request):
        if not may_come_from_outside(request) or not request.user.is_authenticated:
            return get_response(request)
        if request.user.language not in PREFIX_OF_LANGUAGE:
            return get_response(request)
        response = HttpResponseRedirect(path_in_language(request.get_full_path(), request.user.language))
        patch_cache_control(response, private=True, no_store=True)
        return response

    return lead


def may_come_from_outside(request):
    """Return True for a page without a language in its address that is opened from outside this site."""
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Site") in FROM_OUTSIDE
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and settings.SESSION_COOKIE_NAME in request.COOKIES
        and split_language(request.path_info)[1] == request.path_info
        and is_page(request.path_info)
    )


def is_page(path):
    """Return True for the address of a page; files and what machines ask have no slash at the end."""
    return path.endswith("/")


def address_of(request: HttpRequest) -> str:
    """Return the address of the page, with the parameters that its view reads."""
    query = request.GET.urlencode()
    return (
        f"{escape_leading_slashes(request.path)}?{query}" if query else escape_leading_slashes(request.path)
    )


def rest_of_address(request: HttpRequest) -> str:
    """Return what follows the prefix of the language, the same in all of them."""
    return path_in_language(address_of(request), settings.LANGUAGE_CODE).removeprefix("/")


def write_languages(request: HttpRequest) -> SafeString:
    """Return the list of languages, with the address of this page in each.

    A page in English is offered in the others, to everybody in the same bytes; a script shows one offer.
    """
    part = plain_part("parts/languages.html", languages=LANGUAGES)
    return format_html(part, rest=rest_of_address(request))


def write_alternates(request: HttpRequest) -> SafeString:
    """Return the absolute addresses of a public page for search engines; nothing for other pages.

    The first is the canonical one, in the language of this page.
    """
    match = request.resolver_match
    if not match or getattr(match.func, "open_to", "") != "everyone" or not is_indexed(request):
        return SafeString("")
    part = plain_part("parts/alternates.html", languages=LANGUAGES)
    return format_html(part, site=site_address(request), rest=rest_of_address(request))


def is_indexed(request):
    """Return True unless the address holds a secret, or the page is of accounts."""
    _language, path = split_language(request.path_info)
    return "token" not in request.resolver_match.kwargs and not path.startswith("/accounts/")
