"""The official's own things: preferences, columns, saved filters, what is being typed."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme

from gongkai.journal import clock
from gongkai.journal.refusals import Refused

from ... import services
from ...access import EVERYONE
from ...forms.home import PreferenceForm
from ...queries import preference_of
from ...views import FormPage, Page
from ...views.form import NOT_KEPT


def safe_back(request: HttpRequest, default: str = "/desk/") -> str:
    """The address on this site that the form came from."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else default


def printable(text: str) -> str:
    """One line without control characters, which a database may refuse."""
    return "".join(character for character in text if character.isprintable())


class Preferences(FormPage):
    access = EVERYONE
    title = "个人设置"
    form_class = PreferenceForm
    success = "已保存。"

    def initial(self) -> dict[str, Any]:
        kept = preference_of(self.official)
        return {"size": kept.size, "scope": kept.scope, "only_urgent": kept.only_urgent}

    def perform(self, form: PreferenceForm) -> str:
        services.prefer(official=self.official, **form.cleaned_data)
        return self.request.path


def _list_of(request: HttpRequest) -> str:
    return printable(request.POST.get("list", ""))[:80]


class Columns(Page):
    """Remember which columns of a list to show."""

    access = EVERYONE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        services.prefer_columns(
            official=self.official,
            page=_list_of(request),
            columns=[printable(code) for code in request.POST.getlist("cols")[:40]],
        )
        self.say("以后都按所选的列显示。")
        referrer = request.headers.get("Referer", "")
        same = url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()})
        return HttpResponseRedirect(referrer.partition("?")[0] if same else "/desk/")


class SaveFilter(Page):
    access = EVERYONE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            kept = services.save_filter(
                official=self.official,
                page=_list_of(request),
                name=printable(request.POST.get("name", "")),
                query=printable(request.POST.get("query", "")),
                shared="shared" in request.POST,
            )
        except Refused as refused:
            self.say_refused(refused)
        else:
            self.say(f"已保存为“{kept.name}”。")
        return HttpResponseRedirect(safe_back(request))


class DropFilter(Page):
    access = EVERYONE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        services.drop_filter(official=self.official, pk=pk)
        return HttpResponseRedirect(safe_back(request))


class Typed(Page):
    """Autosave: what is being typed into a form."""

    access = EVERYONE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        fields = request.POST.copy()
        page = printable(str(fields.pop("page", [""])[-1]))
        if not page.startswith("/desk/"):
            raise BadRequest
        for name in NOT_KEPT:
            fields.pop(name, None)
        try:
            kept = services.keep_typed(official=self.official, page=page, typed=fields.urlencode())
        except Refused as refused:
            return JsonResponse({"sentence": str(refused)}, status=413)
        return JsonResponse({"sentence": f"{clock.local(kept.saved_at):%H:%M} 已自动保存，尚未提交。"})
