"""A whole register as a file for its registrar: what imports read, and what is not public."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from authorities.cells import DateCell
from authorities.sheets import CSV, XLSX

from .spreadsheets import RecruiterResource

FORMATS = {"csv": CSV, "xlsx": XLSX}


class WholeRegister(RecruiterResource):
    complaints = Field("complaints", "complaints", readonly=True)
    missing_since = Field("missing_since", "missing_since", DateCell(), readonly=True)

    class Meta:
        name = gettext_lazy("Register with what is not public")
        fields = [*RecruiterResource._meta.fields, "complaints", "missing_since"]
        export_order = fields


def as_file(register, ending):
    table = WholeRegister().export(
        register.recruiters.select_related("register").order_by("licence_number", "pk")
    )
    file_format = FORMATS[ending]()
    name = f"{register.member_state_id}-{register.code}.{ending}"
    return HttpResponse(
        file_format.export_data(table),
        content_type=f"{file_format.get_content_type()}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
