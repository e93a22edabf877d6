"""What the portal announces."""

from gongkai.journal.events import Event

EVENTS = (Event("portal.columns_seeded", "建立或更新栏目（{count} 个）"),)
