"""What every page shares: banner, navigation, languages, sign-in, the health check and the error pages."""

from dataclasses import dataclass

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.core import context
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection
from django.forms.renderers import TemplatesSetting
from django.http import HttpResponseRedirect, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from authorities.access import has_confirmed_lately, open_to_everyone
from authorities.accounts.provider_views import provider_ways
from authorities.accounts.security_log import note
from authorities.jobs.mail import post
from authorities.languages.addresses import path_in_language, split_language
from authorities.models import User
from authorities.models.roles import READS_EVERY_REPORT
from authorities.site_address import site_address
from authorities.visitors.rate_limits import visitor_address
from config.languages import write_alternates, write_languages
from config.refusal_advice import advise_on_refusal

# Stands for visitors whose address is not known: they count as one, and lists of sessions need an address.
NO_ADDRESS = "::"


class FormRenderer(TemplatesSetting):
    """Renders every form field with the same template."""

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

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask for the password again before a second factor changes, as before whatever is grave."""
        return super().is_reauthentication_required(app=app, **kwargs) and not has_confirmed_lately(
            context.request
        )

    def get_reauthentication_methods(self, user):
        """Let people sign in again at their ministry, too; who has no password has no other way."""
        return [*super().get_reauthentication_methods(user), *provider_ways(user)]

    def get_client_ip(self, request):
        """Return the address that rate limits count by; visitors without one count as one."""
        try:
            return visitor_address(super().get_client_ip(request))
        except PermissionDenied:
            return NO_ADDRESS

    def post_login(self, request, user, **kwargs):
        """Lead to the language of the account, where the address of the sign-in named none."""
        response = super().post_login(request, user, **kwargs)
        if isinstance(response, HttpResponseRedirect) and user.language != settings.LANGUAGE_CODE:
            language, path = split_language(response.url)
            if language == settings.LANGUAGE_CODE:
                response.headers["Location"] = path_in_language(path, user.language)
        return response

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note("sign_in_held_up", address=credentials.get("email", ""), level="warning")
            raise

    def send_mail(self, template_prefix, email, context):
        """No page waits for a mail server."""
        mail = self.render_mail(template_prefix, email, {**context, "site": site_address()})
        post(mail.subject, mail.body, mail.to)


class SignInForm(LoginForm):
    """The sign-in form of allauth without placeholders, which would repeat the labels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def demo_logins():
    """Return the users that the sign-in page of the demonstration lists; none in other modes."""
    if not settings.DEMO:
        return User.objects.none()
    people = User.objects.filter(demo_login=True, deactivated_on=None)
    return people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("pk")


@dataclass(frozen=True, eq=False)
class NavigationEntry:
    """A section of the site: `name` is the name of its URL, and also the first segment of its path."""

    name: str
    label: str | Promise


NAVIGATION = (
    NavigationEntry("compliance", _("Compliance")),
    NavigationEntry("countries", _("Countries")),
    NavigationEntry("rounds", _("Rounds")),
    NavigationEntry("recruiters", _("Recruiters")),
    NavigationEntry("authorities", _("Authorities")),
)
# Of those who read the reports of others.
REVIEWER_NAVIGATION = (*NAVIGATION, NavigationEntry("review", _("Review")))
SECTIONS = {"desk", *(entry.name for entry in REVIEWER_NAVIGATION)}
# First segments of paths whose pages belong to the section of another segment.
SECTION_BY_SEGMENT = {
    "reports": "countries",
    **dict.fromkeys(
        ("filing", "imports", "instruments", "people", "round-desk", "publication", "mails"), "desk"
    ),
    "indicators": "compliance",
}


def list_navigation(user):
    """Return the entries of the main navigation for somebody, who may not be signed in."""
    reviews = user is not None and user.is_authenticated and user.holds(*READS_EVERY_REPORT)
    return REVIEWER_NAVIGATION if reviews else NAVIGATION


def name_section(path):
    """Return the name of the section that a page belongs to, "" for none.

    The indicators of a round are figures.
    """
    segment, _slash, below = path.lstrip("/").partition("/")
    if segment == "rounds" and "/indicators/" in below:
        return "compliance"
    section = SECTION_BY_SEGMENT.get(segment, segment)
    return section if section in SECTIONS else ""


def shell_context(request):
    """Return the context that the base template needs."""
    path = split_language(request.path_info)[1]
    _segment, _slash, below = path.lstrip("/").partition("/")
    return {
        "demo": settings.DEMO,
        "demo_logins": demo_logins,
        "providers": settings.OIDC_PROVIDERS,
        # Asked by the pages that show it alone.
        "navigation": lambda: list_navigation(getattr(request, "user", None)),
        "nav_section": name_section(path),
        "nav_exact": not below,
        "languages": lambda: write_languages(request),
        "alternates": lambda: write_alternates(request),
    }


@open_to_everyone
@never_cache
def healthz(request):
    """Return status 200 while the database answers, else 503."""
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
def permission_denied(request, exception):
    return render(request, "403.html", refusal_context(request), status=403)


@open_to_everyone
def page_not_found(request, exception):
    return render(request, "404.html", refusal_context(request), status=404)


def refusal_context(request):
    user = getattr(request, "user", None)
    return {"advice": advise_on_refusal(user) if user and user.is_authenticated else ""}


@open_to_everyone
def csrf_failure(request, reason=""):
    """Explain that the form was out of date: an old page, or one opened before signing in elsewhere."""
    return render(request, "403_csrf.html", status=403)


@open_to_everyone
def server_error(request):
    """Render the page without a request, so that it needs neither database nor session."""
    return HttpResponseServerError(loader.render_to_string("500.html"))
