"""What people type here: citizens on the public pages, officials at the desk."""

from typing import Any

from django import forms

from gongkai.bureau.models import Official, Unit
from gongkai.desk.views.act import ActForm
from gongkai.publications.models import Publication
from gongkai.reception import rules as reception_rules
from gongkai.reception.forms import FILE_TYPES, NO_SECRETS, FilesField, LetterForm, Words, text_area
from gongkai.uploads.rules import TYPES

from .models import Fault
from .rules import INVALID_REASONS

MOST_UNITS = 200
# Of the formats that a letter may bring, those that show what a page looked like.
PICTURES = "、".join(TYPES[code].label for code in FILE_TYPES if code in {"jpg", "png", "webp", "pdf"})


class CorrectionForm(LetterForm):
    """An error of the site: on which page, what is wrong, perhaps a picture of it."""

    page = Words(
        label="哪个页面", required=False, max_length=reception_rules.ABOUT_LENGTH * 2,
        help_text="页面的地址或者名称，例如 /d/12/，或者“公园开放时间”。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    fault = forms.ChoiceField(
        label="哪一类问题", choices=Fault.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择问题的类别。", "invalid_choice": "请选择问题的类别。"},
    )  # fmt: skip
    text = text_area("问题是什么", rows=6, help_text=f"例如：把错误的文字和您认为正确的写法都写出来。{NO_SECRETS}")
    files = FilesField(label="截图", required=False, help_text=f"{PICTURES}，最多 5 个，每个不超过 10 MB。{NO_SECRETS}")
    called = {"about": "page"}
    order = ("page", "fault", "text", "files", "name", "phone", "email", "notice", "may_publish")

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        # The title is made of what is wrong: one question fewer.
        del self.fields["subject"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        found["subject"] = f"网站找错：{Fault(found['fault']).label}" if found.get("fault") else ""
        return found

    def about(self) -> str:
        return str(self.cleaned_data["page"])


class QuestionForm(LetterForm):
    """A question about a policy document."""

    document = forms.ModelChoiceField(
        label="关于哪份文件", queryset=Publication.objects.none(), empty_label="请选择",
        error_messages={"required": "请选择文件。", "invalid_choice": "请从列表中选择文件。"},
    )  # fmt: skip
    subject = Words(
        label="问题",
        max_length=reception_rules.SUBJECT_LENGTH * 2,
        help_text="一句话，例如：个人申请迁移树木，要交哪些材料？",
    )
    text = text_area("具体情况", help_text=NO_SECRETS)
    order = ("document", "subject", "text", "files", "name", "phone", "email", "notice", "may_publish")

    def __init__(self, *args: Any, documents: Any, **more: Any):
        super().__init__(*args, **more)
        field = self.fields["document"]
        field.queryset = documents  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = _named  # type: ignore[attr-defined]

    def about(self) -> str:
        return str(self.cleaned_data["document"].title)[: reception_rules.ABOUT_LENGTH]


def _named(publication: Publication) -> str:
    return f"{publication.title}（{publication.doc_no}）" if publication.doc_no else publication.title


# --- At the desk -------------------------------------------------------------------------------------------------------


class UnitForm(ActForm):
    """Whom a letter is given to."""

    unit = forms.ModelChoiceField(label="承办单位", queryset=Unit.objects.none(), empty_label="请选择")
    handler = forms.ModelChoiceField(
        label="承办人", queryset=Official.objects.none(), required=False, empty_label="由承办单位安排"
    )

    def __init__(self, *args: Any, units: Any, officials: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["handler"].queryset = officials  # type: ignore[attr-defined]
        self.fields["handler"].label_from_instance = lambda one: f"{one.name}（{one.unit.short_name}）"  # type: ignore[attr-defined]
        if "reason" in self.fields:
            self.order_fields(["unit", "handler", "reason"])


class TextForm(ActForm):
    text = text_area("内容", rows=8)

    def __init__(self, *args: Any, label: str = "内容", **more: Any):
        super().__init__(*args, **more)
        self.fields["text"].label = label


class DraftForm(forms.Form):
    text = text_area(
        "答复", rows=14, help_text="写信人会看到全文。写明调查的情况、处理的结果、依据和联系方式，不写他人的个人信息。"
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReturnForm(ActForm):
    remarks = Words(label="需要修改什么", max_length=500, widget=forms.Textarea(attrs={"rows": 5}))


class ApproveForm(ActForm):
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)


class InvalidForm(ActForm):
    why = forms.ChoiceField(
        label="原因", widget=forms.RadioSelect, choices=[(code, label) for code, (label, _) in INVALID_REASONS.items()]
    )


class MergeForm(ActForm):
    into = Words(label="并入哪一件", max_length=40, help_text="填写那一件的来信编号。")
