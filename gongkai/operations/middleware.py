"""Around every request: its number for the log, one line when it is done, and figures for monitoring where they are wanted."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from . import logs

log = logging.getLogger("gongkai.request")
INTEGER = "int:"
LONGEST = 80


def place_of(request: HttpRequest) -> str:
    """The address for the log: its route, with numbers filled in; words that a visitor chose are left as <name>."""
    match = request.resolver_match
    if match is None:
        return "/" + request.path_info.lstrip("/").partition("/")[0][:LONGEST] + "/…"
    route = match.route
    for name, value in match.kwargs.items():
        route = route.replace(f"<{INTEGER}{name}>", str(value))
    return f"/{route}"


class RequestLogMiddleware:
    """One line a request at level INFO: method, place, route, status, milliseconds. No query, no body, no address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid4().hex[:16]
        token, begun = logs.request_id.set(number), time.perf_counter()
        try:
            response = self.get_response(request)
            if log.isEnabledFor(logging.INFO):
                self._write(request, response, (time.perf_counter() - begun) * 1000)
        finally:
            logs.request_id.reset(token)
        if response.status_code >= 500:  # so that a reader can name it; a page that may be kept carries none
            response.headers["X-Request-ID"] = number
        return response

    def _write(self, request: HttpRequest, response: HttpResponse, milliseconds: float) -> None:
        place, work = place_of(request), request.resolver_match.view_name if request.resolver_match else ""
        log.info(
            "%s %s %s %.1f ms", request.method, place, response.status_code, milliseconds,
            extra={"method": request.method, "path": place, "work": work, "status": response.status_code,
                   "ms": round(milliseconds, 1)},
        )  # fmt: skip


class FiguresMiddleware:
    """Counts requests by route and status, and their time; not there at all unless somebody may read the figures."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.METRICS_FROM:
            raise MiddlewareNotUsed
        # Only where they are wanted: the library opens files for every process that counts.
        from . import figures

        self.get_response, self.figures = get_response, figures

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else "none"
        self.figures.note_request(route, request.method or "", response.status_code, time.perf_counter() - begun)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        self.figures.note_fault(exception)
