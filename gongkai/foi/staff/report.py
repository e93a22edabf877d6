"""年度报告表三: counted from the register, each figure a door to its applications, the arithmetic shown beneath."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from gongkai.desk import services as desk
from gongkai.desk.views import Page, export
from gongkai.journal import clock

from .. import reporting
from ..rules.report import form
from .shared import APPLICATIONS

FIRST_YEAR = 2019


class AnnualTable(Page):
    access, title = APPLICATIONS, "年度报告表三"
    template_name = "foi/report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        this_year = clock.today().year
        year = kwargs.get("year", this_year)
        if not FIRST_YEAR <= year <= this_year:
            raise Http404
        table = reporting.table3(year)
        wanted = request.GET.get("export", "")
        if wanted in export.FORMS:
            title = f"{year}年收到和处理政府信息公开申请情况"
            rows = [[name, *row.values()] for name, row in table.items()]
            desk.note_export(official=self.official, page=request.path, title=title, form=wanted, sentence=title)
            return export.answer(wanted, title, ("项目", *form.COLUMNS), rows)
        rows_of = form.rows_of(form.format_of(year))
        lines = [
            (name, [(count, f"{year}-{rows_of.index(name)}-{at}") for at, count in enumerate(row.values())])
            for name, row in table.items()
        ]
        return self.show(
            year=year, years=range(this_year, FIRST_YEAR - 1, -1), columns=form.COLUMNS, lines=lines,
            faults=reporting.checked(year), fees=reporting.fees_received(year), forms=export.FORMS.items(),
        )  # fmt: skip

    def heading(self) -> str:
        return f"{self.kwargs.get('year', clock.today().year)}年收到和处理政府信息公开申请情况"


def cell_of(text: str) -> tuple[int, str, str] | None:
    """(year, row, column) of a cell's address as the table's links have it; None for anything else."""
    try:
        year, row, column = (int(part) for part in text.split("-"))
        if FIRST_YEAR <= year <= clock.today().year and row >= 0 and column >= 0:
            return year, form.rows_of(form.format_of(year))[row], form.COLUMNS[column]
    except (ValueError, IndexError):
        pass
    return None
