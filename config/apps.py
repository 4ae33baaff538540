from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.admin import site


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        # Permissions follow from roles; Django's groups would have no effect here.
        site.unregister(self.apps.get_model("auth", "Group"))


class TrackerAdminConfig(admin_apps.AdminConfig):
    default_site = "config.admin.TrackerAdminSite"
    default = False
