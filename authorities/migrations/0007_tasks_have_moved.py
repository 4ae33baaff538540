"""Jobs that wait name their task by its path: those put into the queue before the modules moved are renamed."""

from functools import partial

from django.db import migrations

MOVED = {
    f"authorities.tasks.{name}": f"authorities.imports.tasks.{name}"
    for name in ("check_import", "apply_import", "undo_import")
}


def rename_tasks(apps, schema_editor, moved):
    jobs = apps.get_model("django_tasks_database", "DBTaskResult").objects.using(schema_editor.connection.alias)
    for before, now in moved.items():
        jobs.filter(task_path=before).update(task_path=now)


def rename_both_ways(moved):
    """Return the operation that renames the tasks of waiting jobs, and renames them back when it is undone."""
    back = {now: before for before, now in moved.items()}
    return migrations.RunPython(partial(rename_tasks, moved=moved), partial(rename_tasks, moved=back))


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0006_how_files_are_read"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [rename_both_ways(MOVED)]
