"""What the portal announces."""

from gongkai.journal.events import Event

EVENTS = (
    Event("portal.columns_seeded", "建立或更新栏目（{count} 个）"),
    Event("portal.synonyms_seeded", "写入基础同义词（{count} 条）"),
    Event("portal.synonym_changed", "调整同义词"),
    Event("portal.bet_changed", "调整搜索推荐"),
    Event("portal.index_wanted", "要求重建搜索索引"),
)
