"""The words of all names on the registers. Triggers of the database keep the table, whoever writes."""

from django.db import models


class NameWord(models.Model):
    """One folded word without digits. Words that no name has any more may stay: they find nothing."""

    word = models.TextField(unique=True)

    def __str__(self):
        return self.word
