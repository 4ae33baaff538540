"""manage.py import_sheet: check a spreadsheet as the import desk does, and apply it if asked."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from authorities.imports.desk.file_trial import FileTrial, apply_file, try_file
from authorities.imports.registry import IMPORT_KINDS, ImportDesk, find_import_desk
from authorities.models import User

NOT_APPLICABLE, REFUSED = 1, 2
LAYOUTS = ("table", "json")


class Command(BaseCommand):
    help = (
        "Says what a spreadsheet would do, as the import desk does, and applies it with --apply. "
        "Ends with 0, with 1 if it may not be applied, and with 2 if the file is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(IMPORT_KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--register", default="", metavar="PHL/dmw", help="the one that may be touched")
        parser.add_argument(
            "--whole-list", action="store_true", help="entries that the file lacks are marked as missing"
        )
        parser.add_argument(
            "--guesses", action="store_true", help="words of the file have the meaning that is likely"
        )
        parser.add_argument("--apply", action="store_true", help="apply it, if nothing is wrong")
        parser.add_argument("--by", metavar="E-MAIL", help="the person who signs what is applied")
        parser.add_argument("--format", choices=LAYOUTS, default="table")

    def handle(self, *, kind, file, register, whole_list, guesses, apply, by, **options):
        desk = find_desk(kind, register)
        person = find_person(by, desk) if apply else None
        layout = options["format"]
        try:
            with file.open("rb") as opened:
                upload = File(opened, name=file.name)
                trial = try_file(upload, desk, whole_list=whole_list, accept_guesses=guesses)
                may_be_applied = trial.may_be_applied
                if person and may_be_applied and trial.has_something_to_apply:
                    apply_file(upload, desk, by=person, whole_list=whole_list, words=trial.words)
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}", returncode=REFUSED) from problem
        except ValidationError as refusal:
            self.refuse(" ".join(refusal.messages), layout)
        self.stdout.write(trial_as_json(trial) if layout == "json" else trial_as_table(trial), ending="")
        if not may_be_applied:
            raise CommandError("It may not be applied.", returncode=NOT_APPLICABLE)

    def refuse(self, sentence, layout):
        if layout == "json":
            self.stdout.write(trial_as_json(FileTrial(), refused=sentence), ending="")
        raise CommandError(sentence, returncode=REFUSED)


def find_desk(name, scope):
    """Return the desk of everything of a kind, or of one scope. Raises CommandError if there is none."""
    kind = IMPORT_KINDS[name]
    if scope and (not kind.has_scopes or scope.count("/") != 1):
        raise CommandError(f"“{name}” has no register “{scope}”.", returncode=REFUSED)
    state, slash, code = scope.partition("/")
    return ImportDesk(kind, f"{state.upper()}{slash}{code.lower()}")


def find_person(email, desk):
    """Return who signs. Raises CommandError if nobody is named, or the person may not import this."""
    if not email:
        raise CommandError("Who signs? Name the person with --by and an e-mail address.", returncode=REFUSED)
    person = User.objects.with_address(email).first()
    if person is None or not person.is_active or not find_import_desk(person, desk.kind.name, desk.scope):
        raise CommandError(f"“{email}” may not import this here.", returncode=REFUSED)
    return person


def trial_as_json(trial, **more):
    content = {**vars(trial), **more}
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def trial_as_table(trial):
    """Return the counts, then what was noticed, asked and found wrong, one on a line."""
    lines = [f"{name:>10}  {count}" for name, count in trial.counts.items()]
    lines += [f"Note: {sentence}" for sentence in trial.notes]
    lines += [f"Question: {question['message']}" for question in trial.questions]
    for problem in trial.problems:
        place = ", ".join(str(problem[part]) for part in ("row", "column", "value") if problem[part])
        lines.append(f"{place}: {problem['message']}" if place else problem["message"])
    return "\n".join(lines) + "\n"
