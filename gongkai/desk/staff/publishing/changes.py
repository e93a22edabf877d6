"""What changes after release, and what stays closed: amend, correct, repeal, look again, open up, link."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from gongkai.bureau.models import DutyCode
from gongkai.journal.refusals import Reason, Refused
from gongkai.publications.models import Link, Version
from gongkai.publications.rules.acts import ACTS
from gongkai.publications.services import changing, drafting

from ...access import PUBLISHING
from ...forms import acts as forms
from ...views import ActPage
from .acts import PublicationAct
from .comparing import difference_of
from .shared import publication_or_404


class Amend(PublicationAct):
    code, act_label = "amend", ACTS["amend"].label

    def consequence(self) -> str:
        return "将以现行文本为底稿另开一版，完整审核后发布；在那之前，现行文本保持公开。"

    def perform(self, form: Any) -> str:
        version = changing.amend(publication=self.publication, author=self.official)
        return f"/desk/v/{version.pk}/edit/"


class Correct(PublicationAct):
    """A named span and what it becomes; 预览 shows the changed lines before anything is done."""

    code, act_label, form_class = "correct", ACTS["correct"].label, forms.CorrectForm
    template_name = "desk/publishing/correct.html"

    def consequence(self) -> str:
        return "由一人核稿后发布，公众会看到勘误说明；不得改变原意。"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, status=422)
        try:
            changed = self._changed_lines(form)
        except Refused as refused:
            return self.show_again(form, refused)
        return self.show_form(form, changed=changed)

    def _changed_lines(self, form: Any) -> list[Any]:
        """The correction is made, compared and undone: what the preview accepts the act accepts too."""
        with transaction.atomic():
            version = self._correct(form)
            changed = difference_of(self.publication.live_version, version)
            transaction.set_rollback(True)
        return [row for row in changed or () if row[0] != "same"]

    def _correct(self, form: Any) -> Version:
        values = form.cleaned_data
        return changing.correct(publication=self.publication, author=self.official, old=values["old"],
                                new=values["new"], note=values["note"])  # fmt: skip

    def perform(self, form: Any) -> str:
        self._correct(form)
        self.say("已提出勘误。请核对后送审。")
        return self.done()


class Repeal(PublicationAct):
    code, act_label, form_class, needs_reason = "repeal", "标明废止", forms.RepealForm, True

    def refusals(self) -> Sequence[Reason]:
        return changing.repeal_refusals(self.publication, self.may)

    def consequence(self) -> str:
        return "自填写之日起，页面和列表标明“废止”；文本仍可查阅。"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        changing.repeal(publication=self.publication, actor=self.official, on=values["on"], by=values["by"],
                        reason=values["reason"])  # fmt: skip
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
        if self.may.holds(DutyCode.DRAFT, self.publication.unit_id):
            return ()
        return [Reason(f"您没有“{self.publication.unit.short_name}”的起草职责，不能关联。")]

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

    def facts(self) -> list[tuple[str, Any]]:
        publication = publication_or_404(self.kwargs["pk"], self.official, self.may)
        link = Link.objects.filter(pk=self.kwargs["link"], from_publication=publication).first()
        return [("从", publication.title), ("到", link.to_publication.title)] if link else [("从", publication.title)]

    def cancel_url(self) -> str:
        return f"/desk/p/{self.kwargs['pk']}/?tab=links"

    def perform(self, form: Any) -> str:
        publication = publication_or_404(self.kwargs["pk"], self.official, self.may)
        link = Link.objects.filter(pk=self.kwargs["link"], from_publication=publication).first()
        if link is not None:
            drafting.unlink(link=link, editor=self.official)
        return self.cancel_url()
