"""The report: figures, each with its table, a simple chart drawn on the server, and its export."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase

from gongkai.portal.charts import Chart, bars, line

from .. import services
from . import export
from .page import Page


@dataclass(frozen=True)
class Figure:
    """One figure: a table, and a chart of its first column (words) and one column of numbers.

    `chart`: bar, line or '' for none. `source` says what was counted, up to when.
    """

    code: str
    title: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    chart: str = "bar"
    column: int = 1
    measure: str = "件"
    source: str = ""

    def drawn(self) -> Chart | None:
        points = [(str(row[0]), float(row[self.column] or 0)) for row in self.rows]
        if not points or not self.chart:
            return None
        return bars(points) if self.chart == "bar" else line(points)


class ReportPage(Page):
    """Declare `figures()`: each in a fixed number of queries. Filters of the address are the page's own."""

    template_name: ClassVar[str] = "desk/report.html"
    intro: ClassVar[str] = ""

    def figures(self) -> Sequence[Figure]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        figures = self.figures()
        form, wanted = request.GET.get("export", ""), request.GET.get("figure", "")
        chosen = next((figure for figure in figures if figure.code == wanted), None)
        if form in export.FORMS and chosen is not None:
            services.note_export(
                official=self.official, page=request.path, title=chosen.title, form=form, sentence=self.heading()
            )
            return export.answer(form, chosen.title, chosen.head, chosen.rows)
        return self.show(figures=[(figure, figure.drawn()) for figure in figures], forms=export.FORMS.items())
