"""How dates, states and figures are written on a page."""

from django import template
from django.utils import formats

register = template.Library()
