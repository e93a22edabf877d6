"""The pages of a decision: drafted, examined by three, signed, delivered."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from gongkai.desk.views import FormPage
from gongkai.desk.views.act import ActForm
from gongkai.journal.refusals import Refused
from gongkai.reception import queries as reception_queries

from .. import forms, services
from ..models import Application
from ..rules import stages
from ..rules.stages import Act, Stage
from ..services.ending import draft_of, remedy_of
from ..services.situation import situation
from .acts import OfApplication, said
from .shared import APPLICATIONS, OfOneApplication


class Draft(OfOneApplication, FormPage):
    access, title, form_class, autosave = APPLICATIONS, "拟决定", forms.DecisionForm, True
    success = "决定稿已保存。送审后经法制审核、保密审查、签发，再送达申请人。"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reasons := stages.refusals(Act.DRAFT, situation(self.application, self.official, self.may)):
            return self.show(template="desk/act.html", refused=reasons, cancel=self.cancel_url())
        return super().get(request, *args, **kwargs)

    def heading(self) -> str:
        return f"拟决定：{self.application}"

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def initial(self) -> dict[str, Any]:
        case = self.application
        text = draft_of(case)
        return {"code": case.decision, "findings": case.findings, "text": text, "edition": case.edition}

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.draft_decision(
            case=self.application, actor=self.official, code=typed["code"], findings=typed["findings"],
            text=typed["text"], edition=typed["edition"],
        )  # fmt: skip


class OfDecision(OfApplication):
    """A step of the examination: application and decision stand above it."""

    template_name = "foi/decide.html"
    form_class: ClassVar[type[ActForm]] = forms.EditionForm

    def initial(self) -> dict[str, Any]:
        return {"edition": self.application.edition}

    def context(self, **more: Any) -> dict[str, Any]:
        case = self.application
        remedy, unsettled = None, []
        if case.decision:
            try:
                remedy = remedy_of(case)
            except Refused as refused:
                unsettled = refused.reasons
        return super().context(
            said=reception_queries.thread(case.letter), draft=draft_of(case),
            application=case, remedy=remedy, unsettled=unsettled, **more,
        )  # fmt: skip


class Submit(OfDecision):
    act, act_label, success = Act.SUBMIT, "送审", "已送审。"

    def consequence(self) -> str:
        return "依次由法制审核、保密审查、签发三人办理，拟稿人不能审核自己的决定。"

    def perform(self, form: Any) -> Application:
        return services.submit_decision(case=self.application, actor=self.official)


class Pass(OfDecision):
    act_label, success = "通过", "已通过，送下一步。"

    @property
    def act(self) -> Act:  # type: ignore[override]
        return Act.PASS_SECRECY if self.application.stage == Stage.SECRECY else Act.PASS_LEGAL

    def consequence(self) -> str:
        return "通过后送签发。" if self.act is Act.PASS_SECRECY else "通过后送保密审查。"

    def perform(self, form: Any) -> Application:
        return services.pass_step(case=self.application, actor=self.official, edition=form.cleaned_data["edition"])


class Sign(OfDecision):
    act, act_label, success = Act.SIGN, "签发", "已签发，请送达申请人。"

    def consequence(self) -> str:
        return f"今天为作出决定的日期，救济途径按这一天适用的法律写明。最迟答复 {said(self.due())}。"

    def perform(self, form: Any) -> Application:
        return services.sign(case=self.application, actor=self.official, edition=form.cleaned_data["edition"])


class Return(OfDecision):
    act, act_label, success, form_class = Act.RETURN, "退回", "已退回拟稿人。", forms.RemarksForm

    def perform(self, form: Any) -> Application:
        return services.return_decision(
            case=self.application, actor=self.official, remarks=form.cleaned_data["remarks"]
        )


class Deliver(OfDecision):
    act, act_label, success, form_class = Act.DELIVER, "送达", "已送达，答复期限办结。", forms.DeliverForm

    def consequence(self) -> str:
        return "申请人凭编号和查询码立即可以看到全文，送达后不能改动。"

    def perform(self, form: Any) -> Application:
        typed = form.cleaned_data
        return services.deliver(case=self.application, actor=self.official, proof=typed["proof"], on=typed["on"])
