"""The kind of letter that an application is, as `reception` and the public pages know it."""

from gongkai.reception.kinds import LetterKind

from . import services
from .queries import status_of
from .rules.limits import ANSWER
from .services.intake import KIND


def promise() -> str:
    """How soon an answer comes, and from when it is counted; no day is named before the receipt is confirmed."""
    days = ANSWER[0].amount
    return f"我们先与您确认收到日期，自确认之日起 {days} 个工作日内答复（《政府信息公开条例》第三十一条、第三十三条）。"


ALL = (
    LetterKind(
        KIND, "政府信息公开申请", "SQ", "/foi/apply/",
        "没有主动公开的政府信息，可以申请获取。不需要说明用途，也不收申请费。",
        services.open_application, status_of, promise, services.forget, retention_months=120, order=30,
    ),
)  # fmt: skip
