"""Addresses of the ground floor, public and permanent."""

from django.urls import path

from authorities import views as lists
from authorities.imports.desk import views as importing

urlpatterns = [
    path("authorities/", lists.authorities, name="authorities"),
    path("authorities.csv", lists.authorities_export, name="authorities_export"),
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
