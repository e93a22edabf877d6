"""Feeds: valid, bounded, stable; what is removed leaves them, what is corrected comes back and says so."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import feedparser
import pytest

from gongkai.journal import clock
from gongkai.portal import feeds
from gongkai.portal.queries import feeds as queries
from gongkai.publications.services import removing
from gongkai.publications.tests import factories as make

from . import factories
from .conftest import MORNING

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = MORNING + timedelta(days=2)


@pytest.fixture
def read(client):
    def get(address):
        response = client.get(address)
        assert response.status_code == 200, address
        if address.endswith("json"):
            assert response["Content-Type"] == "application/feed+json; charset=utf-8"
            return json.loads(response.content)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        return feedparser.parse(response.content)

    return get


@pytest.mark.parametrize("address", ["/feed", "/c/open.policy/feed", "/c/open/feed"])
def test_both_formats_name_the_same_items_by_the_same_ids(team, read, address):
    with clock.at(MORNING):
        policy = factories.policy(team, summary="调整闭园时间。")
    atom, plain = read(f"{address}.atom"), read(f"{address}.json")
    assert not atom.bozo and [entry.id for entry in atom.entries] == [item["id"] for item in plain["items"]]
    assert atom.entries[0].id == f"tag:127.0.0.1,2026:/d/{policy.pk}/" and atom.entries[0].title == policy.title
    assert plain["items"][0]["content_text"] == "调整闭园时间。" and plain["version"].endswith("/1.1")
    assert plain["feed_url"].endswith(f"{address}.json") and atom.feed.links[-1].href.endswith(f"{address}.atom")


def test_an_atom_feed_has_every_element_that_the_standard_requires(team, client):
    with clock.at(MORNING):
        factories.many(team, 3)
    tree = ElementTree.fromstring(client.get("/feed.atom").content)  # noqa: S314  our own feed
    for place in (tree, *tree.findall(f"{ATOM}entry")):
        assert all(place.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert tree.find(f"{ATOM}author/{ATOM}name") is not None
    assert {link.get("rel") for link in tree.findall(f"{ATOM}link")} == {"alternate", "self"}
    assert tree.findtext(f"{ATOM}updated") == max(tree.findtext(f"{ATOM}updated", ""), "2026-06-02T09:30:00+08:00")


def test_an_item_of_a_json_feed_has_what_the_standard_requires(team, read):
    with clock.at(MORNING):
        factories.many(team, 3)
    said = read("/feed.json")
    assert said["title"] and said["home_page_url"].endswith("/")
    for item in said["items"]:
        assert isinstance(item["id"], str) and item["content_text"] and item["date_published"].endswith("+08:00")


def test_what_is_taken_down_or_withdrawn_is_in_no_feed(team, read):
    with clock.at(MORNING):
        live = factories.policy(team)
        gone = [make.taken_down(team), make.withdrawn(team), make.erased(team)]
        for form in ("/feed.json", "/c/news/feed.json"):
            urls = str(read(form)) if form == "/feed.json" else ""
            assert f"/d/{live.pk}/" in urls or form != "/feed.json"
            assert not any(f"/d/{row.pk}/" in urls for row in gone)
        removing.take_down(publication=live, officer=team.duty_officer, reason_code="error", reason="有误")
    assert read("/feed.json")["items"] == [] and read("/feed.atom").entries == []


def test_a_corrected_old_item_comes_back_on_top_and_says_what_was_wrong(team, read):
    with clock.at(MORNING):
        old = factories.policy(team, body="<p>请知悉。</p>")
        factories.many(team, queries.ENTRIES + 5, day=clock.today() + timedelta(days=1))
    assert f"/d/{old.pk}/" not in str(read("/c/open.policy/feed.json"))
    with clock.at(LATER):
        factories.corrected(team, old, "请知悉", "请周知")
    with clock.at(LATER):
        item = read("/c/open.policy/feed.json")["items"][0]
    assert item["url"].endswith(f"/d/{old.pk}/") and "勘误：原文“请知悉”更正为“请周知”" in item["content_text"]
    assert item["date_published"] < item["date_modified"] == "2026-06-04T09:30:00+08:00"


def test_an_amended_and_a_repealed_item_say_so(team, read):
    with clock.at(MORNING):
        amended = factories.amended(
            team, factories.policy(team, body="<p>一。</p>"), note="调整时间", body="<p>二。</p>"
        )
        repealed = factories.policy(team)
        type(repealed).objects.filter(pk=repealed.pk).update(repealed_on="2026-06-01")
        said = {item["url"]: item["content_text"] for item in read("/feed.json")["items"]}
    assert any(url.endswith(f"/d/{amended.pk}/") and "修订：调整时间" in text for url, text in said.items())
    assert any(url.endswith(f"/d/{repealed.pk}/") and "（废止）" in text for url, text in said.items())


def test_a_feed_costs_the_same_for_any_number_of_items(team, client, django_assert_num_queries):
    with clock.at(MORNING):
        for number in (1, 60):
            factories.many(team, number)
            client.get("/c/open.policy/feed.atom")
            with django_assert_num_queries(3):
                found = queries.newest()
            with django_assert_num_queries(4):
                client.get("/c/open.policy/feed.atom")
            assert len(found) == min(queries.ENTRIES, number)


def test_material_taken_over_from_an_older_site_does_not_push_out_what_is_new(team, read):
    with clock.at(MORNING):
        new = factories.policy(team)
    with clock.at(LATER):
        rows = factories.many(team, 40)
        type(new).objects.filter(pk__in=[row.pk for row in rows]).update(
            legacy=True, listed_on="2001-01-01", changed_at=LATER, released_at=LATER
        )
        assert read("/feed.json")["items"][0]["url"].endswith(f"/d/{new.pk}/")


def test_an_unchanged_feed_is_answered_with_304_and_an_unknown_one_with_404(team, client):
    with clock.at(MORNING):
        factories.policy(team)
    first = client.get("/feed.atom")
    assert client.get("/feed.atom", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert "no-cache" in first["Cache-Control"]
    for address in ("/feed.rss", "/c/nowhere/feed.atom", "/c/news.media/feed.json", "/c/open.policy/feed."):
        assert client.get(address).status_code == 404


def test_an_empty_site_has_a_valid_empty_feed(db, read):
    assert read("/feed.atom").entries == [] and not read("/feed.atom").bozo
    assert read("/feed.json")["items"] == []


def test_markup_in_a_title_stays_text(team, read):
    with clock.at(MORNING):
        policy = factories.policy(team, title="<b>甲</b>&乙")
        type(policy).objects.filter(pk=policy.pk).update(summary="纵向制表\x0b符")
    assert not read("/feed.atom").bozo
    assert read("/feed.json")["items"][0]["title"] == "<b>甲</b>&乙"


def test_pages_lead_readers_to_the_feeds_and_to_the_search(team, page_of):
    with clock.at(MORNING):
        policy = factories.policy(team)
    for address in ("/", "/open/", f"/d/{policy.pk}/"):
        text = page_of(address)
        assert 'href="/feed.atom"' in text and 'href="/feed.json"' in text and 'href="/opensearch.xml"' in text
    assert 'href="/c/open.policy/feed.atom"' in page_of("/c/open.policy/")
    assert 'href="/c/open.policy.other/feed.json"' in page_of(f"/d/{policy.pk}/")


def test_the_description_of_the_search_is_what_browsers_read(db, client):
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    tree = ElementTree.fromstring(client.get("/opensearch.xml").content)  # noqa: S314  our own file
    url = tree.find(f"{space}Url[@type='text/html']")
    assert url is not None and url.get("template", "").endswith("/s?q={searchTerms}")
    assert 0 < len(tree.findtext(f"{space}ShortName", "")) <= 16


def test_a_feed_of_other_rows_is_made_of_the_same_parts(team, rf):
    """What the search uses: rows of its own under an address with a query."""
    with clock.at(MORNING):
        factories.policy(team)
        feed = feeds.Feed("搜索：公园", "/s?q=公园", "/s/feed.atom?q=公园")
        answer = feeds.answer(rf.get("/"), "atom", feed, queries.newest())
    assert feedparser.parse(answer.content).feed.links[-1].href.endswith("q=%E5%85%AC%E5%9B%AD")
