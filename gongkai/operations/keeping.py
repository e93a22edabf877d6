"""How long backups are kept: a rule for `journal.retention`."""

import os

from django.conf import settings

from gongkai.journal.retention import Rule

from .services import backing_up


def prune() -> int:
    """Let old backups go where this process may; where only the timer's unit may write, that does it (--prune)."""
    folder = settings.BACKUP_FOLDER
    if not (folder / "snapshots").exists() or not os.access(folder, os.W_OK):
        return 0
    return backing_up.prune(folder=folder, days=settings.BACKUP_DAYS)


RULES = (
    Rule("operations.backups", "备份（清除的内容随之消失）", lambda: f"{settings.BACKUP_DAYS} 天", "本局自定（工程取值，非法定）",
         "删除", prune, setting="GONGKAI_BACKUP_DAYS", order=40),
)  # fmt: skip
