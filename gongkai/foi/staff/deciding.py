"""The pages of a decision: drafted, examined by three, signed, delivered."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict

from gongkai.desk.queries import typed_by
from gongkai.desk.views import FormPage
from gongkai.desk.views.act import ActForm
from gongkai.journal.refusals import Reason, Refused
from gongkai.letters.rules.blocks import Block
from gongkai.reception import queries as reception_queries

from .. import forms, services
from ..decision_form import CodeForm, DecisionForm, typed
from ..models import Application, Way
from ..rules import stages
from ..rules.decisions import DECISIONS, Finding
from ..rules.stages import Act, Stage
from ..services.composing import kind_of, preview, typed_in
from ..services.papers import CHANNEL_OF
from ..services.situation import situation
from . import previews
from .acts import OfApplication, said
from .shared import APPLICATIONS, OfOneApplication


class Draft(OfOneApplication, FormPage):
    """The letter of the decision, field by field; which fields there are follows from the way it ends."""

    access, title, form_class, autosave = APPLICATIONS, "拟决定", DecisionForm, True
    template_name = "foi/draft.html"
    success = "决定稿已保存。送审后经法制审核、保密审查、签发，再送达申请人。"

    @cached_property
    def code(self) -> str:
        """What was chosen: in the form, in the address, in what was typed before, in the draft."""
        kept = typed_by(self.official, self.request.path) if "restore" in self.request.GET else None
        before = QueryDict(kept.text()).get("code", "") if kept else ""
        found = self.request.POST.get("code") or self.request.GET.get("code") or before
        return str(found or self.application.decision)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reasons := stages.refusals(Act.DRAFT, situation(self.application, self.official, self.may)):
            return self.show(template="desk/act.html", refused=reasons, cancel=self.cancel_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("then") != "preview":
            return super().post(request, *args, **kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, status=422)
        try:
            paper, reasons = self._tried(form)
        except Refused as refused:
            return self.show_again(form, refused)
        if reasons:
            self.put_reasons(form, reasons)
        return self.show_form(form, papers=[paper] if paper else [])

    def _tried(self, form: Any) -> tuple[list[Block], list[Reason]]:
        """The letter as it would read, or why it cannot go yet; nothing is kept."""
        with transaction.atomic():
            fresh = self.perform(form)
            try:
                return previews.paper(preview(fresh), fresh), []
            except Refused as refused:
                return [], refused.reasons
            finally:
                transaction.set_rollback(True)

    def heading(self) -> str:
        return f"拟决定：{self.application}"

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def form_arguments(self) -> dict[str, Any]:
        refused = self.application.consultations.filter(whom="third_party", opinion="refused").exists()
        return {"decision": self.code, "asks_override": refused}

    def initial(self) -> dict[str, Any]:
        case = self.application
        override = case.override.reveal() if case.override else ""
        held = typed(typed_in(case), self.code) if case.decision == self.code else {}
        return held | {
            "code": self.code, "edition": case.edition, "override": override,
            "confidentiality": Finding.CONFIDENTIALITY in case.findings,
        }  # fmt: skip

    def context(self, **more: Any) -> dict[str, Any]:
        known = DECISIONS.get(self.code)
        chosen = {"decision": known, "letter_title": kind_of(self.code).title} if known else {}
        return super().context(chooser=CodeForm(initial={"code": self.code}), **chosen, **more)

    def perform(self, form: Any) -> Application:
        return services.draft_decision(
            case=self.application, actor=self.official, code=form.cleaned_data["code"], findings=form.findings(),
            facts=form.facts(), override=form.cleaned_data.get("override", ""), edition=form.cleaned_data["edition"],
        )  # fmt: skip


class OfDecision(OfApplication):
    """A step of the examination: application and decision stand above it."""

    template_name = "foi/decide.html"
    form_class: ClassVar[type[ActForm]] = forms.EditionForm

    def initial(self) -> dict[str, Any]:
        return {"edition": self.application.edition}

    def context(self, **more: Any) -> dict[str, Any]:
        case = self.application
        papers, unsettled = [], []
        if case.decision:
            try:
                papers = [previews.paper(preview(case), case)]
            except Refused as refused:
                unsettled = refused.reasons
        return super().context(
            said=reception_queries.thread(case.letter), papers=papers, application=case, unsettled=unsettled, **more
        )


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


class Deliver(OfApplication):
    act, act_label, success, form_class = Act.DELIVER, "送达", "已送达，答复期限办结。", forms.DeliverForm

    def consequence(self) -> str:
        return "申请人凭编号和查询码立即可以看到全文、下载文书，送达后不能改动。"

    def initial(self) -> dict[str, Any]:
        return {"channel": CHANNEL_OF[Way(self.application.wanted_way)]}

    def perform(self, form: Any) -> Application:
        values = {name: form.cleaned_data[name] for name in ("proof", "on", "channel")}
        return services.deliver(case=self.application, actor=self.official, **values)
