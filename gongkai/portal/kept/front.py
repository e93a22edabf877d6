"""The layer before the framework: a kept page from its file, a cheap “not found”, everything else handed on and kept if it may be."""

import logging
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.db import DatabaseError
from django.http.request import split_domain_port, validate_host

from gongkai.journal import clock

from .. import navigation
from ..queries import nothing, routes
from . import addresses, site
from .files import CACHE_CONTROL, Files, Header, KeptFile
from .judging import Answer, ask, may_be_kept, reader_is_anybody, standard_headers
from .shown import Shown, collecting
from .store import Store

log = logging.getLogger(__name__)

Request = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Request, Start], Iterable[bytes]]
# Never kept and never looked for: the officials' side, the interface for programs, static files.
OUTSIDE = ("/desk/", "/style/", "/api/")
HOSTS_REMEMBERED = 500
NOT_FOUND = "404 Not Found"


def before(application: Application) -> Application:
    """The application with kept pages before it; itself where none are to be kept (GONGKAI_PAGES_MB=0, debugging)."""
    if not settings.PAGES_MB or settings.DEBUG:
        return application
    store = site.store()
    store.open(site.version())
    return Front(application, store)


class Front:
    """A WSGI application around another."""

    def __init__(self, application: Application, store: Store):
        self.application, self.store = application, store
        self.files = Files(store.live)
        self.scheme = "https" if settings.PRODUCTION else "http"
        self.files.standard = store.headers()
        self._hosts: dict[str, bool] = {}

    def __call__(self, request: Request, start: Start) -> Iterable[bytes]:
        path = request["PATH_INFO"]
        if request["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(OUTSIDE) or not self._is_for_us(request):
            return self.application(request, start)
        variant = addresses.variant_of(request.get("HTTP_COOKIE", ""))
        query = request.get("QUERY_STRING", "")
        name = addresses.file_of(variant, path, query)
        if name and (found := self.files.find(name, request.get("HTTP_ACCEPT_ENCODING", ""))):
            return self._send(found, request, start)
        return self._ask(request, start, variant, query)

    def _is_for_us(self, request: Request) -> bool:
        """Whether this came under a name and by a scheme under which the pages are kept."""
        host = request.get("HTTP_HOST", "")
        known = self._hosts.get(host)
        if known is None:
            known = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
            if len(self._hosts) < HOSTS_REMEMBERED:
                self._hosts[host] = known
        return known and self._scheme_of(request) == self.scheme

    @staticmethod
    def _scheme_of(request: Request) -> str:
        if settings.SECURE_PROXY_SSL_HEADER:
            name, secure = settings.SECURE_PROXY_SSL_HEADER
            if (said := request.get(name)) is not None:
                return "https" if said.split(",", 1)[0].strip() == secure else "http"
        return str(request.get("wsgi.url_scheme", "http"))

    @staticmethod
    def _send(kept: KeptFile, request: Request, start: Start, status: str = "200 OK") -> Iterable[bytes]:
        if status == "200 OK" and kept.is_known_to(request):
            start("304 Not Modified", kept.unchanged)
            return [b""]
        start(status, kept.headers)
        return [b"" if request["REQUEST_METHOD"] == "HEAD" else kept.body]

    def _ask(self, request: Request, start: Start, variant: str, query: str) -> Iterable[bytes]:
        path = get_path_info(request)
        try:
            view, nowhere = self._view(path)
        except DatabaseError:
            return self.application(request, start)  # says it in its own words
        if nowhere:
            return self._not_found(request, start, variant)
        declared = getattr(view, "kept", None)
        canonical = declared.canonical(query) if declared else None
        if canonical is None:
            return self._hand_on(request, start)
        name = addresses.file_of(variant, path, canonical)
        if canonical != query:
            request["QUERY_STRING"] = canonical
            if name and (found := self.files.find(name, request.get("HTTP_ACCEPT_ENCODING", ""))):
                return self._send(found, request, start)
        if not name or not reader_is_anybody(request):
            return self._hand_on(request, start)
        return self._render(request, start, name)

    @staticmethod
    def _view(path: str) -> tuple[Callable[..., Any] | None, bool]:
        """The view behind an address, and whether there is certainly nothing."""
        match = routes.find(path)
        if match is None:
            return None, nothing.nowhere(path)
        probe = getattr(match.func, "absent", None)
        return match.func, probe is not None and probe(*match.args, **match.kwargs)

    def _not_found(self, request: Request, start: Start, variant: str) -> Iterable[bytes]:
        """The page for addresses that lead nowhere: one for each variant, however many addresses are tried."""
        name = addresses.not_found(variant)
        if found := self.files.find(name, request.get("HTTP_ACCEPT_ENCODING", "")):
            return self._send(found, request, start, NOT_FOUND)
        if not reader_is_anybody(request):
            return self._hand_on(request, start)
        return self._render(request, start, name, NOT_FOUND)

    def _hand_on(self, request: Request, start: Start) -> Iterable[bytes]:
        """The framework's own answer, which depends on the elder mode and is not to be used unasked either."""

        def begin(status: str, headers: list[Header], *fault: Any) -> Any:
            return start(status, with_public_headers(headers), *fault)

        return self.application(request, begin)

    def _render(self, request: Request, start: Start, name: str, status: str = "200 OK") -> Iterable[bytes]:
        try:
            since = self.store.index.sequence()
        except sqlite3.Error:
            log.exception("pages: the index cannot be read")
            return self._hand_on(request, start)
        with collecting() as shown:
            if status != "200 OK":
                navigation.current()  # error pages ask nobody; the one that is kept must have the latest
            answer = ask(self.application, request)
        if may_be_kept(answer, request, shown, name, status) and self._keep(name, answer, shown, since):
            found = self.files.find(name, request.get("HTTP_ACCEPT_ENCODING", ""))
            if found is not None:
                return self._send(found, request, start, status)
        start(answer.status, with_public_headers(answer.headers))
        return [answer.body] if answer.rest is None else answer.rest

    def _keep(self, name: str, answer: Answer, shown: Shown, since: int) -> bool:
        """Write the page; a fault here costs a rendering, never an answer."""
        try:
            if not self._agrees(answer):
                return False
            expires = clock.midnight(shown.until).timestamp() if shown.until else None
            return self.store.keep(name, answer.body, shown.keys, since=since, expires=expires)
        except (OSError, sqlite3.Error):
            log.exception("pages: %s was not kept", name)
            return False

    def _agrees(self, answer: Answer) -> bool:
        """Whether the answer's headers are those of every page; the first page says which these are."""
        own = standard_headers(answer)
        if self.files.standard is None:
            self.files.standard = self.store.headers(own)
        if own != self.files.standard:
            log.warning(
                "pages: headers differ from those of other pages, not kept: %s", set(own) ^ set(self.files.standard)
            )
        return own == self.files.standard


def with_public_headers(headers: Iterable[Header]) -> list[Header]:
    """An answer that is not kept: it depends on the elder mode, and whoever stores it has to ask before he uses it."""
    found = list(headers)
    names = {name.lower() for name, _ in found}
    if "cache-control" not in names:
        found.append(("Cache-Control", CACHE_CONTROL))
    vary = ", ".join(value for name, value in found if name.lower() == "vary")
    if "cookie" not in vary.lower():
        found = [(name, value) for name, value in found if name.lower() != "vary"]
        found.append(("Vary", f"{vary}, Cookie" if vary else "Cookie"))
    return found
