"""What single acts on a publication ask for, beside reason and code."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Max, QuerySet

from gongkai.publications.models import Link, OrganConfirmation, Publication, Removal
from gongkai.publications.services.removing import ERASURE_REASONS, TAKE_DOWN_REASONS, WITHDRAWAL_REASONS
from gongkai.wording.numbers import normalise_doc_no

from ..views.act import ActForm
from .publishing import NO_SECRETS, day, text

MOMENT = {"type": "datetime-local"}
# Titles are compared one by one, in the newest so many records only.
TITLE_WINDOW = 50_000
MOST_NAMED = 5


def reason_field(reasons: Mapping[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(label="理由类别", choices=list(reasons.items()), widget=forms.RadioSelect)


class PublicationField(forms.CharField):
    """Another publication by its 索引号, 文号, address, number in the system, or words of its title.

    `among` is what the official may know of: a form in whose hands it is set says nothing about anything else.
    """

    among: QuerySet[Publication] | None = None

    def clean(self, value: Any) -> Publication | None:
        words = " ".join(super().clean(value).split())
        if not words:
            return None
        rows = Publication.objects.all() if self.among is None else self.among
        rows = rows.select_related("unit")
        return self._by_number(rows, words) or self._by_title(rows, words)

    @staticmethod
    def _by_number(rows: QuerySet[Publication], words: str) -> Publication | None:
        key = words.rstrip("/").rpartition("/")[2] if words.startswith(("http", "/d/", "/desk/p/")) else ""
        if key.isdecimal() and len(key) < 12:
            return rows.filter(pk=int(key)).first()
        return rows.filter(number=words).first() or rows.filter(doc_no_key=normalise_doc_no(words)).first()

    @staticmethod
    def _by_title(rows: QuerySet[Publication], words: str) -> Publication:
        """The one whose title has these words; several are named, so that one can be chosen by its number."""
        newest = rows.aggregate(newest=Max("pk"))["newest"] or 0
        found = list(
            rows.filter(pk__gt=newest - TITLE_WINDOW, title__icontains=words).order_by("-pk")[: MOST_NAMED + 1]
        )
        if not found:
            raise forms.ValidationError("没有找到这件信息，请核对索引号、文号、网址或标题。")
        if len(found) == 1:
            return found[0]
        named = "；".join(
            f"《{row.title}》 {row.doc_no or row.number or row.get_absolute_url()}" for row in found[:MOST_NAMED]
        )
        more = "等" if len(found) > MOST_NAMED else ""
        raise forms.ValidationError(f"标题含这些字的不止一件：{named}{more}。请改填索引号、文号或网址。")


class NamingForm(ActForm):
    """An act that names another publication."""

    def __init__(self, *args: Any, among: QuerySet[Publication], **more: Any):
        super().__init__(*args, **more)
        for field in self.fields.values():
            if isinstance(field, PublicationField):
                field.among = among


class ScheduleForm(ActForm):
    at = forms.DateTimeField(
        label="发布时间", widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip


class CorrectForm(ActForm):
    old = text("原文", 500, "从现行文本中原样复制，须在标题和正文中恰好出现一次。", required=True, rows=2)
    new = text("改为", 500, required=True, rows=2)
    note = text("勘误说明", 300, "公众会看到。勘误不得改变原意；需要改变内容的，请用“修订”。", required=True)


class TakeDownForm(ActForm):
    """As short as can be: it is filled in on a phone at night. The public sees a neutral notice meanwhile."""

    reason_code = reason_field(TAKE_DOWN_REASONS)


class WithdrawForm(NamingForm):
    reason_code = reason_field(WITHDRAWAL_REASONS)
    public_explanation = text("对外说明", 500, "公众在原地址会看到。", required=True, rows=3)
    behaviour = forms.ChoiceField(label="撤回后原地址", choices=Removal.Behaviour.choices, initial="notice",
                                  widget=forms.RadioSelect)  # fmt: skip
    redirect_to = PublicationField(
        label="转到", required=False, help_text="选“转到另一件信息”时填写索引号、文号、网址或标题。"
    )

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.order_fields(["reason_code", "reason"])


class EraseForm(ActForm):
    reason_code = reason_field(ERASURE_REASONS)
    legal_ground = text("法律依据和文书", 200, "如：×× 法院民事裁定书（2026）沪01民初1号。", required=True)


class DecideForm(ActForm):
    agree = forms.ChoiceField(label="决定", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect)
    note = text("意见", 500, "不同意时请写明理由。", rows=3)


class RepealForm(NamingForm):
    on = day("自何日起废止", required=True)
    by = PublicationField(label="宣布废止的文件", required=False, help_text="索引号、文号、网址或标题，选填。")


class LinkForm(NamingForm):
    role = forms.ChoiceField(label="关系", choices=Link.Role.choices)
    target = PublicationField(label="关联到", help_text="索引号、文号、网址，或标题中的几个字。")


class OrganForm(ActForm):
    organ = text("机关名称", 120, required=True)
    outcome = forms.ChoiceField(label="结果", choices=OrganConfirmation.Outcome.choices, widget=forms.RadioSelect)
    document = text("函件文号或确认方式", 120, required=True)
    answered_on = day("答复日期", required=True)
    note = text("说明", 300, NO_SECRETS)
