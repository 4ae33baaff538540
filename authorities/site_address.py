"""Where the public finds this site, for links that are read elsewhere."""

from django.conf import settings


def site_address(request=None):
    """Where the public finds this site: scheme and host, without a slash at the end."""
    if settings.SITE_ADDRESS:
        return settings.SITE_ADDRESS.rstrip("/")
    return request.build_absolute_uri("/").rstrip("/") if request else settings.LOCAL_ADDRESS
