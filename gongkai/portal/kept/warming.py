"""Rendering pages before anybody asks: after a start, so that the first readers do not wait."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gongkai.publications.models import Publication

from .. import navigation
from . import front


def addresses(documents: int) -> Iterator[str]:
    """The home page, the landing pages, every column with content, the newest documents."""
    yield from ("/", "/open/", "/map/", "/about/")
    yield from (node.url for node in navigation.current().nodes.values() if node.shown)
    newest = Publication.objects.public().order_by("-listed_on", "-id").values_list("pk", flat=True)
    yield from (f"/d/{pk}/" for pk in newest[:documents])


def warm(documents: int) -> int:
    """Ask for these pages as a reader would; answers how many there are now."""
    application = front.before(get_wsgi_application())
    count = 0
    for address in addresses(documents):
        pieces = application(_request(address), lambda *head: None)
        count += bool(b"".join(pieces))
        if hasattr(pieces, "close"):
            pieces.close()
    return count


def _request(address: str) -> dict[str, Any]:
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name not in {"", "*"}), "127.0.0.1")
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": address, "QUERY_STRING": "", "HTTP_HOST": host,
        "SERVER_NAME": host, "SERVER_PORT": "443" if settings.PRODUCTION else "80", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO": "https" if settings.PRODUCTION else "http",
        "wsgi.url_scheme": "https" if settings.PRODUCTION else "http", "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(),
    }  # fmt: skip
