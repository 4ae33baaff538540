"""The columns of spreadsheets of authorities and of their contact persons."""

from functools import cached_property
from typing import Any

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from authorities.designations import lock_states
from authorities.imports.coded_widgets import ChoiceCell
from authorities.imports.country_widgets import StateCell, StateCodeCell
from authorities.imports.day_widgets import DateCell, EndCell
from authorities.imports.registry import ImportKind, offer_import
from authorities.imports.spreadsheet_resource import SpreadsheetResource
from authorities.imports.widgets import PartOfKey, TextCell, WebCell, YesNoCell
from authorities.languages.cldr import join_items
from authorities.languages.sentences import build_sentence as _
from authorities.models import Authority, ContactPerson, InstitutionType
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.formats import ROW_COLUMN


class AuthorityResource(SpreadsheetResource):
    """Designated authorities, without contact persons and letters, which no spreadsheet carries."""

    iso3 = Field("member_state", "iso3", StateCell(required=True))
    institution = Field("institution", "institution", TextCell(required=True))
    institution_type = Field(
        "institution_type", "institution_type", ChoiceCell(InstitutionType, required=True)
    )
    mailbox = Field("mailbox", "mailbox", TextCell())
    website = Field("website", "website", WebCell())
    valid_from = Field("valid_from", "valid_from", DateCell(required=True))
    valid_to = Field("valid_to", "valid_to", EndCell())
    illustrative = Field("illustrative", "illustrative", YesNoCell(), readonly=True)

    class Meta:
        model = Authority
        name = gettext_lazy("Designated national authorities")
        import_id_fields = ["iso3", "valid_from"]
        fields = [
            "iso3", "institution", "institution_type", "mailbox", "website", "valid_from", "valid_to",
            "illustrative",
        ]  # fmt: skip

    @classmethod
    def list_address(cls, scope: str, batch: int) -> str:
        return reverse("authorities")

    def get_queryset(self) -> QuerySet[Authority]:
        return super().get_queryset().select_related("member_state")

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Put earlier designations first: their ends are then in place before the next one begins."""
        super().before_import(dataset, **kwargs)
        keys = {row[ROW_COLUMN]: self.key(row) for row in dataset.dict}
        lock_states({key[0] for key in keys.values() if key})
        dataset.dict = sorted(dataset.dict, key=lambda row: sort_key(keys[row[ROW_COLUMN]]))

    def validate_instance(
        self,
        instance: Authority,
        import_validation_errors: dict[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        """Validate a designation, and name the row of one that it overlaps."""
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as refusal:
            others = [
                e.params["other"] for e in refusal.error_dict.get(NON_FIELD_ERRORS, []) if e.code == "overlap"
            ]
            if others:
                refusal.error_dict[NON_FIELD_ERRORS] = [
                    ValidationError(self.overlap(other)) for other in others
                ]
            raise

    def overlap(self, other: Authority) -> str:
        """Return the sentence about a designation that is in force at the same time."""
        period = {
            "other": other.institution,
            "since": other.valid_from,
            "until": other.last_day or _("further notice"),
        }
        if row := self.rows_saved.get(other.pk):
            return _(
                "A state has one authority at a time, but “%(other)s” in row %(row)s of this "
                "sheet is in force from %(since)s until %(until)s."
            ) % {**period, "row": row}
        return (
            _(
                "A state has one authority at a time, but “%(other)s” is in force from %(since)s "
                "until %(until)s. End that designation first; you can do this with a row of this "
                "sheet."
            )
            % period
        )


def sort_key(key: tuple | None) -> tuple:
    """Return what a row is sorted by: its state and first day; rows without a readable key come last."""
    return (1,) if key is None else (0, key[0].pk, key[1])


class AuthorityCell(DateCell):
    """The designation of the state in column iso3, by its first day; blank is the one in force today."""

    beside = ("iso3",)

    @cached_property
    def authorities(self) -> dict[str, list[Authority]]:
        found: dict = {}
        for authority in Authority.objects.order_by("valid_from"):
            found.setdefault(authority.member_state_id, []).append(authority)
        return found

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Authority:
        state = StateCodeCell().clean(row.get("iso3"), row)
        here = self.authorities.get(state, [])
        day = None if is_blank(value) else self.read(value, row)
        for authority in here:
            if authority.valid_from == day if day else authority.holds_on(timezone.localdate()):
                return authority
        if day is None:
            raise ValueError(_("%(state)s has no authority in force today.") % {"state": state})
        known = join_items(authority.valid_from for authority in here) or "–"
        sentence = _("%(state)s has no authority designated on that day. Known designations: %(known)s.")
        raise ValueError(sentence % {"state": state, "known": known})

    def render(self, value: Authority | None, obj: Any = None, **kwargs: Any) -> str:
        return value.valid_from.isoformat() if value else ""


class ContactResource(SpreadsheetResource):
    """Contact persons. Personal data: a sheet brings them in, none carries them out again."""

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

    @classmethod
    def list_address(cls, scope: str, batch: int) -> str:
        return reverse("admin:authorities_authority_changelist")

    def get_queryset(self) -> QuerySet[ContactPerson]:
        return super().get_queryset().select_related("authority")

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Add the column of the designation where a sheet lacks it: it then means the one in force."""
        super().before_import(dataset, **kwargs)
        if "authority_since" not in dataset.headers:
            dataset.append_col([""] * len(dataset), header="authority_since")


offer_import(ImportKind("authorities", gettext_lazy("Designated national authorities"), AuthorityResource))
offer_import(ImportKind("contacts", gettext_lazy("Contact persons"), ContactResource))
