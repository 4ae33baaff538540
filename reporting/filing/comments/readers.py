"""Who reads the comments of a report, and may so be mentioned in one."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from authorities.models import User
from authorities.models.roles import READS_OWN_STATE
from reporting.models import Submission
from reporting.submissions.duties import find_people_of_state


def find_readers(submission: Submission, question: str) -> list[User]:
    """Return the people of the state who read its report, and to whom the question is assigned, by name."""
    assigned = submission.assignments.held().asking([question])
    asked = User.objects.filter(pk__in=assigned.values("user"), deactivated_on=None)
    people = find_people_of_state(submission, READS_OWN_STATE) | asked
    return [person for person in people.order_by("name", "pk") if person.is_active]


def find_mentioned(text: str, people: Iterable[User], ticked: Collection[User] = ()) -> list[User]:
    """Return who is named in a text as `@` and a whole name, and who is ticked.

    Of several people with one name the ticked one is meant; all of them if none is.
    """
    names = {person: str(person).casefold() for person in people}
    meant = {names[person] for person in ticked if person in names}
    found = named_in(text, names.values())
    return [
        person for person, name in names.items() if person in ticked or (name in found and name not in meant)
    ]


def named_in(text: str, names: Iterable[str]) -> set[str]:
    """Return which names stand in a text after an `@`; the longest where one begins with another.

    >>> sorted(named_in("@Ana Cruz and @ben, not x@ana", ["ana", "ana cruz", "ben"]))
    ['ana cruz', 'ben']
    """
    longest_first = sorted({name for name in names if name}, key=len, reverse=True)
    if not longest_first:
        return set()
    any_name = "|".join(map(re.escape, longest_first))
    return set(re.findall(rf"(?<!\w)@({any_name})(?!\w)", text.casefold()))


def label_people(people: Collection[User]) -> list[tuple[str, str]]:
    """Return [(key, name)]; people of the same name are told apart by their address."""
    times = Counter(map(str, people))
    return [
        (str(person.pk), str(person) if times[str(person)] == 1 else f"{person} ({person.email})")
        for person in people
    ]
