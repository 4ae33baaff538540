"""The words that names on the registers are made of. Triggers of the database keep it, for whoever writes."""

from django.db import models


class NameWord(models.Model):
    """One folded word without digits, once. Words that no name has any more may stay: they find nothing."""

    word = models.TextField(unique=True)

    def __str__(self):
        return self.word
