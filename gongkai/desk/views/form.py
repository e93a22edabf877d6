"""The form: errors at the top linked to their fields, what was typed is kept, sending twice does a thing once."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.crypto import get_random_string

from gongkai.journal.refusals import Reason, Refused

from .. import services
from ..models import FormDraft
from ..queries import typed_by
from .page import Page

KEY = "submission_key"
# Never kept by autosave: they are nobody's text.
NOT_KEPT = {KEY, "csrfmiddlewaretoken", "code", "password", "restore"}


class FormPage(Page):
    """Declare `form_class` and `perform(form)`; perhaps `initial()`, `success`, `autosave`.

    `perform` makes one service call and returns an address, or a record that has one; a Refused it raises is shown at its
    fields and on top. Set `autosave` where typing takes long: what is typed is kept every few seconds and offered again.
    A record's `edition` goes into a hidden field of the form; the service compares it and refuses a colleague's save in
    between, and nothing typed is lost.
    """

    reads = False
    template_name: ClassVar[str] = "desk/form.html"
    form_class: ClassVar[type[forms.Form]] = forms.Form
    submit_label: ClassVar[str] = "保存"
    success: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    autosave: ClassVar[bool] = False
    # A refusal whose traces are kept (a wrong code counts): it ends the attempt without undoing what was written.
    held_back: Refused | None = None

    def initial(self) -> dict[str, Any]:
        return {}

    def form_arguments(self) -> dict[str, Any]:
        """Further arguments of the form: a queryset to choose from, the official, the record."""
        return {}

    def perform(self, form: Any) -> Any:
        """One service call. Returns an address or a record with get_absolute_url; may raise Refused."""
        raise NotImplementedError

    def cancel_url(self) -> str:
        """Where 取消 leads."""
        return "/desk/"

    def autosave_url(self) -> str:
        """Where typing is sent; a page that saves drafts through its own service names its own address."""
        return "/desk/typed/" if self.autosave else ""

    def make_form(self, data: Any = None, files: Any = None) -> forms.Form:
        form = self.form_class(data, files, initial=self.initial(), **self.form_arguments())
        for name, field in form.fields.items():
            label = field.label or name
            verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
            if str(field.error_messages.get("required")) == str(forms.Field.default_error_messages["required"]):
                field.error_messages["required"] = f"请{verb}{label}。"
        return form

    # --- Answering ---

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = typed_by(self.official, request.path) if self.autosave else None
        if kept is not None and "restore" in request.GET:
            return self.show_form(self._restored(kept))
        return self.show_form(self.make_form(), kept=kept)

    def _restored(self, kept: FormDraft) -> forms.Form:
        """The form with what was typed, unbound: nothing is complained about that nobody has sent yet."""
        form = self.make_form()
        typed = QueryDict(kept.text())
        for name, field in form.fields.items():
            if form.add_prefix(name) in typed and not isinstance(field, forms.FileField):
                form.initial[name] = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show_form(form, status=422)
        try:
            address, now = services.once(
                official=self.official,
                key=request.POST.get(KEY, ""),
                page=request.path,
                act=lambda: self.attempt(form),
            )
        except Refused as refused:
            return self.show_again(form, refused)
        if self.held_back is not None:
            return self.show_again(form, self.held_back)
        if self.autosave:
            services.forget_typed(official=self.official, page=request.path)
        if now and self.success:
            self.say(self.success)
        return self.go(address)

    def attempt(self, form: Any) -> str:
        """Carry it out; returns where to go."""
        answer = self.perform(form)
        return answer if isinstance(answer, str) else str(answer.get_absolute_url())

    def show_again(self, form: forms.Form, refused: Refused) -> HttpResponse:
        self.put_reasons(form, refused.reasons)
        return self.show_form(form, status=422)

    @staticmethod
    def put_reasons(form: forms.Form, reasons: list[Reason]) -> None:
        """Each reason at the field it names, else above the form."""
        for reason in reasons:
            known = reason.field in form.fields and not form.fields[reason.field].widget.is_hidden
            form.add_error(reason.field if known else None, reason.sentence)
        form.reasons = reasons  # type: ignore[attr-defined]  # for the links in the summary

    def show_form(
        self, form: forms.Form, *, status: int = 200, kept: FormDraft | None = None, **more: Any
    ) -> HttpResponse:
        return self.show(
            status=status,
            form=form,
            errors=summary_of(form),
            key=self.request.POST.get(KEY) or get_random_string(32),
            key_name=KEY,
            kept=kept,
            cancel=self.cancel_url(),
            autosave_url=self.autosave_url(),
            **more,
        )


def summary_of(form: forms.Form) -> list[dict[str, str]]:
    """Errors in the order of the fields, each with where it leads: its field, or the cure that the refusal names."""
    if not form.is_bound:
        return []
    links = {reason.sentence: reason.link for reason in getattr(form, "reasons", []) if reason.link}
    found = [{"text": str(text), "href": links.get(str(text), "")} for text in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        where = f"#{bound.id_for_label or bound.auto_id}"
        found += [
            {"text": str(text) if str(bound.label) in str(text) else f"{bound.label}：{text}", "href": where}
            for text in bound.errors
        ]
    return found
