"""The columns of registers and recruiters, for bulk import and export."""

from functools import cached_property
from typing import Any

import tablib
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from authorities.change_log import log_change
from authorities.imports.coded_widgets import ChoiceCell, ListCell
from authorities.imports.country_widgets import CountryCodeCell, StateCell, StateCodeCell
from authorities.imports.day_widgets import DateCell, EndCell
from authorities.imports.engine.row_results import ImportedRow
from authorities.imports.registry import ImportKind, offer_import
from authorities.imports.spreadsheet_resource import BulkResource, SpreadsheetResource
from authorities.imports.text.cell_text import cell_text
from authorities.imports.widgets import Cell, NumberCell, PartOfKey, TextCell, WebCell, YesNoCell
from authorities.languages.sentences import build_sentence as _
from authorities.models import ChangeKind, Import, User
from authorities.models.changes import column_values
from recruiters.imports.name_checks import IDENTITY_CHOICES
from recruiters.imports.sheet import RegisterImporter
from recruiters.imports.standing_cell import StandingCell
from recruiters.imports.undo import UndoableEntries
from recruiters.licence_numbers import spell_soft_hyphens
from recruiters.models import (
    Direction,
    FeePolicy,
    LicenceEvent,
    Profession,
    Recruiter,
    Register,
    Sector,
)
from recruiters.register_changes import VERSION_COLUMNS

LAST_DAY_OF_LICENCE = gettext_lazy("Last day of the licence")
LAST_DAY_OF_SUSPENSION = gettext_lazy("Last day of the suspension")


class CodeCell(TextCell):
    """A short code, which has small letters only, however it is typed."""

    def read(self, value: Any, row: Any) -> str:
        return super().read(value, row).lower()


class RegisterResource(SpreadsheetResource):
    iso3 = Field("member_state", "iso3", StateCell(required=True))
    code = Field("code", "code", CodeCell(required=True))
    name = Field("name", "name", TextCell(required=True))
    keeper = Field("keeper", "keeper", TextCell(required=True))
    legal_basis = Field("legal_basis", "legal_basis", TextCell())
    public_address = Field("public_address", "public_address", WebCell())
    valid_from = Field("valid_from", "valid_from", DateCell())
    valid_to = Field("valid_to", "valid_to", EndCell())
    illustrative = Field("illustrative", "illustrative", YesNoCell(), readonly=True)

    counters = VERSION_COLUMNS
    owned_models = (LicenceEvent,)  # with its recruiters; none is there without one

    class Meta:
        model = Register
        name = gettext_lazy("Registers of recruiters")
        import_id_fields = ["iso3", "code"]
        fields = [
            "iso3", "code", "name", "keeper", "legal_basis", "public_address", "valid_from", "valid_to",
            "illustrative",
        ]  # fmt: skip

    @classmethod
    def list_address(cls, scope: str, batch: int) -> str:
        return reverse("admin:recruiters_register_changelist")

    def get_queryset(self) -> QuerySet[Register]:
        return super().get_queryset().select_related("member_state")

    def do_instance_save(self, instance: Register, is_create: bool) -> None:
        super().do_instance_save(instance, is_create)
        if not is_create:
            Register.objects.next_version(instance.pk)

    def after_import_row(
        self, row: dict[str, Any], row_result: ImportedRow, *, user: User | None = None, **kwargs: Any
    ) -> None:
        super().after_import_row(row, row_result, **kwargs)
        # A sheet of the import desk, which names nobody here, writes its own log.
        if user and not row_result.is_skip():
            before = row_result.original and column_values(row_result.original)
            log_change(row_result.instance, before, by=user)

    def before_undo(self, batch: Import) -> None:
        super().before_undo(batch)
        for pk in (
            batch.changes.filter(kind=ChangeKind.CHANGED).order_by("record").values_list("record", flat=True)
        ):
            Register.objects.next_version(pk)


class RegisterCell(Cell):
    """The short code of a register; the state whose it is stands in the column iso3, read by `states`."""

    beside = ("iso3",)

    def __init__(self, states: StateCodeCell, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.states = states

    @cached_property
    def registers(self) -> dict[tuple[str, str], Register]:
        return {(register.member_state_id, register.code): register for register in Register.objects.all()}

    def read(self, value: Any, row: Any) -> Register:
        state, code = self.state_beside(row), cell_text(value)
        if state and code.upper().startswith(f"{state}/"):
            code = code[len(state) + 1 :]  # as the public list has it: PHL/dmw
        if register := self.registers.get((state, code.lower())):
            return register
        raise ValueError(
            _("%(state)s has no register “%(code)s” here. Add the register before its recruiters.")
            % {"state": state or "?", "code": code}
        )

    def state_beside(self, row: Any) -> str:
        """Return the code of the state; what cannot be read is a problem of the column iso3 itself."""
        try:
            return self.states.clean(row.get("iso3"))
        except ValueError:
            return str(row.get("iso3") or "")

    def render(self, value: Register | None, obj: Any = None, **kwargs: Any) -> str:
        return value.code if value else ""


class LicenceNumberCell(NumberCell):
    def read(self, value: Any, row: Any) -> str:
        return spell_soft_hyphens(super().read(value, row))


class RecruiterResource(UndoableEntries, BulkResource):
    iso3 = PartOfKey("register__member_state_id", "iso3", StateCodeCell(required=True))
    register = Field("register", "register", RegisterCell(iso3.widget, required=True))
    licence_number = Field("licence_number", "licence_number", LicenceNumberCell(required=True))
    legal_name = Field("legal_name", "legal_name", TextCell(required=True))
    trading_names = Field("trading_names", "trading_names", TextCell())
    former_names = Field("former_names", "former_names", TextCell())
    company_number = Field("company_number", "company_number", NumberCell())
    address = Field("address", "address", TextCell(lines=True))
    website = Field("website", "website", WebCell())
    professions = Field("professions", "professions", ListCell(ChoiceCell(Profession)))
    source_states = Field("source_states", "source_states", ListCell(CountryCodeCell()))
    destination_states = Field("destination_states", "destination_states", ListCell(CountryCodeCell()))
    sector = Field("sector", "sector", ChoiceCell(Sector))
    direction = Field("direction", "direction", ChoiceCell(Direction))
    valid_from = Field("valid_from", "valid_from", DateCell())
    valid_until = Field("valid_until", "valid_until", EndCell(title=LAST_DAY_OF_LICENCE))
    standing = Field("state", "standing", StandingCell(valid_until.widget, required=True))
    standing_since = Field("state_from", "standing_since", DateCell())
    suspended_until = Field(
        "suspended_until", "suspended_until", EndCell("last_day_suspended", LAST_DAY_OF_SUSPENSION)
    )
    decision = Field("decision", "decision", TextCell())
    fee_policy = Field("fee_policy", "fee_policy", ChoiceCell(FeePolicy))
    committed_to_code_on = Field("committed_to_code_on", "committed_to_code_on", DateCell())
    last_inspected_on = Field("last_inspected_on", "last_inspected_on", DateCell())
    last_verified_on = Field("last_verified_on", "last_verified_on", DateCell())
    next_check_on = Field("next_check_on", "next_check_on", DateCell())
    illustrative = Field("register__illustrative", "illustrative", YesNoCell(), readonly=True)

    sheet_class = RegisterImporter
    own_headers = ("iso3", "register", "standing", "standing_since", "register_version")
    columns_not_read = (
        "complaints", "missing_since", "status", "as_of", "register_version", "id", "former_numbers",
    )  # fmt: skip
    # Many lists hold only those who are authorised and do not say so.
    may_be_left_out = ("standing",)
    scope_columns = ("iso3", "register")
    label_columns = ("legal_name", "licence_number")
    columns_for_all = {"valid_from": gettext_lazy("The first day of all licences in your file")}
    advice_on_missing = {
        "valid_from": gettext_lazy(
            "Your file has no column for the first day of a licence, which every new licence needs. "
            "Choose the column that holds it, or type one day for all rows."
        ),
        "valid_until": gettext_lazy(
            "Your file has no column for the last day of a licence. New licences will have no end. If your "
            "file holds it, choose its column."
        ),
    }
    look_alike_columns = {
        "licence_number": gettext_lazy("Licence number"),
        "register": gettext_lazy("Register"),
        "standing": gettext_lazy("Status"),
    }
    identity_choices = IDENTITY_CHOICES
    preview_meanings = {
        "noted": gettext_lazy(
            "These rows are correct, but they contain something that differs from the register "
            "and is not applied."
        ),
        "alike": gettext_lazy(
            "These new entries have names similar to others. A closed firm may have come back "
            "under a new name."
        ),
    }
    preview_titles = {"note": gettext_lazy("What the register says")}

    class Meta:
        model = Recruiter
        name = gettext_lazy("Recruiters")
        import_id_fields = ["register", "licence_number"]
        fields = [
            "iso3", "register", "licence_number", "legal_name", "trading_names", "former_names",
            "company_number", "address", "website", "professions", "source_states", "destination_states",
            "sector", "direction", "valid_from", "valid_until", "standing", "standing_since",
            "suspended_until", "decision", "fee_policy", "committed_to_code_on", "last_inspected_on",
            "last_verified_on", "next_check_on", "illustrative",
        ]  # fmt: skip

    def name_columns(self, dataset: tablib.Dataset) -> None:
        """Also add the states of registers that stand before their codes, as in public lists."""
        super().name_columns(dataset)
        if "iso3" not in dataset.headers and "register" in dataset.headers:
            states = [str(cell).rpartition("/")[0] for cell in dataset["register"]]
            if any(states):
                dataset.append_col(states, header="iso3")

    def get_queryset(self) -> QuerySet[Recruiter]:
        return super().get_queryset().select_related("register")

    @classmethod
    def list_address(cls, scope: str, batch: int) -> str:
        if not scope:
            return reverse("admin:recruiters_recruiter_changelist")
        return f"{reverse('work_list', args=scope.split('/'))}?batch={batch}"

    @classmethod
    def scopes_of(cls, user: User) -> list[str]:
        """Return the registers that a registrar keeps."""
        return [f"{state}/{code}" for state, code in user.registers_kept]

    def keep_to(self, scope: str) -> None:
        """Let a blank cell mean the one register of the file."""
        state, code = scope.split("/")
        self.fields["iso3"].widget.when_blank = state
        self.fields["register"].widget.when_blank = code
        self.fields["standing"].widget.state = state


offer_import(ImportKind("registers", gettext_lazy("Registers of recruiters"), RegisterResource))
offer_import(ImportKind("recruiters", gettext_lazy("Recruiters"), RecruiterResource))
