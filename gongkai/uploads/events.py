"""What happens to attachments, as the journal tells it."""

from gongkai.journal.events import Event, register

TAKEN_IN = Event("uploads.taken_in", "上传了附件（{label}，{size} 字节）")
ASSIGNED = Event("uploads.assigned", "将附件归入{owner}")
SCANNED = Event("uploads.scanned", "检查了附件中的个人信息：发现 {findings} 处，无法读取 {unreadable} 处")
CONFIRMED = Event("uploads.confirmed_by_eye", "逐页目视核对了无法自动读取的部分")
DECLARED = Event("uploads.declared_not_personal", "说明附件中一处疑似{label}不是应当遮盖的个人信息（{where}）")
OPENED = Event("uploads.opened", "附件随文公开")
CLOSED = Event("uploads.closed", "附件停止公开")
DESTROYED = Event("uploads.destroyed", "销毁了附件内容，仅留摘要")
INFECTED = Event("uploads.infected", "在附件中发现恶意代码（{found}），停止公开")
CLEARED = Event("uploads.cleared", "待查附件通过病毒检查")
RELEASED = Event("uploads.released", "人工放行待查附件")

register(TAKEN_IN, ASSIGNED, SCANNED, CONFIRMED, DECLARED, OPENED, CLOSED, DESTROYED, INFECTED, CLEARED, RELEASED)
