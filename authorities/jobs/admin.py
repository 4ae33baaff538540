"""The administrators' page of background work: workers, and jobs that run, wait or have failed."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from authorities.access import open_to
from authorities.jobs import queue
from authorities.jobs.labels import add_labels
from authorities.models import Job, Worker
from authorities.models.roles import ADMINISTERS

PER_PAGE = 20
SHOWN_WAITING = 20


class JobAdmin(admin.ModelAdmin):
    """One list with a button to retry. Jobs have no page of their own, as arguments may be private."""

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
            path("<uuid:pk>/again/", guard(self.retry), name="authorities_job_again"),
        ]

    @method_decorator([open_to(*ADMINISTERS), require_safe])
    def changelist_view(self, request, extra_context=None):
        if queue.is_stalled():
            messages.warning(request, queue.NO_WORKER_WARNING)
        waiting = Job.objects.waiting()
        first, running = list(waiting[:SHOWN_WAITING]), list(Job.objects.running())
        page = Paginator(Job.objects.latest_failures(), PER_PAGE).get_page(request.GET.get("page"))
        add_labels([*running, *first, *page])
        for job in running:
            setattr(job, "most_attempts", queue.most_attempts(job))  # noqa: B010
        context = {
            **self.admin_site.each_context(request),
            "title": _("Background work"),
            "opts": self.opts,
            "workers": Worker.objects.all(),
            "running": running,
            "waiting": first,
            "waiting_count": waiting.count(),
            "page": page,
            "tasks_with_failure_handler": queue.FAILURE_HANDLERS,
        }
        return render(request, "admin/authorities/job/work.html", context)

    @method_decorator([open_to(*ADMINISTERS), require_POST])
    def retry(self, request, pk):
        try:
            job = queue.retry_failed_job(pk)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            self.log_change(request, job, _("Retry requested."))
            messages.success(request, _("It is waiting for the next free worker."))
        return redirect("admin:authorities_job_changelist")
