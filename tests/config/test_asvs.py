"""The answers to the OWASP ASVS in `config/README.md`: complete, and each test they name is there."""

import re

from tests.test_architecture import ROOT

# {section of version 4.0.3: numbers of its requirements of level 1 and 2}; 4.1.4 and 7.3.2 were deleted.
ASKED = {
    "2.1": range(1, 13), "2.2": range(1, 4), "2.3": range(1, 4), "2.4": range(1, 6), "2.5": range(1, 8),
    "2.6": range(1, 4), "2.7": range(1, 7), "2.8": range(1, 8), "2.9": range(1, 4), "2.10": range(1, 5),
    "3.1": [1], "3.2": range(1, 5), "3.3": range(1, 5), "3.4": range(1, 6), "3.5": range(1, 4), "3.7": [1],
    "4.1": [1, 2, 3, 5], "4.2": [1, 2], "4.3": range(1, 4),
    "7.1": range(1, 5), "7.2": [1, 2], "7.3": [1, 3, 4], "7.4": range(1, 4),
}  # fmt: skip
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (yes|partly|no|not applicable)\b([^|]*) \| ([^|]*) \|$", re.M
)


def answers():
    return ROW.findall((ROOT / "config" / "README.md").read_text())


def test_every_requirement_is_answered_once():
    asked = [f"{section}.{number}" for section, numbers in ASKED.items() for number in numbers]

    assert [number for number, *_rest in answers()] == asked


def test_every_test_that_is_named_exists():
    missing = []
    for number, _asked, _answer, _reason, named in answers():
        for path, name in re.findall(r"`([\w/.]+)::(\w+)`", named):
            if f"def {name}(" not in (ROOT / path).read_text():
                missing.append((number, name))

    assert missing == []


def test_a_no_has_its_reason_or_is_plain_and_a_partly_says_what():
    assert [row for row in answers() if row[2] in ("partly", "not applicable") and ":" not in row[3]] == []
