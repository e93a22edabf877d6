"""What happens between a writer and the bureau. Facts never hold what was written or who wrote it.

Whoever must tell the writer (by e-mail, by text message) subscribes to these and asks `queries.notice_contact` for the
address at the moment of sending.
"""

from gongkai.journal.events import Event

EVENTS = (
    Event("reception.received", "收到来信（{label}）"),
    Event("reception.written_back", "写信人补充了内容"),
    Event("reception.asked_back", "请写信人补充情况"),
    Event("reception.told", "告知写信人办理进展"),
    Event("reception.answered", "答复写信人"),
    Event("reception.closed", "来信办结"),
    Event("reception.reopened", "来信继续办理"),
    Event("reception.rated", "写信人评价 {score} 分"),
    Event("reception.corrected", "写信人更正了联系方式"),
    Event("reception.revealed", "查看写信人的联系方式"),
    Event("reception.erased", "保存期满，清除个人信息和来信内容"),
)
