"""The addresses of the comparisons; the file of a page has the same path, with the format behind a dot."""

from django.urls import path

from reporting.comparisons import views

comparison_pages = [
    path("comparisons/", views.pace, name="comparisons"),
    path("comparisons.<str:format>", views.pace_export, name="comparisons_export"),
    path("comparisons/countries/", views.pace_countries, name="comparisons_countries"),
    path("comparisons/reporters/", views.reporters, name="compared_reporters"),
    path("comparisons/reporters.<str:format>", views.reporters_export, name="compared_reporters_export"),
    path("comparisons/reporters/countries/", views.reporters_countries, name="compared_reporters_countries"),
    path("comparisons/side-by-side/", views.side_by_side, name="side_by_side"),
    path("comparisons/side-by-side.<str:format>", views.side_by_side_export, name="side_by_side_export"),
    path("comparisons/side-by-side/countries/", views.side_by_side_countries, name="side_by_side_countries"),
    path("comparisons/answers/", views.answer_changes, name="answer_changes"),
    path("comparisons/answers.<str:format>", views.answer_changes_export, name="answer_changes_export"),
    path("comparisons/answers/countries/", views.answer_changes_countries, name="answer_changes_countries"),
]
