"""Addresses for monitoring."""

from django.urls import path

from . import pages

app_name = "operations"
urlpatterns = [path("metrics", pages.metrics, name="metrics")]
