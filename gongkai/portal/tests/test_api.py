"""The interface for programs."""

from datetime import date

import pytest

from gongkai.publications.models import CatalogueItem
from gongkai.publications.services import removing
from gongkai.publications.tests import factories as make

from . import factories

LIST = "/api/v1/publications"


def walk(client, address):
    """Every item of a list, page by page."""
    found, cursor = [], ""
    while True:
        data = client.get(f"{address}{'&' if '?' in address else '?'}cursor={cursor}").json()
        found += data["items"]
        cursor = data["next"]
        if not cursor:
            return found


def test_paging_by_key_sees_everything_once_in_order(team, client):
    factories.many(team, 7, day=date(2026, 1, 5))
    factories.many(team, 8)
    for address in (
        f"{LIST}?limit=4",
        f"{LIST}?limit=4&column=open.policy",
        f"{LIST}?limit=4&updated_since=2020-01-01T00:00:00Z",
    ):
        found = [item["id"] for item in walk(client, address)]
        assert len(found) == len(set(found)) == 15, address
    dates = [item["listed_on"] for item in walk(client, f"{LIST}?limit=4")]
    assert dates == sorted(dates, reverse=True)


def test_filters_narrow(team, client):
    factories.many(team, 2, day=date(2024, 1, 5))
    news = make.live(team, kind="news", column="news.work")
    assert [item["id"] for item in walk(client, f"{LIST}?kind=news")] == [news.pk]
    assert len(walk(client, f"{LIST}?year=2024")) == 2
    assert len(walk(client, f"{LIST}?column=open")) == 2
    assert walk(client, f"{LIST}?column=open&kind=news") == []


def test_changes_include_removals_without_their_content(team, client):
    publication = make.live(team, title="不该再出现的标题")
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    (item,) = walk(client, f"{LIST}?updated_since=2020-01-01T00:00:00Z")
    assert (item["state"], item["title"], item["number"]) == ("taken_down", None, publication.number)
    assert walk(client, LIST) == []
    gone = client.get(f"{LIST}/{publication.pk}")
    assert gone.status_code == 410 and "不该再出现" not in gone.content.decode()
    assert "no-cache" in gone["Cache-Control"], "left to themselves caches keep a 410 for good"


def test_a_detail_holds_versions_files_and_links(team, client):
    publication = factories.amended(team, factories.policy(team), body="<p>改后。</p>")
    data = client.get(f"{LIST}/{publication.pk}").json()
    assert data["body"] == "<p>改后。</p>" and [version["serial"] for version in data["versions"]] == [2, 1]
    assert data["versions"][1]["url"] == f"/d/{publication.pk}/v/1/" and data["validity"] == "现行有效"
    assert data["facts"] == {"maker": "示例局"}


@pytest.mark.parametrize(
    "address",
    [
        LIST,
        f"{LIST}?column=open",
        f"{LIST}?updated_since=2020-01-01T00:00:00",
        f"{LIST}/%s",
        "/api/v1/columns",
        "/api/v1/catalogue",
    ],
)
def test_every_answer_has_an_etag_costs_little_and_304_when_unchanged(
    team, client, address, django_assert_max_num_queries
):
    publication = factories.policy(team)
    CatalogueItem.objects.create(
        code="A1", node="20-1", order=1, item1="甲", elements="乙", basis="丙", limit_text="丁", subject=team.unit,
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    address = address % publication.pk if "%s" in address else address
    client.get(address)
    with django_assert_max_num_queries(4):
        first = client.get(address)
    assert first.status_code == 200
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
    factories.amended(team, publication, title="新的标题")
    if address not in {"/api/v1/columns", "/api/v1/catalogue"}:
        assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_it_only_reads(team, client):
    publication = factories.policy(team)
    for method in ("post", "put", "patch", "delete"):
        for address in (LIST, f"{LIST}/{publication.pk}", "/api/v1/columns", "/api/v1/catalogue"):
            assert getattr(client, method)(address).status_code == 405


def test_it_is_described_and_faults_are_said_in_words(db, client):
    description = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/publications", "/api/v1/publications/{pk}", "/api/v1/columns", "/api/v1/catalogue"} <= set(
        description["paths"]
    )
    assert client.get(f"{LIST}?limit=0").json() == {"detail": "参数格式不对：limit。"}
    assert client.get(f"{LIST}/9").json() == {"detail": "没有这项内容。"}


def test_head_is_answered_like_get_without_a_body(team, client):
    live = make.live(team)
    for address in (LIST, f"{LIST}/{live.pk}", "/api/v1/columns", "/api/v1/catalogue", "/api/v1/openapi.json"):
        got, asked = client.get(address), client.head(address)
        assert asked.status_code == got.status_code == 200, address
        assert asked.content == b"" and asked.headers["Content-Type"] == got.headers["Content-Type"]
        assert asked.headers.get("ETag") == got.headers.get("ETag"), address
        assert asked.headers["Content-Length"] == str(len(got.content))
    etag = client.get(LIST).headers["ETag"]
    assert client.head(LIST, headers={"If-None-Match": etag}).status_code == 304
    assert client.head(f"{LIST}/0").status_code == 404
    for verb in (client.post, client.put, client.delete):
        assert verb(LIST).status_code == 405
    assert "head" not in client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/publications"]
