"""Feeds of the site and of each column, and the description by which browsers offer our search."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from .. import feeds, kept, navigation
from ..queries import feeds as feed_queries
from ..queries import nothing
from .machine import base_address

# A reader may keep the feed, but asks before it uses it: what was taken down must be gone.
ask_again = cache_control(no_cache=True)


@kept.absent(nothing.no_feed)
@kept.page()
@ask_again
@conditional_page
def site(request: HttpRequest, written_as: str) -> HttpResponse:
    """What is new or changed anywhere."""
    feed = feeds.Feed(settings.BUREAU["name"], "/", request.path, "最新公开和更新的政府信息")
    return feeds.answer(request, written_as, feed, feed_queries.newest())


@kept.absent(nothing.no_feed)
@kept.page()
@ask_again
@conditional_page
def column(request: HttpRequest, code: str, written_as: str) -> HttpResponse:
    """What is new or changed in a column and those under it."""
    node = navigation.current().shown(code)
    if node is None:
        raise Http404(code)
    feed = feeds.Feed(node.name, node.url, request.path, node.description)
    return feeds.answer(request, written_as, feed, feed_queries.newest(code))


def opensearch(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: a browser can offer our search in its own box."""
    text = render_to_string("portal/opensearch.xml", {"site": settings.BUREAU, "base": base_address(request)})
    return HttpResponse(text, content_type="application/opensearchdescription+xml; charset=utf-8")
