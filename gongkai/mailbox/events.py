"""What happens to a letter inside the bureau; facts never hold what was written."""

from gongkai.journal.events import Event

EVENTS = (
    Event("mailbox.assigned", "分办给{unit}"),
    Event("mailbox.transferred", "由{before}转{unit}办理"),
    Event("mailbox.drafted", "拟写答复"),
    Event("mailbox.submitted", "答复送审"),
    Event("mailbox.returned", "答复退回修改"),
    Event("mailbox.approved", "答复审核通过"),
    Event("mailbox.extended", "答复延期{days}个工作日"),
    Event("mailbox.supplied", "写信人已补充，恢复计算期限"),
    Event("mailbox.merged", "并入 {into}"),
    Event("mailbox.invalidated", "不予办理：{why}"),
    Event("mailbox.restored", "恢复单独办理"),
    Event("mailbox.publication_begun", "转为公开信息起草，隐去个人信息 {masked} 处"),
    Event("mailbox.reopened", "继续办理"),
)
