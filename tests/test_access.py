"""Role × route × method × ownership: every route has its row, and opens for exactly those whom the row names."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from gongkai.bureau.models import DutyCode
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.portal.services import seed_columns
from gongkai.publications.tests import factories as make

from .routes import EVERYONE, FORMS, PUBLIC, ROUTES, STAFF

pytestmark = pytest.mark.django_db


def walked(resolver=None, prefix: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)
        else:
            yield from walked(entry, prefix + str(entry.pattern))


def test_every_route_has_its_row_and_every_row_its_route():
    routes = set(walked())
    assert routes - set(ROUTES) == set(), "decide who may use it, then add it to tests/routes.py"
    assert set(ROUTES) - routes == set(), "rows of routes that are no more"


@pytest.fixture
def world():
    """Somebody of every kind, and a draft and a public item of one unit."""
    seed_columns()
    team = make.Team()
    people = {code: bureau.official(code, of=team.unit, scope=team.unit) for code in DutyCode.values}
    people |= {role: bureau.official(of=team.unit, admin_role=role) for role in ("system", "security", "audit")}
    people["leader"] = bureau.official(of=team.unit, is_leader=True)
    return team, people, make.draft(team), make.live(team)


def filled(route: str, version, publication) -> str:
    """An address of the route, with the draft's numbers where they fit."""
    own = {"<int:pk>": str(version.pk if "/v/" in route else version.publication_id), "<slug:kind>": "notice",
           "<int:unit>": str(publication.unit_id), "<str:code>": "news", "<path:doc_no>": "测绿〔2026〕1号",
           "<path:number>": "X/1", "<int:year>-<int:month>": "2026-6", "<int:serial>": "1", "<int:older>": "1",
           "<int:newer>": "2", "<int:size>": "125", "<slug:finding>": "abc", "<path:finding>": "abc", "<str:name>": "a.docx", "<str:day>": f"{clock.today()}",
           "list.<str:written_as>": "list.csv"}  # fmt: skip
    if route.startswith("desk/") and not re.match(r"desk/[pv]/", route):
        own["<int:pk>"] = "999999"
    route = route.replace(r"^f/(?P<digest>[0-9a-f]{64})(?:\.[a-z0-9]{1,5})?$", "f/" + "0" * 64)
    for part, value in own.items():
        route = route.replace(part, value)
    return "/" + re.sub(r"<\w+:\w+>", "1", route)


def outcome(answer) -> str:
    """What an answer means for who asked: out, forbidden, absent or in."""
    assert answer.status_code < 500, answer
    if answer.status_code == 302 and answer.url.startswith("/desk/login/?"):
        return "out"
    return {403: "forbidden", 404: "absent"}.get(answer.status_code, "in")


def asked(client: Client, address: str) -> set[str]:
    found = {outcome(client.get(address)), outcome(client.post(address, {"submission_key": "x"}))}
    return found - {"absent"} if len(found) > 1 else found


@pytest.mark.parametrize("route", sorted(route for route in ROUTES if route.startswith(STAFF)))
def test_a_route_opens_for_exactly_those_whom_its_row_names(world, route):
    team, people, version, publication = world
    audience = ROUTES[route]
    address = filled(route, version, publication)
    before = Entry.objects.count()
    if audience != PUBLIC:
        assert asked(Client(), address) == {"out"}, "without login"
    for who, person in people.items():
        client = Client()
        client.force_login(person)
        allowed = audience in (PUBLIC, EVERYONE) or who in audience.split("|")
        answers = asked(client, address)
        if allowed:
            assert "forbidden" not in answers and "out" not in answers, (who, answers)
        else:
            assert answers == {"forbidden"}, (who, answers)
    if audience != PUBLIC and not route.endswith("logout/"):
        spoken = Entry.objects.filter(pk__gt=0).order_by("-pk")[: Entry.objects.count() - before]
        events = {entry.event for entry in spoken}
        assert not any(name.startswith("bureau.change") or name.endswith("released") for name in events)


OWNED = sorted(route for route in ROUTES if re.match(r"desk/[pv]/<int:pk>/", route))


@pytest.mark.parametrize("route", OWNED)
def test_a_draft_is_not_there_for_those_who_have_nothing_to_do_with_its_unit(world, route):
    team, people, version, publication = world
    elsewhere = bureau.unit("elsewhere")
    for duty in DutyCode.values:
        stranger = bureau.official(duty, of=elsewhere, scope=elsewhere)
        client = Client()
        client.force_login(stranger)
        answers = {client.get(filled(route, version, publication)).status_code,
                   client.post(filled(route, version, publication), {"submission_key": "x"}).status_code}  # fmt: skip
        assert answers <= {403, 404, 405}, (duty, answers)


@pytest.mark.parametrize("route", sorted(route for route in ROUTES if not route.startswith(STAFF)))
def test_public_routes_answer_anybody_set_no_cookie_and_take_no_posts(world, route):
    team, people, version, publication = world
    client = Client(enforce_csrf_checks=True)
    address = filled(route, version, publication)
    answer = client.get(address)
    assert answer.status_code < 500
    assert set(answer.cookies) <= ({"elder"} if route.startswith("elder/") else set())
    assert answer.headers["Content-Security-Policy"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    posted = client.post(address, {"x": "1"})
    taken = {422} if route in FORMS else {403, 404, 405, 301, 302}
    assert posted.status_code in taken and not posted.cookies, posted
    assert version.title not in answer.content.decode("utf-8", "ignore") if not answer.streaming else True
