"""Before what is dangerous the second factor is asked again, whoever sits at the desk and however fresh the login is."""

from datetime import timedelta
from types import SimpleNamespace

import pyotp
import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from gongkai.bureau.models import KeyAct, LoginAttempt
from gongkai.bureau.services import changes, keys
from gongkai.desk.views import ActPage
from gongkai.desk.views.act import ActForm
from gongkai.desk.views.listing import ListPage
from gongkai.journal import clock
from gongkai.journal.models import Entry

from .routes import DANGEROUS, EVERYONE, GUARDED, ROUTES
from .test_access import filled, world  # noqa: F401  the fixture

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def pages(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), getattr(entry.callback, "view_class", None)
        else:
            yield from pages(entry, prefix + str(entry.pattern))


PAGES = dict(pages())


def test_exactly_the_acts_on_the_list_ask():
    asking = {route for route, page in PAGES.items() if page and issubclass(page, ActPage) and page.dangerous}
    assert asking == set(DANGEROUS)
    assert {route for route, page in PAGES.items() if page and issubclass(page, ListPage) and page.guarded} == set(
        GUARDED
    )
    assert not any(page.bulk_acts for route, page in PAGES.items() if route in GUARDED)


def code(moment=None):
    return pyotp.TOTP(SECRET).at(moment or clock.real_now())


@pytest.fixture
def place(world):  # noqa: F811
    """Everybody with a second factor, and something that each dangerous act could be about."""
    team, people, version, publication = world
    for person in people.values():
        person.totp_secret = SECRET
        person.save()
    change = changes.propose(official=people["draft"], change={"do": "deactivate"}, reason="离职",
                             proposer=people["system"])  # fmt: skip
    rotation = keys.propose(key=KeyAct.Key.DATA, reason="定期", proposer=people["system"])
    own = {"changes": change.pk, "keys": rotation.pk, "officials": people["draft"].pk}
    return SimpleNamespace(people=people, version=version, publication=publication, own=own)


@pytest.mark.parametrize("route", sorted(DANGEROUS))
def test_the_act_is_not_carried_out_without_a_valid_code(place, route, monkeypatch):
    page, done = PAGES[route], []
    monkeypatch.setattr(page, "refusals", lambda self: ())
    monkeypatch.setattr(page, "facts", lambda self: [])
    monkeypatch.setattr(page, "heading", lambda self: "办理")
    monkeypatch.setattr(page, "form_class", ActForm)
    monkeypatch.setattr(page, "perform", lambda self, form: done.append(form) or "/desk/")
    audience = ROUTES[route]
    who = place.people["draft" if audience == EVERYONE else audience.split("|")[-1]]
    address = filled(route, place.version, place.publication)
    address = address.replace("999999", str(place.own.get(route.split("/")[1], 0)))
    client = Client()
    client.force_login(who)
    assert 'name="code"' in client.get(address).content.decode()
    given = {"reason": "原因", "submission_key": "k"}
    for wrong in ({}, {"code": ""}, {"code": "000000"}, {"code": code(clock.real_now() - timedelta(minutes=5))}):
        assert client.post(address, given | wrong).status_code == 422
    assert not done
    assert LoginAttempt.objects.filter(username=who.username).count() == 2, "each wrong code counts towards the lock"
    assert client.post(address, given | {"code": code()}).status_code == 302
    assert len(done) == 1


def test_the_journal_leaves_the_house_only_within_ten_minutes_of_a_code(place, time_machine):
    start = clock.real_now()
    time_machine.move_to(start, tick=False)
    client = Client()
    client.force_login(place.people["audit"])
    for address in GUARDED:
        target = f"/{address}?export=csv"
        answer = client.get(target)
        assert answer.status_code == 302 and answer.url.startswith("/desk/again/?next=")
        assert not Entry.objects.filter(event="desk.exported").exists()
    given = client.post(answer.url, {"code": code(), "submission_key": "k"})
    assert given.url == target
    assert client.get(target).status_code == 200
    assert Entry.objects.filter(event="desk.exported").exists()
    time_machine.move_to(start + timedelta(minutes=11), tick=False)
    assert client.get(target).status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/desk/", "/d/1/"])
def test_giving_the_code_leads_nowhere_but_to_the_desk(place, target):
    client = Client()
    client.force_login(place.people["audit"])
    answer = client.post(f"/desk/again/?next={target}", {"code": code(), "submission_key": "k"})
    assert answer.url == "/desk/"
