"""The kind of letter that an application is, as `reception` and the public pages know it."""

from gongkai.reception.kinds import LetterKind, WriterAct

from . import services
from .queries import status_of
from .rules.limits import ANSWER
from .rules.stages import Act
from .services import citizen
from .services.intake import KIND


def promise() -> str:
    """How soon an answer comes, and from when it is counted; no day is named before the receipt is confirmed."""
    days = ANSWER[0].amount
    return f"我们先与您确认收到日期，自确认之日起 {days} 个工作日内答复（《政府信息公开条例》第三十一条、第三十三条）。"


ACTS = (
    WriterAct(
        "wish", "建议主动公开", "认为这项信息应当向社会公开的，可以提出建议（《政府信息公开条例》第四十四条）。", "理由（可以不填）",
        "已收到您的建议，我们会研究。", citizen.may_wish, citizen.wish_proactive, needs_text=False,
    ),
    WriterAct(
        "withdraw", "撤回申请", "撤回以后不再答复，不能恢复；以后可以重新申请。", "撤回的原因（可以不填）", "已撤回，这件申请办结。",
        citizen.may(Act.WITHDRAWN), citizen.withdraw, needs_text=False,
    ),
)  # fmt: skip
ALL = (
    LetterKind(
        KIND, "政府信息公开申请", "SQ", "/foi/apply/",
        "没有主动公开的政府信息，可以申请获取。不需要说明用途，也不收申请费。",
        services.open_application, status_of, promise, services.forget, retention_months=120, order=30,
        papers=citizen.papers_of, take=citizen.take, acts=ACTS,
    ),
)  # fmt: skip
