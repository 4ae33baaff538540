"""Addresses and QR codes on the pages of an entry."""

from django.template import Library

from authorities.qr_codes import qr_code_svg
from authorities.site_address import site_address
from recruiters.certificates import jws

register = Library()

register.filter("qr", qr_code_svg)


@register.simple_tag(takes_context=True)
def permanent_url(context, path):
    """Return the absolute URL of a path, as it is printed and scanned."""
    return site_address(context["request"]) + path


@register.simple_tag
def offers_certificates():
    return jws.can_sign()
