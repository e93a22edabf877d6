"""Asking for the second factor again before a dangerous act."""

from gongkai.bureau.models import Official
from gongkai.bureau.services.login import refuse_if_locked, verify_second_factor
from gongkai.journal.refusals import Reason, Refused


def confirm(official: Official, code: str) -> None:
    """Raises Refused unless `code` is the official's current one-time code, not used before."""
    refuse_if_locked(official.username, "")
    if not verify_second_factor(official, code):
        raise Refused([Reason("动态口令不正确或已用过，请输入手机上最新的六位数字。", field="code")])
