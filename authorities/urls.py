"""Addresses of the ground floor, public and permanent."""

from django.urls import path

from authorities import views as lists
from authorities.audit import views as auditing
from authorities.confirmations import views as confirming
from authorities.imports.desk import views as importing
from authorities.notices import views as mails
from authorities.people import views as people

urlpatterns = [
    path("authorities/", lists.authorities, name="authorities"),
    path("authorities.csv", lists.authorities_export, name="authorities_export"),
    path("audit/", auditing.audit_trail, name="audit_trail"),
    path("audit.csv", auditing.audit_export, name="audit_export"),
    path("authorities/confirmations/", confirming.confirmations, name="confirmations"),
    path("authorities/confirmations/ask/", confirming.ask_for_confirmation, name="ask_for_confirmation"),
    path("authorities/confirmations/<int:pk>/", confirming.confirmation, name="confirmation"),
    path("authorities/confirm/<str:token>/", confirming.answer_confirmation, name="answer_confirmation"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<int:pk>/<slug:name>/", people.move_invitation, name="move_invitation"),
    path("people/roles/<int:pk>/end/", people.end_role, name="end_role"),
    path("people/roles/<int:pk>/hand-over/", people.hand_over, name="hand_over"),
    path("people/mails/", mails.mail_choice, name="mail_choice"),
    path("people/<iso3:iso3>/", people.state_people, name="state_people"),
    path("invitation/<str:token>/", people.invitation, name="invitation"),
    path("mails/", mails.mail_list, name="mail_list"),
    path("mails/<int:pk>/", mails.mail_page, name="mail_page"),
    path("mails/accepts/", mails.accept_address, name="accept_address"),
    path("mails/stop/<str:token>/", mails.stop_mails, name="stop_mails"),
    path("imports/", importing.import_list, name="imports"),
    path("imports/new/<slug:kind>/", importing.import_new, name="import_new"),
    path("imports/template/<slug:kind>.xlsx", importing.import_template, name="import_template"),
    path("imports/<int:pk>/", importing.import_page, name="import"),
    path("imports/<int:pk>/columns/", importing.import_columns, name="import_columns"),
    path("imports/<int:pk>/words/", importing.import_words, name="import_words"),
    path("imports/<int:pk>/identities/", importing.import_identities, name="import_identities"),
    path("imports/<int:pk>/cells/", importing.import_cells, name="import_cells"),
    path("imports/<int:pk>/apply/", importing.import_apply, name="import_apply"),
    path("imports/<int:pk>/cancel/", importing.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/undo/", importing.import_undo, name="import_undo"),
    path("imports/<int:pk>/file/", importing.import_file, name="import_file"),
    path("imports/<int:pk>/commented.xlsx", importing.import_annotated, name="import_annotated"),
    path("imports/<int:pk>/<slug:category>.csv", importing.import_found, name="import_found"),
]
