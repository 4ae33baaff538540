"""The administrators' page of background work: who works, what runs, what waits, what failed."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from authorities.access import open_to
from authorities.jobs import queue as background
from authorities.jobs.labels import give_purposes
from authorities.models import Job, Worker
from authorities.models.roles import ADMINISTERS

ON_A_PAGE = 20
SHOWN_WAITING = 20


class JobAdmin(admin.ModelAdmin):
    """One page and one button. Jobs have no page of their own: arguments and messages may be private."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        guard = self.admin_site.admin_view
        return [
            path("", guard(self.changelist_view), name="authorities_job_changelist"),
            path("<uuid:pk>/again/", guard(self.again), name="authorities_job_again"),
        ]

    @method_decorator([open_to(*ADMINISTERS), require_safe])
    def changelist_view(self, request, extra_context=None):
        if background.stands_still():
            messages.warning(request, background.NOBODY_WORKS)
        waiting = Job.objects.waiting()
        first, running = list(waiting[:SHOWN_WAITING]), list(Job.objects.running())
        page = Paginator(Job.objects.latest_failures(), ON_A_PAGE).get_page(request.GET.get("page"))
        give_purposes([*running, *first, *page])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Background work"),
            "opts": self.opts,
            "workers": Worker.objects.all(),
            "running": running,
            "waiting": first,
            "waiting_count": waiting.count(),
            "most_attempts": background.MOST_ATTEMPTS,
            "page": page,
            "owned": background.owners,
        }
        return render(request, "admin/authorities/job/work.html", context)

    @method_decorator([open_to(*ADMINISTERS), require_POST])
    def again(self, request, pk):
        try:
            job = background.try_again(pk)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            self.log_change(request, job, _("Told to try again."))
            messages.success(request, _("It waits for the next free worker."))
        return redirect("admin:authorities_job_changelist")
