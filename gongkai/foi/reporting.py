"""Table 三 of the annual report counted from the register: every cell is a query, and leads to its applications."""

from datetime import date

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from gongkai.bureau.models import Unit

from .models import ApplicantKind, Application
from .rules.decisions import DECISIONS
from .rules.report import form
from .rules.report.checks import Fault, faults
from .rules.report.form import Report
from .rules.stages import Stage

COLUMN_OF = dict(zip(ApplicantKind.values, (form.PERSON, *form.ORGANISATIONS), strict=True))
KIND_OF = {column: kind for kind, column in COLUMN_OF.items()}
ENDED = (Stage.ANSWERED, Stage.ARCHIVED)


def with_end() -> QuerySet[Application]:
    """Registered applications with `ended_on`: the day of delivery, or of the withdrawal; None while something is owed.

    `ended_as` is the decision that is counted. One that a correction opened again counts as it ended first: table 四 tells
    the rest, and a report that was filed stays true.
    """
    now = Case(When(stage__in=ENDED, then=Coalesce("delivered_on", "decided_on")), output_field=DateField())
    rows = Application.objects.filter(received_on__isnull=False)
    return rows.annotate(
        ended_on=Coalesce("first_ended_on", now), ended_as=Coalesce(NullIf(F("first_decision"), Value("")), "decision")
    )


def of_row(row: str, year: int) -> QuerySet[Application]:
    """The applications that a row of the report counts; raises KeyError for a row that is none."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = with_end()
    if row == form.NEW:
        return rows.filter(received_on__range=(first, last))
    if row == form.CARRIED_OVER:
        return rows.filter(received_on__lt=first).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=first))
    if row == form.CARRIED_FORWARD:
        return rows.filter(received_on__lte=last).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=last))
    handled = rows.filter(ended_on__range=(first, last))
    return handled if row == form.HANDLED else handled.filter(ended_as__in=_codes(row, year))


def of_cell(row: str, column: str, year: int) -> QuerySet[Application]:
    """The applications of one cell."""
    rows = of_row(row, year)
    return rows if column == form.TOTAL else rows.filter(applicant_kind=KIND_OF[column])


def _codes(row: str, year: int) -> list[str]:
    table_format = form.format_of(year)
    found = [code for code, decision in DECISIONS.items() if decision.line_in(table_format) == row]
    if not found:
        raise KeyError(row)
    return found


def table3(year: int, unit: Unit | None = None) -> dict[str, dict[str, int]]:
    """The whole table of a year, of one body's register or of all together: four statements."""
    rows = {name: dict.fromkeys(form.COLUMNS, 0) for name in form.rows_of(form.format_of(year))}
    for name in (form.NEW, form.CARRIED_OVER, form.CARRIED_FORWARD):
        for kind, count in _counted(of_row(name, year), unit, "applicant_kind"):
            rows[name][COLUMN_OF[kind]] += count
    handled = _counted(of_row(form.HANDLED, year), unit, "applicant_kind", "ended_as")
    for kind, code, count in handled:
        for name in (DECISIONS[code].line_in(form.format_of(year)), form.HANDLED):
            rows[name][COLUMN_OF[kind]] += count
    for row in rows.values():
        row[form.TOTAL] = sum(row[column] for column in form.COLUMNS[:-1])
    return rows


def _counted(rows: QuerySet[Application], unit: Unit | None, *fields: str) -> list[tuple[str, ...]]:
    if unit is not None:
        rows = rows.filter(register__unit=unit)
    return list(rows.order_by().values_list(*fields).annotate(count=Count("pk")))


def fees_received(year: int, unit: Unit | None = None) -> int:
    """Yuan of information-processing fees that came in within a year (REP-08)."""
    rows = Application.objects.filter(paid_on__range=(date(year, 1, 1), date(year, 12, 31)))
    if unit is not None:
        rows = rows.filter(register__unit=unit)
    return rows.aggregate(sum=Sum("fee"))["sum"] or 0


def checked(year: int) -> list[Fault]:
    """What the arithmetic finds in the table as counted: nothing, unless the register contradicts itself."""
    tables = {that: table3(that) for that in (year - 1, year)}
    before, now = (Report("", that, form.format_of(that), table3=tables[that]) for that in (year - 1, year))
    return faults(now, before)
