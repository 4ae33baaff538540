"""Recruiters that were there already: what they are compared by, and the events that tell their standing.

It does not go back where there are events: forwards again they would be written a second time.
"""

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError

NOTE = "Taken over as the register stood."


def carry_over(apps, schema_editor):
    Recruiter = apps.get_model("recruiters", "Recruiter")
    LicenceEvent = apps.get_model("recruiters", "LicenceEvent")
    by = apps.get_model("authorities", "User").objects.order_by("pk").first()
    for recruiter in Recruiter.objects.all():
        recruiter.state_from = recruiter.valid_from
        recruiter.save()  # writes the folded fields too
        granted = LicenceEvent(move="grant", to_state="authorised")
        events = [granted]
        if recruiter.state != "authorised":
            moves = {"suspended": "suspend", "revoked": "revoke", "withdrawn": "withdraw"}
            events.append(
                LicenceEvent(move=moves[recruiter.state], from_state="authorised", to_state=recruiter.state)
            )
        for event in events:
            event.register_id, event.recruiter, event.by = recruiter.register_id, recruiter, by
            event.effective_on = event.valid_from = recruiter.valid_from
            event.valid_until, event.note, event.version = recruiter.valid_until, NOTE, 1
            event.save()
    apps.get_model("recruiters", "Register").objects.update(version=1)


def refuse_events(apps, schema_editor):
    count = apps.get_model("recruiters", "LicenceEvent").objects.count()
    if count:
        raise IrreversibleError(
            f"Restore a backup to go further back: {count} decisions on licences are recorded, for which there "
            "was no room before. Nothing was changed."
        )


class Migration(migrations.Migration):

    dependencies = [("recruiters", "0002_life_of_licences")]

    operations = [migrations.RunPython(carry_over, refuse_events)]
