"""One page for each act on a letter."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.desk.views import ActPage, FormPage
from gongkai.desk.views.act import ActForm
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.reception import queries as reception_queries
from gongkai.reception import services as reception

from .. import forms, rules, services
from ..models import Matter
from ..rules import ACT_LABELS, Act
from ..services.situation import situation
from .shared import LETTERS, OfOneLetter


class OfLetter(OfOneLetter, ActPage):
    """An act of the table: the rules' reasons stand in place of the form while there are any."""

    access = LETTERS
    act: ClassVar[Act]

    def heading(self) -> str:
        return f"{ACT_LABELS[self.act]}：{self.matter.number}"

    def refusals(self) -> Sequence[Reason]:
        return rules.refusals(self.act, situation(self.matter, self.official, self.may))

    def cancel_url(self) -> str:
        return self.matter.get_absolute_url()

    def facts(self) -> list[tuple[str, Any]]:
        matter = self.matter
        return [
            ("标题", matter.letter.subject_text),
            ("类别", matter.letter.kind_label),
            ("承办单位", matter.unit.short_name),
        ]


class ToUnit(OfLetter):
    form_class = forms.UnitForm

    def form_arguments(self) -> dict[str, Any]:
        today = clock.today()
        return super().form_arguments() | {
            "units": Unit.objects.valid_on(today).exclude(kind=Unit.Kind.BUREAU).order_by("order", "pk"),
            "officials": Official.objects.holding(DutyCode.DRAFT, today).select_related("unit").order_by("unit__order", "pk"),
        }  # fmt: skip

    def initial(self) -> dict[str, Any]:
        document = self.matter.document
        return {"unit": document.unit_id if document else self.matter.unit_id}


class Assign(ToUnit):
    act, act_label, success = Act.ASSIGN, "分办", "已分办。"

    def consequence(self) -> str:
        return "承办单位的起草人会收到提醒。答复期限自收到之日起算，分办不改变期限。"

    def perform(self, form: Any) -> Matter:
        chosen = form.cleaned_data
        return services.assign(matter=self.matter, actor=self.official, unit=chosen["unit"], handler=chosen["handler"])


class Transfer(ToUnit):
    act, act_label, success, needs_reason = Act.TRANSFER, "转办", "已转办，并告知写信人。", True

    def consequence(self) -> str:
        return "期限不因转办改变。写信人会看到由哪个单位办理，看不到理由。"

    def initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> Matter:
        chosen = form.cleaned_data
        return services.transfer(matter=self.matter, actor=self.official, unit=chosen["unit"], handler=chosen["handler"],
                                 reason=chosen["reason"])  # fmt: skip


class AskBack(OfLetter):
    act, act_label, success, form_class = Act.ASK, "发送", "已发给写信人。", forms.TextForm

    def form_arguments(self) -> dict[str, Any]:
        return super().form_arguments() | {"label": "需要写信人补充什么"}

    def consequence(self) -> str:
        return "写信人补充以前，时间不计入答复期限。"

    def perform(self, form: Any) -> Matter:
        return services.ask_back(matter=self.matter, actor=self.official, text=form.cleaned_data["text"])


class Draft(OfOneLetter, FormPage):
    access, title, form_class, autosave = LETTERS, "拟答复", forms.DraftForm, True
    success = "答复稿已保存。送审后由另一人审核，通过后发给写信人。"
    template_name = "mailbox/draft.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reasons := rules.refusals(Act.DRAFT, situation(self.matter, self.official, self.may)):
            return self.show(template="desk/act.html", refused=reasons, cancel=self.cancel_url())
        return super().get(request, *args, **kwargs)

    def heading(self) -> str:
        return f"拟答复：{self.matter.number}"

    def cancel_url(self) -> str:
        return self.matter.get_absolute_url()

    def initial(self) -> dict[str, Any]:
        draft = self.matter.draft
        return {"text": draft.reveal() if draft else "", "edition": self.matter.edition}

    def perform(self, form: Any) -> Matter:
        typed = form.cleaned_data
        return services.draft_answer(
            matter=self.matter, actor=self.official, text=typed["text"], edition=typed["edition"]
        )

    def context(self, **more: Any) -> dict[str, Any]:
        return super().context(letter=self.matter.letter, said=reception_queries.thread(self.matter.letter), **more)


class OfAnswer(OfLetter):
    """A decision on the draft: letter and answer stand above it."""

    template_name = "mailbox/decide.html"

    def context(self, **more: Any) -> dict[str, Any]:
        draft = self.matter.draft
        return super().context(
            said=reception_queries.thread(self.matter.letter),
            draft=draft.reveal() if draft else "",
            author=self.matter.draft_by,
            **more,
        )


class Submit(OfAnswer):
    act, act_label, success = Act.SUBMIT, "送审", "已送审。"

    def consequence(self) -> str:
        return f"由{self.matter.unit.short_name}承担处室审核职责的另一人审核，通过后发给写信人。"

    def perform(self, form: Any) -> Matter:
        return services.submit_answer(matter=self.matter, actor=self.official)


class Approve(OfAnswer):
    act, act_label, success, form_class = Act.APPROVE, "通过并答复", "答复已发给写信人。", forms.ApproveForm

    def consequence(self) -> str:
        merged = self.matter.merged.filter(stage=rules.Stage.MERGED).count()
        others = f"并入的 {merged} 件来信的写信人同时收到。" if merged else ""
        return f"答复立即发给写信人，不能收回。{others}"

    def initial(self) -> dict[str, Any]:
        return {"edition": self.matter.edition}

    def perform(self, form: Any) -> Matter:
        return services.approve(matter=self.matter, actor=self.official, edition=form.cleaned_data["edition"])


class Return(OfAnswer):
    act, act_label, success, form_class = Act.RETURN, "退回", "已退回拟稿人。", forms.ReturnForm

    def perform(self, form: Any) -> Matter:
        return services.return_answer(matter=self.matter, actor=self.official, remarks=form.cleaned_data["remarks"])


class Extend(OfLetter):
    act, act_label, success, needs_reason = Act.EXTEND, "延期", "已延期，并告知写信人。", True
    reason_label = "延期的原因（写信人会看到）"

    def consequence(self) -> str:
        days = settings.LETTER_DAYS_AT_MOST - settings.LETTER_DAYS
        return f"答复期限延长 {days} 个工作日，每封来信只能延期一次。"

    def perform(self, form: Any) -> Matter:
        return services.extend(matter=self.matter, actor=self.official, reason=form.cleaned_data["reason"])


class Merge(OfLetter):
    act, act_label, success, form_class = Act.MERGE, "并案", "已并案。", forms.MergeForm

    def consequence(self) -> str:
        return "两件来信一并答复，写信人分别收到同样的答复；这一件原来的期限照常计算。"

    def perform(self, form: Any) -> Matter:
        letter = reception_queries.by_number(form.cleaned_data["into"])
        rows = Matter.objects.visible_to(self.official, self.may)
        into = rows.filter(letter=letter).first() if letter else None
        if into is None:
            raise Refused([Reason("没有找到这个编号的来信，请核对。", field="into")])
        return services.merge(matter=self.matter, actor=self.official, into=into)


class Invalidate(OfLetter):
    act, act_label, success, form_class = (
        Act.INVALIDATE,
        "不予办理",
        "已办结为不予办理，并告知写信人。",
        forms.InvalidForm,
    )

    def consequence(self) -> str:
        return "写信人会看到原因，来信原文保留。认为不妥的，可以恢复办理。"

    def perform(self, form: Any) -> Matter:
        return services.invalidate(matter=self.matter, actor=self.official, why=form.cleaned_data["why"])


class Restore(OfLetter):
    act, act_label, success, needs_reason = Act.RESTORE, "恢复办理", "已恢复，请重新分办。", True

    def consequence(self) -> str:
        return "恢复单独办理，答复期限仍自收到之日起算。"

    def perform(self, form: Any) -> Matter:
        return services.restore(matter=self.matter, actor=self.official, reason=form.cleaned_data["reason"])


class Publish(OfLetter):
    act, act_label = Act.PUBLISH, "转为公开信息起草"
    success = "已转为公开信息的草稿，个人信息已经隐去。请核对以后送审。"

    def consequence(self) -> str:
        return (
            "来信和答复隐去个人信息后成为一份草稿，经审核、保密审查、签发才会公开。机器找不出来的个人信息，请逐句核对。"
        )

    def perform(self, form: Any) -> str:
        version = services.publish(matter=self.matter, actor=self.official)
        return f"/desk/p/{version.publication_id}/"


class Close(OfLetter):
    act, act_label, success = Act.CLOSE, "办结", "已办结。"

    def consequence(self) -> str:
        return "办结后写信人不能再补充，可以评价。"

    def perform(self, form: Any) -> Matter:
        return services.close(matter=self.matter, actor=self.official)


class Reopen(OfLetter):
    act, act_label, success, needs_reason = Act.REOPEN, "继续办理", "已恢复办理，期限从今天起重新计算。", True

    def consequence(self) -> str:
        return f"自今天起重新计算 {settings.LETTER_DAYS} 个工作日的答复期限。"

    def perform(self, form: Any) -> Matter:
        return services.reopen(matter=self.matter, actor=self.official, reason=form.cleaned_data["reason"])


class RevealForm(ActForm):
    """The reason that the journal keeps."""


class Reveal(OfOneLetter, ActPage):
    """The writer's contact in full: shown once, on the answer to the form, and written down."""

    access, act_label, title, needs_reason = LETTERS, "查看", "查看联系方式", True
    form_class = RevealForm

    def consequence(self) -> str:
        return "查看人、时间和理由记入日志。"

    def refusals(self) -> Sequence[Reason]:
        return [Reason("保存期已满，联系方式已经清除。")] if self.matter.letter.erased_at else []

    def cancel_url(self) -> str:
        return self.matter.get_absolute_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, status=422)
        try:
            contact = reception.reveal(
                letter=self.matter.letter, actor=self.official, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            return self.show_again(form, refused)
        return self.show(template="mailbox/contact.html", contact=contact, matter=self.matter)
