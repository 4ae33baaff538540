"""Addresses of the top floor. The public ones are permanent."""

from django.urls import path

urlpatterns = []
