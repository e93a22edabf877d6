"""A form over one record that several people keep: who saves later is shown what a colleague saved before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse

from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.seen import Overtaken, mark_of

from .form import FormPage

SEEN = "seen"


class EditPage(FormPage):
    """Declare a ModelForm and `row()`; the service takes the cleaned fields and `seen`, the mark of what was shown.

    After a refusal the form carries the mark of what it shows now: saving again is then a decision.
    """

    def row(self) -> Any:
        """The record, freshly read; None where the form is for a new one."""
        raise NotImplementedError

    def form_arguments(self) -> dict[str, Any]:
        return {"instance": self.row()}

    def make_form(self, data: Any = None, files: Any = None) -> forms.Form:
        form: Any = super().make_form(data, files)
        if form.instance.pk is not None:
            mark = mark_of(form.instance, list(form.fields))
            form.fields[SEEN] = forms.CharField(required=False, initial=mark, widget=forms.HiddenInput)
        return form

    def show_again(self, form: Any, refused: Refused) -> HttpResponse:
        if isinstance(refused, Overtaken):
            names = [name for name in form.fields if name != SEEN]
            form.data = form.data.copy()
            form.data[form.add_prefix(SEEN)] = mark_of(refused.row, names)
            typed = form.cleaned_data
            refused.reasons += [
                Reason(f"现在的内容是“{said(form.fields[name], getattr(refused.row, name))}”。", field=name)
                for name in names
                if typed.get(name) != getattr(refused.row, name)
            ]
        return super().show_again(form, refused)


def said(field: forms.Field, value: Any) -> str:
    """A stored value as the field would show it."""
    if value is None or value in ("", []):
        return "未填写"
    if isinstance(value, date):
        return value.isoformat()
    labels: Mapping[Any, Any] = {}
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels = dict(field.choices)  # type: ignore[arg-type]  # pairs, no groups
    if isinstance(value, list):
        return "、".join(str(labels.get(each, each)) for each in value)
    return str(labels.get(value, value))
