"""The desk in a real browser: by keyboard, while typing, on a phone, without script, and for everybody."""

import pytest
from django.conf import settings
from django.test import Client

from gongkai.bureau.models import DutyCode
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk.models import FormDraft
from gongkai.publications.tests import factories
from gongkai.workdays.tests import people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("gongkai.desk.tests.toy")]


def seat(page, live_server, person):
    """The page now belongs to this official."""
    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return page


@pytest.fixture
def clerk():
    office = unit("greening", name="绿化管理处", short_name="绿化处")
    unit("roads", name="市容管理处", short_name="市容处")
    return official(DutyCode.DRAFT, DutyCode.OFFICE_REVIEW, of=office, name="陆言")


def test_the_keyboard_leads_to_the_search_and_through_the_rows(page, live_server, clerk):
    seat(page, live_server, clerk).goto("/desk/toy/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[name=row]:checked").count() == 1
    assert "已选 1 件" in page.locator("[data-picked]").inner_text()


def test_enter_opens_the_row(page, live_server, clerk):
    seat(page, live_server, clerk).goto("/desk/toy/")
    page.keyboard.press("j")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/toy/*/")


def test_what_is_typed_is_kept_by_itself_and_comes_back(page, live_server, clerk):
    seat(page, live_server, clerk).goto("/desk/toy/new/")
    page.fill("[name=name]", "写到一半")
    page.locator("[data-saved]", has_text="已自动保存").wait_for()
    page.goto("/desk/toy/new/")
    page.click("text=恢复")
    assert page.input_value("[name=name]") == "写到一半"
    assert FormDraft.objects.count() == 1


def test_everything_works_without_script(open_page, live_server, clerk):
    page = seat(open_page(java_script_enabled=False), live_server, clerk)
    page.goto("/desk/toy/")
    page.locator("summary", has_text="筛选").first.click()
    page.select_option("[name=kind]", "office")
    page.locator("form.narrow button", has_text="筛选").click()
    assert "类别为内设机构" in page.locator(".sentences").inner_text()
    page.check("input[name=row] >> nth=0")
    page.locator(".bulk button", has_text="撤并").click()
    assert "将影响 1 件" in page.locator(".consequence").inner_text()


PAGES = ["/desk/", "/desk/toy/?kind=office", "/desk/toy/new/", "/desk/toy/report/", "/desk/notifications/",
         "/desk/preferences/", "/desk/search/?q=公园"]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_the_pages(open_page, live_server, clerk, assert_accessible, width):
    people.started("2026-01-05", official=clerk, unit=clerk.unit, url="/desk/toy/")
    people.started(None, official=clerk, unit=clerk.unit, url="/desk/toy/")
    page = seat(open_page(viewport={"width": width, "height": 844}), live_server, clerk)
    for address in [*PAGES, f"/desk/toy/{clerk.unit_id}/", f"/desk/toy/{clerk.unit_id}/close/"]:
        page.goto(address)
        assert_accessible(page)
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert beyond <= 0, f"{address} 横向溢出 {beyond} 像素"


def test_the_page_of_one_decision_on_many_has_no_barrier(page, live_server, clerk, assert_accessible):
    seat(page, live_server, clerk).goto("/desk/toy/")
    page.check("input[name=row] >> nth=0")
    page.locator(".bulk button", has_text="撤并").click()
    page.locator(".consequence").wait_for()
    assert_accessible(page)


def test_an_error_summary_is_read_first(page, live_server, clerk, assert_accessible):
    seat(page, live_server, clerk).goto("/desk/toy/new/")
    page.click("main button.primary")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert_accessible(page)
    page.click("#errors a")
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_leader_signs_on_the_phone(phone, live_server, assert_accessible):
    team = factories.Team()
    version = factories.in_review(team)
    for duty in ("office_review", "edit", "secrecy"):
        factories.reviewing.pass_step(version=version, reviewer=getattr(team, duty), seen=version.fingerprint)
        version.refresh_from_db()
    seat(phone, live_server, team.sign).goto("/desk/leader/")
    assert_accessible(phone)
    phone.click("text=审阅签发")
    assert_accessible(phone)
    phone.click("text=同意签发")
    phone.locator(".messages", has_text="已签发").wait_for()
    version.refresh_from_db()
    assert version.state == "approved"
