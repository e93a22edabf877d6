"""The citizen's and the official's story in a real browser: find, ask, follow, answer, rate, publish."""

import re
from pathlib import Path

import pytest
from django.test.signals import template_rendered

from gongkai.desk.tests.session import seat
from gongkai.journal import clock
from gongkai.journal.delivery import deliver_due
from gongkai.mailbox.models import Matter
from gongkai.mailbox.tests import factories as letters
from gongkai.portal.tests.factories import policy
from gongkai.publications.services import releasing, reviewing
from gongkai.publications.tests import factories as make
from gongkai.reception.models import Letter

pytestmark = pytest.mark.django_db(transaction=True)
PACKAGES = Path(__file__).resolve().parents[2]
OWN = (PACKAGES / "portal/templates/portal/ask", PACKAGES / "mailbox/templates")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def ask(page, document):
    """From the document to the receipt; answers number and code."""
    page.goto(document.get_absolute_url())
    page.get_by_role("link", name=re.compile("留言")).first.click()
    press(page, "提交")
    assert page.get_by_role("alert").is_visible(), "what is missing is said on top"
    page.get_by_role("link", name="请填写问题。").click()
    assert page.locator("#id_subject").evaluate("field => field === document.activeElement")
    page.locator("#id_subject").fill("个人申请要交哪些材料？")
    page.locator("#id_text").fill("我想迁移门前的一棵树，没有找到材料清单。")
    page.locator("#id_name").fill("俞女士")
    page.get_by_label("同意公开这封来信和答复").check()
    press(page, "提交")
    page.wait_for_url("**/ask/receipt/**")
    text = page.locator("main").inner_text()
    return re.search(r"ZX\d{6}-\w{6}", text)[0], re.search(r"(\w{5}-){2}\w{5}", text)[0]


def follow(page, number, code):
    page.goto("/ask/follow/")
    page.get_by_label("来信编号").fill(number.lower())
    page.get_by_label("查询码").fill(code)
    press(page, "查询")


def answer(open_page, live_server, team, number):
    """Two officials at their desks."""
    matter = Matter.objects.get(number=number)
    page = seat(open_page(), live_server, team.publicity)
    page.goto(f"/desk/letters/{matter.pk}/")
    page.get_by_role("link", name="分办", exact=True).click()
    page.get_by_label("承办单位").select_option(str(team.draft.unit_id))
    press(page, "分办")
    page = seat(page, live_server, team.draft)
    page.goto("/desk/letters/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="拟答复").click()
    page.get_by_label("答复").fill(letters.ANSWER)
    press(page, "保存")
    page.get_by_role("link", name="送审").click()
    press(page, "送审")
    page = seat(page, live_server, team.office_review)
    page.goto(f"/desk/letters/{matter.pk}/")
    page.get_by_role("link", name="通过并答复").click()
    assert page.get_by_text(letters.ANSWER).is_visible()
    press(page, "通过并答复")
    page.wait_for_url(f"**/desk/letters/{matter.pk}/")
    return matter


@pytest.mark.parametrize(
    "visitor",
    [
        {},
        {"java_script_enabled": False},
        {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    ],
    ids=["desk", "without script", "phone"],
)
def test_a_citizen_finds_asks_follows_and_rates_and_officials_answer_and_publish(
    open_page, live_server, team, visitor, settings
):
    with clock.at(clock.real_now()):
        document = policy(team)
    page = open_page(**visitor)
    number, code = ask(page, document)
    follow(page, number, code)
    assert page.get_by_text("已经收到，正在分给承办单位").is_visible()
    matter = answer(open_page, live_server, team, number)
    follow(page, number, code)
    assert page.get_by_text(letters.ANSWER).is_visible()
    page.get_by_label("非常满意", exact=True).check()
    press(page, "提交评价")
    assert page.get_by_text("已收到您的评价，谢谢。").is_visible()
    page.locator("#id_text").fill("还想问：要不要交照片？")
    press(page, "提交补充")
    assert page.get_by_text("已收到您的补充。").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.context.cookies() == []
    with clock.at(clock.real_now()):  # the pages live on the wall's clock, the fixture on a morning in June
        deliver_due()
    assert Matter.objects.get(pk=matter.pk).wrote_again and Letter.objects.get(number=number).rating == 5
    publish(open_page, live_server, team, matter)


def publish(open_page, live_server, team, matter):
    page = seat(open_page(), live_server, team.draft)
    page.goto(f"/desk/letters/{matter.pk}/")
    page.get_by_role("link", name="选登").click()
    press(page, "转为公开信息起草")
    page.wait_for_url("**/desk/p/*/")
    version = Matter.objects.get(pk=matter.pk).published_as.versions.get()
    assert "俞女士" not in version.body
    version = make.pass_all(team, reviewing.submit(version=version, author=team.draft))
    publication = releasing.release(version=version, actor=team.publicity)
    page.goto("/ask/figures/")
    page.get_by_role("link", name=publication.title).click()
    assert page.locator(".body").get_by_text(letters.ANSWER).is_visible()


def test_no_page_has_a_barrier_and_none_is_wider_than_a_phone(team, open_page, live_server, assert_accessible):
    document = policy(team)
    shown = set()

    def note(signal, sender, template, **more):
        shown.add(Path(template.origin.name))

    public = open_page(viewport={"width": 390, "height": 844})
    template_rendered.connect(note)
    try:
        for address in (
            "/ask/",
            "/ask/correction/",
            f"/ask/policy/?d={document.pk}",
            "/ask/follow/",
            "/ask/figures/",
            "/ask/receipt/",
        ):
            public.goto(address)
            check(public, assert_accessible)
        public.goto("/ask/correction/")
        press(public, "提交")
        check(public, assert_accessible)
        public.get_by_label("链接打不开").check()
        public.locator("#id_text").fill("链接打不开，请修复。")
        press(public, "提交")
        check(public, assert_accessible)
        number, code = (
            re.findall(r"JC\d{6}-\w{6}", public.content())[0],
            re.search(r"(\w{5}-){2}\w{5}", public.locator("main").inner_text())[0],
        )
        follow(public, number, code)
        check(public, assert_accessible)
        receipt = letters.answered(team, may_publish=True)
        make_published(team)
        staff = seat(open_page(viewport={"width": 390, "height": 844}), live_server, team.publicity)
        staff.goto("/desk/letters/")
        check(staff, assert_accessible)
        for stage, made in letters.AT.items():
            matter = receipt if stage == "answered" else made(team)
            staff.goto(f"/desk/letters/{matter.pk}/")
            check(staff, assert_accessible)
        for who, act, stage in (("publicity", "assign", "new"), ("draft", "draft", "assigned"), ("office_review", "approve", "review"),
                                ("publicity", "invalidate", "new"), ("draft", "draft", "new")):  # fmt: skip
            seat(staff, live_server, getattr(team, who)).goto(f"/desk/letters/{letters.AT[stage](team).pk}/{act}/")
            check(staff, assert_accessible)
        staff.goto(f"/desk/letters/{letters.assigned(team).pk}/contact/")
        staff.get_by_label("理由").fill("电话核实")
        press(staff, "查看")
        check(staff, assert_accessible)
    finally:
        template_rendered.disconnect(note)
    # Pages of people who have logged in, and what the search says when it finds nothing, are walked elsewhere.
    elsewhere = {
        "me.html": "test_citizen_browser",
        "me_door.html": "test_citizen_browser",
        "_tell.html": "test_browser",
    }
    missing = {path for folder in OWN for path in folder.rglob("*.html") if path.name not in elsewhere} - shown
    assert not missing, missing


def make_published(team):
    from gongkai.mailbox import services  # one that is public, for the figures

    version = services.publish(matter=letters.answered(team), actor=team.draft)
    releasing.release(
        version=make.pass_all(team, reviewing.submit(version=version, author=team.draft)), actor=team.publicity
    )


def check(page, assert_accessible):
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
