"""Whether an answer may be kept for everyone, whatever its route declares; and what of its headers is every page's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .addresses import has_other_cookies, type_of
from .files import Header
from .shown import Shown

Request = dict[str, Any]
# What the layer writes anew for every kept page; all other headers must be the same on every page.
OF_ONE_PAGE = frozenset({"content-type", "content-length", "cache-control", "vary", "etag", "last-modified", "expires"})
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")


@dataclass(slots=True)
class Answer:
    """What the framework answered; `rest` is what is still to be sent of an answer that comes in pieces."""

    status: str
    headers: list[Header]
    body: bytes = b""
    rest: Iterable[bytes] | None = None

    def all_of(self, name: str) -> str:
        return ",".join(value for key, value in self.headers if key.lower() == name).lower()


def ask(application: Callable[..., Iterable[bytes]], request: Request) -> Answer:
    """The framework's whole answer to this request, asked without conditions."""
    begun: list[Answer] = []

    def start(status: str, headers: list[Header], fault: object = None) -> None:
        begun.append(Answer(status, list(headers)))

    conditions = {name: request.pop(name) for name in CONDITIONS if name in request}
    try:
        pieces = application(request, start)
    finally:
        request |= conditions
    answer = begun[-1]
    if not answer.all_of("content-length"):
        answer.rest = pieces
        return answer
    try:
        answer.body = b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    return answer


def reader_is_anybody(request: Request) -> bool:
    """Whether the request says nothing of who asks."""
    return (
        request["REQUEST_METHOD"] == "GET"
        and "HTTP_AUTHORIZATION" not in request
        and not has_other_cookies(request.get("HTTP_COOKIE", ""))
    )


def may_be_kept(answer: Answer, request: Request, shown: Shown, name: str, status: str = "200 ") -> bool:
    """Whether this answer is one for everybody. Doubt means no."""
    control, vary = answer.all_of("cache-control"), answer.all_of("vary")
    return (
        answer.status.startswith(status)
        and answer.rest is None
        and bool(shown.keys)
        and not shown.personal
        and answer.all_of("content-type") == type_of(name)
        and not answer.all_of("set-cookie")
        and not answer.all_of("content-disposition")
        and not answer.all_of("content-encoding")
        and "no-store" not in control
        and "private" not in control
        and "cookie" not in vary  # a session was looked at
        and "*" not in vary
        and "CSRF_COOKIE" not in request  # a form token was given out
        and b"csrfmiddlewaretoken" not in answer.body
    )


def standard_headers(answer: Answer) -> tuple[Header, ...]:
    """The headers of an answer that are every page's."""
    return tuple((name, value) for name, value in answer.headers if name.lower() not in OF_ONE_PAGE)
