"""Addresses of the ground floor, public and permanent."""

from django.urls import path

from . import views

urlpatterns = [
    path("authorities/", views.authorities, name="authorities"),
    path("authorities.csv", views.authorities_export, name="authorities_export"),
]
