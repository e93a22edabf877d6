"""Every page of the desk that a route shows, as somebody who may see it: no barrier that axe-core can find (WCAG 2.2 AA).

The public pages are walked by `gongkai/portal/tests/test_browser.py`.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.test.signals import template_rendered

from gongkai.journal.models import Entry
from gongkai.publications.services import reviewing, sets
from gongkai.publications.tests import factories as make

from .routes import EVERYONE, PUBLIC, ROUTES, STAFF
from .test_access import filled, world  # noqa: F401  the fixture
from .walk import PACKAGE

pytestmark = pytest.mark.django_db(transaction=True)
TEMPLATES = PACKAGE / "desk" / "templates"
# Rendered only in a state that other browser tests bring about; each is checked there.
ELSEWHERE = {
    "desk/bulk.html": "test_base_browser",
    "desk/account/code.html": "test_account_browser",
    "desk/account/enrol.html": "test_account_browser",
    "desk/administration/one_time_password.html": "test_account_browser",
    "desk/publishing/_difference.html": "test_publishing_accessible",
    "desk/publishing/archive.html": "test_publishing_accessible",
}
TABS = ("", "?tab=checks", "?tab=files", "?tab=opinions", "?tab=links", "?tab=versions")
NO_PAGES = ("logout/", "file/", "columns/", "filters/", "typed/", "pictures/", "check/", "delete/", "/end/")


def reviewing_until_signed(team):
    """A version that only the signature is missing from."""
    version = make.in_review(team)
    while version.step_duty() != "sign":
        version = reviewing.pass_step(
            version=version, reviewer=getattr(team, version.step_duty()), seen=version.fingerprint
        )
    return version


def may_see(people, audience):
    return "draft" if audience == EVERYONE else next(who for who in people if who in audience.split("|"))


def test_no_page_of_the_desk_has_a_barrier(world, open_page, live_server, assert_accessible):  # noqa: F811
    team, people, version, publication = world
    shown, waiting = set(), reviewing_until_signed(team)
    made = sets.make(title="历史资料", unit=team.unit, author=team.draft, versions=[make.draft(team).pk])
    own = {"officials": str(team.draft.pk), "units": str(team.unit.pk), "leaders": str(people["leader"].pk),
           "sets": str(made.pk), "leader": str(waiting.pk), "journal": str(Entry.objects.latest("pk").pk), "as-of": str(publication.pk)}  # fmt: skip

    def note(signal, sender, template, **more):
        shown.add(Path(template.origin.name))

    page = open_page(viewport={"width": 390, "height": 844})
    template_rendered.connect(note)
    try:
        for route in sorted(route for route in ROUTES if route.startswith(STAFF) and not route.endswith(NO_PAGES)):
            page.context.clear_cookies()
            client = Client()
            if ROUTES[route] != PUBLIC:
                client.force_login(people[may_see(people, ROUTES[route])])
                value = client.cookies[settings.SESSION_COOKIE_NAME].value
                page.context.add_cookies(
                    [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
                )
            for case in (version, publication.live_version):
                address = filled(route, case, case.publication).replace("999999", own.get(route.split("/")[1], "0"))
                answer = client.get(address)
                if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                    continue
                for tab in TABS if route == "desk/p/<int:pk>/" else ("",):
                    page.goto(address + tab)
                    assert_accessible(page)
                    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    finally:
        template_rendered.disconnect(note)
    missing = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")} - {
        str(path.relative_to(TEMPLATES)) for path in shown if path.is_relative_to(TEMPLATES)
    }
    assert not (missing - set(ELSEWHERE)), "\n".join(sorted(missing - set(ELSEWHERE)))
