"""The two ways out: Django's mail backend, and our own JSON contract with a text-message gateway (docs/channels.md)."""

import hashlib
import hmac
import json
import secrets
import smtplib
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.mail import EmailMessage

from gongkai.journal import clock
from gongkai.reception.rules import Notice

SECONDS = 8.0


class NotSent(Exception):
    """It did not go through. `code` holds neither address nor secret; `again` says whether another try may help."""

    def __init__(self, code: str, *, again: bool):
        self.code, self.again = code, again
        super().__init__(code)


def send(channel: Notice, *, key: str, to: str, subject: str, text: str) -> None:
    """Send one notice; the same key again is the same notice to the receiver. Raises NotSent."""
    {Notice.EMAIL: _mail, Notice.SMS: _text_message}[channel](key, to, subject, text)


def _mail(key: str, to: str, subject: str, text: str) -> None:
    if not settings.EMAIL_HOST:
        raise NotSent("not_set_up", again=False)
    number = hashlib.sha256(key.encode()).hexdigest()[:32]
    host = settings.BUREAU["domain"].partition(":")[0]
    message = EmailMessage(
        subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers={"Message-ID": f"<{number}@{host}>"}
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise NotSent("recipient_refused", again=all(400 <= code < 500 for code in codes)) from None
    except smtplib.SMTPResponseException as answer:
        raise NotSent(f"smtp_{answer.smtp_code}", again=400 <= answer.smtp_code < 500) from None
    except (smtplib.SMTPException, OSError) as fault:
        raise NotSent(type(fault).__name__, again=True) from None
    except ValueError:  # a line break in a header
        raise NotSent("bad_address", again=False) from None


def _text_message(key: str, to: str, subject: str, text: str) -> None:
    where, secret = settings.SMS_URL, settings.SMS_SECRET
    if not where or not secret:
        raise NotSent("not_set_up", again=False)
    body = json.dumps({"key": key, "to": to, "text": text}, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(where, data=body, timeout=SECONDS, allow_redirects=False,
                                  headers=signed(secret, urlsplit(where).path or "/", body))  # fmt: skip
            said = answer.json() if answer.content[:1] == b"{" else {}
    except (requests.RequestException, ValueError) as fault:
        raise NotSent(type(fault).__name__, again=True) from None
    if answer.status_code == requests.codes.ok and said.get("code") in {"ok", "duplicate"}:
        return
    again = answer.status_code in {200, 408, 429} or answer.status_code >= 500
    code = said.get("code")
    known = code if isinstance(code, str) and code.isidentifier() else ""
    raise NotSent((known or f"http_{answer.status_code}")[:40], again=again)


def signed(secret: str, path: str, body: bytes, *, nonce: str = "", at: str = "") -> dict[str, str]:
    """The headers that prove who sends this and that it is sent once: HMAC-SHA256 over time, nonce, path and body."""
    at = at or str(int(clock.real_now().timestamp()))
    nonce = nonce or secrets.token_hex(16)
    message = "\n".join(["POST", path, at, nonce, hashlib.sha256(body).hexdigest()])
    return {
        "Content-Type": "application/json",
        "X-Gongkai-Time": at,
        "X-Gongkai-Nonce": nonce,
        "X-Gongkai-Signature": hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest(),
    }
