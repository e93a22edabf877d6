"""Alarms at the desk: a calendar that changed has moved a deadline earlier."""

from gongkai.bureau.models import DutyCode
from gongkai.desk import queries as desk_queries
from gongkai.desk import services as desk
from gongkai.journal import clock
from gongkai.journal.models import Entry

from .models import Application

RECOMPUTED = ("workdays.recomputed",)


def caretakers(case: Application) -> set[int]:
    """Who handles the application, and who answers for applications."""
    found = desk_queries.holders(DutyCode.PUBLICITY, case.unit, clock.today())
    return found | ({case.handler_id} if case.handler_id else set())


def warn_of_earlier(entry: Entry) -> None:
    """Tell of a day that now comes sooner than was known; one that comes later harms nobody."""
    before, after = str(entry.facts.get("before", "")), str(entry.facts.get("after", ""))
    if entry.subject_kind != "letter" or not after < before:
        return
    case = Application.objects.select_related("letter", "unit").filter(letter_key=entry.subject_id).first()
    if case is None:
        return
    desk.notify(
        officials=caretakers(case), source=f"entry:{entry.pk}", urgent=True, url=case.get_absolute_url(),
        sentence=f"放假安排变动，{case} 的“{entry.facts.get('duty', '期限')}”由 {before} 提前到 {after}",
    )  # fmt: skip
