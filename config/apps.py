from pathlib import Path

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.admin import site
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate

from config.data_loss import refuse_silent_loss
from config.environment import PRIVATE_FILE


def make_private(sender, connection, **kwargs):
    """Let nobody else on the machine read a SQLite file, nor what SQLite keeps beside it."""
    if connection.vendor != "sqlite":
        return
    for ending in ("", "-wal", "-shm"):
        file = Path(f"{connection.settings_dict['NAME']}{ending}")
        if file.is_file() and file.stat().st_mode & 0o077:
            file.chmod(PRIVATE_FILE)


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        connection_created.connect(make_private)
        # Once, with the first of our apps that is migrated.
        pre_migrate.connect(refuse_silent_loss, sender=self.apps.get_app_config("authorities"))
        # Permissions follow from roles; Django's groups would have no effect here.
        site.unregister(self.apps.get_model("auth", "Group"))


class TrackerAdminConfig(admin_apps.AdminConfig):
    default_site = "config.admin.TrackerAdminSite"
    default = False
