"""The search page with its facets, its help when nothing is found, and the words it offers while one types."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_POST

from gongkai.bureau import limits

from .. import feeds, kept, navigation
from ..queries import feeds as feed_queries
from ..queries import lists, lookup, nothing
from ..search import finding, offering, querylog
from ..search.port import GROUP_LABELS, GROUPS
from ..search.understanding import LONGEST, normalised
from . import errors
from .answers import answer, number_of, text_of
from .asking import keys

VALIDITY_LABELS = {"in_force": "现行有效", "pending": "尚未施行", "expired": "失效", "repealed": "废止"}
YEARS_SHOWN = 6
HELP_SERVICES = 4


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One way to narrow the results; an address of its own."""

    label: str
    count: int
    url: str
    current: bool


def search(request: HttpRequest) -> HttpResponse:
    """Results for what was typed; every state of the page has an address that can be kept."""
    limits.take(form="search")
    wanted = wanted_of(request)
    nav = navigation.current()
    if wanted.column and nav.shown(wanted.column) is None:
        raise Http404
    if wanted.typed and not wanted.narrowed and (pk := _by_index_number(wanted.typed)) is not None:
        return redirect(f"/d/{pk}/")
    found = finding.find(wanted, nav)
    if wanted.page > found.pages:
        return redirect(address(wanted))
    if not found.meaning.empty and wanted.page == 1 and not wanted.narrowed:
        querylog.note(normalised(wanted.typed), wanted.column, found=bool(found.total))
    return answer(request, "portal/search.html", nav, context(found, nav, request))


def _by_index_number(typed: str) -> int | None:
    """The item of a 索引号, which is a permanent address; they hold a slash or a dash, other queries cost nothing."""
    return lookup.by_number(typed.upper()) if "/" in typed or "-" in typed else None


def wanted_of(request: HttpRequest) -> finding.Wanted:
    """What the address asks; whatever in it makes no sense is left out."""
    group, validity = text_of(request, "group", 20), text_of(request, "validity", 20)
    return finding.Wanted(
        typed=text_of(request, "q", LONGEST),
        column=text_of(request, "column"),
        group=group if group in GROUPS else "",
        validity=validity if validity in VALIDITY_LABELS else "",
        year=min(number_of(text_of(request, "year", 9)), 9999),
        audience={"person": "person", "company": "company"}.get(text_of(request, "audience", 10), ""),
        by_date=text_of(request, "sort", 10) == "date",
        literal=text_of(request, "literal", 1) == "1",
        page=max(1, number_of(text_of(request, "page", 9), 1)),
    )


def address(wanted: finding.Wanted, **changes: Any) -> str:
    """The permanent address of a search; any change leads back to its first page."""
    values = {"q": wanted.typed, "column": wanted.column, "group": wanted.group, "validity": wanted.validity,
              "year": wanted.year or "", "audience": wanted.audience, "sort": "date" if wanted.by_date else "",
              "literal": "1" if wanted.literal else ""} | changes  # fmt: skip
    return f"/s?{urlencode({name: value for name, value in values.items() if value})}"


def context(found: finding.Found, nav: navigation.Navigation, request: HttpRequest) -> dict[str, Any]:
    wanted = found.wanted
    column = nav.shown(wanted.column)
    nothing = not found.meaning.empty and not found.total and not found.best
    return {
        "found": found,
        "wanted": wanted,
        "words": wanted.typed,
        "column": column,
        "everywhere": address(wanted, column="") if column else "",
        "facets": [] if found.fallback else _facets(found),
        "narrowed": wanted.narrowed,
        "widened": address(wanted, group="", validity="", year=""),
        "feed": address(wanted).replace("/s?", "/s.atom?", 1),
        "corrected_url": address(wanted, q=found.suggestion) if found.suggestion else "",
        "literal_url": address(wanted, literal="1"),
        "by_rank": address(wanted, sort=""),
        "by_date": address(wanted, sort="date"),
        "pager": [
            (number, address(wanted, page=number) if number > 1 else address(wanted)) for number in _pages(found)
        ],
        "before": _page_address(wanted, wanted.page - 1) if wanted.page > 1 else "",
        "after": _page_address(wanted, wanted.page + 1) if wanted.page < found.pages else "",
        "hot": querylog.hot(nav) if found.meaning.empty or nothing else [],
        "nothing": nothing,
        "services": lists.newest("service", HELP_SERVICES) if nothing else [],
        "thanks": nothing and text_of(request, "told", 1) == "1",
        "ask": next((node.url for code in ("interact.mailbox", "interact.consult") if (node := nav.shown(code))), ""),
        "group_labels": GROUP_LABELS,
    }


def _page_address(wanted: finding.Wanted, page: int) -> str:
    return address(wanted, page=page if page > 1 else "")


def _pages(found: finding.Found) -> list[int]:
    near = range(max(1, found.wanted.page - 2), min(found.pages, found.wanted.page + 2) + 1)
    return list(near) if found.pages > 1 else []


def _facets(found: finding.Found) -> list[tuple[str, list[FacetLink]]]:
    """Groups, validity and years with their counts, each under what the others narrow to."""
    wanted, counted = found.wanted, found.answer
    groups = [_facet(wanted, "group", group, GROUP_LABELS[group], counted.groups.get(group, 0)) for group in GROUPS]
    validities = [_facet(wanted, "validity", code, label, counted.validities.get(code, 0))
                  for code, label in VALIDITY_LABELS.items()]  # fmt: skip
    years = [_facet(wanted, "year", year, f"{year}年", counted.years[year])
             for year in sorted(counted.years, reverse=True)[:YEARS_SHOWN]]  # fmt: skip
    rows = [("类别", "group", groups), ("效力", "validity", validities), ("年份", "year", years)]
    return [
        (label, [_all_of(wanted, name), *shown])
        for label, name, facets in rows
        if len(shown := [facet for facet in facets if facet.count or facet.current]) > 1 or getattr(wanted, name)
    ]


def _all_of(wanted: finding.Wanted, name: str) -> FacetLink:
    return FacetLink("全部", 0, address(wanted, **{name: ""}), not getattr(wanted, name))


def _facet(wanted: finding.Wanted, name: str, value: Any, label: str, count: int) -> FacetLink:
    return FacetLink(label, count, address(wanted, **{name: value}), getattr(wanted, name) == value)


def suggest(request: HttpRequest) -> HttpResponseBase:
    """Words and titles that begin like what is typed; without anything typed what is often asked. For a script."""
    limits.take(form="suggest")
    nav = navigation.current()
    response = JsonResponse({"suggestions": offering.suggestions(text_of(request, "q", LONGEST), nav)})
    response.headers["Cache-Control"] = "no-cache"
    return response


@csrf_exempt  # no cookie, no session: nothing that a foreign page could ride on, and the origin is checked
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """A reader tells that he did not find what he looked for: the words are counted, nothing else is taken down."""
    if not keys.same_origin(request):
        return errors.forbidden(request)
    limits.take(form="report")
    typed = normalised(request.POST.get("q", "")[: LONGEST * 4])
    column = request.POST.get("column", "")[:80]
    nav = navigation.current()
    querylog.note(typed, column if nav.shown(column) else "", found=False, reported=True)
    return redirect(f"/s?{urlencode({'q': typed, 'told': '1'})}")


@kept.absent(nothing.no_feed)
@cache_control(no_cache=True)
@conditional_page
def feed(request: HttpRequest, written_as: str) -> HttpResponse:
    """What a search finds, the newest first, for those who follow it."""
    limits.take(form="search")
    wanted, nav = wanted_of(request), navigation.current()
    if not wanted.typed or (wanted.column and nav.shown(wanted.column) is None):
        raise Http404
    found = finding.find(replace(wanted, by_date=True, page=1, size=feed_queries.ENTRIES), nav)
    ids = [row.publication for row in found.rows if row.publication]
    about = feeds.Feed(f"搜索：{wanted.typed}", address(wanted), request.get_full_path(), "最近公开的符合这些词的信息")
    return feeds.answer(request, written_as, about, feed_queries.these(ids))
