"""Every address of the publishing area, by everybody who might type it."""

import pytest
from django.test import Client

from gongkai.bureau.models import Official
from gongkai.bureau.tests import factories as bureau
from gongkai.desk.urls.publishing import urlpatterns
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db

# Pages that show no record: whoever has the duty may open them.
PLAIN = {
    "drafts": "drafts/", "reviews": "reviews/", "publications": "publications/", "sets": "sets/", "new": "new/",
    "catalogue-state": "publications/catalogue/", "publication-figures": "publications/figures/", "archive": "archive/",
    "archive-new": "archive/new/",
}  # fmt: skip
FURTHER = {"finding": "0" * 64, "file": 1, "link": 1, "record": 1, "kind": "notice", "unit": 1, "pk": 1}


def names():
    return [route.name for route in urlpatterns]


def address(route, **known):
    values = {**FURTHER, **known}
    path = "/desk/" + str(route.pattern)
    for name, converter in route.pattern.converters.items():
        marks = {"IntConverter": "int", "SlugConverter": "slug", "StringConverter": "str", "PathConverter": "path"}
        path = path.replace(f"<{marks[type(converter).__name__]}:{name}>", str(values[name]))
    return path


def test_every_route_has_a_name_of_its_own():
    assert all(names()) and len(names()) == len(set(names()))


@pytest.mark.parametrize("route", urlpatterns, ids=names())
def test_nobody_comes_in_without_logging_in(route):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address(route))
        assert answer.status_code == 302 and answer.url.startswith("/desk/login/")


@pytest.mark.parametrize("route", urlpatterns, ids=names())
def test_an_administrator_without_duties_has_no_business_here(route):
    """三员分立: who keeps the system writes and reviews nothing."""
    for role in (Official.AdminRole.SYSTEM, Official.AdminRole.SECURITY, Official.AdminRole.AUDIT):
        desk = Desk(bureau.official(admin_role=role))
        assert desk.get(address(route)).status_code in {403, 405}
        assert desk.post(address(route)).status_code in {403, 405}


@pytest.mark.parametrize("route", [route for route in urlpatterns if route.name not in PLAIN], ids=lambda r: r.name)
def test_what_another_division_prepares_is_not_there(route):
    team = make.Team()
    version = make.draft(team)
    elsewhere = bureau.unit("elsewhere")
    stranger = Desk(
        bureau.official("draft", "office_review", "publicity", "sign", "duty_officer", "catalogue", of=elsewhere,
                        scope=elsewhere)
    )  # fmt: skip
    of_version = "v/" in str(route.pattern)
    path = address(route, pk=version.pk if of_version else version.publication_id, unit=team.unit.pk)
    assert stranger.get(path).status_code in {404, 405}, path
    assert stranger.post(path, submission_key="x").status_code in {400, 403, 404, 405}, path


@pytest.mark.parametrize("route", urlpatterns, ids=names())
def test_numbers_of_nothing_are_answered(route):
    everything = Desk(bureau.official("draft", "office_review", "publicity", "sign", "duty_officer", "catalogue"))
    path = address(route, pk=999_999, unit=999_999)
    expected = {200} if route.name in PLAIN else {404, 405}
    assert everything.get(path).status_code in expected
    assert everything.post(path, submission_key="x").status_code < 500
