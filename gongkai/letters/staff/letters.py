"""The letters: a list without names, a case page without text until a reason is given, the files, sending and voiding."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django_filters import CharFilter, ChoiceFilter, FilterSet

from gongkai.desk.views import Act, ActPage, CasePage, Chip, Column, ListPage, Page
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused

from .. import kinds, services
from ..forms import ReceivedForm, SendForm
from ..models import LetterDelivery, LetterFile, OfficialLetter
from ..queries import revealed_to
from ..rules.blocks import blocks
from ..services import sending
from ..services.rights import grounds
from .shared import LETTERS, letter_chip, letter_or_404
from .templates import file_answer

State = OfficialLetter.State
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class LetterFilters(FilterSet):
    number = CharFilter(label="文号", lookup_expr="startswith")
    kind = ChoiceFilter(label="文书", choices=lambda: [(kind.code, kind.title) for kind in kinds.all_kinds()])
    state = ChoiceFilter(label="状态", choices=State.choices)


class Letters(ListPage):
    access, title, filterset_class = LETTERS, "文书", LetterFilters
    intro = "收件人已隐去；查看全文和下载文件需要写明理由，并记入日志。"
    empty = "没有文书。"
    columns = (
        Column("number", "文号", lambda row: row.number or "（未编号）", link=True),
        Column("kind", "文书", "kind_title", wide=True),
        Column("addressee", "收件人", "addressee_masked"),
        Column("unit", "发文单位", "unit.short_name"),
        Column("state", "状态", letter_chip),
        Column("dated", "成文日期", lambda row: row.issued.dated_on if row.number else None),
        Column("created", "拟稿时间", "created_at", shown=False),
    )

    def queryset(self) -> QuerySet[OfficialLetter]:
        return OfficialLetter.objects.visible_to(self.may).select_related("unit", "issued")

    def links(self) -> list[tuple[str, str]]:
        return []


class OneLetter(CasePage):
    """One letter; its text opens for half an hour after a reason was given."""

    access = LETTERS
    template_name, body_template = "letters/letter.html", "letters/_letter.html"

    def record(self) -> OfficialLetter:
        return letter_or_404(self.kwargs["pk"], self.may)

    def heading(self) -> str:
        return self.case.issued.title if self.case.number else str(self.case.kind_title)

    def number(self) -> str:
        return self.case.number or ""

    def chips(self) -> list[Chip]:
        return [letter_chip(self.case)]

    def acts(self) -> Sequence[Act]:
        case, own = self.case, self.case.get_absolute_url()
        found = [] if self.open or not case.is_readable else [Act("reveal", "查看全文", f"{own}reveal/")]
        if case.state in (State.ISSUED, State.SENT) and self.permitted:
            found = [Act("send", "登记送出" if case.state == State.ISSUED else "再次送出", f"{own}send/"), *found]
        if case.state != State.VOID and self.permitted:
            found.append(Act("void", "作废", f"{own}void/", dangerous=True))
        return found

    @cached_property
    def open(self) -> bool:
        return self.case.is_readable and revealed_to(self.case, self.official)

    @cached_property
    def permitted(self) -> bool:
        known = {kind.code for kind in kinds.all_kinds()}
        return self.case.kind in known and grounds(kinds.get(self.case.kind), self.case, self.official) is not None

    def people(self) -> list[tuple[str, str]]:
        case = self.case
        rows = [("发文单位", case.unit.name), ("收件人", case.addressee_name() if self.open else case.addressee_masked)]
        draft = case.drafts.order_by("-serial").values_list("author_name", "serial").first()
        if draft:
            rows.append(("拟稿", f"{draft[0]}（第 {draft[1]} 版）"))
        if case.number:
            rows.append(("签发", case.issued.issuer_name))
        return rows

    def context(self, **more: Any) -> dict[str, Any]:
        case = self.case
        issued = case.issued if case.number else None
        return super().context(
            issued=issued,
            open=self.open,
            paper=blocks(issued.read()) if issued and self.open else [],
            files=list(issued.files.defer("body").order_by("form")) if issued else [],
            deliveries=list(case.deliveries.order_by("pk")),
            permitted=self.permitted,
            **more,
        )


class OfLetter(ActPage):
    """What the acts on one letter share."""

    access = LETTERS

    @cached_property
    def letter(self) -> OfficialLetter:
        return letter_or_404(self.kwargs["pk"], self.may)

    def heading(self) -> str:
        return f"{self.act_label}：{self.letter}"

    def facts(self) -> list[tuple[str, Any]]:
        row = self.letter
        return [("文号", row.number or "（未编号）"), ("文书", row.kind_title), ("收件人", row.addressee_masked)]

    def cancel_url(self) -> str:
        return self.letter.get_absolute_url()

    def not_mine(self) -> list[Reason]:
        known = {kind.code for kind in kinds.all_kinds()}
        row = self.letter
        if row.kind in known and grounds(kinds.get(row.kind), row, self.official) is not None:
            return []
        return [Reason(f"您没有办理{row.kind_title}的职责，请由有签发职责的人员办理。")]


class Reveal(OfLetter):
    act_label, needs_reason, reason_label = "查看全文", True, "查看的理由"

    def consequence(self) -> str:
        return "文书含有个人信息。此次查看连同理由记入日志；半小时内可以查看全文、下载文件。"

    def refusals(self) -> Sequence[Reason]:
        if self.letter.erased_at is not None:
            return [Reason("保存期已满，文书的收件人和内容已经清除。")]
        return [] if self.letter.number else [Reason("文书还没有签发，请在所属事项中查看草稿。")]

    def perform(self, form: Any) -> str:
        sending.reveal(letter=self.letter, official=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class Send(OfLetter):
    act_label, form_class, success = "登记送出", SendForm, "已登记送出。"

    def initial(self) -> dict[str, Any]:
        return {"sent_on": clock.today()}

    def refusals(self) -> Sequence[Reason]:
        said = [] if self.letter.state in (State.ISSUED, State.SENT) else [
            Reason(f"文书{self.letter.get_state_display()}，不能送出。")]  # fmt: skip
        return said + self.not_mine()

    def perform(self, form: Any) -> str:
        values = {name: form.cleaned_data[name] for name in ("channel", "sent_on", "proof")}
        services.send(letter=self.letter, actor=self.official, **values)
        return self.cancel_url()


class Received(OfLetter):
    act_label, form_class, success = "登记收到", ReceivedForm, "已登记。"

    @cached_property
    def delivery(self) -> LetterDelivery:
        return get_object_or_404(self.letter.deliveries, pk=self.kwargs["delivery"])

    def initial(self) -> dict[str, Any]:
        return {"received_on": clock.today()}

    def consequence(self) -> str:
        return "收件人申请行政复议、提起诉讼的期限从收到之日起计算。登记后不能更改。"

    def refusals(self) -> Sequence[Reason]:
        said = [] if self.delivery.received_on is None else [Reason("这次送达已经登记了收到日期。")]
        return said + self.not_mine()

    def perform(self, form: Any) -> str:
        services.confirm_received(
            delivery=self.delivery, received_on=form.cleaned_data["received_on"], actor=self.official
        )
        return self.cancel_url()


class Void(OfLetter):
    act_label, needs_reason, irreversible, success = "作废", True, True, "已作废，文号保留。"

    def consequence(self) -> str:
        return "作废后文号保留，不再使用；文书内容和文件仍然保存。已经送出的，应当另行告知收件人。"

    def refusals(self) -> Sequence[Reason]:
        return ([Reason("文书已经作废。")] if self.letter.state == State.VOID else []) + self.not_mine()

    def perform(self, form: Any) -> str:
        services.void(letter=self.letter, actor=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class FileOf(Page):
    """A file of an issued letter, for half an hour after a reason was given."""

    access, reads = LETTERS, False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        letter = letter_or_404(self.kwargs["pk"], self.may)
        file = LetterFile.objects.filter(issued__letter=letter, form=self.kwargs["form"]).first()
        if file is None or letter.erased_at is not None:
            raise Http404
        if not revealed_to(letter, self.official):
            self.say_refused(Refused(["请先写明查看的理由，再下载文件。"]))
            return self.go(f"{letter.get_absolute_url()}reveal/")
        data = sending.take_file(file=file, letter=letter, official=self.official)
        return file_answer(data, f"{letter.number}.{file.form}", MEDIA[file.form])
