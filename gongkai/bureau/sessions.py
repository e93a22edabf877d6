"""How long a session of the desk lives (P15): idle and absolute ends, and the end of every older one when rights change."""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from gongkai.journal import clock

from .models import Official

OPENED, SEEN, EPOCH, AGAIN = "opened_at", "seen_at", "epoch", "asked_again_at"
# Writing the session at every request would cost one statement a page; the idle end needs no finer measure.
WAY = "way"  # how the official came in, where it was not by password
SEEN_EVERY = timedelta(seconds=60)
TRUSTED = timedelta(minutes=10)  # how long a second factor that was just given again opens what is guarded; no law


def begin(session: MutableMapping[str, Any], official: Official) -> None:
    """Mark a session as opened now with the rights the official has now."""
    now = clock.real_now().isoformat()
    session[OPENED], session[SEEN], session[EPOCH] = now, now, official.session_epoch


def on_login(sender: Any, request: Any, user: Official, **kwargs: Any) -> None:
    """Django has logged somebody in, by whatever way: the session begins."""
    begin(request.session, user)


def ended(session: MutableMapping[str, Any], official: Official) -> str:
    """'' while the session holds, else the sentence that says why it has ended; notes that it was seen."""
    now = clock.real_now()
    opened, seen = session.get(OPENED), session.get(SEEN)
    if not opened or not seen:
        return "请先登录。"
    if session.get(EPOCH) != official.session_epoch:
        return "您的职责或密码已变更，请重新登录。"
    if now - datetime.fromisoformat(opened) > timedelta(hours=settings.SESSION_HOURS):
        return f"登录已超过 {settings.SESSION_HOURS} 小时，请重新登录。"
    last = datetime.fromisoformat(seen)
    if now - last > timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        return f"已有 {settings.SESSION_IDLE_MINUTES} 分钟没有操作，请重新登录。"
    if now - last > SEEN_EVERY:
        session[SEEN] = now.isoformat()
    return ""


def note_asked_again(session: MutableMapping[str, Any]) -> None:
    """The official has just given his second factor again."""
    session[AGAIN] = clock.real_now().isoformat()


def was_asked_again(session: MutableMapping[str, Any]) -> bool:
    """Whether he did so within the last ten minutes."""
    given = session.get(AGAIN)
    return bool(given) and clock.real_now() - datetime.fromisoformat(given) <= TRUSTED


def by_single_sign_on(session: MutableMapping[str, Any]) -> bool:
    """Whether the session was opened by single sign-on: its provider then looks after the password."""
    return bool(session.get(WAY))
