"""Addresses of the ground floor, public and permanent."""

from django.urls import path

from .views import lists

urlpatterns = [
    path("authorities/", lists.authorities, name="authorities"),
    path("authorities.csv", lists.authorities_export, name="authorities_export"),
]
