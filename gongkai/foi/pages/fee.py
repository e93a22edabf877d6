"""The scale of the information-processing fee, with a calculator."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gongkai.journal import clock
from gongkai.portal import navigation
from gongkai.portal.pages.answers import answer

from ..forms import FeeForm
from ..rules import fees


def fee(request: HttpRequest) -> HttpResponse:
    """The scale of the information-processing fee, and what a number of items or pages comes to today."""
    form = FeeForm(request.GET or None)
    today, results = clock.today(), {}
    if form.is_bound and form.is_valid():
        first_day = settings.FOI_FEE_FROM
        if form.cleaned_data["items"] is not None:
            results["items"] = fees.by_items(form.cleaned_data["items"], on=today, first_day=first_day)
        if form.cleaned_data["pages"] is not None:
            pages = form.cleaned_data["pages"]
            results["pages"] = fees.by_pages(pages, on=today, brackets=settings.FOI_FEE_PAGES, first_day=first_day)
    context = {
        "title": "信息处理费",
        "form": form,
        "results": results,
        "pages": _page_rows(),
        "items": [(number, fees.rate_of_item(number)) for number in (1, 11, 31, 41, 51)],
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return answer(request, "foi/fee.html", navigation.current(), context, main="open", status=status)


def _page_rows() -> list[tuple[int, int | None, int]]:
    """(from, to, yuan a page) of each bracket."""
    rows, begun = [], 1
    for bracket in settings.FOI_FEE_PAGES:
        rows.append((begun, bracket.until, bracket.rate))
        begun = (bracket.until or 0) + 1
    return rows
