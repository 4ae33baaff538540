from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from recruiters.search.indexes import create_search_indexes


class RecruitersConfig(AppConfig):
    name = "recruiters"
    verbose_name = _("Registers of recruiters")
    public_models = (
        "Register", "Recruiter", "LicenceEvent", "FormerNumber", "Branch", "Relation", "Concern",
    )  # fmt: skip
    private_models = ("ConcernMessage", "ConcernFile", "ConcernEvent", "NameWord", "Watch", "Farewell")

    def ready(self):
        post_migrate.connect(create_search_indexes, sender=self, dispatch_uid="recruiters.search")
