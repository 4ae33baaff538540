from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ConfigConfig(AppConfig):
    name = "config"


class TrackerAdminConfig(admin_apps.AdminConfig):
    default_site = "config.admin.TrackerAdminSite"
    default = False
