"""What a cell holds that cannot be read, and the errors of spreadsheet programs in their languages.

A blank cell may mean that something has no end. So such a cell is never
blank: it is refused where it matters.
"""

from dataclasses import dataclass
from typing import ClassVar

from authorities.languages.sentences import build_sentence as _

# As Excel and LibreOffice write them, in the languages that have words of their own.
ERRORS_OF_ENGLISH = [
    *[
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
    ],
    *["#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!"],
    *["#CONNECT?", "#VALUE?", "#N/A!", "#ERROR!"],
]
ERRORS_OF_OTHER_LANGUAGES = [
    *["#N/D", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#PROPAGATION!", "#CALCUL!", "#CHAMP!", "#BLOQUE!"],
    *["#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!", "#FELD!", "#BLOCKIERT!", "#VERBINDEN!"],
    *["#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "#¡DIV/0!", "#¡NUM!", "#¡NÚM!", "#¡NULO!", "#¡DESBORDAMIENTO!"],
    *["#¡CALC!", "#¡CAMPO!", "#¡BLOQUEADO!", "#¡CONECTAR!", "#VALOR!", "#NOME?", "#NÚM!", "#NULO!"],
    *["#DESPEJAR!", "#CÁLC!", "#CAMPO!", "#BLOQUEADO!", "#DESPEJO!", "#EXCEDIDO!", "#REF.!"],
    *["#RIF!", "#VALORE!", "#NULLO!", "#ESPANSIONE!", "#CAMPO!", "#BLOCCATO!", "#N.D.", "#NUMERO!"],
    *["#N/B", "#VERW!", "#WAARDE!", "#NAAM?", "#DEEL/0!", "#GETAL!", "#LEEG!", "#OVERLOOP!", "#BEREKENEN!"],
    *["#ADR!", "#ARG!", "#NAZWA?", "#DZIEL/0!", "#LICZBA!", "#ZERO!", "#ROZLANIE!", "#OBL!", "#POLE!"],
    *[
        "#N/D!",
        "#Н/Д",
        "#ССЫЛКА!",
        "#ЗНАЧ!",
        "#ИМЯ?",
        "#ДЕЛ/0!",
        "#ЧИСЛО!",
        "#ПУСТО!",
        "#ПЕРЕНОС!",
        "#ВЫЧИСЛ!",
    ],
    *["#ПОЛЕ!", "#ЗАБЛОКИРОВАНО!", "#ПЕРЕНОС?", "#ПОСИЛАННЯ!", "#ЗНАЧЕННЯ!", "#ІМ'Я?", "#ДІЛ/0!"],
    *["#YOK", "#BAŞV!", "#DEĞER!", "#AD?", "#SAYI/0!", "#SAYI!", "#BOŞ!", "#TAŞMA!", "#HESAPLA!", "#ALAN!"],
    *["#SAKNAS!", "#REFERENS!", "#VÄRDEFEL!", "#NAMN?", "#DIVISION/0!", "#OGILTIGT!", "#SKÄRNING!"],
    *["#I/T", "#REFERANSE!", "#VERDI!", "#NAVN?", "#NAVN!", "#I/R", "#REFERENCE!", "#VÆRDI!", "#TAL!"],
    *["#PUUTTUU!", "#VIITTAUS!", "#ARVO!", "#NIMI?", "#JAKO/0!", "#LUKU!", "#TYHJÄ!", "#LEVITTYMINEN!"],
    *["#NENÍ_K_DISPOZICI", "#ODKAZ!", "#HODNOTA!", "#NÁZEV?", "#DĚLENÍ_NULOU!", "#ČÍSLO!", "#NEDOSTUPNÝ"],
    *["#HIÁNYZIK", "#HIV!", "#ÉRTÉK!", "#NÉV?", "#ZÉRÓOSZTÓ!", "#SZÁM!", "#NULLA!", "#Δ/Υ", "#ΑΝΑΦ!"],
    *["#ΤΙΜΗ!", "#ΟΝΟΜΑ?", "#ΔΙΑΙΡ/0!", "#ΑΡΙΘ!", "#KENO!", "#ΚΕΝΟ!", "#VREDN!", "#IME?", "#ŠTEV!"],
    # LibreOffice writes some errors as numbers, and others with a space before the mark, as French does.
    *[f"Err:{number}" for number in range(501, 541)],
]
ERROR_NAMES = frozenset(name.casefold() for name in [*ERRORS_OF_ENGLISH, *ERRORS_OF_OTHER_LANGUAGES])
LONGEST_ERROR = max(map(len, ERROR_NAMES))


def is_error_text(text: str) -> bool:
    """Return True for the name of an error in a cell, in any of these languages.

    >>> is_error_text("#VALEUR !"), is_error_text("#¡div/0!"), is_error_text("#1 Care!")
    (True, True, False)
    """
    if len(text) > LONGEST_ERROR + 2 or not text.startswith(("#", "E", "e")):
        return False
    return "".join(text.split()).casefold() in ERROR_NAMES


@dataclass(frozen=True)
class LostCell:
    """A cell that holds something the file does not tell; `text` is as much of it as can be shown."""

    text: str
    kind: ClassVar[str] = ""

    def __str__(self) -> str:
        return self.text

    @property
    def sentence(self) -> str:
        """Why it cannot be read, and what to do."""
        raise NotImplementedError


class UncalculatedFormula(LostCell):
    """A formula whose result the file does not hold."""

    kind = "formula"

    def __str__(self) -> str:
        return f"={self.text}" if self.text else "="

    @property
    def sentence(self) -> str:
        return _(
            "The cell contains a formula, but not its result. Open the workbook in a "
            "spreadsheet program, save it there and send it again."
        )


class MergedCell(LostCell):
    """A cell that is covered by one of another column; `text` is the name of the range, as in “D2:E4”."""

    kind = "merged"

    @property
    def sentence(self) -> str:
        sentence = _("The cell is merged with others (%(range)s). Unmerge them and write each value.")
        return sentence % {"range": self.text}


class RoundedNumber(LostCell):
    """A number of more digits than a spreadsheet program stores."""

    kind = "rounded"

    @property
    def sentence(self) -> str:
        return _(
            "The number has more than 15 digits, and spreadsheet programs store only the first 15. "
            "Format the column as text and type the number again."
        )


class MissingCell(LostCell):
    """A cell that a row of text lacks, which has fewer cells than there are names of columns."""

    kind = "missing"

    @property
    def sentence(self) -> str:
        return _(
            "The row ends before this cell, so nobody knows whether it is blank. Complete the row, or "
            "ask for the file again."
        )


MISSING = MissingCell("")
LOST_CELLS: dict[str, type[LostCell]] = {
    cell.kind: cell for cell in (UncalculatedFormula, MergedCell, RoundedNumber, MissingCell)
}
