"""Finding by number: the look-up page and the permanent addresses by 文号 and 索引号."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils.http import urlencode

from gongkai.bureau import limits

from .. import kept, markup, navigation
from ..queries import lists, lookup, nothing
from .answers import answer, text_of

SHORTEST = 2


def search(request: HttpRequest) -> HttpResponse:
    """Documents with this 文号 or 索引号, then those whose title contains the words."""
    limits.take(form="search")
    words = text_of(request, "q")
    nav = navigation.current()
    if words and (pk := lookup.by_number(words)) is not None:
        return redirect(f"/d/{pk}/")
    numbered = lookup.by_doc_no(words) if words else []
    seen = {row.pk for row in numbered}
    titled = lookup.by_title(words) if len(words) >= SHORTEST else []
    rows = [*numbered, *(row for row in titled if row.pk not in seen)]
    context = {
        "words": words,
        "too_short": bool(words) and len(words) < SHORTEST and not rows,
        "rows": [(row, markup.marked(row.title, words)) for row in rows],
        "capped": len(titled) >= lookup.SHOWN,
        "interpreted": lists.with_interpretation(rows),
    }
    return answer(request, "portal/search.html", nav, context)


@kept.absent(nothing.no_doc_no)
def by_doc_no(request: HttpRequest, doc_no: str) -> HttpResponse:
    """The document with this 文号; the look-up page when several bear it."""
    found = lookup.by_doc_no(doc_no) if doc_no.isprintable() else []
    if not found:
        raise Http404
    return redirect(found[0] if len(found) == 1 else f"/s?{urlencode({'q': doc_no})}")


@kept.absent(nothing.no_number)
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a 索引号."""
    pk = lookup.by_number(number) if number.isprintable() else None
    if pk is None:
        raise Http404
    return HttpResponsePermanentRedirect(f"/d/{pk}/")
