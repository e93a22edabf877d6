"""What officials type about 分析研判."""

from typing import Any

from django import forms

from gongkai.bureau.models import Official, Unit
from gongkai.desk.views.act import ActForm
from gongkai.publications.kinds import OWN_KINDS
from gongkai.reception.forms import text_area

from .forms import DayField
from .rules.review import CONTENT_CLASSES, OUTCOME_LABELS

KINDS = [(kind.code, kind.label) for kind in OWN_KINDS if not kind.batch]


class ClassForm(ActForm):
    content_class = forms.ChoiceField(label="内容类别", choices=list(CONTENT_CLASSES.items()), widget=forms.RadioSelect)


class PublicationForm(ActForm):
    """The publication that is begun; nothing that applicants wrote is taken over."""

    title = forms.CharField(label="公开文件的标题", max_length=80, widget=forms.TextInput(attrs={"class": "wide"}))
    kind = forms.ChoiceField(label="文种", choices=KINDS, initial="notice")


class ConvertForm(PublicationForm):
    unit = forms.ModelChoiceField(label="起草单位", queryset=Unit.objects.none())

    def __init__(self, *args: Any, units: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a field to choose a record


class RereviewForm(PublicationForm):
    outcome = forms.ChoiceField(
        label="结果", widget=forms.RadioSelect, choices=[(o.value, label) for o, label in OUTCOME_LABELS.items()]
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("outcome", "reason", "title", "kind")

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["title"].required = False
        self.fields["title"].help_text = "可以公开的填写，随即开始起草。"
        self.order_fields(self.field_order)


class JudgementForm(ActForm):
    first_day = DayField(label="研判时段起")
    last_day = DayField(label="研判时段止")
    held_on = DayField(label="研判日期")
    findings = text_area("主要情况", rows=6)
    decisions = text_area("研判意见", rows=6)
    officials = forms.ModelMultipleChoiceField(
        label="参加人员", queryset=Official.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择参加人员。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        people = Official.objects.filter(is_active=True, admin_role="").order_by("unit__order", "pk")
        self.fields["officials"].queryset = people  # type: ignore[attr-defined]


class AdviceForm(ActForm):
    unit = forms.ModelChoiceField(label="收件单位", queryset=Unit.objects.none())
    problem = text_area("发现的问题", rows=5)
    advice = text_area("建议", rows=5)
    due_on = DayField(label="反馈日期")

    def __init__(self, *args: Any, units: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class NoteForm(ActForm):
    text = text_area("内容", rows=6)


class FollowUpForm(NoteForm):
    due_on = DayField(label="再次反馈日期")
