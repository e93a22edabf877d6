"""The complete file of an application at the desk: its parts, its making, its two files, whether it is still what it was."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from gongkai.desk.views import ActPage, Chip, Page
from gongkai.desk.views.act import ActForm
from gongkai.journal.refusals import Reason, Refused
from gongkai.uploads import responses

from ..models import Application, CaseFile
from ..rules import archiving as rules
from ..rules.archiving import STATE_LABELS, State
from ..rules.stages import Stage
from ..services import case_files as services
from .shared import APPLICATIONS, OfOneApplication

TONES = {State.MADE: "green", State.FAILED: "red", State.MAKING: "blue"}


def state_chip(row: CaseFile) -> Chip:
    return Chip(STATE_LABELS[State(row.state)], TONES.get(State(row.state), "plain"))


class OfCaseFile(OfOneApplication):
    """For pages about the file of the application that their address names."""

    access = APPLICATIONS

    def cancel_url(self) -> str:
        return f"{self.application.get_absolute_url()}case_file/"


class OneCaseFile(OfCaseFile, Page):
    """State, parts and digests; with `?compare=1` every digest is counted anew."""

    template_name = "foi/case_file.html"
    reads = False  # names of parts may be personal

    def heading(self) -> str:
        return f"案卷：{self.application}"

    def context(self, **more: Any) -> dict[str, Any]:
        case = self.application
        row = services.of_case(case)
        if row is None and case.stage != Stage.ARCHIVED:
            raise Http404
        compared = row is not None and row.state == State.MADE and "compare" in self.request.GET
        return super().context(
            row=row, case=case, chip=state_chip(row) if row else None, parts=row.parts if row else [],
            may_make=not services.may_make(case, self.official, self.may), compared=compared,
            altered=services.altered(row) if compared and row else [], **more,
        )  # fmt: skip


class MakeCaseFile(OfCaseFile, ActPage):
    act_label, title, success = "制作", "制作案卷", "正在制作，完成以后可以下载。"

    def consequence(self) -> str:
        return "把登记表、文书、往来消息和附件合成一个 PDF，并列出每一部分的摘要。原有的案卷由新的替换。"

    def refusals(self) -> Sequence[Reason]:
        return services.may_make(self.application, self.official, self.may)

    def perform(self, form: Any) -> str:
        services.make(case=self.application, actor=self.official)
        return self.cancel_url()


class TakeForm(ActForm):
    """The reason that the journal keeps."""


class Take(OfCaseFile, ActPage):
    """A file of it, on the answer to a form that asks why: it holds names and addresses in full."""

    needs_reason, form_class = True, TakeForm
    what: ClassVar[str] = "案卷"

    def heading(self) -> str:
        return f"下载{self.what}：{self.application}"

    def consequence(self) -> str:
        return "其中有申请人和第三方的个人信息，只用于办理和查考。下载人、时间和理由记入日志。"

    def refusals(self) -> Sequence[Reason]:
        row = services.of_case(self.application)
        return [] if row and row.state == State.MADE else [Reason(rules.NOT_MADE)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, status=422)
        reason = form.cleaned_data["reason"]
        try:
            row = services.take(case=self.application, actor=self.official, reason=reason, what=self.what)
        except Refused as refused:
            return self.show_again(form, refused)
        return self.file_of(row)

    def file_of(self, row: CaseFile) -> HttpResponseBase:
        if row.bundle is None:
            raise Http404
        return responses.respond_to_official(row.bundle)


class TakeBundle(Take):
    act_label = "下载整卷"


class TakeList(Take):
    act_label, what = "下载摘要清单", "案卷摘要清单"

    def file_of(self, row: CaseFile) -> HttpResponseBase:
        answer = HttpResponse(services.written_list(row), content_type="text/plain; charset=utf-8")
        name = f"{row.application} 案卷摘要清单.txt"
        answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def row_of(case: Application) -> tuple[CaseFile, Chip] | None:
    """The line of it on the case page; no question of its own, the case was loaded with it."""
    row = getattr(case, "case_file", None)
    return (row, state_chip(row)) if row else None
