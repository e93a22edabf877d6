"""One page for each act on an application."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.desk.views import ActPage, FormPage
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.mailbox.forms import UnitForm
from gongkai.workdays.calendars import calendar_now
from gongkai.workdays.rules.counting import derive

from .. import forms, queries, services
from ..models import Application
from ..rules import limits, stages
from ..rules.clock import RECEIPT_WORDS, Channel
from ..rules.stages import ACT_LABELS, Act
from ..services.situation import situation
from .previews import WithLetters
from .shared import APPLICATIONS, INTAKE, OfOneApplication


def said(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else "尚未起算"


class Intake(FormPage):
    """An application that came otherwise than online, or is written down at the counter."""

    access, title, form_class = INTAKE, "登记收到的申请", forms.IntakeForm
    success = "已收下。请确认收到日期后登记，并把编号和查询码交给申请人。"

    def cancel_url(self) -> str:
        return "/desk/foi/"

    def perform(self, form: Any) -> Application:
        wanted = form.wanted(form.cleaned_data["channel"])
        receipt = services.intake(
            actor=self.official, submission=form.submission(), wanted=wanted, register=form.cleaned_data["register"]
        )
        return queries.application_of(receipt.letter)


class OfApplication(OfOneApplication, ActPage):
    """An act of the table: the rules' reasons stand in place of the form while there are any."""

    access = APPLICATIONS
    act: ClassVar[Act]

    def heading(self) -> str:
        return f"{ACT_LABELS[self.act]}：{self.application}"

    def refusals(self) -> Sequence[Reason]:
        return stages.refusals(self.act, situation(self.application, self.official, self.may))

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def facts(self) -> list[tuple[str, Any]]:
        case = self.application
        return [
            ("所需信息", case.letter.subject_text),
            ("收到日期", said(case.received_on) if case.received_on else "待确认"),
            ("承办单位", case.unit.short_name),
        ]

    def due(self) -> date | None:
        deadline = queries.running(self.application)
        return deadline.due_on if deadline else None


class RegisterAct(WithLetters, OfApplication):
    act, act_label, success, form_class = (
        Act.REGISTER,
        "登记",
        "已登记，答复期限开始计算，已告知申请人。",
        forms.RegisterForm,
    )

    def refusals(self) -> Sequence[Reason]:
        # The day of receipt is what this form brings.
        now = situation(self.application, self.official, self.may)
        return stages.refusals(self.act, replace(now, confirmed=True))

    def consequence(self) -> str:
        rule, words = limits.ANSWER[0], RECEIPT_WORDS[Channel(self.application.channel)]
        due = derive(clock.today(), rule.amount, rule.unit, calendar_now()).due
        return (
            f"收到日期为{words}（{limits.article('三十一')}）。如填今天，答复期限至 {said(due)}。登记后编号不再改变。"
        )

    def initial(self) -> dict[str, Any]:
        return {"received_on": clock.today()}

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.register(
            case=self.application, actor=self.official, received_on=typed["received_on"], evidence=typed["evidence"]
        )


class Assign(OfApplication):
    act, act_label, success, form_class = Act.ASSIGN, "分办", "已分办。", UnitForm

    def form_arguments(self) -> dict[str, Any]:
        today = clock.today()
        return super().form_arguments() | {
            "units": Unit.objects.valid_on(today).exclude(kind=Unit.Kind.BUREAU).order_by("order", "pk"),
            "officials": Official.objects.holding(DutyCode.DRAFT, today).select_related("unit").order_by("unit__order", "pk"),
        }  # fmt: skip

    def consequence(self) -> str:
        return f"由承办单位查找信息并拟写答复，答复期限不变（{said(self.due())}）。"

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.assign(case=self.application, actor=self.official, unit=typed["unit"], handler=typed["handler"])


class Split(OfApplication):
    act, act_label, success, form_class = Act.SPLIT, "分拆", "已分拆，已告知申请人各件的编号。", forms.SplitForm

    def consequence(self) -> str:
        return f"每一项成为一件申请，登记在同一登记簿，答复期限相同（{said(self.due())}）；其余内容仍在原申请中办理。"

    def perform(self, form: Any) -> Application:
        services.split(case=self.application, actor=self.official, items=form.cleaned_data["items"].splitlines())
        return self.application


class Asking(WithLetters, OfApplication):
    form_class = forms.AskForm
    label: ClassVar[str]

    def form_arguments(self) -> dict[str, Any]:
        return super().form_arguments() | {"label": self.label}


class AskCorrection(Asking):
    act, act_label, success, label = Act.ASK_CORRECTION, "发出补正告知", "已告知申请人。", "需要补正的全部事项"

    def consequence(self) -> str:
        rule = limits.CORRECTION[0]
        start = self.application.received_on or clock.today()
        last = derive(start, rule.amount, rule.unit, calendar_now()).due
        late = "" if clock.today() <= last else f"现在已经超过 {said(last)}，会记为逾期告知。"
        return f"只能告知一次（{rule.basis}）。收到补正后，答复期限重新起算。{late}"

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.ask_correction(
            case=self.application, actor=self.official, text=typed["text"], until=typed["until"]
        )


class AskReasons(Asking):
    act, act_label, success, label = Act.ASK_REASONS, "要求说明理由", "已告知申请人。", "为什么需要说明理由"

    def consequence(self) -> str:
        return f"申请数量、频次明显超过合理范围的才可以要求（{limits.article('三十五')}）；理由是否合理由人判断。"

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.ask_reasons(
            case=self.application, actor=self.official, text=typed["text"], until=typed["until"]
        )


class OnDay(OfApplication):
    """An act that happened on a day, perhaps before it is entered."""

    form_class = forms.DayForm
    service: ClassVar[Any]

    def perform(self, form: Any) -> Application:
        return type(self).service(case=self.application, actor=self.official, on=form.cleaned_data["on"])


class Corrected(OnDay):
    act, act_label, success = Act.CORRECTED, "登记补正", "已登记，答复期限重新起算。"
    service = staticmethod(services.corrected)

    def consequence(self) -> str:
        rule = limits.ANSWER[0]
        due = derive(clock.today(), rule.amount, rule.unit, calendar_now()).due
        return f"答复期限自收到补正之日重新起算（{limits.article('三十')}）；如为今天，至 {said(due)}（含调休上班日）。"


class ReasonsGiven(OnDay):
    act, act_label, success = Act.REASONS_GIVEN, "登记理由", "已登记。"
    service = staticmethod(services.reasons_given)


class Paid(OnDay):
    act, act_label, success = Act.PAID, "登记缴费", "已登记，答复期限重新起算。"
    service = staticmethod(services.paid)


class Consult(WithLetters, OfApplication):
    act, act_label, success, form_class = (
        Act.CONSULT,
        "征求意见",
        "已登记，征求意见的时间不计入答复期限。",
        forms.ConsultForm,
    )

    def consequence(self) -> str:
        return (
            f"第三方在收到后15个工作日内提出意见，逾期不答复的由本机关依法决定（{limits.article('三十二')}）；"
            f"共同制作机关逾期不答复的，视为同意公开（{limits.article('三十四')}）。"
        )

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        services.consult(
            case=self.application, actor=self.official, whom=typed["whom"], name=typed["name"], on=typed["on"],
            delivered_on=typed["delivered_on"], concerning=typed["concerning"],
        )  # fmt: skip
        return self.application


class OpinionAct(OfApplication):
    act, act_label, success, form_class = Act.OPINION, "登记意见", "已登记。", forms.OpinionForm

    def perform(self, form: Any) -> Application:
        row = self.application.consultations.filter(pk=self.kwargs["row"]).first()
        if row is None:
            raise Refused(["没有这项征求意见。"])
        typed = form.cleaned_data
        services.opinion(
            consultation=row, actor=self.official, said=typed["said"], reasons=typed["reasons"], on=typed["on"]
        )
        return self.application


class Charge(WithLetters, OfApplication):
    act, act_label, success, form_class = Act.CHARGE, "发出收费通知", "已告知申请人。", forms.ChargeForm

    def consequence(self) -> str:
        count = queries.in_month(self.application, self.application.received_on or clock.today())
        return f"同一申请人当月第 {count} 件。按件或者按量只能选一种；缴费后答复期限重新起算。"

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.charge(
            case=self.application,
            actor=self.official,
            amount=typed["amount"],
            standard=typed["standard"],
            how=typed["how"],
        )


class Extend(WithLetters, OfApplication):
    act, act_label, success, needs_reason = Act.EXTEND, "批准延期", "已延期，并告知申请人。", True
    form_class, reason_label = forms.ExtendForm, "理由（申请人会看到）"

    def consequence(self) -> str:
        return f"最多延长20个工作日，只能一次，由公开工作机构负责人批准（{limits.article('三十三')}）。现在至 {said(self.due())}。"

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.extend(case=self.application, actor=self.official, days=typed["days"], reason=typed["reason"])


class Delay(WithLetters, OfApplication):
    act, act_label, success, needs_reason = Act.DELAY, "确定延迟答复期限", "已确定，并告知申请人。", True
    form_class, reason_label = forms.DelayForm, "理由（申请人会看到）"

    def consequence(self) -> str:
        return f"申请理由合理但不能按期答复的，可以确定合理的延迟期限（{limits.article('三十五')}）。现在至 {said(self.due())}。"

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.delay(case=self.application, actor=self.official, until=typed["until"], reason=typed["reason"])


class SearchAct(OfApplication):
    act, act_label, success, form_class = Act.SEARCH, "登记检索", "已登记。", forms.SearchForm

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        services.search(
            case=self.application,
            actor=self.official,
            places=typed["places"],
            terms=typed["terms"],
            found=typed["found"],
        )
        return self.application


class Withdrawn(WithLetters, OfApplication):
    act, act_label, success, needs_reason = Act.WITHDRAWN, "登记撤回", "已登记，这件申请办结。", True

    def consequence(self) -> str:
        return "申请人自愿撤回的才登记。不再答复，计入年度报告“其他处理”。"

    def perform(self, form: Any) -> Application:
        return services.withdrawn(case=self.application, actor=self.official, reason=form.cleaned_data["reason"])


class Lapse(OfApplication):
    act, act_label, success = Act.LAPSE, "终止办理", "已拟出终止办理的告知，送审。"

    def consequence(self) -> str:
        return f"无正当理由逾期的，视为放弃申请，不再处理（{limits.article('三十')}）。告知经审核、签发后送达。"

    def perform(self, form: Any) -> Application:
        return services.lapse(case=self.application, actor=self.official)


class Archive(OfApplication):
    act, act_label, success = Act.ARCHIVE, "归档", "已归档。"

    def perform(self, form: Any) -> Application:
        return services.archive(case=self.application, actor=self.official)
