"""Whatever a stranger types into an address, the answer is a page, never a fault."""

from urllib.parse import quote

import pytest

from . import factories

STRINGS = (
    "", "0", "-1", "1e9", "9" * 8, "9" * 40, "٣", "²", "%00", "\x00", "\ud7ff", "\u202e", "'; DROP TABLE x;--", "<script>", "{{7*7}}",
    "../../etc/passwd", "%", "_", "%25", "\\", "a" * 3000, "𠮷" * 50, "2026-06-01_", "2026-06-01_9" + "9" * 30, "0001-01-01_1",
    "9999-12-31_5", "[]", "null", "\n\r", "，，，",
)  # fmt: skip
ADDRESSES = (
    "/c/open.policy.other/?page={}", "/c/open.policy.other/?year={}", "/c/open.policy.other/?kind={}", "/c/{}/", "/s?q={}",
    "/catalogue/?q={}", "/catalogue/?node={}", "/catalogue/{}/", "/catalogue/A1/?before={}", "/catalogue/monthly/2026-6/?before={}",
    "/doc/{}", "/n/{}", "/d/{}/", "/d/1/v/{}/", "/d/1/diff/{}/1/", "/d/{}/r/1/", "/d/1/r/{}/", "/d/1/r/?after={}", "/d/1/a/{}/x", "/f/{}",
    "/sitemap-{}.xml", "/api/v1/publications?cursor={}", "/api/v1/publications?column={}", "/api/v1/publications?year={}",
    "/api/v1/publications?updated_since={}", "/api/v1/publications?updated_since=2020-01-01T00:00:00Z&cursor={}",
    "/api/v1/publications?limit={}", "/api/v1/publications/{}", "/{}",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_string_in_an_address_is_a_fault(team, client, address):
    factories.many(team, 2)
    client.raise_request_exception = False
    for text in STRINGS:
        response = client.get(address.format(quote(text, safe="")))
        assert response.status_code < 500, text


@pytest.mark.parametrize("name", ["year=2026&year=x", "page=2&kind=", "q=%FF%FE", "q=%ED%A0%80"])
def test_odd_queries_are_no_fault(team, client, name):
    for address in ("/c/open.policy.other/", "/s", "/catalogue/", "/api/v1/publications"):
        assert client.get(f"{address}?{name}").status_code < 500


def test_markup_in_titles_and_facts_is_shown_as_text(team, page_of):
    evil = '"><img src=x onerror=alert(1)>'
    publication = factories.policy(team, title=f"通知{evil}", facts={"maker": evil}, summary=evil, keywords="x")
    for address in (
        f"/d/{publication.pk}/",
        "/c/open.policy.other/",
        "/",
        "/open/",
        "/s?q=通知",
        "/catalogue/monthly/2026-6/",
    ):
        assert "<img src=x" not in page_of(address), address
