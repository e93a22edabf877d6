"""A page of the desk that shows a template; the frame around it (navigation, search, notices) comes with base.html."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gongkai.bureau.models import Credentials, Official
from gongkai.journal.refusals import Refused

from ..access import StaffView
from ..frame import lights_of
from ..lights import Lights


class Page(StaffView):
    """`title` is shown as heading and in the window; override `get` or just `context` for what the template needs."""

    reads = True  # pages only show; forms say otherwise
    template_name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    request: HttpRequest

    @property
    def official(self) -> Official:
        return self.request.user  # type: ignore[return-value]  # StaffView has checked

    @property
    def may(self) -> Credentials:
        return self.request.may  # type: ignore[attr-defined]  # set by StaffView

    @property
    def lights(self) -> Lights:
        """Today's traffic lights: `self.lights.of(row.due_on)`, no query for each."""
        return lights_of(self.request)

    def heading(self) -> str:
        """The page's heading; override it where the record names it."""
        return self.title

    def context(self, **more: Any) -> dict[str, Any]:
        """What the template is given."""
        return {"view": self, "page_title": self.heading(), "official": self.official, "may": self.may, **more}

    def show(self, *, status: int = 200, template: str = "", **more: Any) -> HttpResponse:
        return render(self.request, template or self.template_name, self.context(**more), status=status)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show()

    def say(self, sentence: str) -> None:
        """A sentence shown once, on the next page."""
        messages.success(self.request, sentence)

    def say_refused(self, refused: Refused) -> None:
        for reason in refused.reasons:
            messages.error(self.request, reason.sentence)

    def go(self, address: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(address)
