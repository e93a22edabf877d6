"""What happens to the platform as a whole."""

from gongkai.journal.events import Event

EVENTS = (
    Event("operations.backed_up", "备份 {name}：{tables} 张表 {rows} 行，{files} 个文件"),
    Event("operations.restored", "从备份 {name} 恢复：{tables} 张表 {rows} 行，{files} 个文件", sensitive=True),
    Event("operations.pruned", "清理到期的备份 {count} 份", sensitive=True),
    Event("operations.upgraded", "升级到 {version}"),
)
