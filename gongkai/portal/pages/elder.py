"""长辈版: larger type on every public page, chosen by a link and remembered in a cookie."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from ..kept.addresses import ELDER_SIZES

COOKIE = "elder"
KEPT_FOR = 365 * 24 * 3600  # seconds
USUAL = 100
HERE = "/elder/"


def switch(request: HttpRequest, size: int) -> HttpResponse:
    """Set the size of the type in per cent, 100 for the usual one, and go back to where the reader was.

    A link and no form, so that it stands on kept pages: following it twice, or a program following it, changes nothing else.
    """
    if size != USUAL and str(size) not in ELDER_SIZES:
        raise Http404
    response = HttpResponseRedirect(_back(request))
    if size == USUAL:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, str(size), max_age=KEPT_FOR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(request: HttpRequest) -> str:
    """The page of ours from which the reader came, the home page when he came from elsewhere."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    path = came_from.path
    if came_from.netloc != request.get_host() or path.startswith(("//", "/\\", HERE)) or not path.startswith("/"):
        return "/"
    return f"{path}?{came_from.query}" if came_from.query else path
