"""How long letters keep their writers: a rule for `journal.retention`."""

from django.conf import settings

from gongkai.journal.retention import Rule

from . import kinds
from .rules import retention_of
from .services import erase_expired


def _term() -> str:
    """`36 个月`, or the span where kinds differ."""
    months = {retention_of(settings.LETTER_RETENTION, kind.code, kind.retention_months) for kind in kinds.all_kinds()}
    return f"办结后 {'至'.join(str(number) for number in sorted({min(months), max(months)}))} 个月" if months else ""


RULES = (
    Rule("reception.letters", "来信的写信人信息和内容", _term, "《个人信息保护法》第十九条，期限本局自定", "删去个人信息和内容，保留统计",
         erase_expired, setting="GONGKAI_LETTER_RETENTION", order=10),
)  # fmt: skip
