"""How long the ground keeps what it counts: rules for `journal.retention`."""

from django.contrib.sessions.models import Session

from gongkai.journal import clock
from gongkai.journal.retention import Rule

from . import limits
from .services import login


def end_sessions() -> int:
    """Remove sessions that have ended; returns how many."""
    return Session.objects.filter(expire_date__lt=clock.real_now()).delete()[0]


RULES = (
    Rule("bureau.login_attempts", "登录记录", lambda: f"{login.KEPT.days} 天",
         "等级保护三级：审计记录保存不少于 6 个月（GB/T 22239）", "删除", login.prune_attempts, order=10),
    Rule("bureau.sessions", "登录会话", lambda: "到期即清", "等级保护三级：会话超时退出", "删除", end_sessions, order=12),
    Rule("bureau.limits", "表单使用次数", lambda: "计满即清，至多 10 分钟", "本局自定（工程取值，非法定）", "删除",
         limits.prune, order=14),
)  # fmt: skip
