"""Licence numbers that entries had before: an old number leads to its entry for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recruiters.models.recruiters import FoldedField, Recruiter
from recruiters.models.registers import Register

FORMERLY = _(
    "The licence number %(number)s belonged to “%(name)s”, which now has %(now)s. Papers with the "
    "old number lead to that entry, so no other entry can get it."
)


class FormerNumberQuerySet(models.QuerySet["FormerNumber"]):
    def keep(self, recruiter, number, *, until, version):
        """Remember a number of an entry that was just saved with another one. In the same transaction."""
        register = recruiter.register_id
        self.filter(register=register, licence_key=recruiter.licence_key).delete()
        self.create(register_id=register, recruiter=recruiter, number=number, until=until, version=version)

    def by_entry(self):
        """Return {primary key of an entry: its former numbers, the latest first}."""
        found: dict = {}
        for former in self.order_by("-version", "-pk"):
            found.setdefault(former.recruiter_id, []).append(former)
        return found


class FormerNumber(models.Model):
    """A number that an entry had until a day, when a version of its register gave it another one."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="former_numbers")
    recruiter = models.ForeignKey(Recruiter, models.CASCADE, related_name="former_numbers")
    number = models.CharField(max_length=60)
    licence_key = FoldedField(of=["number"], how="licence_key", or_how="exact_licence_key")
    until = models.DateField()
    version = models.PositiveIntegerField()

    objects = FormerNumberQuerySet.as_manager()

    class Meta:
        ordering = ["-version", "-pk"]
        constraints = [
            # The number first: it is looked for before its register is known.
            models.UniqueConstraint(fields=["licence_key", "register"], name="formernumber_of_one_entry"),
        ]

    def __str__(self):
        return self.number
