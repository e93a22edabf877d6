"""Applications in a browser: a citizen applies on a phone without script, an official registers; no barrier on any page."""

import pytest

from gongkai.desk.tests.session import seat
from gongkai.foi.models import Application
from gongkai.foi.tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_citizen_applies_without_script_on_a_phone(team, open_page):
    page = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto("/foi/apply/")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("请填写姓名或者名称").first.wait_for()
    page.locator("#id_name").fill("王晓明")
    page.locator("#id_phone").fill("13800000001")
    page.locator("#id_subject").fill("2026年行道树修剪计划")
    page.locator("#id_text").fill("申请公开修剪计划。")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("查询码").first.wait_for()
    assert Application.objects.get().letter.number in page.content()


def test_no_page_of_applications_has_a_barrier_nor_is_wider_than_a_phone(
    team, open_page, live_server, assert_accessible
):
    page = open_page(viewport={"width": 390, "height": 844})

    def check(address):
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address

    check("/foi/apply/")
    check("/foi/fee/?items=51&pages=250")
    received, assigned, decided = make.received(team), make.assigned(team), make.decided(team)
    seat(page, live_server, team.publicity)
    for address in ("/desk/foi/", "/desk/foi/new/", "/desk/foi/report/"):
        check(address)
    for case, acts in (
        (received, ("", "register/", "contact/")),
        (
            assigned,
            ("", "assign/", "ask_reasons/", "charge/", "extend/", "delay/", "withdrawn/", "search/", "consult/"),
        ),
        (decided, ("", "deliver/")),
    ):
        for act in acts:
            check(f"{case.get_absolute_url()}{act}")
    seat(page, live_server, team.draft)
    check(f"{assigned.get_absolute_url()}draft/")
