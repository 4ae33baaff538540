"""What differs between two definitions is told in words; words alone change no meaning."""

from copy import deepcopy

import pytest

from reporting.instruments.changes.comparison import DifferenceKind, compare_definitions
from reporting.instruments.texts import meaning_of
from tests.factories import question, small_instrument


def part_of(definition, code):
    return next(q for s in definition["sections"] for q in s["questions"] if q["code"] == code)


def questions_of(definition):
    return definition["sections"][1]["questions"]


CHANGES = {
    "a question is reworded": (lambda d: part_of(d, "q1").update(text="Steps taken?"), "reworded"),
    "the title is reworded": (lambda d: d.update(title="Another title"), "reworded"),
    "a translation is added": (
        lambda d: part_of(d, "q1").update(text={"en": part_of(d, "q1")["text"], "fr": "Des mesures ?"}),
        "translated",
    ),
    "a choice is reworded": (lambda d: part_of(d, "q2")["options"][0].update(label="Partners"), "reworded"),
    "a question is added": (lambda d: questions_of(d).append(question("q9", "text")), "added"),
    "a question is dropped": (lambda d: questions_of(d).pop(0), "dropped"),
    "a section is dropped": (lambda d: d["sections"].pop(0), "dropped"),
    "a choice is dropped": (lambda d: part_of(d, "q2")["options"].pop(0), "options"),
    "a row is added": (lambda d: part_of(d, "q5")["rows"].append({"value": "x", "label": "X"}), "options"),
    "a column is dropped": (lambda d: part_of(d, "q5")["columns"].pop(), "dropped"),
    "a rule is changed": (lambda d: part_of(d, "q2").update(relevant=None), "rules"),
    "a type is changed": (lambda d: part_of(d, "q6").update(type="decimal"), "rules"),
    "an indicator is changed": (lambda d: part_of(d, "q1").update(indicator=""), "rules"),
    "a lineage is given": (lambda d: part_of(d, "q1").update(lineage="same"), "lineage"),
    "two questions change places": (lambda d: questions_of(d).insert(0, questions_of(d).pop()), "moved"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_as_what_it_is(name):
    change, kind = CHANGES[name]
    before = small_instrument()
    after = deepcopy(before)
    change(after)

    comparison = compare_definitions(before, after)

    assert [difference.kind for difference in comparison.differences] == [DifferenceKind(kind)]
    assert comparison.changes_meaning == (meaning_of(before) != meaning_of(after))
    assert comparison.changes_meaning == (kind not in ("reworded", "translated", "lineage"))


def test_a_difference_says_where_it_is_and_both_words():
    before = small_instrument()
    after = deepcopy(before)
    part_of(after, "q2")["options"][0]["label"] = {"en": "Partners", "fr": "Partenaires"}

    reworded, translated = compare_definitions(before, after).differences

    option = part_of(before, "q2")["options"][0]["label"]
    assert (reworded.before, reworded.after) == (option, "Partners")
    assert reworded.place.startswith(part_of(before, "q2")["number"])
    assert (translated.what, translated.before, translated.after) == ("fr", "", "Partenaires")
    assert translated.after.language == "fr"


def test_nothing_differs_from_itself():
    assert compare_definitions(small_instrument(), small_instrument()).differences == []


def test_a_note_between_questions_is_compared():
    before = small_instrument()
    note = {"kind": "note", "before": "q1", "text": "Read the Code first.", "relevant": None}
    before["sections"][1]["notes"] = [note]
    after = deepcopy(before)
    after["sections"][1]["notes"][0]["text"] = "Read the Code."
    ruled = deepcopy(before)
    ruled["sections"][1]["notes"][0]["relevant"] = ["=", ["answer", "q1"], "yes"]

    assert [d.kind for d in compare_definitions(before, after).differences] == ["reworded"]
    assert [d.kind for d in compare_definitions(before, ruled).differences] == ["rules"]
