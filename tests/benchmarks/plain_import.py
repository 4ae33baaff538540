"""The baseline: what django-import-export does with the same model by its default settings."""

from import_export import fields, resources, widgets

from recruiters.models import Recruiter, Register

DAY = "%Y-%m-%d"
NAMES = [
    "register",
    "licence_number",
    "legal_name",
    "trading_names",
    "address",
    "website",
    "company_number",
    "professions",
    "source_states",
    "destination_states",
    "valid_from",
    "valid_until",
    "state",
    "state_from",
]


class Items(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        return [part.strip() for part in value.split(";") if part.strip()]

    def render(self, value, obj=None, **kwargs):
        return "; ".join(value or [])


class PlainResource(resources.ModelResource):
    register = fields.Field("register", "register", widgets.ForeignKeyWidget(Register, "code"))
    professions = fields.Field("professions", "professions", Items())
    source_states = fields.Field("source_states", "source_states", Items())
    destination_states = fields.Field("destination_states", "destination_states", Items())
    valid_from = fields.Field("valid_from", "valid_from", widgets.DateWidget(DAY))
    valid_until = fields.Field("valid_until", "valid_until", widgets.DateWidget(DAY))
    state = fields.Field("state", "standing")
    state_from = fields.Field("state_from", "valid_from", widgets.DateWidget(DAY))

    class Meta:
        model = Recruiter
        import_id_fields = ["register", "licence_number"]
        fields = NAMES
