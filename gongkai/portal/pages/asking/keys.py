"""The signed texts that stand in for a session: a form's own key, and the pass that a thread is read with.

Neither is bound to a browser, so no page here sets a cookie. What a cookie-borne token would guard against, somebody
else's page sending the form in a visitor's name, gains nothing here: there is no name to send it in; the origin is
checked all the same.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from gongkai.reception import queries
from gongkai.reception.models import Letter
from gongkai.vault.ring import Undecipherable, default_ring

FORM, PASS, CITIZEN = "gongkai.ask.form", "gongkai.ask.pass", "gongkai.ask.citizen"
FORM_HOURS, PASS_HOURS = 24, 2


class Expired(Exception):
    """A form or a pass that is too old, or that this site has not made."""


def _signer(salt: str) -> TimestampSigner:
    return TimestampSigner(salt=salt, sep=".")


def new_key() -> str:
    """A key for one rendering of a form: 131 random bits and the moment, signed."""
    return _signer(FORM).sign(get_random_string(22))


def check_key(key: str) -> None:
    """Raises Expired unless this site made the key within a day."""
    _unsigned(key, FORM, FORM_HOURS)


def too_quick(key: str) -> bool:
    """Whether the form comes back sooner than a person fills it in."""
    try:
        _signer(FORM).unsign(key, max_age=settings.FORM_SECONDS)
    except SignatureExpired:
        return False
    except BadSignature:
        return True
    return settings.FORM_SECONDS > 0


def new_pass(letter: Letter) -> str:
    """Lets the thread of this letter be read and written for two hours, without its code in the page."""
    return _signer(PASS).sign(letter.number)


def letter_of(given: str) -> Letter:
    """The letter of a pass; raises Expired."""
    letter = queries.by_number(_unsigned(given, PASS, PASS_HOURS))
    if letter is None:
        raise Expired
    return letter


def new_citizen_pass(subject: str) -> str:
    """Lets a letter be written in the name of a logged-in citizen for two hours; tells nobody who it is."""
    return _signer(CITIZEN).sign(default_ring().encrypt(subject, CITIZEN))


def citizen_of(given: str) -> str:
    """The citizen of such a pass, '' of none; raises Expired."""
    if not given:
        return ""
    try:
        return default_ring().decrypt(_unsigned(given, CITIZEN, PASS_HOURS), CITIZEN)
    except Undecipherable:
        raise Expired from None


def _unsigned(given: str, salt: str, hours: int) -> str:
    try:
        return _signer(salt).unsign(given[:1000], max_age=hours * 3600)
    except BadSignature:
        raise Expired from None


def same_origin(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of this site, as far as the browser says."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # no address at all
        return False
    return origin in settings.CSRF_TRUSTED_ORIGINS or host == request.get_host()
