"""The 主动公开目录 on the page, in the files, by month."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from gongkai.publications.models import CatalogueItem, DisclosureGuide, Institution
from gongkai.publications.services import removing

from . import factories


@pytest.fixture
def items(team):
    return [
        CatalogueItem.objects.create(
            code=code, node=node, order=order, item1=name, elements=f"{name}的要素", basis="条例", limit_text="20个工作日",
            subject=team.unit, channels=["政府网站", "公开查阅点"], valid_from=date(2020, 1, 1), valid_to=ends,
        )
        for order, (code, node, name, ends) in enumerate(
            [("A1", "20-1", "规范性文件", None), ("A2", "LHS-07", "垃圾分类目录", None), ("A3", "20-2", "旧事项", date(2025, 1, 1))]
        )
    ]  # fmt: skip


def test_each_row_has_the_nine_fields_and_what_was_published_under_it(team, items, page_of):
    publication = factories.policy(team, catalogue_code="A1")
    text = page_of("/catalogue/")
    for said in (
        "规范性文件",
        "规范性文件的要素",
        "条例",
        "20个工作日",
        team.unit.name,
        "政府网站、公开查阅点",
        "全社会",
        "主动，市级",
    ):
        assert said in text
    assert "<strong>1</strong> 件" in text and "最近 2026-06-02" in text and "旧事项" not in text
    assert "生活垃圾分类目录、查询服务" in text, "grouped under its statutory node"
    assert publication.title in page_of("/catalogue/A1/")
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    assert publication.title not in page_of("/catalogue/A1/") and "<strong>1</strong>" not in page_of("/catalogue/")


@pytest.mark.parametrize("number", [2, 40])
def test_the_catalogue_costs_the_same_whatever_was_published(
    team, items, client, django_assert_max_num_queries, number
):
    factories.many(team, number, catalogue_code="A1")
    client.get("/catalogue/")
    with django_assert_max_num_queries(3):
        client.get("/catalogue/")


def test_it_is_filtered_by_node_and_words(team, items, page_of):
    assert "垃圾分类目录的要素" not in page_of("/catalogue/?node=20-1")
    assert "规范性文件的要素" not in page_of("/catalogue/?q=垃圾分类目录的")
    assert "没有符合条件的事项" in page_of("/catalogue/?q=没有这个词")


def test_both_files_hold_every_row(team, items, client):
    lines = client.get("/catalogue/catalogue.csv").content.decode("utf-8-sig").splitlines()
    sheet = load_workbook(BytesIO(client.get("/catalogue/catalogue.xlsx").content)).active
    assert len(lines) == sheet.max_row == 3
    assert lines[0].split(",")[1:5] == ["一级事项", "二级事项", "公开内容（要素）", "公开依据"]


def test_the_monthly_report_lists_what_is_new(team, items, page_of, client):
    publication = factories.policy(team)
    text = page_of("/catalogue/monthly/2026-6/")
    assert publication.number in text and publication.title in text
    assert publication.title not in page_of("/catalogue/monthly/2026-5/")
    for wrong in ("2026-7", "2026-13", "1999-1", "2026-0"):
        assert client.get(f"/catalogue/monthly/{wrong}/").status_code == 404


def test_items_page_through_by_key(team, items, page_of):
    rows = factories.many(team, 55, catalogue_code="A1")
    first = page_of("/catalogue/A1/")
    assert "?before=" in first
    key = first.split("?before=")[1].split('"')[0]
    assert rows[-1].title in page_of(f"/catalogue/A1/?before={key}")


def test_the_guide_shows_its_nine_facts_and_the_register_of_institutions_its_reasons(team, page_of):
    values = {
        "classification": "分类甲", "arrangement": "编排乙", "access": "获取丙", "office_name": "公开办", "address": "示例路1号",
        "hours": "九点到五点", "phone": "021-00000001", "fax": "021-00000002", "online": "a@example.gov.cn",
    }  # fmt: skip
    DisclosureGuide.objects.create(**values, updated_on=date(2026, 1, 1))
    Institution.objects.create(name="评估办法", owner=team.unit, reason="正在修订")
    draft = factories.make.draft(team)
    Institution.objects.create(name="没有发布的制度", owner=team.unit, publication=draft.publication)
    text = page_of("/c/open.guide/")
    assert all(value in text for value in values.values())
    register = page_of("/c/open.system/")
    assert "尚未公开：正在修订" in register and f"/d/{draft.publication_id}/" not in register
