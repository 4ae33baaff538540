"""Run a worker until it is stopped."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import valid_interval

from authorities.jobs.worker import QUEUES, QueueWorker, unique_worker_name
from authorities.models import Worker


class Command(BaseCommand):
    help = (
        "Runs a worker. Ctrl-C ends it after the job at hand, a second one at once: then the job is begun "
        "anew by the next worker. On PostgreSQL any number of workers may run, on any machine; on SQLite one."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval",
            type=valid_interval,
            default=1.0,
            help="seconds between two looks for work (default: %(default)s)",
        )
        parser.add_argument(
            "--queues",
            default=",".join(QUEUES),
            help="names of queues, separated by commas (default: %(default)s)",
        )
        parser.add_argument("--batch", action="store_true", help="end when nothing waits any more")

    def handle(self, *, interval, queues, batch, **options):
        others = Worker.objects.alive() if connection.vendor == "sqlite" else []
        if others:
            raise CommandError(
                _("With SQLite only one worker can run at a time, and this one is running: %(name)s.")
                % {"name": others[0].name}
            )
        worker = QueueWorker(
            name=unique_worker_name(), interval=interval, batch=batch, queues=queues.split(",")
        )
        worker.configure_signals()
        worker.run_until_stopped()
