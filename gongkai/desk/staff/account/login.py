"""The way in: password, then one-time code; at the first login the code's secret is handed over."""

from typing import Any, ClassVar

import segno
from django import forms
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from gongkai.bureau.models import Official
from gongkai.bureau.services import credentials, login
from gongkai.journal.refusals import Refused

from ...access import EVERYONE
from ...forms.account import CodeForm, LoginForm
from ...views import Page
from ...views.form import FormPage, summary_of

BACKEND = "gongkai.bureau.backends.OfficialBackend"
WAITING, SECRET, NEXT = "waiting_official", "waiting_secret", "next"


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def wanted(request: HttpRequest) -> str:
    """Where to go after the login: an address of the desk, nothing else."""
    target = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    local = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if local and target.startswith("/desk/") else "/desk/"


class Outside(View):
    """A page for somebody who is not in yet."""

    template_name: ClassVar[str]
    title: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]

    def show(self, request: HttpRequest, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"page_title": self.title, "form": form, "errors": summary_of(form), "next": wanted(request), **more}
        return render(request, self.template_name, context, status=status)

    def refused(self, request: HttpRequest, form: forms.Form, refused: Refused, **more: Any) -> HttpResponse:
        FormPage.put_reasons(form, refused.reasons)
        return self.show(request, form, status=422, **more)


class Login(Outside):
    """The first factor."""

    template_name = "desk/account/login.html"
    title = "登录工作台"
    form_class = LoginForm

    def get(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Official):
            return HttpResponseRedirect(wanted(request))
        return self.show(request, LoginForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LoginForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, status=422)
        try:
            first = login.check_first_factor(**form.cleaned_data, address=address_of(request))
        except Refused as refused:
            return self.refused(request, form, refused)
        request.session.cycle_key()
        request.session[WAITING], request.session[NEXT] = first.official.pk, wanted(request)
        return HttpResponseRedirect("/desk/login/code/" if first.enrolled else "/desk/login/enrol/")


class Second(Outside):
    """A page that only somebody sees who has passed the first factor."""

    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.official = Official.objects.active().select_related("unit").filter(pk=request.session.get(WAITING)).first()
        if self.official is None:
            return HttpResponseRedirect("/desk/login/")
        return super().dispatch(request, *args, **kwargs)

    def enter(self, request: HttpRequest, official: Official) -> HttpResponse:
        target = request.session.get(NEXT, "/desk/")
        for key in (WAITING, SECRET, NEXT):
            request.session.pop(key, None)
        open_session(request, official, backend=BACKEND)
        return HttpResponseRedirect(target)


class Code(Second):
    """The second factor."""

    template_name = "desk/account/code.html"
    title = "输入动态口令"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, status=422)
        try:
            official = login.finish(official=self.official, code=form.cleaned_data["code"], address=address_of(request))
        except Refused as refused:
            return self.refused(request, form, refused)
        return self.enter(request, official)


class Enrol(Second):
    """The first login: the secret as picture and text, confirmed by its first code."""

    template_name = "desk/account/enrol.html"
    title = "启用动态口令"

    def _more(self, request: HttpRequest) -> dict[str, str]:
        secret = request.session.setdefault(SECRET, credentials.new_secret())
        picture = segno.make(credentials.provisioning_uri(self.official, secret), error="m")
        spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return {"picture": picture.svg_data_uri(scale=5, border=2), "secret": spaced}

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.official.totp_secret:
            return HttpResponseRedirect("/desk/login/code/")
        return self.show(request, CodeForm(), **self._more(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, more = CodeForm(request.POST), self._more(request)
        if not form.is_valid():
            return self.show(request, form, status=422, **more)
        try:
            official = credentials.enrol(
                official=self.official, secret=request.session[SECRET], code=form.cleaned_data["code"]
            )
        except Refused as refused:
            return self.refused(request, form, refused, **more)
        return self.enter(request, official)


class Logout(Page):
    """The way out; by post only, so that no link can throw anybody out."""

    access = EVERYONE
    before_new_password = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        login.log_out(official=self.official)
        close_session(request)
        return HttpResponseRedirect("/desk/login/")
