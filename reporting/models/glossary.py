"""The words of the Code and of the questionnaires, explained to those who fill in and to readers."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from authorities.languages.collation import sort_by_name
from authorities.models import TranslatedRecord


class TermQuerySet(models.QuerySet):
    def in_order(self) -> list["Term"]:
        """Return all terms as the active language sorts their names."""
        return sort_by_name(self, "title")


class Term(TranslatedRecord):
    """A term with its meaning. `words` are parts of texts that use it, as in "record of|recruiter"."""

    translated_fields = ("name", "definition", "words")

    key = models.SlugField(_("key"), primary_key=True)
    article = models.CharField(_("article"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=100)
    definition = models.TextField(_("definition"))
    words = models.CharField(
        _("words in texts"),
        max_length=200,
        help_text=_("Parts of texts that use the term, with | between them."),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its name in the language of the reader."""
        return self.texts["name"]

    def is_used_in(self, text: str) -> bool:
        """Return True if a text in the language of the reader uses the term."""
        folded = text.casefold()
        return any(word and word.casefold() in folded for word in self.texts["words"].split("|"))


def find_terms(terms: Iterable[Term], *texts: str) -> list[Term]:
    """Return the terms that some of the texts use."""
    joined = "\n".join(texts)
    return [term for term in terms if term.is_used_in(joined)]
