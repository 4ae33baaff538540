"""The form of a comment: its words, and the people who are to be told of it."""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from reporting.filing.comments.readers import find_mentioned, label_people
from reporting.models import Comment
from reporting.models.comments import MOST_CHARACTERS


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Only the people of your country read it. Write @ and a name to tell somebody."),
        error_messages={"required": _("Write a comment first.")},
    )
    people = forms.MultipleChoiceField(
        label=_("Tell these people"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Somebody you ticked no longer reads this report. Look at the list again.")
        },
    )

    def __init__(
        self, sent: Any, *, readers: Collection[User], by: User, comment: Comment | None = None
    ) -> None:
        """`comment` is the one that is to be changed."""
        self.others = [person for person in readers if person != by]
        initial = (
            {"text": comment.text, "people": [str(person.pk) for person in comment.mentioned.all()]}
            if comment
            else None
        )
        super().__init__(sent, initial=initial)
        if self.others:
            cast(forms.ChoiceField, self.fields["people"]).choices = label_people(self.others)
        else:
            del self.fields["people"]

    @property
    def mentioned(self) -> list[User]:
        """Who is ticked, or named in the text."""
        ticked = self.cleaned_data.get("people", [])
        chosen = [person for person in self.others if str(person.pk) in ticked]
        return find_mentioned(self.cleaned_data["text"], self.others, chosen)
