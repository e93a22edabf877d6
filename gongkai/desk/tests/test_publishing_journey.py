"""The story in a real browser: drafted, checked, reviewed, released, amended, taken down from a phone at night, withdrawn."""

import pyotp
import pytest
from django.conf import settings

from gongkai.publications.models import Publication, Version
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EDITOR = ".prose-editor [role=textbox]"  # there once the script has run
TITLE = "关于延长市属公园开放时间的通知"


@pytest.fixture
def seat(live_server):
    """The page now belongs to this official, whoever had it before."""

    def take(page, official):
        official.totp_secret, official.totp_last_step = SECRET, 0
        official.save()
        cookie = Desk(official).client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return take


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def draft_by_hand(page, script):
    """From 新建 to the case page, by what stands on the screen."""
    page.goto("/desk/")
    page.locator("summary", has_text="新建").click()
    page.get_by_role("link", name="公开信息").click()
    page.get_by_label("体裁").select_option("notice")
    press(page, "下一步")
    page.get_by_label("标题", exact=False).first.fill(TITLE)
    page.get_by_label("内容概述").fill("市属公园延长开放时间。")
    page.get_by_label("生成日期").fill("2026-06-01")
    if not script:
        page.locator("#id_body").fill("自下月起延长至二十二时。\n联系人手机13812345678。")
    else:
        page.locator(EDITOR).press_sequentially("自下月起延长至二十二时。")
        page.keyboard.press("Enter")
        page.keyboard.type("联系人手机13812345678。")
    press(page, "保存草稿")
    page.wait_for_url("**/desk/p/*/")
    return Version.objects.get()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_clerk_drafts_and_the_checks_stop_a_mobile_number(open_page, seat, team, script, assert_accessible):
    page = seat(open_page(java_script_enabled=script), team.draft)
    version = draft_by_hand(page, script)
    page.goto(f"/desk/v/{version.pk}/submit/")
    page.get_by_text("正文第2段有疑似手机号码 138****5678").wait_for()
    assert page.get_by_role("button", name="送审").count() == 0
    if script:
        assert_accessible(page)
    page.get_by_role("link", name="去修改").click()
    if script:
        page.locator(EDITOR).click()
        page.keyboard.press("Control+a")
        page.keyboard.type("自下月起延长至二十二时。")
    else:
        page.locator("#id_body").fill("自下月起延长至二十二时。")
    press(page, "保存")
    page.goto(f"/desk/v/{version.pk}/submit/")
    press(page, "送审")
    page.get_by_text("已送审，第一个环节是处室审核").wait_for()


def test_from_the_reviewers_to_the_public_and_all_that_may_follow(
    page, phone, seat, team, live_server, assert_accessible
):
    version = make.in_review(team, title=TITLE, body="<p>自下月起延长至二十二时，咨询电话见局网站。</p>")
    publication = version.publication

    while duty := Version.objects.get(pk=version.pk).step_duty():
        seat(page, getattr(team, duty)).goto("/desk/reviews/")
        page.get_by_role("link", name=TITLE).click()
        page.get_by_text("延长至二十二时").wait_for()
        assert_accessible(page)
        page.get_by_label("通过").check()
        press(page, "提交意见")
        page.wait_for_url("**/desk/reviews/")

    seat(page, team.publicity).goto(f"/desk/p/{publication.pk}/")
    assert_accessible(page)
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_text("公众马上可以看到").wait_for()
    press(page, "发布")
    page.get_by_text("已发布，索引号").wait_for()
    page.goto(f"/d/{publication.pk}/")
    page.get_by_role("heading", name=TITLE).first.wait_for()

    # Amended: the old text stays until the new one has passed.
    seat(page, team.draft).goto(f"/desk/p/{publication.pk}/amend/")
    press(page, "修订")
    page.locator(EDITOR).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("自下月起延长至二十一时。")
    page.get_by_label("变更说明").fill("调整闭园时间")
    press(page, "保存")
    page.wait_for_url(f"**/desk/p/{publication.pk}/")
    fresh = publication.versions.latest("serial")
    page.goto(f"/desk/v/{fresh.pk}/submit/")
    press(page, "送审")
    page.get_by_text("已送审").wait_for()
    seat(page, team.office_review).goto(f"/desk/v/{fresh.pk}/")
    page.get_by_text("与您上次看到的第 1 版相比").wait_for()
    page.goto(f"/d/{publication.pk}/")
    page.get_by_text("延长至二十二时").first.wait_for()
    fresh = make.pass_all(team, Version.objects.get(pk=fresh.pk))
    seat(page, team.publicity).goto(f"/desk/v/{fresh.pk}/release/")
    press(page, "发布")
    page.get_by_text("已发布").first.wait_for()
    page.goto(f"/d/{publication.pk}/")
    page.get_by_text("延长至二十一时").first.wait_for()

    # A phone at night: one page, and it is gone everywhere.
    seat(phone, team.duty_officer).goto(f"/desk/p/{publication.pk}/take_down/")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(phone)
    phone.get_by_label("泄露个人信息").check()
    phone.get_by_label("具体情况").fill("正文有手机号码")
    phone.get_by_label("动态口令").fill(pyotp.TOTP(SECRET).now())
    press(phone, "撤下")
    phone.get_by_text("已撤下，各处都不再显示").wait_for()
    assert page.goto(f"/d/{publication.pk}/").status == 410
    assert TITLE not in page.goto("/c/news.notice/").text()

    # Withdrawn: proposed by one, decided by another, and the address says why.
    seat(page, team.publicity).goto(f"/desk/p/{publication.pk}/confirm_take_down/")
    page.get_by_label("理由").fill("确有个人信息")
    page.get_by_label("动态口令").fill(pyotp.TOTP(SECRET).now())
    press(page, "确认撤下")
    page.goto(f"/desk/p/{publication.pk}/propose_withdrawal/")
    page.get_by_label("内容已被替代，不再适用").check()
    page.get_by_label("内部说明").fill("另行发布")
    page.get_by_label("对外说明").fill("本通知已撤回，另行发布。")
    press(page, "提请撤回")
    seat(phone, team.sign).goto(f"/desk/p/{publication.pk}/")
    phone.get_by_role("link", name="审定撤回").click()
    phone.get_by_text("本通知已撤回，另行发布。").wait_for()
    phone.get_by_label("同意", exact=True).check()
    phone.get_by_label("动态口令").fill(pyotp.TOTP(SECRET).now())
    press(phone, "审定撤回")
    phone.wait_for_url(f"**/desk/p/{publication.pk}/")
    page.goto(f"/d/{publication.pk}/")
    page.get_by_text("本通知已撤回，另行发布。").wait_for()
    assert Publication.objects.get().state == "withdrawn"
    timeline = phone.locator("#timeline").inner_text()
    for words in ("起草了新的公开信息", "发布修订后的第 2 版", "立即撤下", "确认撤下", "提请撤回"):
        assert words in timeline
