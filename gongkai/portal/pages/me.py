"""A citizen's own page: who logged in with 随申办 sees the letters he wrote while logged in. No account is needed to write.

Its cookie lives under /me/ only and its session holds one thing, the provider's opaque subject, encrypted.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from gongkai.bureau import limits
from gongkai.bureau.single_sign_on import flow, providers
from gongkai.bureau.single_sign_on.providers import Provider, SignOnFailed
from gongkai.journal import clock
from gongkai.reception import kinds, queries
from gongkai.vault.ring import Undecipherable, default_ring

from .asking import keys
from .asking.page import AskPage

BEGUN, WHO, SINCE = "sign_on", "citizen", "since"
PURPOSE = "portal.citizen_session"
BACK = "/me/return/"
SHOWN = 50
IDLE, IN_ALL = timedelta(minutes=30), timedelta(hours=2)  # ours, no law


@method_decorator(csrf_exempt, name="dispatch")  # as AskPage says; a dispatch of one's own must say it again
class OfCitizen(AskPage):
    """Nothing is here while no provider is set up."""

    provider: Provider

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        provider = providers.citizens()
        if provider is None:
            raise Http404
        self.provider = provider
        return super().dispatch(request, *args, **kwargs)

    def door(self, failed: SignOnFailed | None = None) -> HttpResponse:
        return self.show(
            "portal/ask/me_door.html", status=422 if failed else 200, provider=self.provider,
            failed=failed.sentence if failed else "", left="left" in self.request.GET,
        )  # fmt: skip

    def there_and_back(self, step: Callable[[], str]) -> HttpResponse:
        """One step of a login, or the door with the sentence why not."""
        limits.take(form="citizen_login")
        try:
            return HttpResponseRedirect(step())
        except SignOnFailed as failed:
            return self.door(failed)


class Me(OfCitizen):
    title = "我的来信"

    def get(self, request: HttpRequest) -> HttpResponse:
        citizen = citizen_in(request)
        if not citizen:
            return self.door()
        letters = list(queries.of_citizen(citizen).order_by("-received_at", "-pk")[: SHOWN + 1])
        return self.show(
            "portal/ask/me.html",
            letters=[(letter, keys.new_pass(letter)) for letter in letters[:SHOWN]],
            more=len(letters) > SHOWN,
            kinds=kinds.all_kinds(),
            as_pass=keys.new_citizen_pass(citizen),
            provider=self.provider,
        )


class Login(OfCitizen):
    title = "我的来信"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.there_and_back(self._begin)

    def _begin(self) -> str:
        where, begun = flow.begin(self.provider, back=self.request.build_absolute_uri(BACK), afterwards="/me/")
        self.request.session.flush()
        self.request.session[BEGUN] = begun.kept()
        return where


class Return(OfCitizen):
    title = "我的来信"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.there_and_back(self._finish)

    def _finish(self) -> str:
        session = self.request.session
        kept = session.pop(BEGUN, None)
        identity = flow.finish(self.provider, kept, self.request.GET.dict(), back=self.request.build_absolute_uri(BACK))
        session.flush()
        session[WHO] = default_ring().encrypt(identity.subject, PURPOSE)
        session[SINCE] = clock.real_now().isoformat()
        session.set_expiry(IDLE)
        return "/me/"


class Logout(OfCitizen):
    """By post only; whoever asks otherwise is shown the way."""

    title = "我的来信"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        request.session.flush()
        return HttpResponseRedirect("/me/?left=1")


class Leave(OfCitizen):
    """The session at the provider is ended as well; by a link, since a form may not lead to another host."""

    title = "我的来信"

    def get(self, request: HttpRequest) -> HttpResponse:
        back = request.build_absolute_uri("/me/")
        return HttpResponseRedirect(flow.way_out(self.provider, back=back) or "/me/")


def citizen_in(request: HttpRequest) -> str:
    """The opaque subject of whoever is logged in, '' for nobody; a session that is too old ends here."""
    session = request.session
    sealed, since = session.get(WHO), session.get(SINCE)
    if not sealed or not since:
        return ""
    try:
        if clock.real_now() - datetime.fromisoformat(since) <= IN_ALL:
            session.modified = True  # the idle end moves on
            return default_ring().decrypt(sealed, PURPOSE)
    except Undecipherable:
        pass
    session.flush()
    return ""
