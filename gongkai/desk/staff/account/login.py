"""The way in: password, then one-time code; at the first login the code's secret is handed over."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

import segno
from django import forms
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from gongkai.bureau import limits, sessions
from gongkai.bureau.models import Official
from gongkai.bureau.services import credentials, login
from gongkai.bureau.single_sign_on import providers
from gongkai.journal import clock
from gongkai.journal.refusals import Refused
from gongkai.journal.services import source_address

from ...access import EVERYONE
from ...forms.account import CodeForm, LoginForm
from ...views import Page
from ...views.form import FormPage, summary_of

BACKEND = "gongkai.bureau.backends.OfficialBackend"
WAITING, SINCE, EPOCH, SECRET, NEXT = "waiting_official", "waiting_since", "waiting_epoch", "waiting_secret", "next"
WAY = "waiting_way"  # how the first factor was given, where it was not a password
PATIENCE = timedelta(minutes=10)  # how long a right password waits for its second factor; ours, no law


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
        context = {"page_title": self.title, "form": form, "errors": summary_of(form), "next": wanted(request),
                   "provider": providers.staff(), **more}  # fmt: skip
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
        return self.show(request, LoginForm(), left="left" in request.GET)

    def post(self, request: HttpRequest) -> HttpResponse:
        limits.take(form="login")
        form = LoginForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, status=422)
        try:
            first = login.check_first_factor(**form.cleaned_data, address=source_address.get())
        except Refused as refused:
            return self.refused(request, form, refused)
        request.session.flush()  # what another person left in this browser ends here
        request.session.update({WAITING: first.official.pk, SINCE: clock.real_now().isoformat(),
                                EPOCH: first.official.session_epoch, NEXT: wanted(request)})  # fmt: skip
        return HttpResponseRedirect("/desk/login/code/" if first.enrolled else "/desk/login/enrol/")


class Second(Outside):
    """A page that only somebody sees who has passed the first factor."""

    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        since = request.session.get(SINCE)
        if since is None or clock.real_now() - datetime.fromisoformat(since) > PATIENCE:
            return HttpResponseRedirect("/desk/login/")
        waiting = Official.objects.active().select_related("unit").filter(pk=request.session.get(WAITING)).first()
        if waiting is None or waiting.session_epoch != request.session.get(EPOCH):
            return HttpResponseRedirect("/desk/login/")
        self.official: Official = waiting
        return super().dispatch(request, *args, **kwargs)

    def enter(self, request: HttpRequest, official: Official) -> HttpResponse:
        target, way = request.session.get(NEXT, "/desk/"), request.session.get(WAY)
        for key in (WAITING, SINCE, EPOCH, SECRET, NEXT, WAY):
            request.session.pop(key, None)
        if way:
            request.session[sessions.WAY] = way
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
            official = login.finish(
                official=self.official,
                code=form.cleaned_data["code"],
                address=source_address.get(),
                way=request.session.get(WAY, login.PASSWORD),
            )
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
        way = request.session.get(WAY, login.PASSWORD)
        login.note_entry(official=official, address=source_address.get(), way=way)
        return self.enter(request, official)


class Logout(Page):
    """The way out; by post only, so that no link can throw anybody out."""

    access = EVERYONE
    before_new_password = True
    http_method_names = ["post"]
    auditor_posts = True

    def post(self, request: HttpRequest) -> HttpResponse:
        away = sessions.by_single_sign_on(request.session)
        login.log_out(official=self.official)
        close_session(request)
        return HttpResponseRedirect("/desk/login/?left=1" if away else "/desk/login/")
