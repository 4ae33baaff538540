"""A sheet for translators: every text of an instrument beside its translation, out and back in.

What comes back changes translations of one language and nothing else.
"""

import io
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from authorities.spreadsheets.formats import LITERAL_CELLS
from authorities.spreadsheets.reader import open_sheet
from reporting.instruments.texts import pick_text, split_languages, walk_texts
from reporting.models import Instrument

PLACE = "place"
TEXT_WIDTH, LONGEST_TEXT = 60, 10_000


def write_translators_sheet(instrument: Instrument, language: str) -> bytes:
    """Return an .xlsx with a line for each text: its place, the main text, and the translation so far."""
    main, stored = instrument.language, io.BytesIO()
    with xlsxwriter.Workbook(stored, LITERAL_CELLS) as book:
        bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 30, plain)
        sheet.set_column(1, 2, TEXT_WIDTH, plain)
        sheet.write_row(0, 0, [PLACE, main, language], bold)
        for number, (place, part, key) in enumerate(text_places(instrument.definition), 1):
            texts = split_languages(part[key], main)
            sheet.write_row(number, 0, [place, texts.get(main, ""), texts.get(language, "")], plain)
    return stored.getvalue()


def read_translators_sheet(file: Any, name: str, instrument: Instrument) -> dict[str, Any]:
    """Return the definition with the translations of a sheet; its other languages stay.

    Raise ValidationError with a sentence for each row that cannot be used.
    """
    sheet, main = open_sheet(file, name), instrument.language
    languages = [header for header in sheet.headers if header not in (PLACE, main)]
    if PLACE not in sheet.headers or main not in sheet.headers or len(languages) != 1:
        raise ValidationError(
            _("The sheet must have the columns “place”, “%(main)s” and one language. Download it again."),
            params={"main": main},
        )
    definition = deepcopy(instrument.definition)
    places = {place: (part, key) for place, part, key in text_places(definition)}
    columns = [sheet.headers.index(header) for header in (PLACE, main, *languages)]
    problems = []
    for numbers, rows in sheet.chunks():
        for number, row in zip(numbers, rows, strict=True):
            place, text, translation = (as_text(row[column]) for column in columns)
            problem = find_problem(places.get(place), main, text, translation)
            if problem:
                problems.append(_("Row %(row)d: %(problem)s") % {"row": number, "problem": problem})
            else:
                put_translation(*places[place], main, languages[0], translation)
    if problems:
        raise ValidationError(problems)
    known = dict.fromkeys([*instrument.languages, *languages])
    return {**definition, "languages": list(known)} if len(known) > 1 else definition


def find_problem(found: tuple[dict, str] | None, main: str, text: str, translation: str) -> str:
    """Return why a row cannot be used; blank if it can."""
    if found is None:
        return _("there is no text at this place. Download the sheet again.")
    part, key = found
    stored = split_languages(part[key], main).get(main, "")
    if same_lines(stored) != same_lines(text):
        return _("the text was changed meanwhile. Download the sheet again.")
    if len(translation) > LONGEST_TEXT:
        return _("the translation is longer than %(most)d characters.") % {"most": LONGEST_TEXT}
    names = [sorted(pick_text(words, main, main).references) for words in (stored, translation)]
    if translation and names[0] != names[1]:
        return _("the names in ${ } must be the same in the translation.")
    return ""


def put_translation(part: dict, key: str, main: str, language: str, translation: str) -> None:
    texts = {**split_languages(part[key], main), language: translation}
    kept = {code: words for code, words in texts.items() if words or code == main}
    part[key] = kept if kept.keys() - {main} else kept.get(main, "")


def text_places(definition: dict[str, Any]) -> Iterator[tuple[str, dict, str]]:
    """Yield (place, part, key) for every text of a definition that is not blank, in its order."""
    for steps, part, key in walk_texts(definition):
        if part[key]:
            yield "/".join([*(f"{name}:{code}" for name, code in steps), key]), part, key


def as_text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def same_lines(text: str) -> str:
    """Return a text as it is compared: programs write the ends of lines in their own ways."""
    return "\n".join(line.strip() for line in text.strip().splitlines())
