"""Every route again: which may be kept, which see cheaply that there is nothing, and the headers that readers get."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from gongkai.portal.services import seed_columns
from gongkai.portal.tests.reading import reader
from gongkai.publications.tests import factories as make

from .routes import PUBLIC, ROUTES
from .test_access import filled

pytestmark = pytest.mark.django_db(transaction=True)

# Decide first whether an address says the same to everybody and knows what it shows (docs/pages.md), then add it.
KEPT = {
    "", "open/", "en/", "c/<str:code>/", "c/<str:code>/feed.<str:written_as>", "feed.<str:written_as>", "d/<int:pk>/",
    "d/<int:pk>/v/<int:serial>/", "d/<int:pk>/diff/<int:older>/<int:newer>/", "d/<int:pk>/r/", "d/<int:pk>/r/<int:record>/",
    "catalogue/", "catalogue/<str:code>/", "catalogue/monthly/<int:year>-<int:month>/", "map/", "about/", "developers/",
}  # fmt: skip
# Addresses with parts of any kind whose answer is always there, or that are asked for by programs we know.
NEED_NO_PROBE = {
    "catalogue/monthly/<int:year>-<int:month>/", "elder/<int:size>/", "sitemap-<int:number>.xml",
    r"^f/(?P<digest>[0-9a-f]{64})(?:\.[a-z0-9]{1,5})?$",
}  # fmt: skip


def views(resolver=None, prefix=""):
    """Each route with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback
        else:
            yield from views(entry, prefix + str(entry.pattern))


def test_the_declared_routes_are_those_decided_here_and_all_are_public():
    declared = {route for route, view in views() if hasattr(view, "kept")}
    assert declared == KEPT
    assert {ROUTES[route] for route in declared} == {PUBLIC}
    assert not [route for route in declared if route.startswith(("desk/", "api/", "style/"))]


def test_every_public_address_with_free_parts_sees_cheaply_that_there_is_nothing():
    free = {
        route: view
        for route, view in views()
        if ROUTES[route] == PUBLIC and re.search(r"[<(]", route) and not route.startswith(("desk/", "api/"))
    }
    assert {route for route, view in free.items() if not hasattr(view, "absent")} - NEED_NO_PROBE == set()


@pytest.fixture
def read(tmp_path, monkeypatch):
    seed_columns()
    return reader(tmp_path / "pages", monkeypatch)


SITE = sorted(route for route, audience in ROUTES.items() if audience == PUBLIC and not route.startswith("desk/"))


def test_every_public_route_bears_its_headers_whether_kept_or_not(read):
    team = make.Team()
    version, publication = make.draft(team), make.live(team)
    for route in SITE:
        address = filled(route, version, publication)
        for answer in (read.get(address), read.get(address)):
            assert answer.status < 500, address
            headers = answer.headers
            assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY", address
            assert "default-src 'self'" in headers["Content-Security-Policy"], address
            assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
            if not route.startswith("elder/"):
                assert "Set-Cookie" not in headers, address
            if answer.status == 200 and headers["Content-Type"].startswith("text/html"):
                assert "Cookie" in headers["Vary"], f"{address} depends on the elder mode"
                assert headers.get("Cache-Control"), address
            assert not answer.kept or route in KEPT or answer.status == 404, address


def test_no_file_exists_but_of_declared_routes(read):
    team = make.Team()
    version, publication = make.draft(team), make.live(team)
    resolve = get_resolver().resolve
    for route in ROUTES:
        read.get(filled(route, version, publication))
    for name in read.files():
        variant, _, path = name.partition("/")
        if variant != "notfound":
            place = "/" + path.partition(",")[0]
            place = place if "." in place.rpartition("/")[2] and "feed" in place else place.rstrip("/") + "/"
            assert hasattr(resolve(place).func, "kept"), name
    assert version.title not in "".join((read.store.live / name).read_text() for name in read.files())
