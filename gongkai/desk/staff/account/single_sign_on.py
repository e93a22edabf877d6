"""The way in through the bureau's identity provider, and back from it."""

from typing import Any

from django.contrib.auth import login as open_session
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views import View

from gongkai.bureau import limits, sessions
from gongkai.bureau.models import Official
from gongkai.bureau.services import login, signing_on
from gongkai.bureau.single_sign_on import flow, providers
from gongkai.bureau.single_sign_on.providers import Provider, SignOnFailed
from gongkai.journal import clock
from gongkai.journal.services import source_address

from ...forms.account import LoginForm
from .login import BACKEND, EPOCH, NEXT, SINCE, WAITING, WAY, Login, wanted

BEGUN = "sign_on"
BACK = "/desk/login/sign-on/return/"


class WithProvider(View):
    """Nothing is here while no provider is set up."""

    http_method_names = ["get"]
    provider: Provider

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        provider = providers.staff()
        if provider is None:
            raise Http404
        self.provider = provider
        return super().dispatch(request, *args, **kwargs)

    def failed(self, request: HttpRequest, failed: SignOnFailed) -> HttpResponse:
        """The login page again, with the sentence; its cause goes to the journal."""
        signing_on.note_failure(failed)
        return Login().show(request, LoginForm(), status=422, errors=[{"text": failed.sentence, "href": ""}])


class Begin(WithProvider):
    """Off to the provider."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Official):
            return HttpResponseRedirect(wanted(request))
        limits.take(form="login")
        try:
            where, begun = flow.begin(self.provider, back=request.build_absolute_uri(BACK), afterwards=wanted(request))
        except SignOnFailed as failed:
            return self.failed(request, failed)
        request.session[BEGUN] = begun.kept()
        return HttpResponseRedirect(where)


class Return(WithProvider):
    """Back from the provider: in at once where it saw two factors, else on to our own code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        limits.take(form="login")
        kept = request.session.pop(BEGUN, None)
        try:
            identity = flow.finish(self.provider, kept, request.GET.dict(), back=request.build_absolute_uri(BACK))
            official = signing_on.recognise(identity)
        except SignOnFailed as failed:
            return self.failed(request, failed)
        request.session.flush()  # what another person left in this browser ends here
        if identity.two_factors and official.totp_secret:
            return self._enter(request, official, kept["afterwards"])
        request.session.update({WAITING: official.pk, SINCE: clock.real_now().isoformat(), EPOCH: official.session_epoch,
                                NEXT: kept["afterwards"], WAY: login.SINGLE_SIGN_ON})  # fmt: skip
        return HttpResponseRedirect("/desk/login/code/" if official.totp_secret else "/desk/login/enrol/")

    def _enter(self, request: HttpRequest, official: Official, target: str) -> HttpResponse:
        login.note_entry(official=official, address=source_address.get(), way=login.SINGLE_SIGN_ON)
        request.session[sessions.WAY] = login.SINGLE_SIGN_ON
        open_session(request, official, backend=BACKEND)
        return HttpResponseRedirect(target)


class Leave(WithProvider):
    """The session at the provider is ended as well; by a link, since a form may not lead to another host."""

    def get(self, request: HttpRequest) -> HttpResponse:
        back = request.build_absolute_uri("/desk/login/")
        return HttpResponseRedirect(flow.way_out(self.provider, back=back) or "/desk/login/")
