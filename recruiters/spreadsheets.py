"""The columns of registers and recruiters, for bulk import and export."""

from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from authorities.cells import (
    Cell,
    ChoiceCell,
    DateCell,
    ListCell,
    PartOfKey,
    StateCell,
    StateCodeCell,
    TextCell,
    YesNoCell,
    as_text,
)
from authorities.spreadsheets import SpreadsheetResource

from .models import Profession, Recruiter, Register, Standing


class RegisterResource(SpreadsheetResource):
    iso3 = Field("member_state", "iso3", StateCell(required=True))
    code = Field("code", "code", TextCell(required=True))
    name = Field("name", "name", TextCell(required=True))
    keeper = Field("keeper", "keeper", TextCell(required=True))
    legal_basis = Field("legal_basis", "legal_basis", TextCell())
    public_address = Field("public_address", "public_address", TextCell())
    valid_from = Field("valid_from", "valid_from", DateCell())
    valid_to = Field("valid_to", "valid_to", DateCell())
    illustrative = Field("illustrative", "illustrative", YesNoCell(), readonly=True)

    class Meta:
        model = Register
        name = gettext_lazy("Registers of recruiters")
        import_id_fields = ["iso3", "code"]
        fields = [
            "iso3", "code", "name", "keeper", "legal_basis", "public_address", "valid_from", "valid_to",
            "illustrative",
        ]  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().select_related("member_state")


class RegisterCell(Cell):
    """The short code of a register; the state whose it is stands in the column iso3."""

    @cached_property
    def registers(self):
        return {(register.member_state_id, register.code): register for register in Register.objects.all()}

    def read(self, value, row):
        state, code = str(row.get("iso3") or "").strip().upper(), as_text(value)
        if register := self.registers.get((state, code.lower())):
            return register
        raise ValueError(
            _("%(state)s has no register “%(code)s” here. Add the register before its recruiters.")
            % {"state": state or "?", "code": code}
        )

    def render(self, value, obj=None, **kwargs):
        return value.code if value else ""


class RecruiterResource(SpreadsheetResource):
    iso3 = PartOfKey("register__member_state_id", "iso3", StateCodeCell(required=True))
    register = Field("register", "register", RegisterCell(required=True))
    licence_number = Field("licence_number", "licence_number", TextCell(required=True))
    legal_name = Field("legal_name", "legal_name", TextCell(required=True))
    trading_names = Field("trading_names", "trading_names", TextCell())
    address = Field("address", "address", TextCell(lines=True))
    website = Field("website", "website", TextCell())
    professions = Field("professions", "professions", ListCell(ChoiceCell(Profession)))
    source_states = Field("source_states", "source_states", ListCell(StateCodeCell()))
    destination_states = Field("destination_states", "destination_states", ListCell(StateCodeCell()))
    valid_from = Field("valid_from", "valid_from", DateCell(required=True))
    valid_until = Field("valid_until", "valid_until", DateCell())
    standing = Field("state", "standing", ChoiceCell(Standing, required=True))
    illustrative = Field("register__illustrative", "illustrative", YesNoCell(), readonly=True)

    class Meta:
        model = Recruiter
        name = gettext_lazy("Recruiters")
        import_id_fields = ["register", "licence_number"]
        fields = [
            "iso3", "register", "licence_number", "legal_name", "trading_names", "address", "website",
            "professions", "source_states", "destination_states", "valid_from", "valid_until", "standing",
            "illustrative",
        ]  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().select_related("register")

    def candidates(self, dataset):
        """Those of the states named: a sheet mostly holds one register."""
        states = {str(code or "").strip().upper() for code in dataset["iso3"]}
        return self.get_queryset().filter(register__member_state__in=states)
