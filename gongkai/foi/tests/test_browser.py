"""Applications in a browser: a citizen applies on a phone without script, an official registers; no barrier on any page."""

import pytest

from gongkai.desk.tests.session import seat
from gongkai.foi import services
from gongkai.foi.models import Application, CaseLetter
from gongkai.foi.tests import factories as make
from gongkai.journal import clock

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
    for tail in ("draft/", "draft/?code=D03", "cooperate/"):
        check(f"{assigned.get_absolute_url()}{tail}")
    page.goto(f"{assigned.get_absolute_url()}draft/?code=D02")
    page.get_by_label("提供的信息").fill("修剪计划一份。")
    page.get_by_role("button", name="预览文书").click()
    page.get_by_text("文书预览").wait_for()
    assert_accessible(page)
    seat(page, live_server, team.legal)
    for address in ("/desk/foi/remedies/", "/desk/foi/remedies/new/"):
        check(address)


def test_the_applicant_takes_his_letters_without_script_on_a_phone(team, open_page):
    receipt = make.receipt()
    case = make.fresh(Application.objects.get(letter=receipt.letter))
    services.register(case=case, actor=team.publicity, received_on=clock.today(), evidence="电话确认")
    page = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto("/ask/follow/")
    page.get_by_label("编号").fill(receipt.number)
    page.get_by_label("查询码").fill(receipt.code)
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_text("首次下载的时间").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert CaseLetter.objects.get(application=case, number=2).taken_at
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
