"""What the buttons of the page of the last report do, and the sentence that says what was done."""

from collections.abc import Callable

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from authorities.models import User
from reporting.filing.last_report.authority_record import prefill_from_record
from reporting.filing.last_report.bringing import bring_forward, confirm_answers, withdraw_answers
from reporting.models import Submission

# {name of the buttons: (function for the codes that they carry, sentence for the number of answers)}
ONE_BY_ONE: dict[str, tuple[Callable[..., list[str]], Promise]] = {
    "bring": (
        bring_forward,
        ngettext_lazy(
            "%(count)d answer was brought forward. Confirm it, change it or withdraw it.",
            "%(count)d answers were brought forward. Confirm each, change it or withdraw it.",
            "count",
        ),
    ),
    "confirm": (
        confirm_answers,
        ngettext_lazy("%(count)d answer is confirmed.", "%(count)d answers are confirmed.", "count"),
    ),
    "withdraw": (
        withdraw_answers,
        ngettext_lazy("%(count)d answer was withdrawn.", "%(count)d answers were withdrawn.", "count"),
    ),
}


def press_button(submission: Submission, sent: QueryDict, *, by: User) -> str:
    """Do what the pressed button stands for. Return what was done, in a sentence."""
    if "record" in sent:
        done, sentence = prefill_from_record(submission, by=by), ONE_BY_ONE["bring"][1]
    elif "bring_all" in sent:
        done, sentence = bring_forward(submission, None, by=by), ONE_BY_ONE["bring"][1]
    else:
        name = next((name for name in ONE_BY_ONE if name in sent), "bring")
        change, sentence = ONE_BY_ONE[name]
        done = change(submission, sent.getlist(name), by=by)
    return str(sentence % {"count": len(done)}) if done else _("Nothing had changed.")
