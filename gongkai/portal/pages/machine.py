"""What programs ask a site for: its health, its rules for robots, its map."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.templatetags.static import static

from gongkai.journal import clock
from gongkai.publications.models import ListingCount, Publication

from .. import navigation

PER_FILE = 10_000  # the protocol allows 50,000
CHUNK = 500
SITEMAP = '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
_migrated = False


def health(request: HttpRequest) -> HttpResponse:
    """200 once the database answers and its tables are those of this code; what has been migrated is asked until it is."""
    global _migrated
    try:
        if not _migrated:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    if not _migrated:
        return HttpResponse("migrations\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def base_address(request: HttpRequest) -> str:
    """Scheme and host under which the site is known: those configured, never those a stranger's Host header names."""
    return f"{request.scheme}://{settings.BUREAU['domain']}"


def robots(request: HttpRequest) -> HttpResponse:
    closed = [
        f"Disallow: {path}" for path in ("/desk/", "/style/", "/s?", "/s/", "/elder/", "/ask/follow/", "/ask/receipt/")
    ]
    lines = ["User-agent: *", *closed, f"Sitemap: {base_address(request)}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: to whom one reports a weakness; read again within half a year, as the RFC wants it below one."""
    base, today = base_address(request), clock.today()
    month = today.year * 12 + today.month - 1 + 6
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or f'{base}/about/#security'}",
        f"Expires: {date(month // 12, month % 12 + 1, 1).isoformat()}T00:00:00+08:00",
        "Preferred-Languages: zh, en",
        f"Canonical: {base}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(static("portal/mark.svg"))


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """One file of columns, and one for each ten thousand publications by id."""
    largest = Publication.objects.aggregate(last=Max("id"))["last"] or 0
    names = ["columns", *(str(number) for number in range(largest // PER_FILE + 1))]
    base = base_address(request)
    body = "".join(f"<sitemap><loc>{base}/sitemap-{name}.xml</loc></sitemap>\n" for name in names)
    return HttpResponse(f"{SITEMAP.format('sitemapindex')}{body}</sitemapindex>\n", content_type="application/xml")


def sitemap_columns(request: HttpRequest) -> HttpResponse:
    base = base_address(request)
    counts = ListingCount.objects.filter(year=0, kind="", count__gt=0).values_list("column", "changed_at")
    changed = {code: f"<lastmod>{_written(at)}</lastmod>" for code, at in counts}
    latest = max(changed.values(), default="")
    rows = [("/", latest), ("/open/", latest)]
    rows += [(node.url, changed.get(code, "")) for code, node in navigation.current().nodes.items() if node.shown]
    body = "".join(f"<url><loc>{base}{url}</loc>{at}</url>\n" for url, at in rows)
    return HttpResponse(f"{SITEMAP.format('urlset')}{body}</urlset>\n", content_type="application/xml")


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def sitemap_part(request: HttpRequest, number: int) -> HttpResponseBase:
    if number * PER_FILE > 10**12:
        raise Http404
    return StreamingHttpResponse(_urls(number, base_address(request)), content_type="application/xml")


def _urls(number: int, base: str) -> Iterator[str]:
    rows = Publication.objects.public().filter(pk__gte=number * PER_FILE, pk__lt=(number + 1) * PER_FILE)
    yield SITEMAP.format("urlset")
    for pk, changed in rows.order_by("pk").values_list("pk", "changed_at").iterator(chunk_size=CHUNK):
        yield f"<url><loc>{base}/d/{pk}/</loc><lastmod>{_written(changed)}</lastmod></url>\n"
    yield "</urlset>\n"
