"""What the pages share: never kept anywhere, errors on top linked to their fields, what was typed stays."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from gongkai.bureau.limits import TooMany
from gongkai.journal.refusals import Reason, Refused

from ... import navigation
from .. import errors
from ..answers import answer
from . import keys

EXPIRED = "这个页面停留过久，已经更新。您填写的内容仍在下面，请核对后重新提交。"


@method_decorator(csrf_exempt, name="dispatch")  # no cookie, no session: the origin and the form's own key are checked
class AskPage(View):
    """A page in the site's frame that no cache may keep."""

    title: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not keys.same_origin(request):
            return errors.forbidden(request)
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        values = {"title": self.title, **context}
        return answer(self.request, template, navigation.current(), values, main="interact", status=status)


def put_reasons(form: forms.Form, refused: Refused) -> None:
    """Each reason at the field it names, else above the form."""
    for reason in refused.reasons:
        put_reason(form, reason)


def put_reason(form: forms.Form, reason: Reason) -> None:
    field = getattr(form, "called", {}).get(reason.field, reason.field)
    known = field in form.fields and not form.fields[field].widget.is_hidden
    form.add_error(field if known else None, reason.sentence)


def summary_of(form: forms.Form) -> list[dict[str, str]]:
    """Errors in the order of the fields, each with where it leads."""
    found = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        found += [{"text": str(text), "href": f"#{first_id(bound)}"} for text in bound.errors]
    return found


def first_id(bound: forms.BoundField) -> str:
    """The id of the control that a link to this field leads to: of a group, its first."""
    return f"{bound.auto_id}_0" if isinstance(bound.field.widget, forms.RadioSelect) else str(bound.auto_id)


def too_many_said(fault: TooMany) -> str:
    minutes = -(-fault.retry_after // 60)
    return f"提交过于频繁。请 {minutes} 分钟以后再提交，您填写的内容仍在下面。"
