"""Public pages: an error of the site, a question about a policy document, how letters are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from gongkai.journal import clock
from gongkai.portal import navigation
from gongkai.portal.pages.answers import answer, number_of, text_of
from gongkai.portal.pages.asking.letter import LetterPage
from gongkai.publications import kinds as publication_kinds
from gongkai.publications.models import Publication
from gongkai.reception import kinds as letter_kinds
from gongkai.reception.rules import ABOUT_LENGTH, months_before

from . import queries
from .forms import CorrectionForm, QuestionForm
from .kinds import COLUMNS, POLICY_QUESTION, SITE_FAULT
from .queries import Figures

SHOWN = 5
# A list to choose from that is still a list; other documents are asked about from their own pages.
MOST_DOCUMENTS = 60


class Correction(LetterPage):
    """我为政府网站找错: the page from which one comes is filled in already."""

    title, kind_code, form_class = "我为政府网站找错", SITE_FAULT, CorrectionForm
    template_name = "mailbox/letter.html"

    def initial(self) -> dict[str, Any]:
        return {"page": self._page()}

    def _page(self) -> str:
        """The page that the link names, else the page of this site that the reader comes from; its path only."""
        named = text_of(self.request, "page", ABOUT_LENGTH)
        if named:
            return named
        try:
            came_from = urlsplit(self.request.headers.get("Referer", "")[:2000])
        except ValueError:  # no address at all
            return ""
        own = came_from.netloc == self.request.get_host() and not came_from.path.startswith(("/ask/", "/desk/", "/me/"))
        return came_from.path[:ABOUT_LENGTH] if own else ""

    def facts(self, form: Any) -> Mapping[str, Any]:
        return {"fault": form.cleaned_data["fault"]}

    def more(self) -> dict[str, Any]:
        return {"selected": queries.published(SHOWN, COLUMNS[SITE_FAULT])}


class PolicyQuestion(LetterPage):
    """政策性文件留言咨询: from a document's page, or with the document chosen from the newest."""

    title, kind_code, form_class = "政策性文件留言咨询", POLICY_QUESTION, QuestionForm
    template_name = "mailbox/letter.html"

    @cached_property
    def documents(self) -> QuerySet[Publication]:
        """The newest policy documents, and the one that the address or the form names."""
        policies = [kind.code for kind in publication_kinds.all_kinds() if kind.is_policy]
        public = Publication.objects.public().filter(kind__in=policies)
        newest = list(public.order_by("-listed_on", "-pk").values_list("pk", flat=True)[:MOST_DOCUMENTS])
        named = number_of(self.request.POST.get("document") or self.request.GET.get("d", ""))
        return public.filter(Q(pk__in=newest) | Q(pk=named)).order_by("-listed_on", "-pk")

    def form_arguments(self) -> dict[str, Any]:
        return {"documents": self.documents}

    def initial(self) -> dict[str, Any]:
        return {"document": number_of(self.request.GET.get("d", ""))}

    def facts(self, form: Any) -> Mapping[str, Any]:
        return {"document": form.cleaned_data["document"]}

    def more(self) -> dict[str, Any]:
        named = number_of(self.request.GET.get("d", ""))
        document = self.documents.filter(pk=named).first() if named else None
        return {"document": document, "selected": queries.published(SHOWN, COLUMNS[POLICY_QUESTION])}


@dataclass(frozen=True)
class Line:
    label: str
    figures: Figures


def figures(request: HttpRequest) -> HttpResponse:
    """How many letters came and how they were answered, by month of the last year and by kind."""
    today = clock.today()
    first = months_before(today.replace(day=1), 11)
    months = [months_before(today.replace(day=1), back) for back in range(11, -1, -1)]
    ends = [*months[1:], months_before(today.replace(day=1), -1)]
    lines = [Line(f"{day.year}年{day.month}月", queries.figures(_start(day), _start(end))) for day, end in zip(months, ends, strict=True)]  # fmt: skip
    kinds = [Line(kind.label, queries.figures(_start(first), _start(ends[-1]), kind.code)) for kind in letter_kinds.all_kinds()]  # fmt: skip
    context = {
        "title": "来信办理统计",
        "first": first,
        "today": today,
        "total": queries.figures(_start(first), _start(ends[-1])),
        "months": list(reversed(lines)),
        "kinds": kinds,
        "selected": queries.published(SHOWN * 2),
    }
    return answer(request, "mailbox/figures.html", navigation.current(), context, main="interact")


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.BUREAU_ZONE)
