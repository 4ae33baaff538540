"""The language of a page: that of its address, and nothing else decides it.

So a page of an address is the same for everybody, no cookie is needed, and every page can be linked to in
every language.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.http import escape_leading_slashes
from django.utils.translation import activate, get_language, get_language_info

from authorities.languages.addresses import PREFIX_OF_LANGUAGE, path_in_language, split_language
from authorities.site_address import site_address

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


def list_languages(request: HttpRequest) -> list[dict]:
    """Return what is known of each language, with the address of this page in it.

    A page in English is offered in the others, to everybody in the same bytes; a script shows one offer.
    """
    here, offers = address_of(request), OFFERS if get_language() == settings.LANGUAGE_CODE else {}
    return [
        get_language_info(code) | {"address": path_in_language(here, code), "offer": offers.get(code)}
        for code, _name in settings.LANGUAGES
    ]


def list_alternates(request: HttpRequest) -> list[dict]:
    """Return the absolute addresses of a public page for search engines; none for other pages.

    The first is the canonical one, in the language of this page.
    """
    match = request.resolver_match
    if not match or getattr(match.func, "open_to", "") != "everyone" or not is_indexed(request):
        return []
    site, here = site_address(request), address_of(request)
    addresses = {code: site + path_in_language(here, code) for code, _name in settings.LANGUAGES}
    own = [{"rel": "canonical", "address": addresses[get_language()]}]
    others = [{"rel": "alternate", "code": code, "address": address} for code, address in addresses.items()]
    return [
        *own,
        *others,
        {"rel": "alternate", "code": "x-default", "address": addresses[settings.LANGUAGE_CODE]},
    ]


def is_indexed(request):
    """Return True unless the address holds a secret, or the page is of accounts."""
    _language, path = split_language(request.path_info)
    return "token" not in request.resolver_match.kwargs and not path.startswith("/accounts/")
