"""What stands around every page: the banner, the languages, the sign of life, the pages for errors."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.forms.renderers import TemplatesSetting
from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from authorities.access import open_to_everyone
from authorities.models import User
from recruiters.rate_limits import visitor_address

# Without a token, so that public pages need no cookie: all that can be forged is the language of a page.
choose_language = open_to_everyone(csrf_exempt(set_language))


class FormRenderer(TemplatesSetting):
    """Fields are drawn by the same part everywhere."""

    field_template_name = "parts/field.html"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right. Please check both."),
        "too_many_login_attempts": _(
            "Too many attempts have failed. Please wait five minutes, or set a new password."
        ),
    }

    def is_open_for_signup(self, request):
        """Accounts are opened by an administrator."""
        return False

    def get_client_ip(self, request):
        """By what every limit counts. Those of whom nothing is known, as on a socket, are counted as one."""
        try:
            return visitor_address(super().get_client_ip(request))
        except PermissionDenied:
            return ""


class SignInForm(LoginForm):
    """Labels say what to type; nothing inside the fields repeats them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def demo_logins():
    """The people of the demonstration, for its sign-in page; nobody elsewhere."""
    if not settings.DEMO:
        return User.objects.none()
    invented = User.objects.filter(demo_login=True, deactivated_on=None)
    return invented.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("pk")


# The entries of the main navigation, in order; each names its page, and the first step of that page's path.
NAVIGATION = [
    {"name": "compliance", "label": _("Compliance")},
    {"name": "countries", "label": _("Countries")},
    {"name": "rounds", "label": _("Rounds")},
    {"name": "recruiters", "label": _("Recruiters")},
    {"name": "authorities", "label": _("Authorities")},
]
# First steps of paths whose pages belong to an entry of another name.
BELONGS_TO = {"reports": "countries", "filing": "desk", "review": "desk", "imports": "desk"}


def shell(request):
    """What the base template needs."""
    step, _slash, below = request.path_info.lstrip("/").partition("/")
    return {
        "demo": settings.DEMO,
        "demo_logins": demo_logins,
        "navigation": NAVIGATION,
        "nav_section": BELONGS_TO.get(step, step),
        "nav_exact": not below,
        "this_language": get_language_info(get_language()),
        "languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
    }


@open_to_everyone
@never_cache
def healthz(request):
    """Answers `ok` while the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


@open_to_everyone
def bad_request(request, exception):
    return render(request, "400.html", status=400)


@open_to_everyone
def not_allowed(request, exception):
    return render(request, "403.html", status=403)


@open_to_everyone
def not_found(request, exception):
    return render(request, "404.html", status=404)


@open_to_everyone
def stale_form(request, reason=""):
    """A form sent without a valid token: mostly an old page, or one filled in before signing in elsewhere."""
    return render(request, "403_csrf.html", status=403)


@open_to_everyone
def broken(request):
    """Drawn without request, so that it needs neither database nor session."""
    return HttpResponseServerError(loader.render_to_string("500.html"))
