"""年度报告 at the desk: both tables with a door from every figure, the sums ticked, the prose, export, filing."""

from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from gongkai.desk import services as desk
from gongkai.desk.views import ActPage, FormPage, Page
from gongkai.journal import clock
from gongkai.journal.refusals import Reason

from .. import annual, disputing, report_forms
from ..models import Register, ReportText
from ..reports import writing
from ..rules.report import form
from ..services import reports as acts
from .shared import APPLICATIONS

FIRST_YEAR = 2019
FORMS = {"docx": "Word", "xlsx": "XLSX"}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def registers() -> QuerySet[Register]:
    return Register.objects.select_related("unit").order_by("unit__order", "pk")


class OfYear:
    """For pages about one year's report of one body, or of all together where the address names none."""

    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def year(self) -> int:
        this_year = clock.today().year
        year = int(self.kwargs.get("year", this_year))
        if not FIRST_YEAR <= year <= this_year:
            raise Http404
        return year

    @cached_property
    def register(self) -> Register | None:
        asked = self.request.GET.get("register", "")
        if not asked:
            return None
        found = registers().filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
        if found is None:
            raise Http404
        return found

    def address(self, tail: str = "", year: int | None = None) -> str:
        which = f"?register={self.register.pk}" if self.register else ""
        return f"/desk/foi/report/{year or self.year}/{tail}{which}"

    def named(self) -> str:
        return f"{self.register.organ if self.register else '全部机关'}{self.year}年政府信息公开工作年度报告"


class AnnualTable(OfYear, Page):
    access, title = APPLICATIONS, "年度报告"
    template_name = "foi/report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        found = annual.of_year(self.year, self.register)
        wanted = request.GET.get("export", "")
        if wanted in FORMS:
            if found.sound():
                return self._export(wanted, found)
            return self.show(status=409, **self._shown(found), held_back=True)
        return self.show(**self._shown(found))

    def _export(self, wanted: str, found: annual.Annual) -> HttpResponse:
        title, sections = self.named(), annual.sections(found)
        desk.note_export(official=self.official, page=self.request.path, title=title, form=wanted, sentence=title)
        made = (
            writing.document(found.report, sections, on=clock.today())
            if wanted == "docx"
            else writing.workbook(found.report, sections)
        )
        response = HttpResponse(made, content_type=TYPES[wanted])
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{title}.{wanted}')}"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _shown(self, found: annual.Annual) -> dict[str, Any]:
        rows_of = form.rows_of(form.format_of(self.year))
        and_register = f"&register={self.register.pk}" if self.register else ""
        return {
            "year": self.year, "years": range(clock.today().year, FIRST_YEAR - 1, -1), "columns": form.COLUMNS,
            "lines": [
                (name, [(count, f"{self.year}-{rows_of.index(name)}-{at}{and_register}") for at, count in enumerate(row.values())])
                for name, row in found.report.table3.items()
            ],
            "roads": [
                (road, [(count, f"{self.year}-{place}-{at}{and_register}") for at, count in enumerate(row.values())])
                for place, (road, row) in enumerate(found.report.table4.items())
            ],
            "results": disputing.NAMES, "annual": found, "checks": found.checks(), "register": self.register,
            "registers": registers(), "sections": self._sections(found), "forms": FORMS.items(),
            "filed": annual.filed(self.year, self.register).select_related("filed_by")[:5],
        }  # fmt: skip

    @staticmethod
    def _sections(found: annual.Annual) -> list[tuple[str, list[str]]]:
        lines = annual.sections(found)
        return [(section.label, lines[section.value]) for section in ReportText.Section]

    def heading(self) -> str:
        return f"{self.year}年年度报告"


class WriteTexts(OfYear, FormPage):
    """The prose; its numbers are compared with the tables when the report is shown."""

    access, title, form_class, autosave = APPLICATIONS, "改写年度报告文字", report_forms.TextsForm, True
    intro = "数字与表格不一致的，报告页面会指出（REP-09），改正以前不能导出。"
    success = "已保存。"

    def heading(self) -> str:
        return f"改写文字：{self.named()}"

    def cancel_url(self) -> str:
        return self.address()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reasons := acts.refusals(self.official):
            return self.show(template="desk/act.html", refused=reasons, cancel=self.cancel_url())
        return super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        rows = ReportText.objects.filter(year=self.year, register=self.register)
        return annual.texts(self.year, self.register) | {"edition": sum(row.edition for row in rows)}

    def perform(self, form: Any) -> str:
        typed = dict(form.cleaned_data)
        edition = typed.pop("edition")
        acts.write(year=self.year, register=self.register, actor=self.official, texts=typed, edition=edition)
        return self.address()


class FileReport(OfYear, ActPage):
    """The figures as they are now become the report that was filed."""

    access, act_label, form_class, irreversible = APPLICATIONS, "登记报送", report_forms.FileForm, True
    success = "已登记，下一年度的“上年结转”按这份报告核对。"

    def heading(self) -> str:
        return f"登记报送：{self.named()}"

    def cancel_url(self) -> str:
        return self.address()

    def refusals(self) -> list[Reason]:
        return [*acts.refusals(self.official), *acts.reasons_of(annual.of_year(self.year, self.register).faults)]

    def consequence(self) -> str:
        return "表格的数字按现在的登记簿留存，以后不再改变。"

    def perform(self, form: Any) -> str:
        acts.file_counted(year=self.year, register=self.register, actor=self.official, on=form.cleaned_data["on"])
        return self.address()


def cell_of(text: str) -> tuple[int, str, str] | None:
    """(year, row, column) of a cell's address as the table's links have it; None for anything else."""
    try:
        year, row, column = (int(part) for part in text.split("-"))
        if FIRST_YEAR <= year <= clock.today().year and row >= 0 and column >= 0:
            return year, form.rows_of(form.format_of(year))[row], form.COLUMNS[column]
    except (ValueError, IndexError):
        pass
    return None
