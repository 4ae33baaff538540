"""Finds words in Latin letters that a page written right to left does not isolate."""

import re
from html.parser import HTMLParser

VOID = {"br", "circle", "hr", "img", "input", "link", "meta", "path", "rect"}
VERBATIM = {"code", "pre", "script", "style"}
ISOLATED = re.compile("\u2068.*?\u2069", re.DOTALL)
WORDS = re.compile(r"[^\W\d_]*[A-Za-z]{2}[^\W\d_]*")
# Names that Arabic has no other word for; abbreviations and codes stand for themselves.
USUAL = {"Bulletin", "Excel", "xlsx"}


class ForeignTextParser(HTMLParser):
    """Collects the words outside elements that say their language or direction, and outside marks."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            says = {name for name, value in attrs if name == "lang" or (name == "dir" and value != "rtl")}
            self.open.append((tag, tag in VERBATIM or tag == "bdi" or (tag != "html" and bool(says))))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(isolates for _tag, isolates in self.open):
            self.found += [
                word
                for word in WORDS.findall(ISOLATED.sub("", data))
                if not word.isupper() and word not in USUAL
            ]


def words_that_are_not_isolated(html):
    parser = ForeignTextParser()
    parser.feed(html)
    return parser.found
