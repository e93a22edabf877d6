"""What officials type about reconsideration and litigation."""

from typing import Any

from django import forms

from gongkai.desk.views.act import ActForm
from gongkai.reception.forms import NO_SECRETS, text_area

from .forms import DayField
from .models import Dispute
from .rules import disputes as rules


def _choices(labels: dict[Any, str]) -> list[tuple[str, str]]:
    return [(code.value, label) for code, label in labels.items()]


class DisputeForm(ActForm):
    road = forms.ChoiceField(label="途径", choices=_choices(rules.ROAD_LABELS), widget=forms.RadioSelect)
    against = forms.ChoiceField(
        label="针对", choices=_choices(rules.AGAINST_LABELS), initial="decision", widget=forms.RadioSelect
    )
    procedure = forms.ChoiceField(
        label="复议程序", choices=_choices(rules.PROCEDURE_LABELS), initial="ordinary", widget=forms.RadioSelect,
        help_text="诉讼案件选普通程序。",
    )  # fmt: skip
    body = forms.CharField(label="复议机关或者法院", max_length=80)
    case_number = forms.CharField(label="案号", max_length=60, required=False, help_text="还没有案号的可以不填。")
    received_on = DayField(label="收到日期", help_text="收到申请书副本或者起诉状副本的日期，期限自次日起算。")
    prior = forms.ModelChoiceField(
        label="在先的行政复议", queryset=Dispute.objects.none(), required=False, empty_label="（没有登记）",
        help_text="复议后起诉的选择。",
    )  # fmt: skip

    def __init__(self, *args: Any, earlier: Any, **more: Any):
        super().__init__(*args, **more)
        field = self.fields["prior"]
        field.queryset = earlier  # type: ignore[attr-defined]  # a field to choose a record


class PaperForm(ActForm):
    file = forms.FileField(label="文件", help_text=f"PDF、Word、图片等。{NO_SECRETS}")


class ResultForm(ActForm):
    result = forms.ChoiceField(label="结果", choices=_choices(rules.RESULT_LABELS), widget=forms.RadioSelect)
    number = forms.CharField(label="决定书、裁判文书的文号", max_length=80)
    on = DayField(label="审结日期", required=False, help_text="决定书、裁判文书的日期；不填为今天。")
    redo_amount = forms.IntegerField(
        label="责令重新处理的期限", min_value=1, max_value=365, required=False,
        help_text="结果纠正并责令重新作出处理的填写天数；申请会重新打开，期限自审结之日起算。",
    )  # fmt: skip
    redo_measure = forms.ChoiceField(
        label="期限的单位", choices=[("wd", "个工作日"), ("d", "日")], initial="wd", widget=forms.RadioSelect
    )
    note = text_area("主要内容", rows=5, required=False, help_text="认定的主要问题，供分析研判；不写当事人姓名。")
