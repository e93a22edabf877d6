"""Pages in a real browser: accessible, narrow enough for a phone, usable by keyboard and without scripts."""

from datetime import date

import pytest

from gongkai.journal import clock
from gongkai.publications.models import CatalogueItem, DisclosureGuide, Link, Version
from gongkai.publications.services import removing
from gongkai.publications.tests import factories as make

from . import factories
from .conftest import MORNING

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "<table><thead><tr><th scope='col'>事项</th><th scope='col'>时限</th></tr></thead><tbody><tr><td>迁移树木</td><td>15个工作日</td></tr></tbody></table>"


@pytest.fixture
def site(team):
    """One item of everything that has a template of its own; yields the addresses."""
    with clock.at(MORNING):
        policy = factories.policy(team, body=f"<p>公园开放至二十二时，请知悉。</p>{TABLE}")
        policy = factories.amended(team, policy, body=f"<p>公园开放至二十一时，请知悉。</p>{TABLE}")
        policy = factories.corrected(team, policy, "请知悉", "请周知")
        reading = make.live(team, kind="interpretation", column="focus.interpretation", title="通知的解读")
        Link.objects.create(from_publication=reading, to_publication=policy, role="interprets")
        factories.many(team, 45)
        make.live(team, kind="page", column="open.statutory.function.contact", title="联系方式")
        make.live(team, kind="service_guide", column="service.industry", title="迁移树木")
        make.live(team, kind="guide", column="open.guide", title="公开指南")
        make.live(team, kind="institution", column="open.system.bureau", title="公开制度")
        batch = factories.batch(team, 30)
        row, withdrawn_row = batch.records.order_by("id")[:2]
        removing.withdraw_record(row=withdrawn_row, actor=team.publicity, reason="决定已被撤销")
        legacy = factories.policy(team)
        Version.objects.filter(pk=legacy.live_version_id).update(full_text_held=False, body="")
        CatalogueItem.objects.create(
            code="A1", node="20-1", order=1, item1="规范性文件", elements="名称", basis="条例", limit_text="20个工作日",
            subject=team.unit, channels=["政府网站"], valid_from=date(2020, 1, 1),
        )  # fmt: skip
        DisclosureGuide.objects.create(
            classification="甲", arrangement="乙", access="丙", office_name="公开办", address="示例路", hours="九点", phone="1",
            fax="2", online="3", updated_on=date(2026, 1, 1),
        )  # fmt: skip
        gone, withdrawn, erased = make.taken_down(team), make.withdrawn(team), make.erased(team)
        d = f"/d/{policy.pk}/"
        return [
            "/", "/open/", "/c/open.policy/", "/c/open.policy.other/?page=2", "/c/service/", d, f"{d}v/1/", f"{d}diff/1/3/",
            f"/d/{legacy.pk}/", f"/d/{batch.pk}/", f"/d/{batch.pk}/r/", row.get_absolute_url(), withdrawn_row.get_absolute_url(),
            f"/d/{gone.pk}/", f"/d/{withdrawn.pk}/", f"/d/{erased.pk}/", "/c/open.statutory.function.contact/",
            "/c/open.guide/", "/c/open.system/", "/catalogue/", "/catalogue/?q=规范", "/catalogue/A1/", "/catalogue/monthly/2026-6/",
            "/map/", "/about/", "/developers/", "/s?q=公园", "/s?q=没有", "/nowhere/",
        ]  # fmt: skip


def test_no_page_has_an_accessibility_fault_and_none_is_wider_than_its_window(site, page, phone, assert_accessible):
    for visitor in (page, phone):
        for address in site:
            visitor.goto(address)
            assert_accessible(visitor)
            wider = visitor.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, address


def test_elder_mode_enlarges_everything_without_sideways_scrolling(site, phone, assert_accessible):
    for address in (site[0], site[5], site[2], "/catalogue/"):
        phone.goto(address)
        phone.evaluate("document.documentElement.setAttribute('data-elder', '')")
        assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, (
            address
        )
        assert_accessible(phone)


def test_without_scripts_a_citizen_finds_reads_and_compares_a_document_by_keyboard(site, open_page):
    visitor = open_page(java_script_enabled=False)
    visitor.goto("/")
    visitor.keyboard.press("Tab")
    assert visitor.locator(":focus").inner_text() == "跳到主要内容"
    visitor.get_by_role("searchbox").fill("关于加强公园管理的通知")
    visitor.keyboard.press("Enter")
    visitor.get_by_role("link", name="关于加强公园管理的通知").first.press("Enter")
    assert visitor.get_by_role("heading", level=1).is_visible()


def test_the_plans_topics_are_seen_without_scrolling(site, page):
    page.goto("/open/")
    boxes = [box.bounding_box() for box in page.locator(".topics a").all()]
    assert boxes and all(box["y"] + box["height"] <= 900 for box in boxes)
