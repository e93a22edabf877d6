"""Notices to the official: newest first, opened once, read then."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from ... import services
from ...access import EVERYONE
from ...queries import notifications_of
from ...views import Page

MOST_SHOWN = 100


class Notifications(Page):
    access, reads = EVERYONE, False  # auditors are sent none
    title = "通知"
    template_name = "desk/home/notifications.html"

    def context(self, **more: Any) -> dict[str, Any]:
        rows = list(notifications_of(self.official)[:MOST_SHOWN])
        return super().context(rows=rows, any_unread=any(row.read_at is None for row in rows), **more)

    def post(self, request: HttpRequest) -> HttpResponse:
        services.mark_read(official=self.official)
        return self.go(request.path)


class OpenNotification(Page):
    """Marks one notice as read and leads to what it is about."""

    access = EVERYONE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = notifications_of(self.official).filter(pk=pk).first()
        if notice is None:
            raise Http404
        services.mark_read(official=self.official, pks=[pk])
        return self.go(notice.url or "/desk/notifications/")
