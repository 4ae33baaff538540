"""Parse the XML in workbooks as a stream, within limits on depth, length and number of elements."""

from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn
from xml.parsers import expat

from django.core.exceptions import ValidationError

from authorities.languages.sentences import build_sentence as _

MOST_ELEMENTS = 10_000_000
DEEPEST_ELEMENT = 64
# Expat reads a tag or a comment that is not complete from its beginning again with each block.
BLOCK_SIZE, LONGEST_TAG = 1 << 16, 1 << 19


class XmlHandler:
    """What is done with the elements of a part: one function for each name, without regard to prefixes.

    `actions` is filled by `action_for`; a name that means nothing has None.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.actions: dict[str, Callable[[list[str]], None] | None] = {}

    def action_for(self, name: str) -> Callable[[list[str]], None] | None:
        """Return what is done where an element begins, called with [name, value, …] of its attributes."""
        return getattr(self, f"start_{name.replace('-', '_')}", None)

    def start_element(self, tag: str, attributes: list[str]) -> None:
        self.depth += 1
        try:
            action = self.actions[tag]
        except KeyError:
            action = self.actions[tag] = self.action_for(local_name(tag))
        if action is not None:
            action(attributes)

    def end_element(self, _tag: str) -> None:
        self.depth -= 1

    def text(self, data: str) -> None:
        """Take the text within an element. Does nothing here."""

    def finish_block(self) -> None:
        """Called after each block, for limits that need not be compared with each element."""
        if self.depth > DEEPEST_ELEMENT:
            refuse_unusual_xml()


def local_name(tag: str) -> str:
    return tag.rpartition(":")[2]


def attributes_of(pairs: list[str]) -> dict[str, str]:
    """Return {name without its prefix: value} of attributes.

    >>> attributes_of(["r:id", "rId1", "name", "List"])
    {'id': 'rId1', 'name': 'List'}
    """
    return {local_name(name): value for name, value in zip(pairs[::2], pairs[1::2], strict=True)}


def refuse_unusual_xml(*_arguments: object) -> NoReturn:
    raise ValidationError(
        _(
            "The workbook is built as no spreadsheet program builds one. Open it in a spreadsheet "
            "program and save it again as .xlsx."
        )
    )


def parse_xml(blocks: Iterable[bytes], handler: XmlHandler) -> None:
    """Hand the elements to the handler. Raises ExpatError if the part is not well-formed.

    Raises ValidationError if it declares entities, or is deeper or of more elements than allowed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start_element, handler.end_element
    parser.StartDoctypeDeclHandler = refuse_unusual_xml
    if type(handler).text is not XmlHandler.text:
        parser.CharacterDataHandler = handler.text
    elements = size = 0
    for block in blocks:
        for piece in cut_block(block):
            elements += piece.count(b"<")
            size += len(piece)
            parser.Parse(piece, False)
            handler.finish_block()
            if elements > 2 * MOST_ELEMENTS or size - parser.CurrentByteIndex > LONGEST_TAG:
                refuse_unusual_xml()
    parser.Parse(b"", True)


def cut_block(block: bytes) -> Iterator[bytes]:
    """Yield a block in pieces of at most BLOCK_SIZE."""
    for start in range(0, len(block), BLOCK_SIZE):
        yield block[start : start + BLOCK_SIZE]
