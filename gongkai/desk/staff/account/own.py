"""My account: who I am, what I may do, for whom I stand in; my password."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login as open_session

from gongkai.bureau import passwords, sessions
from gongkai.bureau.models import Absence, LoginAttempt, absent_on
from gongkai.bureau.services import credentials, login
from gongkai.journal import clock
from gongkai.journal.refusals import Refused

from ...access import EVERYONE
from ...forms.account import PasswordForm
from ...views import ActPage, FormPage, Page
from .login import BACKEND, wanted

SHOWN = 10  # of one's own logins, the newest


class Account(Page):
    access = EVERYONE
    title = "我的账号"
    template_name = "desk/account/account.html"

    def context(self, **more: Any) -> dict[str, Any]:
        duties = (
            self.official.duties.filter(valid_to__isnull=True).select_related("unit").order_by("duty", "unit__order")
        )
        standing_in = Absence.objects.filter(absent_on(clock.today()), substitute=self.official).select_related(
            "official"
        )
        attempts = LoginAttempt.objects.filter(username=self.official.username).order_by("-at", "-pk")
        return super().context(
            duties=duties,
            standing_in=standing_in,
            attempts=[attempt for attempt in attempts[:SHOWN] if attempt.address],
            opened=datetime.fromisoformat(self.request.session[sessions.OPENED]),
            idle=settings.SESSION_IDLE_MINUTES,
            hours=settings.SESSION_HOURS,
            **more,
        )


class EndSessions(ActPage):
    access = EVERYONE
    act_label = "退出其他设备"
    success = "其他设备上的登录已结束。"

    def consequence(self) -> str:
        return "您在其他浏览器和设备上的登录马上结束，本机保持登录。"

    def cancel_url(self) -> str:
        return "/desk/account/"

    def perform(self, form: Any) -> str:
        official = credentials.end_sessions(official=self.official)
        open_session(self.request, official, backend=BACKEND)
        return self.cancel_url()


class Again(ActPage):
    """The second factor once more, before what is guarded opens for a while: exports of the journal."""

    access, title, act_label, dangerous = EVERYONE, "再次验证身份", "继续", True

    def consequence(self) -> str:
        return "接下来的内容需要再次验证，验证后 10 分钟内有效。"

    def cancel_url(self) -> str:
        return wanted(self.request).partition("?")[0]

    def perform(self, form: Any) -> str:
        sessions.note_asked_again(self.request.session)
        return wanted(self.request)


class Password(FormPage):
    access = EVERYONE
    before_new_password = reads = auditor_posts = True
    title = "修改密码"
    form_class = PasswordForm
    submit_label = "修改密码"
    success = "密码已修改，其他设备上的登录已失效。"

    @property
    def intro(self) -> str:  # type: ignore[override]  # depends on the official
        if self.official.must_change_password:
            return "这是首次登录或刚重置的密码，请先修改后再使用。"
        return "密码已超过规定的使用天数，请先修改。" if passwords.must_be_changed(self.official) else ""

    def attempt(self, form: PasswordForm) -> str:
        """A wrong present password is a failed login: it counts, whatever becomes of the form."""
        try:
            login.ask_password(official=self.official, password=form.cleaned_data["old"], address="")
        except Refused as refused:
            self.held_back = refused
            return ""
        return super().attempt(form)

    def perform(self, form: PasswordForm) -> str:
        values = form.cleaned_data
        official = credentials.change_password(official=self.official, old=values["old"], new=values["password"])
        open_session(self.request, official, backend=BACKEND)
        return "/desk/"
