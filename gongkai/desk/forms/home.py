"""Forms of the home area."""

from typing import Any

from django import forms

from gongkai.bureau.models import Official

from ..models import Preference


class PreferenceForm(forms.Form):
    size = forms.ChoiceField(label="文字大小", choices=Preference.Size.choices, widget=forms.RadioSelect)
    scope = forms.ChoiceField(label="待办的默认范围", choices=Preference.Scope.choices, widget=forms.RadioSelect)
    only_urgent = forms.BooleanField(label="只接收紧要通知（退回、撤下、期限将至）", required=False)


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit.short_name}）"


class AbsenceForm(forms.Form):
    """When one is away, and who stands in meanwhile."""

    substitute = ColleagueField(label="代理人", queryset=Official.objects.none(), empty_label="请选择")
    from_day = forms.DateField(label="自", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    to_day = forms.DateField(label="至", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="事由", max_length=60, help_text="如：公务出差、年休假。")

    def __init__(self, *args: Any, colleagues: Any = None, **more: Any):
        super().__init__(*args, **more)
        if colleagues is not None:
            self.fields["substitute"].queryset = colleagues  # type: ignore[attr-defined]  # a ModelChoiceField


class SignForm(forms.Form):
    """A leader's opinion on exactly the text that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="意见", choices=[("agree", "同意"), ("return", "退回")], widget=forms.RadioSelect
    )
    remarks = forms.CharField(
        label="批示", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回时请写明理由，便于起草人修改。",
    )  # fmt: skip
