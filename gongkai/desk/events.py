"""What the desk announces."""

from gongkai.journal.events import Event

EVENTS = (
    Event("desk.read", "查阅 {address}", sensitive=True),
    Event("desk.exported", "导出“{list}”（{format}，{filter}）"),
    Event("desk.bulk_done", "批量{act}：办理 {done} 件，未办理 {refused} 件"),
)
