"""What people type about letters."""

from typing import Any

from django import forms

from gongkai.bureau.models import Unit
from gongkai.desk.views.act import ActForm

from . import kinds
from .models import LetterDelivery
from .rules.templates import MOST_TEXT


class TemplateForm(forms.Form):
    """Title, wording and what was changed of one version."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=120)
    text = forms.CharField(
        label="正文",
        max_length=MOST_TEXT,
        help_text="每行一段；段首写“一、”“（一）”“1.”“（1）”表示层级，印出时自动编号。字段写作 {{收到日期}}。",
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    note = forms.CharField(
        label="修改说明", max_length=200, required=False, help_text="改了什么、为什么；提请启用前填写。"
    )


class SeriesForm(forms.Form):
    """A series of numbers of one organ."""

    unit = forms.ModelChoiceField(label="发文单位", queryset=Unit.objects.none(), empty_label="请选择")
    name = forms.CharField(label="名称", max_length=40, help_text="供选择时辨认，如：信息公开答复。")
    word = forms.CharField(label="机关代字", max_length=20, required=False)
    pattern = forms.CharField(
        label="编号样式",
        max_length=60,
        initial="{word}〔{year}〕{serial}号",
        help_text="{word} 机关代字，{year} 年份，{serial} 序号；年份用六角括号，序号不补零。",
    )
    is_general = forms.BooleanField(label="没有另行指定的文书都用这个序列", required=False)
    for_kinds = forms.MultipleChoiceField(
        label="专用于这些文书", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, units: Any, fixed: bool = False, **more: Any):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a field of models
        self.fields["unit"].disabled = fixed
        choices = [(kind.code, kind.title) for kind in kinds.all_kinds()]
        self.fields["for_kinds"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        if not choices:
            del self.fields["for_kinds"]


class SendForm(ActForm):
    """How and when a letter went out."""

    channel = forms.ChoiceField(label="送达方式", choices=LetterDelivery.Channel.choices, widget=forms.RadioSelect)
    sent_on = forms.DateField(label="送出日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    proof = forms.CharField(label="凭证", max_length=120, required=False, help_text="邮件号、签收人等。")


class ReceivedForm(ActForm):
    """The day on which a letter arrived."""

    received_on = forms.DateField(label="收到日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
