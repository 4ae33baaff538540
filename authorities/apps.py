from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import register_converter
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from authorities.data_version.triggers import create_data_version_triggers
from authorities.url_converters import Code, IsoCode, Number


class AuthoritiesConfig(AppConfig):
    name = "authorities"
    verbose_name = _("Member States, authorities and people")
    # Whether a public page shows the content of a model: a write of it then changes the version of the data.
    public_models = (
        "MemberState", "WhoMembership", "RegionMembership", "IncomeClassification", "SafeguardsListing",
        "Authority", "Change",
    )  # fmt: skip
    private_models = (
        "AuditEvent", "ContactPerson", "User", "AuthorityConfirmation", "ConfirmationEvent", "Import",
        "ImportEvent", "CellCorrection", "Source", "Membership", "Invitation", "InvitationEvent", "SentMail",
        "Notice", "StoppedNotice", "RefusedAddress", "Worker", "Job", "DataVersion", "DataChange",
        "StoredPage",
    )  # fmt: skip

    def ready(self):
        register_converter(Code, "code")
        register_converter(IsoCode, "iso3")
        register_converter(Number, "number")
        # each app offers there what may be imported
        autodiscover_modules("resources")
        post_migrate.connect(
            create_data_version_triggers, sender=self, dispatch_uid="authorities.data_version"
        )
