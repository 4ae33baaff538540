"""Words that people and programs write where there is nothing to write: NULL, n/a, néant, нет, 无."""

from authorities.spreadsheets.blanks import BLANKS, REMOVE_INVISIBLE

# Without case, and without full stops at the end.
WORDS_FOR_NOTHING = frozenset(
    " ".join(word.split())
    for word in r"""
    null; (null); <null>; [null]; {null}; #null; \n; nan; <na>; nat; none; (none); <none>; nil; nill;
    n/a; n/a/; n\a; na; n.a; n. a; n / a; #n/a n/a; n-a; undefined; void; not applicable; not available;
    not given; not provided; not stated; not known; unknown; not recorded; nothing; no data; no value;
    blank; (blank); empty; (empty); <empty>; tba; tbd; to be advised; to be confirmed; to be determined;
    not specified; unspecified; no information; néant; neant; aucun; aucune; s/o; sans objet; n/d; nd;
    n.d; non applicable; vide; non disponible; non renseigné; non communiqué; inconnu; inconnue; rien;
    pas de données; ninguno; ninguna; nada; no aplica; no disponible; sin datos; s/d; no consta;
    desconocido; vacío; nulo; no procede; sin información; no tiene; nenhum; nenhuma; não aplicável; não
    tem; нет; нету; нет данных; отсутствует; отсутствуют; не имеется; не имеет; неприменимо; н/д; не
    применимо; не указано; не указан; не указана; неизвестно; пусто; немає; відсутній; няма; لا يوجد;
    لايوجد; لا توجد; لاتوجد; لا شيء; لا شئ; غير متوفر; غير متاح; لا ينطبق; غير معروف; غير محدد; فارغ;
    بدون; ليس له; ندارد; 无; 無; 没有; 沒有; 暂无; 暫無; 不适用; 不適用; 空;
    未知; 不详; 不詳; 未提供; 未填; なし; 無し; 該当なし; 未定; 없음;
    해당 없음; keine; keiner; keines; k.a; k. a; keine angabe; entfällt; nicht vorhanden; unbekannt; geen;
    nvt; n.v.t; brak; nie dotyczy; yok; nessuno; nessuna; ไม่มี; không có; không; tidak ada; tiada;
    wala; hakuna; नहीं; कोई नहीं
    """.split(";")  # noqa: SIM905 read as words
)
LONGEST_WORD = max(map(len, WORDS_FOR_NOTHING)) + 2
# A few signs without a letter or digit say nothing either: a dash, dots, a slash.
MOST_SIGNS = 5
QUOTES = '"“”«»'


def bare_word(text: str) -> str:
    """Return a cell as it is looked up among words: without case, marks nobody sees and full stops behind.

    >>> bare_word(" N/A. "), bare_word("Not  Applicable")
    ('n/a', 'not applicable')
    """
    word = " ".join(text.translate(REMOVE_INVISIBLE).casefold().replace("’", "'").split())
    return word.rstrip(".") or word


def says_nothing(cell: object) -> bool:
    """Return True for a cell that says in words or signs that nothing is there.

    >>> says_nothing("N/A."), says_nothing("\\\\N"), says_nothing("—"), says_nothing("Nil Care")
    (True, True, True, False)
    """
    if isinstance(cell, float):
        return cell != cell
    if not isinstance(cell, str):
        return False
    word = cell.strip(BLANKS + QUOTES)
    if len(word) > LONGEST_WORD or not word:
        return False
    is_sign = len(word) <= MOST_SIGNS and not any(map(str.isalnum, word))
    return is_sign or bare_word(word) in WORDS_FOR_NOTHING


def hold_blank_words(cells: list[str]) -> bool:
    """Return True if one of many cells, in small letters, may say nothing."""
    return not MAY_SAY_NOTHING.isdisjoint(cells)


SIGNS = [sign * count for sign in "-–—_./*?~" for count in range(1, MOST_SIGNS + 1)]
MAY_SAY_NOTHING = WORDS_FOR_NOTHING.union((f"{word}." for word in WORDS_FOR_NOTHING), SIGNS)
