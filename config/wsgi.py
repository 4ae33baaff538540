"""The entry for a web server; production unless MODE says otherwise."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from authorities.shared_pages.application import SharedPageApplication
from config.call_stack import widen_call_stack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("MODE", "production")

application = SharedPageApplication(widen_call_stack(get_wsgi_application()))

# What is there now stays: looked through for garbage again and again, it would hold up pages.
gc.collect()
gc.freeze()
