"""Refusals looked at again (Art. 18), records of periodic reviews, 建议书 to units."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from django_filters import BooleanFilter, ChoiceFilter, FilterSet

from gongkai.bureau.models import DutyCode
from gongkai.desk.access import Access
from gongkai.desk.views import Act, ActPage, CasePage, Chip, Column, ListPage
from gongkai.journal import clock
from gongkai.journal.refusals import Reason

from .. import review_forms
from ..models import Advice, Application, Judgement, Rereview
from ..rules import review as rules
from ..rules.review import ACT_LABELS, STAGE_LABELS, Stage
from ..rules.review import Act as Verb
from ..services import review as acts
from .analysis import units
from .shared import APPLICATIONS

ADVICE = Access(duties=APPLICATIONS.duties | {DutyCode.OFFICE_REVIEW}, leaders=True)
TONES = {Stage.SENT: "amber", Stage.REPLIED: "blue", Stage.ACCEPTED: "green"}


class RereviewFilters(FilterSet):
    outcome = ChoiceFilter(label="结果", choices=[(o.value, label) for o, label in rules.OUTCOME_LABELS.items()])
    due = BooleanFilter(label="已到复查日期", method="only_due")

    def only_due(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(outcome="", due_on__lte=clock.today()) if value else rows


def left(row: Rereview) -> Chip | None:
    if row.outcome:
        return Chip(row.get_outcome_display(), "green" if row.outcome == "opened" else "plain")
    return Chip("应当复查", "red") if row.due_on and row.due_on <= clock.today() else Chip("未到期")


class Rereviews(ListPage):
    access, title, template_name = APPLICATIONS, "不予公开的复查", "foi/list.html"
    intro = "不予公开的决定送达后，到期再看一次是否可以公开（《政府信息公开条例》第十八条；间隔由本局设置）。"
    filterset_class = RereviewFilters
    columns = (
        Column("application", "申请", lambda row: str(row.application), link=True),
        Column("decision", "决定", lambda row: row.get_decision_display(), wide=True),
        Column("unit", "承办单位", "application.unit.short_name"),
        Column("since", "起算日期", "since"),
        Column("due", "复查日期", "due_on", sort="due_on"),
        Column("left", "状态", left),
        Column("on", "完成日期", "on", shown=False),
    )
    default_sort = "due"
    empty = "没有需要复查的决定。"

    def queryset(self) -> Any:
        seen = Application.objects.visible_to(self.official, self.may)
        return Rereview.objects.filter(application__in=seen).select_related("application__letter", "application__unit")


class RereviewPage(ActPage):
    access, act_label, form_class, success = APPLICATIONS, "登记复查", review_forms.RereviewForm, "已登记复查。"
    _row: Rereview | None = None

    @property
    def row(self) -> Rereview:
        if self._row is None:
            seen = Application.objects.visible_to(self.official, self.may)
            rows = Rereview.objects.filter(application__in=seen).select_related(
                "application__letter", "application__unit"
            )
            self._row = rows.filter(pk=self.kwargs["pk"]).first()
            if self._row is None:
                raise Http404
        return self._row

    def heading(self) -> str:
        return f"复查：{self.row.application}"

    def cancel_url(self) -> str:
        return "/desk/foi/rereviews/"

    def refusals(self) -> Sequence[Reason]:
        return acts.may_rereview(self.row, self.official)

    def facts(self) -> list[tuple[str, Any]]:
        case = self.row.application
        return [
            ("所需信息", case.letter.subject_text),
            ("决定", self.row.get_decision_display()),
            ("复查日期", self.row.due_on),
        ]

    def consequence(self) -> str:
        return "维持的，重新计算下一次复查日期；可以公开的，随即开始起草公开文件，并与这件申请关联。"

    def perform(self, form: Any) -> str:
        typed = form.cleaned_data
        version = acts.rereview(row=self.row, actor=self.official, outcome=typed["outcome"], reason=typed["reason"],
                                kind=typed["kind"], title=typed["title"])  # fmt: skip
        return f"/desk/p/{version.publication_id}/" if version else self.cancel_url()


# --- 研判 --------------------------------------------------------------------------------------------------------------


class Judgements(ListPage):
    access, title, template_name = APPLICATIONS, "研判记录", "foi/list.html"
    columns = (
        Column("period", "时段", str, link=True, wide=True),
        Column("held", "研判日期", "held_on", sort="held_on"),
        Column("by", "登记人", "by.name"),
    )
    default_sort = "-held"
    empty = "还没有研判记录。"

    def queryset(self) -> Any:
        return Judgement.objects.select_related("by")

    def links(self) -> list[tuple[str, str]]:
        return [("登记研判", "/desk/foi/judgements/new/")]


class JudgementCase(CasePage):
    access = APPLICATIONS
    body_template = "foi/_judgement.html"

    def record(self) -> Judgement:
        found = Judgement.objects.select_related("by").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def people(self) -> list[tuple[str, str]]:
        names = "、".join(official.name for official in self.case.officials.order_by("pk"))
        return [("参加人员", names), ("登记人", self.case.by.name)]


class NewJudgement(ActPage):
    access, title, act_label, form_class = APPLICATIONS, "登记研判", "登记", review_forms.JudgementForm
    success = "已登记。"

    def refusals(self) -> Sequence[Reason]:
        return acts.publicity(self.official, "登记研判")

    def cancel_url(self) -> str:
        return "/desk/foi/judgements/"

    def perform(self, form: Any) -> Judgement:
        return acts.judge(actor=self.official, **form.cleaned_data)


# --- 建议书 ------------------------------------------------------------------------------------------------------------


class AdviceFilters(FilterSet):
    stage = ChoiceFilter(label="阶段", choices=[(s.value, label) for s, label in STAGE_LABELS.items()])


class AdviceList(ListPage):
    access, title, template_name, filterset_class = ADVICE, "政府信息公开建议书", "foi/list.html", AdviceFilters
    columns = (
        Column("letter", "建议书", str, link=True, wide=True),
        Column("stage", "阶段", lambda row: Chip(row.get_stage_display(), TONES[Stage(row.stage)]), sort="stage"),
        Column("sent", "发出日期", "sent_on", sort="sent_on"),
        Column("due", "反馈日期", "due_on", sort="due_on"),
    )
    default_sort = "-sent"
    empty = "没有建议书。"

    def queryset(self) -> Any:
        return seen_by(self.official, self.may)

    def links(self) -> list[tuple[str, str]]:
        return [("发出建议书", "/desk/foi/advice/new/")]


def seen_by(official: Any, may: Any) -> Any:
    """All for 政务公开 and supervision, else those of one's own unit."""
    rows = Advice.objects.select_related("unit", "by")
    whole = official.is_leader or bool({DutyCode.PUBLICITY, DutyCode.SUPERVISE} & set(may.duties()))
    return rows if whole else rows.filter(unit_id=official.unit_id)


class OfAdvice:
    kwargs: dict[str, Any]
    official: Any
    may: Any
    _row: Advice | None = None

    @property
    def row(self) -> Advice:
        if self._row is None:
            self._row = seen_by(self.official, self.may).filter(pk=self.kwargs["pk"]).first()
            if self._row is None:
                raise Http404
        return self._row


class AdviceCase(OfAdvice, CasePage):
    access = ADVICE
    body_template = "foi/_advice.html"

    def record(self) -> Advice:
        return self.row

    def chips(self) -> list[Chip]:
        return [Chip(self.row.get_stage_display(), TONES[Stage(self.row.stage)])]

    def acts(self) -> Sequence[Act]:
        found, refused = [], []
        for verb in Verb:
            if Stage(self.row.stage) not in rules.TABLE[verb].stages:
                continue
            reasons = acts.advice_refusals(self.row, verb, self.official)
            made = Act(
                verb.value, ACT_LABELS[verb], f"{self.row.get_absolute_url()}{verb.value}/", reasons=tuple(reasons)
            )
            (refused if reasons else found).append(made)
        return [*found, *refused]

    def people(self) -> list[tuple[str, str]]:
        return [("收件单位", self.row.unit.name), ("发出人", self.row.by.name)]

    def context(self, **more: Any) -> dict[str, Any]:
        return super().context(
            paper=acts.letter_of(self.row), notes=list(self.row.notes.select_related("by").order_by("pk")), **more
        )


class NewAdvice(ActPage):
    access, title, act_label, form_class = APPLICATIONS, "发出建议书", "发出", review_forms.AdviceForm
    success = "已发出，反馈日期记入台账。"

    def refusals(self) -> Sequence[Reason]:
        return acts.publicity(self.official, "发出建议书")

    def form_arguments(self) -> dict[str, Any]:
        return super().form_arguments() | {"units": units()}

    def cancel_url(self) -> str:
        return "/desk/foi/advice/"

    def perform(self, form: Any) -> Advice:
        return acts.advise(actor=self.official, **form.cleaned_data)


class OnAdvice(OfAdvice, ActPage):
    access, form_class, success = ADVICE, review_forms.NoteForm, "已登记。"
    act: ClassVar[Verb]

    def heading(self) -> str:
        return f"{ACT_LABELS[self.act]}：{self.row}"

    def refusals(self) -> Sequence[Reason]:
        return acts.advice_refusals(self.row, self.act, self.official)

    def cancel_url(self) -> str:
        return self.row.get_absolute_url()

    def facts(self) -> list[tuple[str, Any]]:
        return [("发现的问题", self.row.problem), ("建议", self.row.advice), ("反馈日期", self.row.due_on)]


class Reply(OnAdvice):
    act, act_label = Verb.REPLY, "回复"

    def perform(self, form: Any) -> Advice:
        return acts.reply_to_advice(row=self.row, actor=self.official, text=form.cleaned_data["text"])


class FollowUp(OnAdvice):
    act, act_label, form_class = Verb.FOLLOW_UP, "跟进", review_forms.FollowUpForm

    def perform(self, form: Any) -> Advice:
        typed = form.cleaned_data
        return acts.follow_up(row=self.row, actor=self.official, text=typed["text"], due_on=typed["due_on"])


class AcceptAdvice(OnAdvice):
    act, act_label = Verb.ACCEPT, "验收"

    def perform(self, form: Any) -> Advice:
        return acts.accept_advice(row=self.row, actor=self.official, text=form.cleaned_data["text"])
