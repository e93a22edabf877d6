"""网上申请: the application on one page, with what is public already beside it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.bureau import limits
from gongkai.portal import navigation
from gongkai.portal.pages.asking import keys
from gongkai.portal.pages.asking.letter import KEY, LetterPage
from gongkai.portal.pages.asking.page import AskPage
from gongkai.portal.search import finding
from gongkai.portal.search.shown import Row
from gongkai.reception.rules import SUBJECT_LENGTH

from ..forms import ApplicationForm
from ..services.intake import KIND

SIMILAR, MOST_SIMILAR, SHORTEST = "similar", 5, 2
LONGEST_ASKED = 60


class Apply(LetterPage):
    """Receipt at once, and no due date before both sides have confirmed the receipt (Art. 31).

    What is public already and resembles the request is offered, and blocks nothing (转被动为主动).
    """

    title, kind_code, form_class = "申请政府信息公开", KIND, ApplicationForm
    template_name = "foi/apply.html"
    asked: str | None = None

    def facts(self, form: Any) -> Mapping[str, Any]:
        return {"wanted": form.wanted()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if SIMILAR not in request.POST:
            return super().post(request, *args, **kwargs)
        self.asked = request.POST.get("subject", "")[: SUBJECT_LENGTH * 2]
        form = self.form_class(initial=request.POST.dict(), **self.form_arguments())
        return self.show_form(form, request.POST.get(KEY, "") or keys.new_key())

    def more(self) -> dict[str, Any]:
        return {"asked": self.asked, "similar": [] if self.asked is None else similar_to(self.asked)}


class Similar(AskPage):
    """What is public already, as a fragment for the form's script; posted, so that it stands in no address and no log."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST.get("subject", "")[: SUBJECT_LENGTH * 2].strip()
        status = 200 if len(asked) >= SHORTEST else 422
        return self.show("foi/_similar.html", status=status, asked=asked, similar=similar_to(asked))


def similar_to(asked: str) -> list[Row]:
    """Public items that resemble what is asked for, best first; none for a word too short to mean anything."""
    words = " ".join(asked.split())[:LONGEST_ASKED]
    if len(words) < SHORTEST:
        return []
    limits.take(form="search")
    return finding.find(finding.Wanted(words, size=MOST_SIMILAR), navigation.current()).rows
