"""The options of long lists in HTML: a page of 200 rows has the same list 200 times, so it is made once."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

# [(code, name)], as texts
Options = tuple[tuple[str, str], ...]
NO_NAME = 'name="NAME"'


def as_texts(choices: Iterable) -> Options:
    return tuple((str(code), str(name)) for code, name in choices)


@lru_cache(maxsize=32)
def list_options(options: Options) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', options)


@lru_cache(maxsize=32)
def list_boxes(options: Options) -> SafeString:
    return format_html_join(
        "",
        f'<label data-option><input type="checkbox" {NO_NAME} value="{{}}"> <span>{{}}</span></label>',
        options,
    )


def render_options(choices: Iterable, chosen: str) -> SafeString:
    """Return the <option> elements of a list, one of them selected."""
    value = f'value="{conditional_escape(chosen)}"'
    html = list_options(as_texts(choices))
    return mark_safe(html.replace(f"{value}>", f"{value} selected>", 1))  # noqa: S308  # escaped above


def render_boxes(name: str, choices: Iterable, ticked: Collection[str]) -> SafeString:
    """Return a box to tick for each option, with its label."""
    html = list_boxes(as_texts(choices)).replace(NO_NAME, f'name="{conditional_escape(name)}"')
    for one in ticked:
        value = f'value="{conditional_escape(one)}"'
        html = html.replace(f"{value}>", f"{value} checked>", 1)
    return mark_safe(html)  # noqa: S308  # escaped above
