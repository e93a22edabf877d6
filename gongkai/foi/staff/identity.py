"""Who applies, in full: a page of its own, for a reason that is written down."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.desk.views import ActPage
from gongkai.desk.views.act import ActForm
from gongkai.journal.refusals import Reason, Refused
from gongkai.reception import services as reception

from .shared import APPLICATIONS, OfOneApplication


class RevealForm(ActForm):
    """The reason that the journal keeps."""


class Reveal(OfOneApplication, ActPage):
    """The applicant's identity and contact in full: shown once, on the answer to the form, and written down."""

    access, act_label, title, needs_reason = APPLICATIONS, "查看", "查看申请人身份和联系方式", True
    form_class = RevealForm

    def consequence(self) -> str:
        return "查看人、时间和理由记入日志。"

    def refusals(self) -> Sequence[Reason]:
        return [Reason("保存期已满，申请人信息已经清除。")] if self.application.letter.erased_at else []

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, status=422)
        case = self.application
        try:
            contact = reception.reveal(letter=case.letter, actor=self.official, reason=form.cleaned_data["reason"])
        except Refused as refused:
            return self.show_again(form, refused)
        identity, address = (field.reveal() if field else "" for field in (case.identity, case.address))
        return self.show(
            template="foi/contact.html", contact=contact, application=case, identity=identity, address=address
        )
