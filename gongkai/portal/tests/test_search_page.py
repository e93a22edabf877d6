"""The search page: facets as links, help where nothing is found, and a log that knows no persons."""

from datetime import date, timedelta

import pytest

from gongkai.journal import clock
from gongkai.portal import navigation
from gongkai.portal.models import QueryCount
from gongkai.portal.search import folder, querylog
from gongkai.publications.models import Publication
from gongkai.publications.tests import factories as make

from . import factories, searching


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    searching.use_own_folder(settings, tmp_path)


@pytest.fixture
def trees(team):
    """A service, two policies of different years, one of them repealed, an interpretation, a question, news."""
    made = [
        make.live(team, kind="service_guide", column="service.industry", title="迁移树木审批办事指南"),
        factories.policy(team, title="迁移树木管理办法"),
        factories.policy(team, title="迁移树木管理暂行办法"),
        make.live(team, kind="interpretation", column="focus.interpretation", title="迁移树木管理办法解读"),
        make.live(team, kind="qa", column="interact.consult", title="迁移树木要审批吗？"),
        make.live(team, kind="news", title="一株银杏的迁移树木故事"),
    ]
    Publication.objects.filter(pk=made[2].pk).update(listed_on=date(2023, 1, 1), repealed_on=date(2025, 1, 1))
    searching.build()
    return made


def test_facets_are_links_with_counts_that_lead_to_what_they_count(trees, client, page_of):
    page = page_of("/s?q=迁移树木")
    assert "共 6 条" in page
    for name, label, count in (("group=policy", "政策", 2), ("validity=repealed", "废止", 1), ("year=2023", "2023年", 1),
                               ("group=interact", "互动", 1), ("group=open", "公开", 1)):  # fmt: skip
        address = f"/s?q=%E8%BF%81%E7%A7%BB%E6%A0%91%E6%9C%A8&amp;{name}"
        assert f'<a href="{address}"><span>{label}</span><small>{count}</small>' in page, name
        assert f"共 {count} 条" in page_of(address.replace("&amp;", "&"))
    both = page_of("/s?q=迁移树木&group=policy&year=2023")
    assert "共 1 条" in both and "暂行" in both and "清除筛选" in both


def test_the_path_the_kind_and_the_validity_stand_beside_each_result(trees, page_of):
    page = page_of("/s?q=迁移树木")
    assert "政府信息公开 › 政策文件 › 其他文件" in page and "<mark>迁移树木</mark>" in page
    assert '<span class="chip closed">废止</span>' in page and "政务服务 › 行业服务" in page


def test_results_go_on_over_pages_with_addresses_of_their_own(team, page_of, client):
    factories.many(team, 25)
    searching.build()
    seen = set()
    for number in (1, 2, 3):
        data = client.get("/api/v1/search", {"q": "正文", "page": number}).json()
        assert data["total"] == 25
        seen |= {row["url"] for row in data["results"]}
        assert 'aria-current="page">' + str(number) in page_of(f"/s?q=正文&page={number}")
    assert len(seen) == 25
    assert client.get("/s?q=正文&page=9").headers["Location"] == "/s?q=%E6%AD%A3%E6%96%87"


def test_the_door_for_programs_answers_in_rank_order(trees, client):
    data = client.get("/api/v1/search", {"q": "迁移树木", "size": 2}).json()
    assert data["total"] == 6 and len(data["results"]) == 2
    first = data["results"][0]
    assert {"title", "url", "kind", "number", "date", "validity"} <= set(first)
    assert first["title"] == "迁移树木审批办事指南" and first["kind"] == "service_guide" and first["number"] is None
    assert client.get("/api/v1/search", {"q": "迁移树木", "size": 0}).status_code == 422


def test_a_column_page_searches_in_itself_and_the_page_says_where_one_searches(team, page_of, client):
    factories.many(team, 8)
    searching.build()
    assert '<input type="hidden" name="column" value="open.policy.other">' in page_of("/c/open.policy.other/")
    page = page_of("/s?q=正文&column=open.policy.other")
    assert "在“其他文件”中搜索" in page and "改为全站搜索" in page and "共 8 条" in page
    assert client.get("/s?q=正文&column=news.notice").status_code == 404


def test_where_a_slip_is_put_right_the_page_says_so_and_the_words_can_be_kept(team, page_of):
    factories.policy(team, title="口袋公园建设办法")
    searching.build()
    page = page_of("/s?q=口袋公圆")
    assert "已按“<strong>口袋公园</strong>”搜索" in page and "口袋公园</mark>建设办法" in page
    kept = page_of("/s?q=口袋公圆&literal=1")
    assert "已按" not in kept and "口袋</mark>公园建设办法" in kept
    assert "是不是要找" not in page_of("/s?q=沪绿容规〔2026〕999号"), "a number is never a slip"


def test_pinyin_and_initials_find_titles(team, page_of):
    publication = factories.policy(team, title="关于口袋公园的通知")
    searching.build()
    for typed in ("koudaigongyuan", "kou dai gong yuan", "KDGY", "daigong", "tongzhi"):
        assert f"/d/{publication.pk}/" in page_of(f"/s?q={typed}"), typed


def test_where_nothing_is_found_the_page_helps_and_takes_a_word_for_the_editors(trees, client):
    page = client.get("/s?q=独角兽")
    text = page.content.decode()
    assert "没有找到“独角兽”" in text and "网站地图" in text and "申请公开" in text and "常办的事" in text
    assert not page.cookies
    assert client.post("/s/report", {"q": "独角兽"}, HTTP_ORIGIN="https://evil.example").status_code == 403
    told = client.post("/s/report", {"q": "独角兽"})
    assert told.headers["Location"].startswith("/s?q=%E7%8B%AC") and "已经记下" in client.get(told.url).content.decode()
    assert client.get("/s/report").status_code == 405
    querylog.count_up()
    row = QueryCount.objects.get(query="独角兽")
    assert (row.count, row.nothing, row.reported) == (2, 2, 1)


def test_a_search_can_be_followed_as_a_feed(trees, client, page_of):
    assert 'href="/s.atom?q=%E8%BF%81%E7%A7%BB%E6%A0%91%E6%9C%A8"' in page_of("/s?q=迁移树木")
    feed = client.get("/s.json?q=迁移树木&group=policy").json()
    assert [item["title"] for item in feed["items"]][0].endswith("迁移树木管理办法") and len(feed["items"]) == 2
    assert b"<feed" in client.get("/s.atom?q=迁移树木").content
    assert client.get("/s.atom").status_code == client.get("/s.rss?q=树").status_code == 404


def test_what_is_asked_is_counted_by_day_and_word_and_nothing_else(trees, client):
    for _ in range(3):
        client.get("/s", {"q": " 迁移树木 "}, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Secret/1")
    client.get("/s?q=迁移树木&group=policy")
    client.get("/s?q=迁移树木&page=1&column=open.policy")
    kept = (folder.root() / "asked").read_text(encoding="utf-8")
    assert "203.0.113" not in kept and "Secret" not in kept
    assert querylog.count_up() == 4 and querylog.count_up() == 0
    rows = {(row.query, row.column): (row.day, row.count, row.nothing) for row in QueryCount.objects.all()}
    assert rows == {("迁移树木", ""): (clock.today(), 3, 0), ("迁移树木", "open.policy"): (clock.today(), 1, 0)}
    client.get("/s?q=迁移树木")
    querylog.count_up()
    assert QueryCount.objects.get(column="").count == 4


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002x", "13800138000", "138 0013 8000", "someone@example.com", "张建国", "021-62345678", "6222021234567890123",
     "和平路12弄34号501室" * 1, "垃" * 41],
)  # fmt: skip
def test_what_looks_like_somebodys_data_is_not_kept(typed):
    assert not querylog.may_be_kept(typed)


@pytest.mark.parametrize("typed", ["沪绿容规〔2023〕6号", "垃圾分类", "公园几点关门", "2026年计划", "12345"])
def test_what_says_nothing_of_a_person_is_kept(typed):
    assert querylog.may_be_kept(typed)


def test_a_log_that_cannot_be_written_does_not_fail_the_page(trees, client, monkeypatch):
    monkeypatch.setattr(querylog, "_file", lambda: folder.root())
    assert client.get("/s?q=迁移树木").status_code == 200


def asked(query, times, days=1, nothing=0):
    QueryCount.objects.create(day=clock.today() - timedelta(days=days), query=query, count=times, nothing=nothing)


def test_often_asked_words_are_offered_when_they_are_our_own_and_find_something(team, page_of, client):
    (
        asked("口袋公园", 9),
        asked("垃圾分类", 12),
        asked("湿垃圾", 2),
        asked("不雅的话", 99),
        asked("行道树", 8, nothing=8),
    )
    asked("公共厕所", 50, days=40)
    assert querylog.hot(navigation.current()) == ["垃圾分类", "口袋公园"]
    assert "大家常搜" in page_of("/s") and 'href="/s?q=%E5%9E%83' in page_of("/s")
    assert client.get("/s/suggest").json() == {"suggestions": ["垃圾分类", "口袋公园"]}


def test_words_and_titles_are_offered_while_one_types(trees, client):
    assert "口袋公园" in client.get("/s/suggest?q=口袋").json()["suggestions"]
    assert "口袋公园" in client.get("/s/suggest?q=kdg").json()["suggestions"]
    assert "迁移树木审批办事指南" in client.get("/s/suggest?q=迁移树木").json()["suggestions"]


def test_old_counts_are_forgotten(db):
    asked("垃圾分类", 1, days=querylog.KEEP_DAYS + 1)
    asked("垃圾分类", 1, days=1)
    assert querylog.prune() == 1 and QueryCount.objects.count() == 1
