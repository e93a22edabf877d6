"""One page for each act: what it will do stands before the button, refusals stand as sentences."""

from collections.abc import Sequence
from typing import Any, ClassVar

from gongkai.journal.refusals import Reason
from gongkai.publications.models import Link, Publication, Record, Removal, Version
from gongkai.publications.rules.acts import ACTS
from gongkai.publications.rules.refusals import refusals
from gongkai.publications.services import changing, confirming, drafting, releasing, removing, reviewing
from gongkai.publications.services.situation import situation

from ...access import PUBLISHING
from ...forms import acts as forms
from ...views import ActPage
from .shared import publication_or_404, version_or_404


class PublicationAct(ActPage):
    """An act of the table on a publication."""

    access = PUBLISHING
    code: ClassVar[str]
    _publication: Publication | None = None

    @property
    def publication(self) -> Publication:
        if self._publication is None:
            self._publication = publication_or_404(self.kwargs["pk"], self.official, self.may)
        return self._publication

    def heading(self) -> str:
        return f"{self.act_label}：{self.publication.title}"

    def facts(self) -> list[tuple[str, Any]]:
        rows = [("索引号", self.publication.number), ("发文字号", self.publication.doc_no),
                ("责任单位", self.publication.unit.name), ("状态", self.publication.get_state_display())]  # fmt: skip
        return [(label, value) for label, value in rows if value]

    def refusals(self) -> Sequence[Reason]:
        return refusals(self.code, situation(self.publication, None, self.official, may=self.may, content=False))

    def cancel_url(self) -> str:
        return f"/desk/p/{self.publication.pk}/"

    def done(self) -> str:
        return f"/desk/p/{self.publication.pk}/"


class VersionAct(PublicationAct):
    """An act of the table on one version."""

    content: ClassVar[bool] = False
    _version: Version | None = None

    @property
    def version(self) -> Version:
        if self._version is None:
            self._version = version_or_404(self.kwargs["pk"], self.official, self.may)
        return self._version

    @property
    def publication(self) -> Publication:
        return self.version.publication

    def heading(self) -> str:
        return f"{self.act_label}：{self.version.title}（第 {self.version.serial} 版）"

    def refusals(self) -> Sequence[Reason]:
        now = situation(self.publication, self.version, self.official, may=self.may, content=self.content)
        return refusals(self.code, now)


class Recall(VersionAct):
    code, act_label, needs_reason = "recall", ACTS["recall"].label, True

    def consequence(self) -> str:
        return "撤回后这一版不再审核；修改会另开一版，从第一个环节重新审核。"

    def perform(self, form: Any) -> str:
        reviewing.recall(version=self.version, author=self.official, reason=form.cleaned_data["reason"])
        return self.done()


class Revise(VersionAct):
    code, act_label = "revise", ACTS["revise"].label

    def consequence(self) -> str:
        return f"将以第 {self.version.serial} 版为底稿另开一版；送审后从第一个环节重新审核。"

    def perform(self, form: Any) -> str:
        version = drafting.revise(version=self.version, author=self.official)
        return f"/desk/v/{version.pk}/edit/"


class Abandon(VersionAct):
    code, act_label, needs_reason = "abandon", ACTS["abandon"].label, True

    def consequence(self) -> str:
        return "作废后这一版不再办理，仍留存备查。"

    def perform(self, form: Any) -> str:
        drafting.abandon(version=self.version, actor=self.official, reason=form.cleaned_data["reason"])
        return self.done()


class Release(VersionAct):
    code, act_label, content = "release", ACTS["release"].label, True

    def consequence(self) -> str:
        given = "给出索引号，" if self.publication.number is None else "索引号不变，"
        return f"发布后，公众马上可以看到；{given}发布时间以服务器时间为准。"

    def perform(self, form: Any) -> str:
        publication = releasing.release(version=self.version, actor=self.official)
        self.say(f"已发布，索引号 {publication.number}。公开页面：{publication.get_absolute_url()}")
        return self.done()


class Schedule(VersionAct):
    code, act_label, content, form_class = "schedule", ACTS["schedule"].label, True, forms.ScheduleForm

    def consequence(self) -> str:
        return "到时由服务器发布；在那之前可以取消。"

    def perform(self, form: Any) -> str:
        releasing.schedule(version=self.version, actor=self.official, at=form.cleaned_data["at"])
        return self.done()


class Unschedule(VersionAct):
    code, act_label = "unschedule", ACTS["unschedule"].label

    def consequence(self) -> str:
        return "取消后回到待发布。"

    def perform(self, form: Any) -> str:
        releasing.unschedule(version=self.version, actor=self.official)
        return self.done()


class Withhold(VersionAct):
    code, act_label, content = "withhold", ACTS["withhold"].label, True

    def consequence(self) -> str:
        return "登记后不对外发布，并按《政府信息公开条例》第十八条定期重新审查。"

    def perform(self, form: Any) -> str:
        changing.withhold(version=self.version, actor=self.official)
        return self.done()


class Amend(PublicationAct):
    code, act_label = "amend", ACTS["amend"].label

    def consequence(self) -> str:
        return "将以现行文本为底稿另开一版，完整审核后发布；在那之前，现行文本保持公开。"

    def perform(self, form: Any) -> str:
        version = changing.amend(publication=self.publication, author=self.official)
        return f"/desk/v/{version.pk}/edit/"


class Correct(PublicationAct):
    code, act_label, form_class = "correct", ACTS["correct"].label, forms.CorrectForm

    def consequence(self) -> str:
        return "由一人核稿后发布，公众会看到勘误说明；不得改变原意。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        changing.correct(publication=self.publication, author=self.official, old=values["old"], new=values["new"],
                         note=values["note"])  # fmt: skip
        return self.done()


class Repeal(PublicationAct):
    code, act_label, form_class, needs_reason = "repeal", "标明废止", forms.RepealForm, True

    def refusals(self) -> Sequence[Reason]:
        return ()

    def consequence(self) -> str:
        return "自填写之日起，页面和列表标明“废止”；文本仍可查阅。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        changing.repeal(publication=self.publication, actor=self.official, on=values["on"], by=values["by"],
                        reason=values["reason"])  # fmt: skip
        return self.done()


class TakeDown(PublicationAct):
    code, act_label, form_class = "take_down", ACTS["take_down"].label, forms.TakeDownForm
    dangerous, needs_reason, reason_label = True, True, "具体情况（内部）"

    def consequence(self) -> str:
        return "马上从页面、历史版本、附件、列表、检索和接口中全部撤下；须由另一人在一个工作日内确认或恢复。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.take_down(publication=self.publication, officer=self.official, reason_code=values["reason_code"],
                           reason=values["reason"], public_explanation=values["public_explanation"])  # fmt: skip
        self.say("已撤下，各处都不再显示。请通知另一人确认或恢复。")
        return self.done()


class ConfirmTakeDown(PublicationAct):
    code, act_label, needs_reason = "confirm_take_down", ACTS["confirm_take_down"].label, True

    def consequence(self) -> str:
        return "确认后保持撤下；可修订后重新发布，或提请撤回。"

    def perform(self, form: Any) -> str:
        removing.confirm_take_down(
            publication=self.publication, actor=self.official, reason=form.cleaned_data["reason"]
        )
        return self.done()


class Restore(PublicationAct):
    code, act_label, needs_reason = "restore", ACTS["restore"].label, True

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


class ProposeErasure(PublicationAct):
    code, act_label, form_class = "propose_erasure", ACTS["propose_erasure"].label, forms.EraseForm
    needs_reason, reason_label = True, "具体情况（内部）"

    def consequence(self) -> str:
        return "由另一人审定；同意后文本和附件被销毁，只留索引号、日期和存证摘要。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.propose_erasure(publication=self.publication, actor=self.official, reason_code=values["reason_code"],
                                 reason=values["reason"], legal_ground=values["legal_ground"])  # fmt: skip
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


class DecideErasure(Decision):
    code, act_label, kind, irreversible = "decide_erasure", ACTS["decide_erasure"].label, Removal.Kind.ERASURE, True

    def consequence(self) -> str:
        return "同意后，全部版本的文本和附件被销毁。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        removing.decide_erasure(publication=self.publication, actor=self.official, agree=values["agree"] == "yes",
                                note=values["note"])  # fmt: skip
        return self.done()


class Reassess(PublicationAct):
    code, act_label, needs_reason = "reassess", "继续不主动公开", True
    reason_label = "继续不主动公开的理由"

    def consequence(self) -> str:
        return "登记本次审查结果，并算出下次审查日期。情况变化、可以公开的，请用“转为主动公开”。"

    def perform(self, form: Any) -> str:
        changing.reassess(publication=self.publication, actor=self.official, reason=form.cleaned_data["reason"])
        return self.done()


class OpenUp(PublicationAct):
    code, act_label, needs_reason = "open_up", ACTS["open_up"].label, True

    def consequence(self) -> str:
        return "将以原文本为底稿另开一版，公开属性改为“主动公开”，完整审核后发布。"

    def perform(self, form: Any) -> str:
        version = changing.open_up(
            publication=self.publication, author=self.official, reason=form.cleaned_data["reason"]
        )
        return f"/desk/v/{version.pk}/edit/"


class LinkTo(PublicationAct):
    code, act_label, form_class = "link", "关联", forms.LinkForm

    def refusals(self) -> Sequence[Reason]:
        return ()

    def heading(self) -> str:
        return f"关联：{self.publication.title}"

    def consequence(self) -> str:
        return "两件都公开后，双方页面都会显示对方。"

    def perform(self, form: Any) -> str:
        drafting.link(publication=self.publication, target=form.cleaned_data["target"], role=form.cleaned_data["role"],
                      editor=self.official)  # fmt: skip
        return f"{self.done()}?tab=links"


class Unlink(ActPage):
    access = PUBLISHING
    act_label = "取消关联"

    def perform(self, form: Any) -> str:
        publication = publication_or_404(self.kwargs["pk"], self.official, self.may)
        link = Link.objects.filter(pk=self.kwargs["link"], from_publication=publication).first()
        if link is not None:
            drafting.unlink(link=link, editor=self.official)
        return f"/desk/p/{publication.pk}/?tab=links"


class ConfirmOrgan(VersionAct):
    code, act_label, form_class = "organ", "登记其他机关确认结果", forms.OrganForm

    def refusals(self) -> Sequence[Reason]:
        return ()

    def consequence(self) -> str:
        return "涉及其他机关的信息，须经其确认方可公开（《政府信息公开条例》第十一条）。"

    def perform(self, form: Any) -> str:
        names = ("organ", "outcome", "document", "answered_on", "note")
        values = {name: form.cleaned_data[name] for name in names}
        confirming.confirm_organ(version=self.version, by=self.official, **values)
        return self.done()


class WithdrawRecord(PublicationAct):
    code, act_label, needs_reason = "record", "撤回记录", True
    reason_label = "撤回理由（公众会看到）"

    @property
    def row(self) -> Record | None:
        return Record.objects.filter(pk=self.kwargs["record"], publication=self.publication).first()

    def heading(self) -> str:
        return f"撤回记录：{self.row}"

    def refusals(self) -> Sequence[Reason]:
        return () if self.row is not None else [Reason("没有这条记录。")]

    def consequence(self) -> str:
        return "撤回后，原地址只显示撤回理由；整个清单不必重新审核。"

    def perform(self, form: Any) -> str:
        row = self.row
        if row is not None:
            removing.withdraw_record(row=row, actor=self.official, reason=form.cleaned_data["reason"])
        return self.done()
