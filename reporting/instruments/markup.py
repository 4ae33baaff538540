"""The formatting that XLSForm allows in texts: emphasis, links, line breaks, `${name}` for an answer."""

import re
from collections.abc import Callable
from html import escape

from django.utils.safestring import SafeString, mark_safe

REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}")
# What stands for an answer that is not given yet, or where no answers are known.
ELLIPSIS = "…"
# Every pattern is bounded and knows no repetition in a repetition, so that no text takes long.
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!-])")
LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(\s*((?:https?://|mailto:)[^\s()<>\"']{1,500})\s*\)")
TAG = re.compile(
    r"</?(?:b|strong|i|em|u|p|span|div|br|h[1-6]|small|sup|sub)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE
)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,500})$", re.MULTILINE)
STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,500}?)\*\*|(?<!\w)__(?=\S)([^_\n]{1,500}?)__(?!\w)")
EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*\n]{0,500}[^*\s])\*(?![\w*])|(?<!\w)_(?=\S)([^_\n]{0,500}[^_\s])_(?!\w)"
)
PRIVATE = "\ue000"  # marks what is put back at the end: letters of this kind are in no text

# A text without any of these has no formatting.
FORMATTED = re.compile(r"[*_\[<#\\]")


def write_html(source: str, reference: Callable[[str], str]) -> SafeString:
    """Return a text as HTML: everything is escaped but the formatting; `reference` is the HTML of an answer.

    >>> write_html("**Stock** of <b>nurses</b> & ${x}\\n[WHO](https://who.int)", lambda name: name.upper())
    '<strong>Stock</strong> of nurses &amp; X<br><a href="https://who.int" rel="noopener">WHO</a>'
    """
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"{PRIVATE}{len(kept) - 1}{PRIVATE}"

    text = TAG.sub("", BREAK.sub("\n", source.replace(PRIVATE, "")))
    text = ESCAPED.sub(lambda found: keep(escape(found[1])), text)
    text = REFERENCE.sub(lambda found: keep(reference(found[1])), text)
    text = LINK.sub(
        lambda found: keep(f'<a href="{escape(found[2])}" rel="noopener">{escape(found[1])}</a>'), text
    )
    text = emphasise(escape(text, quote=False), "<strong>", "</strong>", "<em>", "</em>")
    text = text.replace("\n", "<br>")
    return mark_safe(restore_kept(text, kept))  # noqa: S308  escaped above


def write_plain(source: str) -> str:
    """Return a text without its formatting; `${name}` stays.

    >>> write_plain("**Stock** of [nurses](https://who.int), _heads_, 2 * 3 * 4, ${x}")
    'Stock of nurses, heads, 2 * 3 * 4, ${x}'
    """
    if not FORMATTED.search(source):
        return source
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"{PRIVATE}{len(kept) - 1}{PRIVATE}"

    text = TAG.sub("", BREAK.sub("\n", source.replace(PRIVATE, "")))
    text = ESCAPED.sub(lambda found: keep(found[1]), text)
    text = REFERENCE.sub(lambda found: keep(found[0]), text)
    text = emphasise(LINK.sub(r"\1", text), "", "", "", "")
    return restore_kept(text, kept)


def emphasise(text: str, strong: str, end_strong: str, emphasis: str, end_emphasis: str) -> str:
    def wrap(start: str, end: str) -> Callable[[re.Match[str]], str]:
        return lambda found: f"{start}{next(group for group in found.groups() if group is not None)}{end}"

    text = HEADING.sub(wrap(strong, end_strong), text)
    return EMPHASIS.sub(wrap(emphasis, end_emphasis), STRONG.sub(wrap(strong, end_strong), text))


def restore_kept(text: str, kept: list[str]) -> str:
    """Return the text with what was kept; what was kept may hold a mark of something kept before it."""
    for number in reversed(range(len(kept))):
        text = text.replace(f"{PRIVATE}{number}{PRIVATE}", kept[number])
    return text


def referenced_names(source: str) -> list[str]:
    """Return the names of the questions whose answers a text repeats."""
    return REFERENCE.findall(source)
