"""What removes: take down and its second person, withdrawal and erasure with their decisions, one record of a list."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404

from gongkai.bureau.models import DutyCode
from gongkai.journal.refusals import Reason
from gongkai.publications.models import Record, Removal
from gongkai.publications.rules.acts import ACTS
from gongkai.publications.services import removing

from ...forms import acts as forms
from .acts import PublicationAct

RECORD_DUTIES = (DutyCode.PUBLICITY, DutyCode.DUTY_OFFICER)


class TakeDown(PublicationAct):
    code, act_label, form_class = "take_down", ACTS["take_down"].label, forms.TakeDownForm
    dangerous, needs_reason, reason_label = True, True, "具体情况（内部）"

    def consequence(self) -> str:
        days = settings.TAKE_DOWN_CONFIRM_DAYS
        return (
            "马上从页面、历史版本、附件、列表、检索和接口中全部撤下，公众只看到“本信息正在核查”；"
            f"须由另一人在 {days} 个工作日内确认或恢复。"
        )

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.take_down(publication=self.publication, officer=self.official, reason_code=values["reason_code"],
                           reason=values["reason"])  # fmt: skip
        self.say("已撤下，各处都不再显示。请通知另一人确认或恢复。")
        return self.done()


class ConfirmTakeDown(PublicationAct):
    code, act_label, needs_reason = "confirm_take_down", ACTS["confirm_take_down"].label, True
    dangerous = True

    def consequence(self) -> str:
        return "确认后保持撤下；可修订后重新发布，或提请撤回。"

    def perform(self, form: Any) -> str:
        removing.confirm_take_down(
            publication=self.publication, actor=self.official, reason=form.cleaned_data["reason"]
        )
        return self.done()


class Restore(PublicationAct):
    code, act_label, needs_reason = "restore", ACTS["restore"].label, True
    dangerous = True

    def consequence(self) -> str:
        return "恢复后，原文本和附件马上重新公开。"

    def perform(self, form: Any) -> str:
        removing.restore(publication=self.publication, actor=self.official, reason=form.cleaned_data["reason"])
        return self.done()


class ProposeWithdrawal(PublicationAct):
    code, act_label, form_class = "propose_withdrawal", ACTS["propose_withdrawal"].label, forms.WithdrawForm
    needs_reason, reason_label = True, "内部说明"

    def consequence(self) -> str:
        return "由签发人审定；同意后文本不再公开，原地址按所选方式处理，索引号不再使用。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.propose_withdrawal(
            publication=self.publication, actor=self.official, reason_code=values["reason_code"],
            reason=values["reason"], public_explanation=values["public_explanation"],
            behaviour=values["behaviour"], redirect_to=values["redirect_to"],
        )  # fmt: skip
        return self.done()


class Decision(PublicationAct):
    """同意 or 不同意 on what a colleague proposed; his words stand above the form."""

    form_class, dangerous = forms.DecideForm, True
    kind: ClassVar[str]

    def facts(self) -> list[tuple[str, Any]]:
        proposal = self.publication.removals.filter(kind=self.kind, state=Removal.State.PROPOSED).select_related(
            "by", "redirect_to"
        ).first()  # fmt: skip
        if proposal is None:
            return super().facts()
        reasons = removing.WITHDRAWAL_REASONS | removing.ERASURE_REASONS
        rows = [("提请人", proposal.by.name), ("理由", reasons.get(proposal.reason_code, "")), ("说明", proposal.reason),
                ("对外说明", proposal.public_explanation), ("法律依据", proposal.legal_ground),
                ("原地址", proposal.get_behaviour_display() if self.kind == Removal.Kind.WITHDRAWAL else ""),
                ("转到", proposal.redirect_to.title if proposal.redirect_to else "")]  # fmt: skip
        return super().facts() + [(label, value) for label, value in rows if value]


class DecideWithdrawal(Decision):
    code, act_label, kind = "decide_withdrawal", ACTS["decide_withdrawal"].label, Removal.Kind.WITHDRAWAL

    def consequence(self) -> str:
        return "同意后马上生效，公众不再看到文本。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.decide_withdrawal(publication=self.publication, actor=self.official, agree=values["agree"] == "yes",
                                   note=values["note"])  # fmt: skip
        return self.done()


class ProposeErasure(PublicationAct):
    code, act_label, form_class = "propose_erasure", ACTS["propose_erasure"].label, forms.EraseForm
    dangerous, needs_reason, reason_label = True, True, "具体情况（内部）"

    def consequence(self) -> str:
        return "由另一人审定；同意后文本和附件被销毁，只留索引号、日期和存证摘要。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.propose_erasure(publication=self.publication, actor=self.official, reason_code=values["reason_code"],
                                 reason=values["reason"], legal_ground=values["legal_ground"])  # fmt: skip
        return self.done()


class DecideErasure(Decision):
    code, act_label, kind, irreversible = "decide_erasure", ACTS["decide_erasure"].label, Removal.Kind.ERASURE, True

    def consequence(self) -> str:
        return "同意后，全部版本的文本和附件被销毁。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.decide_erasure(publication=self.publication, actor=self.official, agree=values["agree"] == "yes",
                                note=values["note"])  # fmt: skip
        return self.done()


class WithdrawRecord(PublicationAct):
    code, act_label, dangerous, needs_reason = "record", "撤回记录", True, True
    reason_label = "撤回理由（公众会看到）"

    @cached_property
    def row(self) -> Record:
        found = Record.objects.filter(pk=self.kwargs["record"], publication=self.publication).first()
        if found is None:
            raise Http404
        return found

    def heading(self) -> str:
        return f"撤回记录：{self.row.key} {self.row}"

    def facts(self) -> list[tuple[str, Any]]:
        rows = [("所在清单", self.publication.title), ("状态", self.row.get_state_display()),
                ("决定日期", self.row.decided_on), ("公示截止", self.row.ends_on),
                ("撤回理由", self.row.withdrawal_reason)]  # fmt: skip
        return [(label, value) for label, value in rows if value]

    def refusals(self) -> Sequence[Reason]:
        if self.row.state != Record.State.LIVE:
            return [Reason(f"这条记录现为“{self.row.get_state_display()}”，不能撤回。")]
        if not any(self.may.holds(duty, self.publication.unit_id) for duty in RECORD_DUTIES):
            return [Reason("您没有“政务公开”或“值班处置”职责，不能撤回记录。")]
        return ()

    def consequence(self) -> str:
        return "撤回后，原地址只显示撤回理由；整个清单不必重新审核。"

    def cancel_url(self) -> str:
        return f"/desk/p/{self.publication.pk}/records/"

    def perform(self, form: Any) -> str:
        removing.withdraw_record(row=self.row, actor=self.official, reason=form.cleaned_data["reason"])
        self.say(f"记录 {self.row.key} 已撤回。")
        return self.cancel_url()
