"""Acts on one version, and what all pages of acts share: what it will do stands before the button, refusals are sentences."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from gongkai.journal.refusals import Reason
from gongkai.publications.models import Publication
from gongkai.publications.rules.acts import ACTS
from gongkai.publications.rules.refusals import refusals
from gongkai.publications.services import changing, confirming, drafting, releasing, reviewing
from gongkai.publications.services.situation import situation

from ...access import PUBLISHING
from ...forms import acts as forms
from ...views import ActPage
from ..home.search import visible_to
from .shared import OfOneVersion, catalogue_name, column_name, publication_or_404


class PublicationAct(ActPage):
    """An act of the table on a publication."""

    access = PUBLISHING
    code: ClassVar[str]

    @cached_property
    def publication(self) -> Publication:
        return publication_or_404(self.kwargs["pk"], self.official, self.may)

    def heading(self) -> str:
        return f"{self.act_label}：{self.publication.title}"

    def facts(self) -> list[tuple[str, Any]]:
        rows = [("索引号", self.publication.number), ("发文字号", self.publication.doc_no),
                ("责任单位", self.publication.unit.name), ("状态", self.publication.get_state_display())]  # fmt: skip
        return [(label, value) for label, value in rows if value]

    def refusals(self) -> Sequence[Reason]:
        return refusals(self.code, situation(self.publication, None, self.official, may=self.may, content=False))

    def form_arguments(self) -> dict[str, Any]:
        given = super().form_arguments()
        if issubclass(self.form_class, forms.NamingForm):
            given["among"] = visible_to(self.official, self.may)
        return given

    def cancel_url(self) -> str:
        return f"/desk/p/{self.publication.pk}/"

    def done(self) -> str:
        return f"/desk/p/{self.publication.pk}/"


class VersionAct(OfOneVersion, PublicationAct):
    """An act of the table on one version."""

    content: ClassVar[bool] = False

    @cached_property
    def publication(self) -> Publication:
        return self.version.publication

    def heading(self) -> str:
        return f"{self.act_label}：{self.version.title}（第 {self.version.serial} 版）"

    def refusals(self) -> Sequence[Reason]:
        now = situation(self.publication, self.version, self.official, may=self.may, content=self.content)
        return refusals(self.code, now)


class Publishing(VersionAct):
    """An approved text goes out: where to, and what it is, stand above the button."""

    content = True

    def facts(self) -> list[tuple[str, Any]]:
        rows = [("栏目", column_name(self.version.column)), ("目录事项", catalogue_name(self.version.catalogue_code)),
                ("生成日期", self.version.formed_on), ("变更说明", self.version.change_note)]  # fmt: skip
        return super().facts() + [(label, value) for label, value in rows if value]


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


class Release(Publishing):
    code, act_label = "release", ACTS["release"].label

    def consequence(self) -> str:
        given = "给出索引号，" if self.publication.number is None else "索引号不变，"
        return f"发布后，公众马上可以看到；{given}发布时间以服务器时间为准。"

    def perform(self, form: Any) -> str:
        publication = releasing.release(version=self.version, actor=self.official)
        self.say(f"已发布，索引号 {publication.number}。公开页面：{publication.get_absolute_url()}")
        return self.done()


class Schedule(Publishing):
    code, act_label, form_class = "schedule", ACTS["schedule"].label, forms.ScheduleForm

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


class ConfirmOrgan(VersionAct):
    code, act_label, form_class = "organ", "登记其他机关确认结果", forms.OrganForm

    def refusals(self) -> Sequence[Reason]:
        return confirming.refusals(self.version, self.may)

    def consequence(self) -> str:
        return "涉及其他机关的信息，须经其确认方可公开（《政府信息公开条例》第十一条）。"

    def perform(self, form: Any) -> str:
        names = ("organ", "outcome", "document", "answered_on", "note")
        values = {name: form.cleaned_data[name] for name in names}
        confirming.confirm_organ(version=self.version, by=self.official, **values)
        return self.done()
