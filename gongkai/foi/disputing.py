"""Table 四 of the annual report counted from the cases: fifteen cells, each a query that leads to its cases."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from gongkai.bureau.models import Unit

from .models import Dispute
from .rules.disputes import PENDING, ROAD_OF_REPORT, Result, Road
from .rules.report import form

RESULT_OF = dict(zip(Result, form.RESULTS, strict=False))
ROAD_BY_NAME = {name: road for road, name in ROAD_OF_REPORT.items()}
NAMES = (*form.RESULTS, form.TOTAL)


def of_year(year: int) -> QuerySet[Dispute]:
    """Cases that the year's table counts: those that ended in it, and those that were pending on 31 December.

    A case whose result came later stays pending in this table and stands with its result in the table of that year.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Dispute.objects.filter(received_on__lte=last).filter(Q(result_on__isnull=True) | Q(result_on__gte=first))


def of_cell(road: str, name: str, year: int) -> QuerySet[Dispute]:
    """The cases of one cell; raises KeyError for a row or column that is none."""
    rows = of_year(year).filter(road=ROAD_BY_NAME[road])
    if name == form.TOTAL:
        return rows
    last = date(year, 12, 31)
    if name == PENDING:
        return rows.filter(Q(result_on__isnull=True) | Q(result_on__gt=last))
    result = {printed: result for result, printed in RESULT_OF.items()}[name]
    return rows.filter(result_on__lte=last, result=result)


def table4(year: int, unit: Unit | None = None) -> dict[str, dict[str, int]]:
    """The whole table of a year, of one body's register or of all together: two statements."""
    last = date(year, 12, 31)
    rows = of_year(year)
    if unit is not None:
        rows = rows.filter(application__register__unit=unit)
    table = {road: dict.fromkeys(NAMES, 0) for road in form.ROADS}
    ended = rows.filter(result_on__lte=last).order_by().values_list("road", "result").annotate(count=Count("pk"))
    for road, result, count in ended:
        table[ROAD_OF_REPORT[Road(road)]][RESULT_OF[Result(result)]] += count
    pending = rows.filter(Q(result_on__isnull=True) | Q(result_on__gt=last))
    for road, count in pending.order_by().values_list("road").annotate(count=Count("pk")):
        table[ROAD_OF_REPORT[Road(road)]][PENDING] += count
    for cells in table.values():
        cells[form.TOTAL] = sum(cells[name] for name in form.RESULTS)
    return table
