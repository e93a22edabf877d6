"""How long official letters keep whom they are for: a rule for `journal.retention`."""

from django.conf import settings

from gongkai.journal.retention import Rule

from .services.erasing import erase_expired


def _term() -> str:
    return f"送出、作废后 {settings.OFFICIAL_LETTER_RETENTION} 个月；申请的文书随申请清除"


RULES = (
    Rule("letters.letters", "文书的收件人和内容", _term, "《个人信息保护法》第十九条，期限本局自定", "删去收件人、内容和文件，保留文号、日期和摘要",
         erase_expired, setting="GONGKAI_OFFICIAL_LETTER_RETENTION", order=12),
)  # fmt: skip
