"""Addresses of the style guide: outside the desk's prefix, for officials all the same."""

from django.urls import path

from ..staff import style

app_name = "style"
urlpatterns = [
    path("", style.PublicStyle.as_view(), name="public"),
    path("desk/", style.DeskStyle.as_view(), name="desk"),
]
