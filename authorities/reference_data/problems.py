"""Problems of the reference facts, named by file, line and column."""

from django.utils.translation import gettext as _


class InvalidReferenceData(Exception):
    """Nothing can be loaded; `problems` are the reasons, one sentence each."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


def describe_file_problem(file, sentence, *, line=None, column=None):
    if column:
        words = _("%(file)s, line %(line)s, column %(column)s: %(sentence)s")
    else:
        words = _("%(file)s, line %(line)s: %(sentence)s") if line else "%(file)s: %(sentence)s"
    return words % {"file": file, "line": line, "column": column, "sentence": sentence}
