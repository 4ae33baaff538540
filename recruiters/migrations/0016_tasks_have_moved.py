"""Jobs that wait name their task by its path: mails about entries and concerns, put into the queue before."""

from importlib import import_module

from django.db import migrations

rename_both_ways = import_module("authorities.migrations.0007_tasks_have_moved").rename_both_ways
SUBSCRIPTIONS = "recruiters.subscriptions.subscriptions"
MOVED = {
    "recruiters.following.invite": f"{SUBSCRIPTIONS}.send_invitation",
    "recruiters.following.tell_watchers": f"{SUBSCRIPTIONS}.send_news_of_register",
    "recruiters.following.say_farewell": f"{SUBSCRIPTIONS}.send_farewells",
    "recruiters.following.tell_of_the_day": f"{SUBSCRIPTIONS}.send_daily_news",
    "recruiters.concerns.tell": "recruiters.concerns.actions.notify_keepers",
}


class Migration(migrations.Migration):
    dependencies = [
        ("recruiters", "0015_names_in_latin_letters"),
        ("authorities", "0007_tasks_have_moved"),
    ]

    operations = [rename_both_ways(MOVED)]
