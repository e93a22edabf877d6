"""The form of a letter. Rooms above subclass it for each kind of letter they take."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from gongkai.bureau import limits
from gongkai.bureau.limits import TooMany
from gongkai.journal.refusals import Refused
from gongkai.reception import kinds
from gongkai.reception import services as reception
from gongkai.reception.forms import LetterForm, names_of
from gongkai.reception.services import Receipt

from . import keys
from .page import EXPIRED, AskPage, put_reasons, summary_of, too_many_said

KEY, TRAP, AS, BEGIN = "key", "homepage", "as", "begin"
LOGGED_OUT = "登录已过期。再点一次“提交”，来信照常收下，但不列入您的账户；也可以先重新登录。"
CAUGHT = "提交没有成功。请再点一次“提交”；如果浏览器自动填写了看不见的栏目，我们已经替您清空。"
TOO_QUICK = "提交得太快，没有收到。内容都在，请核对以后再点一次“提交”。"
SEE_OTHER = 303
LINK = re.compile(r"https?:|www\.|\[url|<a\b", re.IGNORECASE)


class LetterPage(AskPage):
    """Declare `kind_code`, `form_class`; perhaps `initial()`, `facts(form)` for the room's case, `more()` for the template."""

    kind_code: ClassVar[str]
    form_class: ClassVar[type[LetterForm]] = LetterForm
    template_name: ClassVar[str] = "portal/ask/letter.html"
    intro: ClassVar[str] = ""
    citizen = ""  # who writes, where he is logged in: the provider's opaque subject

    def initial(self) -> dict[str, Any]:
        return {}

    def facts(self, form: Any) -> Mapping[str, Any]:
        """What the room's case is opened with; may raise Refused."""
        return {}

    def more(self) -> dict[str, Any]:
        return {}

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(initial=self.initial(), **self.form_arguments())
        return self.show_form(form, keys.new_key())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if BEGIN in request.POST:  # from the citizen's own page, in his name
            return self.get(request, *args, **kwargs)
        form, key = self._form(), request.POST.get(KEY, "")
        try:
            keys.check_key(key)
        except keys.Expired:
            form.add_error(None, EXPIRED)
            return self.show_form(form, keys.new_key(), status=422)
        if reception.receipt_of(key) is not None:
            return self.to_receipt(key)
        if not form.is_valid():
            return self.show_form(form, key, status=422)
        try:
            self.citizen = keys.citizen_of(request.POST.get(AS, ""))
        except keys.Expired:
            form.add_error(None, LOGGED_OUT)
            return self.show_form(form, key, status=422, as_pass="")
        if said := self._caught(form, key):
            form.add_error(None, said)
            return self.show_form(form, key, status=422)
        return self._submit(form, key)

    def _form(self) -> LetterForm:
        return self.form_class(self.request.POST, self.request.FILES, **self.form_arguments())

    def _caught(self, form: LetterForm, key: str) -> str:
        """Why this looks like the work of a program; what a person then presses again goes through.

        Speed alone is no fault: somebody may paste what he has prepared. Together with a link it is advertising's mark.
        """
        if self.request.POST.get(TRAP):
            return CAUGHT
        written = f"{form.cleaned_data.get('subject', '')} {form.cleaned_data['text']}"
        return TOO_QUICK if LINK.search(written) and keys.too_quick(key) else ""

    def _submit(self, form: LetterForm, key: str) -> HttpResponse:
        try:
            self._take(form, key)
        except Refused as refused:
            put_reasons(form, refused)
            return self.show_form(form, key, status=422)
        except TooMany as fault:
            form.add_error(None, too_many_said(fault))
            response = self.show_form(form, key, status=429)
            response.headers["Retry-After"] = str(fault.retry_after)
            return response
        return self.to_receipt(key)

    def _take(self, form: LetterForm, key: str) -> Receipt:
        facts, given = self.facts(form), form.cleaned_data.get("files") or []
        files = []
        if given:
            limits.take(form="upload")
            files = reception.take_in((file, file.name) for file in given)
        taken = None
        try:
            with transaction.atomic():
                receipt = reception.submit(
                    kind=self.kind_code,
                    key=key,
                    submission=form.submission(),
                    files=files,
                    facts=facts,
                    citizen=self.citizen,
                )
                # Counted with the letter itself: one form sent fifty times is one use.
                if not receipt.again:
                    limits.take(form="submit")
            taken = receipt
        finally:
            if files and (taken is None or taken.again):
                reception.discard(files)
        return receipt

    def to_receipt(self, key: str) -> HttpResponseRedirect:
        response = HttpResponseRedirect(f"/ask/receipt/?{urlencode({'k': key})}")
        response.status_code = SEE_OTHER
        return response

    def show_form(self, form: LetterForm, key: str, *, status: int = 200, as_pass: str | None = None) -> HttpResponse:
        info = kinds.get(self.kind_code)
        return self.show(
            self.template_name,
            status=status,
            form=form,
            key=key,
            as_pass=self.request.POST.get(AS, "") if as_pass is None else as_pass,
            kind=info,
            promise=info.promise(),
            intro=self.intro,
            errors=summary_of(form) if form.is_bound else [],
            lost_files=names_of(self.request.FILES.getlist("files")) if form.is_bound else [],
            **self.more(),
        )
