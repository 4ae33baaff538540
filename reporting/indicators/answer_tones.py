"""How each kind of answer and silence looks in bars and on the map."""

from reporting.charts.canvas import Tone
from reporting.indicators.answer_kinds import AnswerKind, Family
from reporting.indicators.tallies import AnswerTally

FAMILY_TONES = {
    Family.REASON: Tone.HATCHED,
    Family.UNANSWERED: Tone.WARM,
    Family.SKIPPED: Tone.OUTLINED,
    Family.NOT_PUBLIC: Tone.MIDDLE_FOOT,
    Family.NO_REPORT: Tone.PALE,
}
YES_NO_TONES = {"yes": Tone.STRONG, "no": Tone.MIDDLE}
# Of other answers: neighbours are never alike, and a reason looks like a blank, to be told from the third.
ANSWER_TONES = (Tone.STRONG, Tone.MIDDLE, Tone.HATCHED, Tone.MIDDLE_FOOT, Tone.STRONG_DOT)


# The same beside bars of yes and no, where hatched is a reason.
TONES_BESIDE_YES_NO = (Tone.STRONG, Tone.MIDDLE, Tone.STRONG_DOT, Tone.MIDDLE_FOOT)


def tone_of(kind: AnswerKind, tally: AnswerTally, *, beside_yes_no: bool = False) -> Tone:
    """Return how a kind of answer or silence looks in bars and on the map."""
    if kind.family is Family.REASON and not (beside_yes_no or tally.asked.asks_yes_or_no):
        return Tone.WARM
    if kind.family is not Family.ANSWER:
        return FAMILY_TONES[kind.family]
    if kind.key in YES_NO_TONES:
        return YES_NO_TONES[kind.key]
    place = [other.key for other in tally.answer_kinds].index(kind.key)
    tones = TONES_BESIDE_YES_NO if beside_yes_no else ANSWER_TONES
    return tones[place % len(tones)]
