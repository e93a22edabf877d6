"""What officials type about the annual report."""

from typing import Any

from django import forms

from gongkai.desk.views.act import ActForm
from gongkai.reception.forms import text_area

from .forms import DayField
from .models import Register, ReportText

LARGEST = 5 * 1024 * 1024


class TextsForm(ActForm):
    """The prose of the report, one field a section."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        for section in ReportText.Section:
            self.fields[section.value] = text_area(section.label, rows=6, required=False)
        self.fields["other"].help_text = "没有写信息处理费的，报告自动写明本年度收取的金额。"


class FileForm(ActForm):
    on = DayField(label="报送日期", required=False, help_text="不填为今天。")


class CheckForm(forms.Form):
    """A report that somebody made, to be read and checked."""

    file = forms.FileField(label="报告文件", help_text="XLSX、DOCX 或者 HTML，不超过 5 MB。文件只用于检查，不保存。")
    keep = forms.BooleanField(
        label="没有问题时，登记为已报送的报告", required=False, help_text="作为下一年度核对“上年结转”的依据。"
    )
    register = forms.ModelChoiceField(
        label="报告机关", queryset=Register.objects.none(), required=False, empty_label="全部（汇总）"
    )
    on = DayField(label="报送日期", required=False)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["register"].queryset = Register.objects.order_by("unit__order", "pk")  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 5 MB，请只保留报告正文。")
        return file
