"""Once a day: who is told that a deadline is near, ends today, or has passed."""

from datetime import date, timedelta

from gongkai.journal import clock
from gongkai.workdays.models import Deadline
from gongkai.workdays.rules.lights import Level

from . import queries, services
from .lights import Lights

NAGGED = {Level.LATE: "已逾期", Level.TODAY: "今天到期", Level.SOON: "将到期"}
# Wide enough for three working days around the longest holiday.
LOOK_AHEAD_DAYS = 21


def nag(today: date | None = None) -> int:
    """Tell the official, or where none is named those who examine the unit's papers; once for each level of nearness.

    Returns how many deadlines were told of. Running it again on the same day changes nothing.
    """
    day = today or clock.today()
    rows = Deadline.objects.open().filter(due_on__lte=day + timedelta(days=LOOK_AHEAD_DAYS)).order_by("due_on", "pk")
    caretakers = queries.unit_caretakers(day)
    lights = Lights(day)
    count, told = 0, []
    for deadline in rows.iterator(chunk_size=500):
        level = lights.of(deadline.due_on).level
        officials = {deadline.official_id} if deadline.official_id else caretakers.get(deadline.unit_id, set())
        if level in NAGGED and officials:
            count += 1
            told += [_told(deadline, level, official) for official in officials]
    services.notify_many(told)
    return count


def _told(deadline: Deadline, level: Level, official: int) -> services.Told:
    return services.Told(
        official=official,
        source=f"deadline:{deadline.pk}:{level.value}:{deadline.due_on}",
        sentence=f"{NAGGED[level]}：{deadline.subject_name}（{deadline.duty}，{deadline.due_on}）",
        url=deadline.url,
        urgent=True,
    )
