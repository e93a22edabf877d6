"""Asking the site as it is served, in this process: one request, with what the layer of kept pages sees of it."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def request(address: str, **headers: str) -> dict[str, Any]:
    """What a WSGI server hands over for a GET."""
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(), **headers,
    }  # fmt: skip


def ask(application: Application, address: str, **headers: str) -> tuple[int, bytes]:
    """Status and body."""
    begun: list[str] = []
    pieces = application(request(address, **headers), lambda status, *rest: begun.append(status))
    try:
        return int(begun[-1][:3]), b"".join(pieces)
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
