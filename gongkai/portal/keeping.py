"""How long the counts of queries are kept: rules for `journal.retention`."""

from gongkai.journal.retention import Rule

from .search import querylog

RULES = (
    Rule("portal.query_counts", "搜索词统计", lambda: f"{querylog.KEEP_DAYS} 天", "本局自定（工程取值，非法定）", "删除",
         querylog.prune, order=70),
)  # fmt: skip
