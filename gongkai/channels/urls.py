"""Addresses: the outbox under /desk/shipments/."""

from django.urls import include, path

from . import staff

desk = [
    path("", staff.Shipments.as_view(), name="shipments"),
    path("<int:pk>/retry/", staff.Retry.as_view(), name="retry"),
    path("<int:pk>/cancel/", staff.Cancel.as_view(), name="cancel"),
]
urlpatterns = [path("desk/shipments/", include((desk, "channels")))]
