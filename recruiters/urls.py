"""Addresses of the registers, public and permanent."""

from django.urls import path, register_converter
from django.urls.converters import PathConverter

from recruiters.certificates import views as certificates
from recruiters.concerns import views as concerns
from recruiters.desk import entry_views as desk_entries
from recruiters.desk import views as desk
from recruiters.public import feed_views as feed
from recruiters.public import views as register
from recruiters.subscriptions import views as subscriptions


class LicenceNumber(PathConverter):
    """Anything a keeper may write, including slashes."""

    regex = r"[^\x00-\x1f]+?"


register_converter(LicenceNumber, "licence")

urlpatterns = [
    path("", register.recruiters, name="recruiters"),
    path("verify/", certificates.verify, name="verify_certificate"),
    path("verify/keys.json", certificates.keys, name="certificate_keys"),
    path(
        "certificates/<iso3:iso3>/<slug:code>/<licence:licence>/",
        certificates.certificate,
        name="certificate",
    ),
    path("follow/<iso3:iso3>/<slug:code>/<licence:licence>/", subscriptions.follow, name="follow"),
    path("follow/confirm/<str:token>/", subscriptions.confirm, name="confirm_following"),
    path("follow/stop/<str:token>/", subscriptions.stop, name="stop_following"),
    path("concerns/", concerns.report, name="report_concern"),
    path("concerns/follow/", concerns.follow, name="follow_concern"),
    path("concerns/desk/", concerns.concerns, name="concerns"),
    path("concerns/desk/<int:pk>/", concerns.concern, name="concern"),
    path("concerns/desk/<int:pk>/reply/", concerns.reply, name="reply_concern"),
    path("concerns/desk/<int:pk>/<slug:name>/", concerns.move, name="move_concern"),
    path("concerns/files/<int:pk>/", concerns.concern_file, name="concern_file"),
    path("desk/", desk.registers, name="registers_kept"),
    path("desk/<iso3:iso3>/<slug:code>/", desk.work_list, name="work_list"),
    path("desk/<iso3:iso3>/<slug:code>/many/", desk.bulk, name="bulk"),
    path("desk/<iso3:iso3>/<slug:code>/log/", desk.register_log, name="register_log"),
    path("desk/<iso3:iso3>/<slug:code>/register.<slug:ending>", desk.download, name="download_register"),
    path("desk/<iso3:iso3>/<slug:code>/new/", desk_entries.new_entry, name="new_entry"),
    path("desk/<iso3:iso3>/<slug:code>/<int:pk>/", desk_entries.entry, name="entry"),
    path("desk/<iso3:iso3>/<slug:code>/<int:pk>/edit/", desk_entries.edit_entry, name="edit_entry"),
    path("desk/<iso3:iso3>/<slug:code>/<int:pk>/decide/<slug:move>/", desk_entries.decision, name="decide"),
    path("<iso3:iso3>/", register.register_state, name="register_state"),
    path("<iso3:iso3>/<slug:code>/", register.register, name="register"),
    path("<iso3:iso3>/<slug:code>/changes.json", feed.changes, name="register_changes"),
    path("<iso3:iso3>/<slug:code>/changes.atom", feed.changes_atom, name="register_changes_atom"),
    path("<iso3:iso3>/<slug:code>/list.csv", feed.whole_list, name="register_list"),
    path("<iso3:iso3>/<slug:code>/<licence:licence>/", register.recruiter, name="recruiter"),
]
