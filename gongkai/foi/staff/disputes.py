"""复议、诉讼 at the desk: the list with the cells of table 四, the case, one page for each act."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from gongkai.desk.staff.publishing.beforehand import Beforehand
from gongkai.desk.views import Act, ActPage, CasePage, Chip, Column, ListPage, Page
from gongkai.journal import clock
from gongkai.journal.parties import HasParty
from gongkai.journal.refusals import Reason, Refused
from gongkai.uploads import responses
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload
from gongkai.workdays.calendars import calendar_now
from gongkai.workdays.rules.counting import Unit as Measure
from gongkai.workdays.rules.counting import derive

from .. import dispute_forms, disputing, services
from ..forms import DayForm
from ..models import Dispute, Register
from ..rules import disputes as rules
from ..rules.disputes import ACT_LABELS, ROAD_LABELS, Road, Stage
from ..rules.disputes import Act as Verb
from ..rules.report import form as table
from ..services import disputes as acts
from .acts import said
from .shared import APPLICATIONS, OfOneApplication

FIRST_YEAR = 2019
TONES = {Stage.RECEIVED: "amber", Stage.DEFENDED: "blue", Stage.ENDED: "plain"}
RESULT_TONES = {"upheld": "green", "corrected": "red", "other": "plain"}


def cell_of(text: str) -> tuple[int, str, str] | None:
    """(year, road, column) of a cell of table 四 as its links have it; None for anything else."""
    try:
        year, road, column = (int(part) for part in text.split("-"))
        if FIRST_YEAR <= year <= clock.today().year and road >= 0 and column >= 0:
            return year, table.ROADS[road], disputing.NAMES[column]
    except (ValueError, IndexError):
        pass
    return None


class DisputeFilters(FilterSet):
    road = ChoiceFilter(label="途径", choices=[(road.value, label) for road, label in ROAD_LABELS.items()])
    stage = ChoiceFilter(label="阶段", choices=[(s.value, label) for s, label in rules.STAGE_LABELS.items()])
    result = ChoiceFilter(label="结果", choices=[(r.value, label) for r, label in rules.RESULT_LABELS.items()])
    number = CharFilter(label="案号", field_name="case_number")
    since = DateFilter(label="收到日期不早于", field_name="received_on", lookup_expr="gte")
    pending = BooleanFilter(label="尚未审结", method="only_pending")
    register = ModelChoiceFilter(
        label="登记簿", field_name="application__register", queryset=Register.objects.order_by("pk")
    )
    cell = CharFilter(label="表四的一格", method="of_cell")

    def only_pending(self, rows: Any, name: str, value: bool) -> Any:
        return rows.pending() if value else rows

    def of_cell(self, rows: Any, name: str, value: str) -> Any:
        found = cell_of(value)
        if found is None:
            return rows.none()
        year, road, column = found
        return rows.filter(pk__in=disputing.of_cell(road, column, year).values("pk"))


def result_chip(case: Dispute) -> Chip | None:
    return Chip(case.get_result_display(), RESULT_TONES[case.result]) if case.result else None


class Disputes(ListPage):
    access, title = APPLICATIONS, "复议、诉讼"
    template_name = "foi/list.html"
    intro = "在申请的页面登记新的案件。纠正并责令重新处理的，申请会重新打开，按责令的期限办理。"
    filterset_class = DisputeFilters
    columns = (
        Column("case", "案件", str, link=True, wide=True),
        Column("application", "申请", lambda row: str(row.application)),
        Column("against", "针对", lambda row: row.get_against_display()),
        Column("body", "复议机关、法院", "body"),
        Column("stage", "阶段", lambda row: Chip(row.get_stage_display(), TONES[Stage(row.stage)]), sort="stage"),
        Column("result", "结果", result_chip),
        Column("received", "收到日期", "received_on", sort="received_on"),
        Column("ended", "审结日期", "result_on", sort="result_on"),
        Column("redone", "重新处理", "redone_on", shown=False),
    )
    default_sort = "-received"
    empty = "没有符合条件的案件。"

    def queryset(self) -> Any:
        return Dispute.objects.visible_to(self.official, self.may).select_related("application__letter")


class OfOneDispute:
    """For pages about the case that their address names."""

    kwargs: dict[str, Any]
    official: Any
    may: Any
    _dispute: Dispute | None = None

    @property
    def dispute(self) -> Dispute:
        if self._dispute is None:
            rows = Dispute.objects.visible_to(self.official, self.may).select_related(
                "application__letter", "application__unit", "prior", "entered_by"
            )
            found = rows.filter(pk=self.kwargs["pk"]).first()
            if found is None:
                raise Http404
            self._dispute = found
        return self._dispute


class DisputeCase(OfOneDispute, CasePage):
    access = APPLICATIONS
    template_name, body_template = "desk/case.html", "foi/_dispute.html"

    def record(self) -> Dispute:
        return self.dispute

    def number(self) -> str:
        return self.case.case_number or ""

    def heading(self) -> str:
        return f"{self.case.get_road_display()}：{self.case.body}"

    def chips(self) -> list[Chip]:
        chips = [Chip(self.case.get_stage_display(), TONES[Stage(self.case.stage)])]
        result = result_chip(self.case)
        return [*chips, result] if result else chips

    def acts(self) -> Sequence[Act]:
        now = acts.situation(self.case, self.official, self.may)
        found, refused = [], []
        for verb in Verb:
            if now.stage not in rules.TABLE[verb].stages:
                continue
            reasons = rules.refusals(verb, now)
            url = f"{self.case.get_absolute_url()}{verb.value}/"
            (refused if reasons else found).append(Act(verb.value, ACT_LABELS[verb], url, reasons=tuple(reasons)))
        return [*found, *refused]

    def people(self) -> list[tuple[str, str]]:
        return [("承办单位", self.case.application.unit.name), ("登记人", self.case.entered_by.name)]

    def shared(self) -> Sequence[HasParty]:
        return [self.case.application]

    def context(self, **more: Any) -> dict[str, Any]:
        return super().context(papers=acts.papers(self.case), remarks=remarks(self.case), **more)


def remarks(case: Dispute) -> list[str]:
    """What one may say against the case by its dates: facts to look at, decided by a person."""
    application, found = case.application, []
    decided_on, code = application.decided_on, application.decision
    if case.result != "" or application.first_decision:
        return found
    said_first = rules.first_reconsideration(Road(case.road), rules.Against(case.against), code, decided_on)
    if said_first:
        found.append(said_first)
    if case.road == Road.SUIT_AFTER and case.prior is None:
        found.append("没有登记在先的行政复议，请核对。")
    start = case.prior.result_on if case.prior else application.delivered_on
    known = case.road != Road.SUIT_AFTER or case.prior is not None
    if start is not None and known and case.against == rules.Against.DECISION:
        amount, unit, words = rules.claim_period(Road(case.road))
        last = derive(start, amount, Measure(unit), calendar_now()).due
        if case.received_on > last:
            found.append(
                f"自 {start} 起{words}至 {last} 届满，收到案件时已经超过；是否逾期以对方提出的日期为准，请核对。"
            )
    return found


class DisputePaper(OfOneDispute, Page):
    """A paper of the case, as an attachment."""

    access, reads = APPLICATIONS, False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        rows = Upload.objects.kept().filter(owner_kind="foi_dispute", owner_id=str(self.dispute.pk))
        upload = rows.filter(pk=self.kwargs["file"]).first()
        if upload is None:
            raise Http404
        return responses.respond_to_official(upload)


class Enter(OfOneApplication, ActPage):
    """A case that has come in against this application."""

    access, title, act_label, form_class = APPLICATIONS, "登记复议、诉讼案件", "登记", dispute_forms.DisputeForm
    success = "已登记，答复、举证的期限开始计算。"

    def heading(self) -> str:
        return f"登记复议、诉讼案件：{self.application}"

    def refusals(self) -> Sequence[Reason]:
        return acts.may_enter(self.application, self.official, self.may)

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def form_arguments(self) -> dict[str, Any]:
        return super().form_arguments() | {"earlier": self.application.disputes.filter(road=Road.RECONSIDERATION)}

    def initial(self) -> dict[str, Any]:
        return {"received_on": clock.today(), "against": "decision" if self.application.decided_on else "silence"}

    def facts(self) -> list[tuple[str, Any]]:
        case = self.application
        decided = f"{case.get_decision_display()}（{case.decided_on}）" if case.decided_on else "尚未答复"
        return [("所需信息", case.letter.subject_text), ("办理结果", decided), ("送达", said(case.delivered_on))]

    def consequence(self) -> str:
        return "复议答复、诉讼举证的期限按收到日期适用的规定记入台账，天数为本局设置，以通知书写明的为准。"

    def perform(self, form: Any) -> Dispute:
        names = ("road", "against", "procedure", "body", "case_number", "received_on", "prior")
        typed = {name: form.cleaned_data[name] for name in names}
        return services.enter_dispute(application=self.application, actor=self.official, **typed)


class OfDispute(OfOneDispute, ActPage):
    access = APPLICATIONS
    act: ClassVar[Verb]

    def heading(self) -> str:
        return f"{ACT_LABELS[self.act]}：{self.dispute}"

    def refusals(self) -> Sequence[Reason]:
        return rules.refusals(self.act, acts.situation(self.dispute, self.official, self.may))

    def cancel_url(self) -> str:
        return self.dispute.get_absolute_url()

    def facts(self) -> list[tuple[str, Any]]:
        case = self.dispute
        return [("申请", str(case.application)), ("案件", str(case)), ("收到日期", said(case.received_on))]


class Defend(OfDispute):
    act, act_label, success, form_class = Verb.DEFEND, "登记", "已登记。", DayForm

    def consequence(self) -> str:
        return "登记后答复、举证的期限办结。材料可以在案件页面添加。"

    def perform(self, form: Any) -> Dispute:
        return services.defend_dispute(case=self.dispute, actor=self.official, on=form.cleaned_data["on"])


class Attach(Beforehand, OfDispute):
    act, act_label, success, form_class = Verb.ATTACH, "上传", "已添加，并已检查。", dispute_forms.PaperForm
    upload: Upload | None = None

    def prepare(self, form: Any) -> None:
        if reasons := list(self.refusals()):
            raise Refused(reasons)
        file = form.cleaned_data["file"]
        try:
            self.upload = uploads.take_in(file=file, name=file.name, actor=self.official, purpose=acts.PURPOSE)
        except Refused as refused:
            raise Refused([Reason(reason.sentence, field="file") for reason in refused.reasons]) from refused

    def perform(self, form: Any) -> Dispute:
        upload: Upload = self.upload  # type: ignore[assignment]  # prepared
        return services.attach_to_dispute(case=self.dispute, actor=self.official, upload=upload)

    def tidy(self) -> None:
        if self.upload is not None and not Upload.objects.get(pk=self.upload.pk).owner_id:
            uploads.destroy(upload=self.upload, actor=self.official, reason="没有添加到案件")


class End(OfDispute):
    act, act_label, success, form_class = Verb.END, "登记结果", "已登记。", dispute_forms.ResultForm

    def consequence(self) -> str:
        return "计入审结日期所在年度的表四，以后不能改动。责令重新处理的，申请重新打开，原答复保留备查，年度报告仍按首次答复统计。"

    def perform(self, form: Any) -> Dispute:
        typed = form.cleaned_data
        return services.end_dispute(
            case=self.dispute, actor=self.official, result=typed["result"], on=typed["on"], number=typed["number"],
            note=typed["note"], redo_amount=typed["redo_amount"], redo_measure=typed["redo_measure"],
        )  # fmt: skip
