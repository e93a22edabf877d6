"""How long the desk keeps what is an official's own: rules for `journal.retention`."""

from gongkai.journal.retention import Rule

from . import services

OURS = "本局自定（工程取值，非法定）"
RULES = (
    Rule("desk.drafts", "未提交的表单内容", lambda: f"{services.DRAFT_DAYS} 天", OURS, "删除",
         services.forget_drafts, order=60),
    Rule("desk.submissions", "防止重复提交的标记", lambda: f"{services.SUBMISSION_DAYS} 天", OURS, "删除",
         services.forget_submissions, order=61),
    Rule("desk.notifications", "已读通知", lambda: f"{services.NOTIFICATION_DAYS} 天", OURS, "删除",
         services.forget_notifications, order=62),
)  # fmt: skip
