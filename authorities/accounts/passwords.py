"""Which passwords are refused: those that are tried first, and those made of names that everybody knows.

The list comes with the product (`fixtures/passwords/`); nothing is asked on the network. Long passphrases of
any letters are welcome; nothing is demanded of digits or signs.
"""

import gzip
import re
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.models import Authority

LONGEST = 4096
FEWEST_LETTERS = 5  # different ones
# What people write for letters, where that makes a common word look like none.
LOOK_ALIKES = str.maketrans("013457@$!|", "oieastasil")
REPEATED = re.compile(r"(.+?)\1+")
AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
# Names shorter than this stand in too many words.
SHORTEST_NAME = 4
SHORTEST_REST = 8
SITE_NAMES = ("tracker", "reporting", "whocode", "code", "recruitment", "health", "ministry", "welcome")


@cache
def read_common_passwords():
    """Return the text of the list, each entry between two line ends."""
    path = Path(settings.FIXTURES_ROOT) / "passwords" / "common_passwords.txt.gz"
    return "\n" + gzip.decompress(path.read_bytes()).decode()


def fold_password(password):
    """Return a password as it is compared: in one form of its letters, in lower case."""
    return unicodedata.normalize("NFKC", password).casefold()


def is_listed(word):
    return f"\n{word}\n" in read_common_passwords()


def is_common(folded):
    """Return True for a listed word, also repeated, with digits and signs around it, or in place of letters.

    >>> is_common("password2026!"), is_common("p4ssw0rdp4ssw0rd"), is_common("four words not together")
    (True, True, False)
    """
    variants = set()
    for text in (folded, folded.translate(LOOK_ALIKES)):
        repeated = REPEATED.fullmatch(text)
        variants |= {text, AROUND.sub("", text), repeated[1] if repeated else text}
    variants |= {AROUND.sub("", word) for word in variants}
    variants |= {word.translate(LOOK_ALIKES) for word in variants}
    return any(is_listed(word) for word in variants if len(word) >= SHORTEST_NAME)


def known_names(user):
    """Return the names of a person, their states and institutions, folded and of letters only."""
    names = [*SITE_NAMES, *re.split(r"\W+", f"{user.name} {user.email}")]
    states = [*user.states_invited_to]
    if user.pk:
        states += [role.member_state for role in user.memberships_today if role.member_state]
    for state in states:
        names += [state.name_en, state.name_fr, state.name_es, state.name_ar, state.name_ru, state.name_zh]
    held = Authority.objects.in_force_on(timezone.localdate()).filter(member_state__in=states)
    for institution in held.values_list("institution", flat=True):
        names += [institution, *institution.split()]
    found = {re.sub(r"[\W\d_]+", "", fold_password(name)) for name in names}
    return sorted((name for name in found if len(name) >= SHORTEST_NAME), key=len, reverse=True)


def remove_names(text, names):
    """Return the letters that are left of a text without these names; None if it holds none of them."""
    left = re.sub(r"[\W_]+", "", text)
    for name in names:
        left = left.replace(name, " ")
    return re.sub(r"[\W\d_]+", "", left) if " " in left else None


class GuessablePasswordValidator:
    """Refuses what would be tried first, with a sentence that says why."""

    def validate(self, password, user=None):
        if len(password) > LONGEST:
            raise ValidationError(
                _("This password is too long: at most %(most)d characters.") % {"most": LONGEST}
            )
        folded = fold_password(password)
        if user is not None:
            self.refuse_names(folded, known_names(user))
        if len(set(folded)) < FEWEST_LETTERS or is_common(folded):
            raise ValidationError(
                _(
                    "This password is one of those that are tried first, also with digits or signs "
                    "around it. Three or four words that do not belong together are good."
                )
            )

    def refuse_names(self, folded, names):
        """Raise ValidationError if hardly a word is left without the names, or a listed one."""
        rests = [remove_names(text, names) for text in (folded, folded.translate(LOOK_ALIKES))]
        if any(rest is not None and (len(rest) < SHORTEST_REST or is_listed(rest)) for rest in rests):
            raise ValidationError(
                _(
                    "This password is made of names: of you, your country, your institution or this site. "
                    "Choose words that have nothing to do with them."
                )
            )

    def get_help_text(self):
        return _("Three or four words that do not belong together are good.")
