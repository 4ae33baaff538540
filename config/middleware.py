"""Headers on every answer."""

from django.conf import settings


def content_security_policy(get_response):
    """Sends settings.SECURE_CSP (the name Django 6 uses) unless the view has set a policy of its own."""
    policy = "; ".join(f"{directive} {value}" for directive, value in settings.SECURE_CSP.items())

    def add_header(request):
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return add_header
