"""The permanent addresses by 文号 and 索引号."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils.http import urlencode

from .. import kept
from ..queries import lookup, nothing


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
