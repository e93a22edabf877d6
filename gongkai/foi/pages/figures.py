"""The statistics of applications, for everyone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongkai.journal import clock
from gongkai.portal import charts, navigation
from gongkai.portal.charts import Chart
from gongkai.portal.pages.answers import answer
from gongkai.reception.rules import months_before

from .. import figures as counted


@dataclass(frozen=True)
class Drawn:
    """A chart with its table, as the portal's fragment shows it."""

    title: str
    head: tuple[str, str]
    rows: list[tuple[str, int]]
    chart: Chart


def figures(request: HttpRequest) -> HttpResponse:
    """The last twelve months, this one included."""
    today = clock.today()
    first = months_before(today.replace(day=1), 11)
    found = counted.figures(first, today)
    asked = counted.inquiries(first, today)
    context = {
        "title": "申请办理统计",
        "first": first,
        "today": today,
        "found": found,
        "inquiries": asked,
        "asked": sum(count for _, count in asked),
        "drawings": [
            Drawn("每月收到的申请", ("月份", "件数"), found.months, charts.line(found.months)),
            Drawn("办理结果", ("结果", "件数"), found.outcomes, charts.bars(found.outcomes)),
            Drawn("申请渠道", ("渠道", "件数"), found.channels, charts.bars(found.channels)),
        ],
    }
    return answer(request, "foi/figures.html", navigation.current(), context, main="open")
