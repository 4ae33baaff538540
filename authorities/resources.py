"""Contact persons by spreadsheet. Personal data: they come in here, and no sheet carries them out again."""

from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from authorities.imports.base import SpreadsheetResource
from authorities.imports.registry import Kind, offer
from authorities.imports.widgets import DateCell, PartOfKey, StateCodeCell, TextCell
from authorities.models import Authority, ContactPerson
from authorities.spreadsheets.blanks import is_blank


class AuthorityCell(DateCell):
    """The designation of the state in column iso3, by its first day; blank is the one in force today."""

    @cached_property
    def authorities(self):
        found: dict = {}
        for authority in Authority.objects.order_by("valid_from"):
            found.setdefault(authority.member_state_id, []).append(authority)
        return found

    def clean(self, value, row=None, **kwargs):
        state = StateCodeCell().clean(row.get("iso3"), row)
        here = self.authorities.get(state, [])
        day = None if is_blank(value) else self.read(value, row)
        for authority in here:
            if authority.valid_from == day if day else authority.holds_on(timezone.localdate()):
                return authority
        if day is None:
            raise ValueError(_("%(state)s has no authority in force today.") % {"state": state})
        known = ", ".join(str(authority.valid_from) for authority in here) or "–"
        sentence = _("%(state)s has no authority designated on that day. Known are: %(known)s.")
        raise ValueError(sentence % {"state": state, "known": known})

    def render(self, value, obj=None, **kwargs):
        return value.valid_from.isoformat() if value else ""


class ContactResource(SpreadsheetResource):
    iso3 = PartOfKey("authority__member_state_id", "iso3", StateCodeCell(required=True))
    authority_since = Field("authority", "authority_since", AuthorityCell())
    person = Field("name", "person", TextCell(required=True))
    post = Field("post", "post", TextCell())
    email = Field("email", "email", TextCell())
    telephone = Field("telephone", "telephone", TextCell())

    class Meta:
        model = ContactPerson
        name = gettext_lazy("Contact persons")
        import_id_fields = ["authority_since", "person"]
        fields = ["iso3", "authority_since", "person", "post", "email", "telephone"]

    def get_queryset(self):
        return super().get_queryset().select_related("authority")

    def before_import(self, dataset, **kwargs):
        """A sheet that does not say which designation means the one in force."""
        super().before_import(dataset, **kwargs)
        if "authority_since" not in dataset.headers:
            dataset.append_col([""] * len(dataset), header="authority_since")


offer(Kind("contacts", gettext_lazy("Contact persons"), ContactResource))
