"""What the channels announce; never to whom or what."""

from gongkai.journal.events import Event

EVENTS = (
    Event("channels.sent", "已发出通知（{channel}）"),
    Event("channels.dead", "通知未能发出（{channel}，{code}）"),
    Event("channels.retried", "重新发送通知（{channel}）"),
    Event("channels.cancelled", "取消发送通知（{channel}）"),
)
