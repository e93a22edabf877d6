"""One page, one decision: the consequence stands before the button, the second factor is asked again for dangerous acts."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse

from gongkai.journal.refusals import Reason, Refused

from ..second_factor import confirm
from .form import FormPage


class ActForm(forms.Form):
    """Reason and code, as far as the page asks for them; subclass it for what else the law or the letter needs."""

    def __init__(
        self, *args: Any, needs_reason: bool = False, reason_label: str = "理由", dangerous: bool = False, **more: Any
    ):
        super().__init__(*args, **more)
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label=reason_label, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
            )
        if dangerous:
            self.fields["code"] = forms.CharField(
                label="动态口令",
                max_length=8,
                help_text="此操作后果重大，请再次输入手机上的六位动态口令。",
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}),
            )


class ActPage(FormPage):
    """Declare `act_label` (the button, a verb), `consequence()`, `perform(form)`; perhaps `refusals()`.

    While `refusals()` gives reasons the page shows them in place of the form, each with the way out.
    """

    template_name: ClassVar[str] = "desk/act.html"
    form_class: ClassVar[type[forms.Form]] = ActForm
    act_label: ClassVar[str] = "确认"
    dangerous: ClassVar[bool] = False
    irreversible: ClassVar[bool] = False
    needs_reason: ClassVar[bool] = False
    reason_label: ClassVar[str] = "理由"

    def consequence(self) -> str:
        """What will happen, in one sentence, with its dates."""
        return ""

    def refusals(self) -> Sequence[Reason]:
        """Why it may not happen now; empty when it may."""
        return ()

    def facts(self) -> list[tuple[str, Any]]:
        """What the decision is about: label and value, above the form."""
        return []

    def heading(self) -> str:
        return self.title or self.act_label

    def form_arguments(self) -> dict[str, Any]:
        if not issubclass(self.form_class, ActForm):
            return {}
        return {"needs_reason": self.needs_reason, "reason_label": self.reason_label, "dangerous": self.dangerous}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reasons = list(self.refusals())
        if reasons:
            return self.show(refused=reasons, cancel=self.cancel_url())
        return super().get(request, *args, **kwargs)

    def show_form(self, form: forms.Form, **more: Any) -> HttpResponse:
        return super().show_form(form, consequence=self.consequence(), facts=self.facts(), **more)

    def attempt(self, form: Any) -> str:
        """What may not happen is refused before a code is asked; the code's check is part of the one attempt, so that a
        second press waits and is answered alike."""
        if reasons := list(self.refusals()):
            raise Refused(reasons)
        if self.dangerous:
            try:
                confirm(self.official, form.cleaned_data.get("code", ""))
            except Refused as refused:
                self.held_back = refused
                return ""
        return super().attempt(form)
