"""Three people who fill in one report, each with a page open, and what may never happen to their answers."""

from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from reporting.filing.autosave.one_answer import save_one_answer
from reporting.filing.history.parts import apply_part, describe_content, select_part
from reporting.filing.history.putting_back import put_back
from reporting.filing.history.writing import NewAnswer, write_answers
from reporting.filing.saving import save_page
from reporting.filing.section_page import SectionPage
from reporting.models import Submission
from reporting.models.answer_changes import Way
from reporting.models.answers import Origin
from reporting.submissions.plain_answers import NOTHING, plain_answer

SECTION = "sA"
ONE_VALUE = ("q1", "q3", "q6")  # of these the typed value itself is stored


def flatten(content):
    """Return {place: what stands there} of the content of an answer, without empty places."""
    found = {"reason": (content["reason"], content["reason_detail"])} if content["reason"] else {}
    if content.get("value") not in (None, [], ""):
        found["value"] = str(content["value"])
    for name, cells in content.get("cells", {}).items():
        found[name] = "row"
        found |= {(name, code): str(cell) for code, cell in cells.items()}
    return found


@dataclass
class Window:
    """The page that one person has open: its fields, and what they have seen of each answer."""

    user: Any
    fields: dict[str, list] = field(default_factory=dict)
    seen: dict[str, list[dict]] = field(default_factory=dict)  # flat answers that the page has shown
    basis: dict[str, dict] = field(default_factory=dict)  # those that what is typed was built from
    conflicts: dict[str, tuple[str, dict]] = field(default_factory=dict)  # (fingerprint, flat answer) shown
    moments: dict[str, str] = field(default_factory=dict)  # of the newest change known, by question

    def may_replace(self, code, place, stood, settled):
        shown = [self.conflicts[code][1]] if code in settled and code in self.conflicts else []
        return stood in [flat.get(place) for flat in (*self.seen[code], *shown)]


class Office:
    def __init__(self, submission, people):
        self.submission = submission
        self.questions = {
            code: question
            for code, question in submission.round.instrument.questions.items()
            if code in ("q1", "q2", "q3", "q4", "q5", "q6")
        }
        self.authors = {code: {} for code in self.questions}
        self.writes = {code: [] for code in self.questions}
        self.windows = [Window(user) for user in people]
        for window in self.windows:
            self.open(window)

    def contents(self):
        """The stored answers, by question."""
        rows = {row.question: row for row in self.submission.answers.all()}
        return {
            code: describe_content(question, plain_answer(rows[code]), rows[code].row_names)
            if code in rows
            else describe_content(question, NOTHING, [])
            for code, question in self.questions.items()
        }

    def flat(self):
        return {code: flatten(content) for code, content in self.contents().items()}

    def open(self, window):
        self.take(window, SectionPage(self.submission, window.user, SECTION).forms)

    def take(self, window, forms):
        """Show a page: what could not be saved keeps its basis, the rest is as it is stored."""
        stored, window.fields, window.conflicts = self.flat(), {}, {}
        times = {change.question: change.at for change in self.submission.answer_changes.order_by("pk")}
        window.moments = {code: at.isoformat() for code, at in times.items()}
        for form in forms:
            window.fields |= form.posted_fields()
            code = form.question["code"]
            if code in self.questions:
                older = window.seen.get(code, []) if form.has_errors else []
                window.seen[code] = [*older, stored[code]]
                window.basis[code] = older[0] if older else stored[code]
                if form.conflict:
                    window.conflicts[code] = (form.conflict.seen, stored[code])

    def act(self, window, way, action, *arguments, settled=()):
        """Let somebody do something, and see that nothing of others was replaced that they have not seen."""
        before, knows = self.flat(), replace(window, seen=dict(window.seen), conflicts=dict(window.conflicts))
        action(window, *arguments)
        for code, flat in self.flat().items():
            if flat == before[code]:
                continue
            self.writes[code].append((window.user, way, flat))
            for place in {**before[code], **flat}:
                stood, author = before[code].get(place), self.authors[code].get(place)
                if stood == flat.get(place):
                    continue
                is_own = stood is None or author == window.user
                assert is_own or knows.may_replace(code, place, stood, settled), (code, place, stood)
                self.authors[code][place] = window.user

    def type_and_save(self, window, edits, settle=""):
        """Press the button of the page."""
        settling = {
            name: [text]
            for code, (seen, _flat) in window.conflicts.items()
            for name, text in ((f"{code}-settle", settle), (f"{code}-seen", seen))
        }
        before, basis, unsettled = self.flat(), dict(window.basis), set(window.conflicts)
        page = SectionPage(self.submission, window.user, SECTION, data=post(window.fields | edits | settling))
        result = save_page(page.submission, page.forms, by=window.user)
        self.assert_nothing_typed_is_lost(window, edits, page.forms, settle)
        for form in page.forms:
            if form.conflict and form.question["code"] not in unsettled:
                self.assert_is_with_somebody_else(window, form.question["code"], before, basis)
        page.refresh(result)
        self.take(window, page.forms)

    def assert_nothing_typed_is_lost(self, window, edits, forms, settle):
        """What was typed is stored, or kept for the one who typed it."""
        typed = {name: texts for name, texts in edits.items() if window.fields.get(name) != texts}
        kept = set(self.submission.unsaved_texts.by(window.user).values_list("question", flat=True))
        values = {row.question: row.value for row in self.submission.answers.all()}
        for form in forms:
            code = form.question["code"]
            assert form.has_errors == (code in kept)
            if code in ONE_VALUE and f"{code}-value" in typed and not form.has_errors and not settle:
                text, built_on = typed[f"{code}-value"][0], window.basis[code].get("value", "")
                assert text in (built_on, str(values.get(code) or ""))

    def assert_is_with_somebody_else(self, window, code, before, basis):
        stood, built_on = before[code], basis[code]
        newer = [place for place in {**stood, **built_on} if stood.get(place) != built_on.get(place)]
        assert any(self.authors[code].get(place) != window.user for place in newer), (code, newer)

    def autosave(self, window, code, edits):
        """Save one answer as the script of the page does, which then builds on what it is told."""
        window.fields |= edits
        own = {
            name: texts for name, texts in window.fields.items() if name.startswith((f"{code}-", f"{code}~"))
        }
        report = self.submission
        saved = save_one_answer(window.user, report.round_id, report.member_state_id, code, post(own))
        window.fields |= {name: [text] for name, text in saved.form.basis.items()}
        stored = self.flat()[code]
        # Whoever types what stands there knows it.
        same = flatten(describe_content(self.questions[code], saved.form.typed_answer(), []))
        known = {place: text for place, text in stored.items() if text in same.values()}
        window.seen[code].append(known)
        if saved.form.conflict:
            window.conflicts[code] = (saved.form.conflict.seen, stored)
        else:
            window.basis[code] = {**window.basis[code], **known} if saved.form.rows else stored

    def bring_forward(self, window, code, value):
        """Write an answer of an earlier report where there is none."""
        question = self.questions[code]
        if not self.submission.answers.filter(question=code).exists():
            new = NewAnswer(question, {**NOTHING, "value": value}, None, origin=Origin.CARRIED)
            with transaction.atomic():
                locked = Submission.objects.select_for_update().get(pk=self.submission.pk)
                write_answers(locked, [new], by=window.user, way=Way.BROUGHT_FORWARD)

    def put_back(self, window, code, number):
        """Put back what stood before one of the changes that the page of history has shown."""
        changes = list(self.submission.answer_changes.of_question(code).order_by("-pk"))
        if changes:
            try:
                change = changes[number % len(changes)]
                put_back(self.submission, change, by=window.user, seen=window.moments.get(code, ""))
            except ValidationError:
                return

    def assert_history_is_whole(self):
        """Each history leads, change by change, to what is stored, by way of all that was ever stored."""
        stored = self.contents()
        for code, question in self.questions.items():
            content, stood = describe_content(question, NOTHING, []), []
            for change in self.submission.answer_changes.of_question(code).order_by("pk"):
                assert select_part(content, change.before) == change.before
                content = apply_part(content, change.after)
                stood.append((change.by, flatten(content)))
            assert content == stored[code]
            rest = iter(stood)
            assert all((user, flat) in rest for user, _way, flat in self.lasting_writes(code))

    def lasting_writes(self, code):
        """What was stored, without what the same person typed on at once."""
        writes = self.writes[code]
        for write, following in zip_longest(writes, writes[1:]):
            goes_on = following and write[:2] == following[:2] and write[1] == Way.AUTOSAVED
            if not goes_on:
                yield write


def post(fields):
    data = QueryDict(mutable=True)
    for name, texts in fields.items():
        data.setlist(name, [str(text) for text in texts])
    return data
