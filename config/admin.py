"""The admin site: visitors sign in on the normal sign-in page; everyone but administrators gets a 404."""

import logging
from functools import wraps

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, FieldError
from django.db import DataError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from config.administration_tasks import USUAL_TASKS, open_matters

logger = logging.getLogger(__name__)


class TrackerAdminSite(admin.AdminSite):
    """Leaves signing in, signing out and passwords to the normal pages, which count failed attempts."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("Data and people")
    enable_nav_sidebar = False

    def has_permission(self, request):
        if request.user.is_authenticated and not request.user.may_administer:
            raise Http404
        return request.user.is_authenticated

    def admin_view(self, view, cacheable=False):
        """Answer an address that asks for what cannot be looked up with a 400: the mistake is not ours."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def answer(request, *args, **kwargs):
            if request.method != "GET":
                return guarded(request, *args, **kwargs)
            try:
                response = guarded(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response
            except (DataError, OverflowError, ValueError, FieldError) as problem:
                logger.warning("An address of the administration asks for what there is not", exc_info=True)
                raise BadRequest from problem

        return answer

    def index(self, request, extra_context=None):
        tasks = {"matters": open_matters(), "usual_tasks": USUAL_TASKS}
        return super().index(request, {**tasks, **(extra_context or {})})

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or request.get_full_path())

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
