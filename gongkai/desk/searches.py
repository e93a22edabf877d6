"""Once a week: editors are told what readers looked for and did not find."""

from datetime import date, timedelta

from django.db.models import Sum

from gongkai.bureau.models import DutyCode
from gongkai.journal import clock
from gongkai.portal.models import QueryCount

from . import queries, services

NAMED = 5
WEEK = timedelta(days=7)


def tell_editors(today: date | None = None) -> int:
    """Tell the holders of 核稿 and 政务公开 of the week that has ended; repeated, it changes nothing. Returns how many words."""
    day = today or clock.today()
    monday = day - timedelta(days=day.weekday())
    rows = QueryCount.objects.filter(day__gte=monday - WEEK, day__lt=monday).values("query")
    rows = rows.annotate(without=Sum("nothing"), told=Sum("reported")).filter(without__gt=0)
    words = list(rows.order_by("-told", "-without", "query").values_list("query", flat=True)[:NAMED])
    if not words:
        return 0
    year, week, _ = (monday - WEEK).isocalendar()
    services.notify(
        officials=queries.holders(DutyCode.EDIT, None, day) | queries.holders(DutyCode.PUBLICITY, None, day),
        source=f"searches:{year}-W{week:02}",
        sentence=f"上周有 {rows.count()} 个词读者没有搜到：{'、'.join(words)}{'等' if rows.count() > NAMED else ''}",
        url="/desk/searches/",
    )
    return rows.count()
