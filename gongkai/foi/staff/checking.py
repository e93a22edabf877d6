"""A report that someone else made: read, checked, and kept as filed where nothing is wrong with it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.desk.views import FormPage
from gongkai.journal.refusals import Reason, Refused

from .. import annual, report_forms
from ..reports.grids import Unreadable
from ..reports.recognise import report_in
from ..rules.report.arithmetic import sums
from ..rules.report.checks import faults
from ..rules.report.form import Report
from ..services import reports as acts
from .shared import APPLICATIONS

SUFFIXES = {".xlsx", ".docx", ".html", ".htm"}


class CheckReport(FormPage):
    access, title, form_class = APPLICATIONS, "检查一份年度报告", report_forms.CheckForm
    template_name, submit_label = "foi/check_report.html", "检查"
    intro = "空白不当作零；“1,113”“减4”这样的写法能够认出。表格没有认出来的，会直接说明。"

    def cancel_url(self) -> str:
        return "/desk/foi/report/"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: Any = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show_form(form, status=422)
        typed = form.cleaned_data
        try:
            report = _read(typed["file"])
            if typed["keep"]:
                acts.file_read(report=report, register=typed["register"], actor=self.official, on=typed["on"])
                self.say(f"没有发现问题，已登记为{report.year}年的报送。")
                which = f"?register={typed['register'].pk}" if typed["register"] else ""
                return self.go(f"/desk/foi/report/{report.year}/{which}")
        except Refused as refused:
            return self.show_again(form, refused)
        before = annual.filed(report.year - 1, typed["register"]).first()
        earlier = before.as_report() if before else None
        found = faults(report, earlier)
        return self.show_form(form, read=report, found=found, sums=[one for one in sums(report, earlier) if not one.holds],
                              name=typed["file"].name, seen=len(report.table3), disputes=bool(report.table4))  # fmt: skip


def _read(file: Any) -> Report:
    """The report in an uploaded file; raises Refused with what is wrong with the file."""
    suffix = Path(file.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused([Reason("只能检查 XLSX、DOCX 或者 HTML 文件。", field="file")])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"report{suffix}"
        with path.open("wb") as out:
            for piece in file.chunks():
                out.write(piece)
        try:
            return report_in(path)
        except Unreadable as fault:
            raise Refused([Reason(str(fault).replace(f"“{path.name}”", ""), field="file")]) from fault
