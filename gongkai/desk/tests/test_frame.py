"""Where one is in the desk's navigation."""

import pytest
from lxml import html

from gongkai.bureau.tests import factories as bureau
from gongkai.publications.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    team = make.Team()
    client.force_login(team.draft)
    return team


def where(client, address):
    """The line of the navigation that is marked on this page, before the marks of the page itself."""
    page = html.fromstring(client.get(address).content.decode())
    return page.xpath("//nav[contains(@class,'side')]//a[@aria-current]/span[1]/text()")


def test_who_edits_a_draft_is_at_the_drafts_and_who_looks_at_a_version_at_the_reviews(client, team):
    version = make.draft(team)
    assert where(client, f"/desk/v/{version.pk}/edit/") == ["起草"]
    assert where(client, f"/desk/v/{version.pk}/files/") == ["审核"]
    assert where(client, "/desk/") == ["待办"]


def test_an_administrator_who_edits_an_official_is_not_at_the_drafts(client):
    system = bureau.official(admin_role="system")
    client.force_login(system)
    assert where(client, f"/desk/officials/{system.pk}/edit/") == ["人员与职责"]
