"""How long leftovers of uploads lie about: rules for `journal.retention`."""

from gongkai.journal.retention import Rule

from . import storage, sweeping

RULES = (
    Rule("uploads.leftovers", "未完成上传的残留文件", lambda: f"{storage.LEFTOVER_AGE // 3600} 小时",
         "本局自定（工程取值，非法定）", "删除", sweeping.sweep, order=30),
)  # fmt: skip
