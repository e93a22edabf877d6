"""Pages in a real browser: accessible, narrow enough for a phone, usable by keyboard and without scripts."""

import pytest

from gongkai.journal import clock

from . import searching, world
from .conftest import MORNING

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(team, settings, tmp_path):
    searching.use_own_folder(settings, tmp_path)
    with clock.at(MORNING):
        found = world.addresses(team)
        searching.build()
        return found


def test_no_page_has_an_accessibility_fault_and_none_is_wider_than_its_window(site, page, phone, assert_accessible):
    for visitor in (page, phone):
        for address in site.values():
            visitor.goto(address)
            assert_accessible(visitor)
            assert overflow(visitor) <= 0, address


def overflow(visitor):
    return visitor.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_without_scripts_a_citizen_finds_reads_and_compares_a_document_by_keyboard(site, open_page):
    visitor = open_page(java_script_enabled=False)
    visitor.goto("/")
    visitor.keyboard.press("Tab")
    assert visitor.locator(":focus").inner_text() == "跳到主要内容"
    visitor.get_by_role("searchbox").fill("关于加强公园管理的通知")
    visitor.keyboard.press("Enter")
    visitor.locator(".hits").get_by_role("link", name="关于加强公园管理的通知").first.press("Enter")
    assert visitor.get_by_role("heading", level=1).is_visible()


TOPICS = {"权责清单", "财政预决算", "建议提案办理", "决策草案意见征集反馈", "双公示", "会议公开"}


def test_the_plans_six_topics_are_seen_without_scrolling(site, open_page):
    visitor = open_page(viewport={"width": 1280, "height": 800})
    visitor.goto("/open/")
    assert {link.inner_text() for link in visitor.locator(".topics h3 a").all()} == TOPICS
    boxes = [box.bounding_box() for box in visitor.locator(".topics li").all()]
    assert all(box["y"] + box["height"] <= 800 for box in boxes)


def test_a_reader_enlarges_the_text_and_finds_it_so_on_the_next_page(site, page):
    page.goto(site["document"])
    before = page.evaluate("getComputedStyle(document.querySelector('.body')).fontSize")
    page.get_by_role("button", name="大", exact=True).click()
    assert page.evaluate("getComputedStyle(document.querySelector('.body')).fontSize") > before
    page.goto(site["without text"])
    assert page.get_by_role("button", name="大", exact=True).get_attribute("aria-pressed") == "true"


def test_a_text_is_read_aloud_sentence_by_sentence_until_one_says_stop(site, open_page):
    visitor = open_page()
    visitor.add_init_script("""
      window.heard = [];
      window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
      Object.defineProperty(window, "speechSynthesis", { value: { cancel() {}, speak(one) {
        window.heard.push(one.words); if (window.heard.length < 3) setTimeout(() => one.onend()); } } });
    """)
    visitor.goto(site["document"])
    visitor.get_by_role("button", name="朗读").click()
    visitor.wait_for_function("window.heard.length === 3")
    assert visitor.evaluate("window.heard[0]").startswith("勘误")
    assert visitor.locator(".spoken").count() == 1
    visitor.get_by_role("button", name="停止朗读").click()
    assert visitor.locator(".spoken").count() == 0 and visitor.locator("[data-said]").inner_text() == "已停止朗读"


def test_without_scripts_no_button_stands_there_that_does_nothing(site, open_page):
    visitor = open_page(java_script_enabled=False)
    visitor.goto(site["document"])
    assert not visitor.locator("[data-reader]").is_visible()


def test_on_paper_stands_the_text_without_what_surrounds_it(site, page):
    page.goto(site["document"])
    page.emulate_media(media="print")
    for hidden in (".menu", ".strip", ".reader", ".side", ".find", ".crumbs"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("h1").is_visible() and page.locator(".metadata").is_visible()
