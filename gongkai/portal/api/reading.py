"""An interface that is only read: what answers GET answers HEAD with the same headers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import NinjaAPI

View = Callable[..., HttpResponseBase]


class ReadOnlyAPI(NinjaAPI):
    """Programs ask with HEAD whether something has changed; its description names GET only."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            pattern.callback = answering_head(pattern.callback)
        return patterns, app, namespace


def answering_head(view: View) -> View:
    """The view, asked as for GET; the server leaves the body out."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = asked

    return answer
