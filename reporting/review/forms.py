"""What reviewers say: a decision with its note."""

from typing import Any, NamedTuple, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class Unread(NamedTuple):
    """The number of the version that somebody has read, and of the newest, which they have not."""

    read: int
    newest: int


class MoveForm(forms.Form):
    """A decision on a report, with a note to its authors; `version` is the one that was read."""

    note = forms.CharField(
        label=_("Note (not made public)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    @property
    def details(self) -> dict[str, Any]:
        """What else the move is told."""
        return {}

    @property
    def version_read(self) -> int | None:
        return self.cleaned_data.get("version") if self.is_bound else None

    def skip_to_newest(self, newest: int | None) -> Unread | None:
        """Let the form that is shown again concern the newest version; return it and the one that was read.

        None if they are the same. The page tells of both, so that whoever presses again knows.
        """
        read = self.version_read
        if newest is None or read is None or read == newest:
            return None
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(newest)
        self.data = data
        return Unread(read, newest)
