"""The form of a decision: the fields of its letter, by the way in which the application ends."""

from collections.abc import Mapping
from typing import Any

from django import forms

from gongkai.letters.rules.templates import Field, FieldType
from gongkai.reception.forms import text_area
from gongkai.reception.rules import TEXT_LENGTH, clean

from .forms import DayField
from .rules.decisions import DECISIONS, Finding
from .services.composing import FROM_CASE, fields_of

CHOICES = [(code, f"{code} {row.situation}（{row.basis or '其他'}）") for code, row in DECISIONS.items()]
BY_ITSELF = "不填的，按登记的情况自动写入。"


class CodeForm(forms.Form):
    """Which way the application ends; the fields of its letter follow from it."""

    code = forms.ChoiceField(label="办理结果", choices=[("", "请选择"), *CHOICES])


class DecisionForm(forms.Form):
    """What the letter of a decision needs; what is still missing may follow before it is submitted."""

    code = forms.ChoiceField(
        choices=CHOICES, widget=forms.HiddenInput,
        error_messages={"required": "请选择办理结果。", "invalid_choice": "请选择办理结果。"},
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, decision: str = "", asks_override: bool = False, **more: Any):
        super().__init__(*args, **more)
        self.names: list[str] = []
        for field in fields_of(decision) if decision in DECISIONS else []:
            self.fields[field.name] = _asked(field)
            self.names.append(field.name)
        if decision in DECISIONS and Finding.CONFIDENTIALITY in DECISIONS[decision].findings:
            self.fields["confidentiality"] = forms.BooleanField(label="保密审查意见已经记录", required=False)
        if asks_override:
            self.fields["override"] = text_area("不顾第三方意见决定公开的理由", rows=4, required=False)
            self.fields[
                "override"
            ].help_text = "写明不公开对公共利益的重大影响；签发时一并书面告知第三方（第三十二条）。"

    def facts(self) -> dict[str, Any]:
        """What was written, by the names of the letter's fields; passages as their paragraphs."""
        found: dict[str, Any] = {}
        for name in self.names:
            value = self.cleaned_data[name]
            found[name] = clean(value) if isinstance(value, str) else value
        return found

    def findings(self) -> list[str]:
        return [Finding.CONFIDENTIALITY.value] if self.cleaned_data.get("confidentiality") else []


def _asked(field: Field) -> forms.Field:
    by_itself = field.name in FROM_CASE
    note = field.help or (BY_ITSELF if by_itself else "")
    made: forms.Field
    if field.type == FieldType.DATE:
        made = DayField(label=field.name, required=False, help_text=note)
    elif field.type == FieldType.LINES:
        made = text_area(field.name, rows=6 if field.required else 3, required=False)
        made.help_text = note
    else:
        made = forms.CharField(label=field.name, required=False, max_length=TEXT_LENGTH, help_text=note)
    if field.required and not by_itself:
        # The letter cannot go without it, and the page says so; a draft may be kept without it.
        made.required = True
        made.validate = lambda value: None  # type: ignore[method-assign]
    return made


def typed(facts: Mapping[str, Any], code: str) -> dict[str, Any]:
    """The facts of a draft as the form shows them again."""
    names = {field.name for field in fields_of(code)} if code in DECISIONS else set()
    return {
        name: "\n".join(value) if isinstance(value, (list, tuple)) else value
        for name, value in facts.items()
        if name in names
    }
