"""Once a day: applications whose receipt nobody has confirmed within the time the house sets (REQ-07)."""

from django.db.models import Exists, OuterRef

from gongkai.bureau.models import DutyCode
from gongkai.desk import queries as desk_queries
from gongkai.desk import services as desk
from gongkai.journal import clock
from gongkai.workdays.models import Deadline

from ..models import Application
from ..rules import limits
from ..rules.stages import Stage

MOST = 1000


def alarm_unconfirmed() -> int:
    """Tell those who answer for applications of every one that still waits; once a day each. Returns how many wait."""
    today = clock.today()
    over = Deadline.objects.overdue(today).filter(
        subject_kind="letter", subject_id=OuterRef("letter_key"), duty=limits.registration(1).duty
    )
    rows = (
        Application.objects.filter(Exists(over), stage=Stage.RECEIVED).select_related("letter", "unit").order_by("pk")
    )
    told: list[desk.Told] = []
    holders: dict[int, set[int]] = {}
    waiting = list(rows[:MOST])
    for case in waiting:
        if case.unit_id not in holders:
            holders[case.unit_id] = desk_queries.holders(DutyCode.PUBLICITY, case.unit, today)
        told += [
            desk.Told(official, f"foi.unconfirmed:{case.pk}:{today}", f"申请 {case} 的收到日期逾期未确认，请确认并登记",
                      case.get_absolute_url(), urgent=True)
            for official in sorted(holders[case.unit_id])
        ]  # fmt: skip
    desk.notify_many(told)
    return len(waiting)
