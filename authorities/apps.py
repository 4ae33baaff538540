from django.apps import AppConfig
from django.urls import register_converter
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from authorities.url_converters import Code, IsoCode, Number


class AuthoritiesConfig(AppConfig):
    name = "authorities"
    verbose_name = _("Member States, authorities and people")

    def ready(self):
        register_converter(Code, "code")
        register_converter(IsoCode, "iso3")
        register_converter(Number, "number")
        # each app offers there what may be imported
        autodiscover_modules("resources")
