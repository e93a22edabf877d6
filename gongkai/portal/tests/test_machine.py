"""Health, robots, maps, error pages."""

from xml.etree import ElementTree

import pytest
from django.test import RequestFactory

from gongkai.portal.pages import errors
from gongkai.publications.services import removing

from . import factories


def test_health_answers_once_database_and_tables_are_there(db, client, django_assert_max_num_queries):
    assert client.get("/healthz").content == b"ok\n"
    with django_assert_max_num_queries(1):
        assert client.get("/healthz").status_code == 200


def test_robots_and_maps_name_only_what_is_public(team, client):
    live, gone = factories.policy(team), factories.policy(team)
    removing.take_down(publication=gone, officer=team.duty_officer, reason_code="error", reason="有误")
    robots = client.get("/robots.txt", headers={"host": "evil.example"}).content.decode()
    assert "Disallow: /desk/" in robots and "evil.example" not in robots
    closed = [line.removeprefix("Disallow: ") for line in robots.splitlines() if line.startswith("Disallow")]
    for wanted in ("/sitemap.xml", "/static/portal/site.css", "/d/1/", "/s"):
        assert not any(wanted.startswith(path) for path in closed), wanted
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own file
    assert len(index) == 2
    part = b"".join(client.get("/sitemap-0.xml")).decode()
    assert f"/d/{live.pk}/<" in part and f"/d/{gone.pk}/<" not in part
    assert "/c/open.policy/" in client.get("/sitemap-columns.xml").content.decode()
    assert client.get("/favicon.ico").status_code == 301


def test_a_missing_page_offers_search_and_map_and_asks_the_database_once(team, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        response = client.get("/nowhere/at/all/")
    text = response.content.decode()
    assert response.status_code == 404 and "没有找到这个页面" in text and 'action="/s"' in text and "/map/" in text


@pytest.mark.parametrize("view", [errors.bad_request, errors.forbidden, errors.csrf_failure])
def test_other_error_pages_ask_the_database_nothing(team, view, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = view(RequestFactory().get("/"))
    assert (
        response.status_code in {400, 403} and "返回上一页" in response.content.decode() or response.status_code == 403
    )


def test_the_last_page_needs_nothing_at_all(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500 and "暂时无法打开" in response.content.decode()


def test_an_empty_site_still_answers(db, client):
    for address in ("/", "/open/", "/map/", "/about/", "/developers/", "/catalogue/", "/s"):
        assert client.get(address).status_code == 200, address


def test_the_footer_carries_what_a_government_site_must_show(team, page_of):
    text = page_of("/")
    for said in (
        "主办单位：",
        "承办单位：",
        "网站标识码",
        "3100000000",
        "沪ICP备",
        "沪公网安备",
        "我为政府网站找错",
        "网站地图",
        "隐私声明",
        "示例路100号",
    ):
        assert said in text
