"""A valid session without the login pages: for a test client, and for a real browser."""

from typing import Any

from django.conf import settings
from django.test import Client

from gongkai.bureau.models import Official


def log_in(client: Client, official: Official) -> Client:
    """The client now acts for this official, as after both factors."""
    client.force_login(official)
    return client


def seat(page: Any, live_server: Any, official: Official) -> Any:
    """The browser's page now belongs to this official."""
    value = log_in(Client(), official).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return page
