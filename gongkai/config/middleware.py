"""What every request passes: security headers for all; session, login and messages for the desk only.

A public page never touches a session: it can therefore be kept and served to anyone.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from gongkai.bureau.limits import TooMany
from gongkai.journal.services import source_address
from gongkai.portal.pages.errors import too_many

# Where officials are known. /style/ shows every component; it stands outside the desk and is for officials all the same.
STAFF_PREFIXES = ("/desk/", "/style/")
CITIZEN_PREFIX, CITIZEN_COOKIE = "/me/", "gongkai_me"

# Nothing here needs a sensor, a camera or a wallet.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
        "payment", "usb",
    )
)  # fmt: skip
CONTENT_SECURITY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def is_staff_path(request: HttpRequest) -> bool:
    return request.path_info.startswith(STAFF_PREFIXES)


def address_of(request: HttpRequest) -> str:
    """Where a request came from: the last address that no proxy of ours has added (settings.PROXIES)."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    passed_on = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while address in settings.PROXIES and passed_on:
        address = passed_on.pop()
    return address[:60]


class ContentSecurityMiddleware:
    """Headers on every answer, and the caller's address for the journal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = source_address.set(address_of(request))
        try:
            response = self.get_response(request)
        finally:
            source_address.reset(token)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Pictures and files of the site may stand on other sites of the same government; what is private nowhere else.
        private = is_staff_path(request) or request.path_info.startswith(CITIZEN_PREFIX)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin" if private else "same-site")
        if private:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class StaffSessionMiddleware(SessionMiddleware):
    """Sessions exist where officials are known only."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if is_staff_path(request) else self.get_response(request)


class CitizenSessionMiddleware(SessionMiddleware):
    """The session of a citizen, under /me/ only, with a cookie of its own that goes nowhere else."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if request.path_info.startswith(CITIZEN_PREFIX) else self.get_response(request)

    def process_request(self, request: HttpRequest) -> None:
        request.session = self.SessionStore(request.COOKIES.get(CITIZEN_COOKIE))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        if session.is_empty():
            if CITIZEN_COOKIE in request.COOKIES:
                response.delete_cookie(CITIZEN_COOKIE, path=CITIZEN_PREFIX, samesite="Lax")
        elif session.modified and response.status_code < 500:
            session.save()
            response.set_cookie(
                CITIZEN_COOKIE,
                session.session_key,
                path=CITIZEN_PREFIX,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        response.headers["Cache-Control"] = "no-store"
        return response


class StaffAuthenticationMiddleware(AuthenticationMiddleware):
    """The logged-in official, under the desk's prefix only."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if is_staff_path(request) else self.get_response(request)


class StaffMessageMiddleware(MessageMiddleware):
    """One-time notices, under the desk's prefix only."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if is_staff_path(request) else self.get_response(request)


class LimitsMiddleware:
    """Whoever uses a form too often is told so, and when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many(request, exception.retry_after) if isinstance(exception, TooMany) else None
