"""Words may be mended while a round is open; codes, types, options and rules may not."""

from copy import deepcopy

import pytest

from reporting.instruments.texts import meaning_of, reworded_texts
from tests.factories import option, question, small_instrument


def changed(change):
    definition = deepcopy(small_instrument())
    change(definition["sections"][1]["questions"], definition)
    return definition


@pytest.mark.parametrize(
    ("change", "is_same", "places"),
    [
        (lambda asked, whole: asked[0].update(text="Other words"), True, [(["sA", "q1", "text"], "en")]),
        (
            lambda asked, whole: asked[0].update(text={"en": asked[0]["text"], "fr": "Mesures ?"}),
            True,
            [(["sA", "q1", "text"], "fr")],
        ),
        (
            lambda asked, whole: asked[1]["options"][0].update(label="Others"),
            True,
            [(["sA", "q2", "stakeholders", "label"], "en")],
        ),
        (lambda asked, whole: whole.update(note="Mended."), True, [(["note"], "en")]),
        (lambda asked, whole: whole.update(language="en", languages=["en", "fr"]), True, []),
        (lambda asked, whole: asked[0].update(lineage="reworded"), True, []),
        (lambda asked, whole: asked[0].update(hint="A hint"), True, [(["sA", "q1", "hint"], "en")]),
        (lambda asked, whole: asked[0].update(required=False), False, []),
        (lambda asked, whole: asked[0].update(type="text"), False, []),
        (lambda asked, whole: asked[0].update(public=False), False, []),
        (lambda asked, whole: asked[0].update(indicator="equal_rights"), False, []),
        (lambda asked, whole: asked[1].update(relevant=None), False, []),
        (lambda asked, whole: asked[1]["options"].reverse(), False, []),
        (lambda asked, whole: asked[1]["options"].append(option("more")), False, None),
        (lambda asked, whole: asked.append(question("q99", "text")), False, None),
    ],
)
def test_meaning_and_words_are_told_apart(change, is_same, places):
    before, after = small_instrument(), changed(change)

    assert (meaning_of(before) == meaning_of(after)) is is_same
    if places is not None:
        found = [(text["place"], text["language"]) for text in reworded_texts(before, after, "en")]
        assert found == places
