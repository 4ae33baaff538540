"""The words of a comment as HTML: plain text, in which web addresses can be clicked."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Ends at a space, at what ends an address in a text, and at marks that turn the direction of writing.
ADDRESS = re.compile(
    r"\bhttps?://[^\s<>\"'“”«»\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,2000}", re.IGNORECASE
)
AFTER_ADDRESS = ".,;:!?)]}…،؛؟。，、；：！？）】»’"
BRACKETS = {")": "(", "]": "[", "}": "{"}


def link_addresses(text: str) -> SafeString:
    """Return a text, escaped, in which addresses of http and https are links; nothing else is.

    >>> link_addresses("(See https://who.int.) <b>")
    '(See <a href="https://who.int" rel="nofollow noopener">https://who.int</a>.) &lt;b&gt;'
    """
    parts, done = [], 0
    for found in ADDRESS.finditer(text):
        address = trim_address(found[0])
        if not address.endswith("//"):
            parts += [text[done : found.start()], write_link(address)]
            done = found.start() + len(address)
    return format_html_join("", "{}", ((part,) for part in [*parts, text[done:]]))


def write_link(address: str) -> SafeString:
    return format_html('<a href="{0}" rel="nofollow noopener">{0}</a>', address)


def trim_address(found: str) -> str:
    """Return an address without what ends the sentence; a bracket stays if it was opened in the address."""
    while found[-1] in AFTER_ADDRESS:
        opening = BRACKETS.get(found[-1])
        if opening and found.count(opening) >= found.count(found[-1]):
            break
        found = found[:-1]
    return found
