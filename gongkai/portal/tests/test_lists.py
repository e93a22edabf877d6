"""List pages: facets and totals without counting, at constant cost."""

from datetime import date

import pytest

from gongkai.portal.queries import lists
from gongkai.publications.models import Link
from gongkai.publications.services import drafting, removing
from gongkai.publications.tests import factories as make

from . import factories

ADDRESS = "/c/open.policy.other/"


@pytest.mark.parametrize("number", [3, 60])
def test_a_list_costs_at_most_four_queries_at_any_size(team, client, django_assert_max_num_queries, number):
    factories.many(team, number)
    client.get(ADDRESS)
    with django_assert_max_num_queries(4) as queries:
        assert client.get(ADDRESS).status_code == 200
    assert not any("COUNT(*)" in query["sql"].upper() for query in queries.captured_queries)


def test_twenty_stand_on_a_page_newest_first_and_the_pager_leads_on(team, page_of, client):
    rows = factories.many(team, 45)
    first, third = page_of(ADDRESS), page_of(f"{ADDRESS}?page=3")
    assert rows[0].title in first and rows[20].title not in first
    assert first.index(rows[0].title) < first.index(rows[19].title)
    assert rows[44].title in third
    assert client.get(f"{ADDRESS}?page=4").status_code == 404


def test_far_down_the_same_items_come_in_two_steps(team, monkeypatch):
    factories.many(team, 30)
    near = lists.newest("open", 10, offset=15)
    monkeypatch.setattr(lists, "DEEP", 0)
    assert lists.newest("open", 10, offset=15) == near and len(near) == 10


def test_facets_carry_their_counts_and_narrow_the_list(team, page_of, client):
    factories.many(team, 2, day=date(2025, 3, 1))
    (only,) = factories.many(team, 1, day=date(2024, 3, 1))
    text = page_of(ADDRESS)
    assert "2025年 <small>2</small>" in text and "2024年 <small>1</small>" in text
    narrowed = page_of(f"{ADDRESS}?year=2024")
    assert only.title in narrowed and narrowed.count('class="t"') == 1
    assert client.get(f"{ADDRESS}?year=1999").status_code == 404
    assert client.get(f"{ADDRESS}?kind=policy_document").status_code == 200


def test_a_policy_row_shows_validity_number_date_and_that_there_is_an_interpretation(team, page_of):
    policy = factories.policy(team)
    reading = make.live(team, kind="interpretation", column="focus.interpretation", title="通知解读")
    drafting.link(publication=reading, target=policy, role=Link.Role.INTERPRETS, editor=team.draft)
    text = page_of(ADDRESS)
    assert "现行有效" in text and policy.doc_no in text and "2026-06-02" in text and "有解读" in text
    removing.take_down(publication=reading, officer=team.duty_officer, reason_code="error", reason="有误")
    assert "有解读" not in page_of(ADDRESS)


def test_the_validity_chip_is_that_of_today(team, page_of):
    publication = factories.policy(team)
    publication.repealed_on = date(2026, 1, 1)
    publication.save(update_fields=["repealed_on"])
    assert "废止" in page_of(ADDRESS)


def test_a_taken_down_item_is_in_no_list(team, page_of, client):
    kept, gone = factories.policy(team), factories.policy(team)
    removing.take_down(publication=gone, officer=team.duty_officer, reason_code="error", reason="有误")
    for address in (ADDRESS, "/", "/open/", "/c/open/"):
        text = page_of(address)
        assert gone.title not in text and f"/d/{gone.pk}/" not in text
    assert kept.title in page_of(ADDRESS)


def test_the_landing_page_shows_the_plans_topics_that_have_content(team, page_of):
    make.live(team, kind="finance_note", column="open.statutory.finance", title="部门预算")
    make.live(team, kind="notice", column="five.decision", title="决策草案征求意见")
    text = page_of("/open/")
    assert "财政预决算" in text and "决策草案意见征集反馈" in text and "双公示" not in text


def test_a_single_page_shows_its_text_and_the_bureaus_facts_only_when_released(team, page_of, client):
    address = "/c/open.statutory.function.contact/"
    assert client.get(address).status_code == 404
    make.live(team, kind="page", column="open.statutory.function.contact", title="联系方式", body="<p>欢迎来访。</p>")
    text = page_of(address)
    assert "欢迎来访" in text and "021-00000100" in text


def test_meta_tags_name_the_column(team, page_of):
    factories.policy(team)
    text = page_of(ADDRESS)
    assert '<meta name="ColumnName" content="其他文件">' in text
    assert "<title>其他文件-上海市绿化和市容管理局</title>" in text
