"""The pages of cooperation, and of what a legal officer settles about remedies."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import Http404

from gongkai.bureau.models import DutyCode, Unit
from gongkai.desk.access import Access
from gongkai.desk.views import ActPage, Page
from gongkai.journal import clock
from gongkai.journal.refusals import Reason

from .. import forms, services
from ..models import Application, Cooperation, RemedyRuling
from ..rules.decisions import DECISIONS, OPEN_REMEDIES, Remedy
from ..rules.stages import Act
from ..services.cooperating import reply_refusals
from ..services.remedy import PAGE, REMEDY_LABELS
from .acts import OfApplication
from .previews import WithLetters
from .shared import APPLICATIONS

SETTLING = Access(duties=frozenset({DutyCode.LEGAL, DutyCode.PUBLICITY, DutyCode.SIGN}))


class Cooperate(WithLetters, OfApplication):
    act, act_label, success, form_class = Act.COOPERATE, "发出协办函", "已请其协办。", forms.CooperateForm

    def form_arguments(self) -> dict[str, Any]:
        units = Unit.objects.valid_on(clock.today()).exclude(kind=Unit.Kind.BUREAU).exclude(pk=self.application.unit_id)
        return super().form_arguments() | {"units": units.order_by("order", "pk")}

    def consequence(self) -> str:
        return "协办单位能看到这件申请，看不到申请人的身份和联系方式；对申请人的答复期限不变。"

    def perform(self, form: Any) -> Application:
        services.cooperate(case=self.application, actor=self.official, **form.cleaned_data)
        return self.application


class Reply(OfApplication):
    act, act_label, success, form_class = Act.REPLY, "协办答复", "已答复。", forms.ReplyForm

    @cached_property
    def cooperation(self) -> Cooperation:
        rows = Cooperation.objects.select_related("application", "unit").filter(application=self.application)
        found = rows.filter(pk=self.kwargs["row"]).first()
        if found is None:
            raise Http404
        return found

    def refusals(self) -> Sequence[Reason]:
        return reply_refusals(self.cooperation, self.official)

    def facts(self) -> list[tuple[str, Any]]:
        row = self.cooperation
        asked = row.what.reveal() if row.what else "（内容已清除）"
        return [*super().facts(), ("协办单位", row.unit.short_name), ("需要协助的事项", asked), ("答复日期", row.until)]

    def perform(self, form: Any) -> Application:
        services.reply(cooperation=self.cooperation, actor=self.official, text=form.cleaned_data["text"])
        return self.application


class Remedies(Page):
    """What holds now and what held before, with its reasons."""

    access, template_name, title = APPLICATIONS, "foi/remedies.html", "救济途径的确定"

    def context(self, **more: Any) -> dict[str, Any]:
        rows = list(RemedyRuling.objects.select_related("by").order_by("-valid_from", "-pk"))
        today, now = clock.today(), []
        for code in OPEN_REMEDIES:
            held = next((row for row in rows if row.decision == code and row.valid_from <= today), None)
            now.append((code, DECISIONS[code], REMEDY_LABELS[Remedy(held.remedy)] if held else "", held))
        history = [(row, DECISIONS[row.decision], REMEDY_LABELS[Remedy(row.remedy)]) for row in rows]
        return super().context(now=now, history=history, may_settle=self.may.holds(DutyCode.LEGAL), **more)


class Settle(ActPage):
    """A legal officer says it, with reasons, from a day on."""

    access, act_label, title, form_class = SETTLING, "确定", "确定救济途径", forms.RemedyForm
    success = "已确定，此日起作出的决定按此告知。"

    def refusals(self) -> Sequence[Reason]:
        if self.may.holds(DutyCode.LEGAL):
            return []
        return [Reason("救济途径由法制审核人员确定，请由承担该职责的同事办理。")]

    def initial(self) -> dict[str, Any]:
        return {"valid_from": clock.today(), "code": self.request.GET.get("code", "")}

    def consequence(self) -> str:
        return "不改变已经签发的文书；以前的确定留在历史中。"

    def cancel_url(self) -> str:
        return PAGE

    def perform(self, form: Any) -> str:
        services.settle(actor=self.official, **form.cleaned_data)
        return PAGE
