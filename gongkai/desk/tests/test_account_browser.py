"""The first day at the desk in a real browser: password, enrolment, one-time code, a phone, no script."""

import pyotp
import pytest

from gongkai.bureau.models import Official
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock

from .session import seat

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give(page, username, password=bureau.PASSWORD):
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main button")


def no_sideways_scrolling(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_new_official_enrols_and_is_in(page, assert_accessible):
    bureau.official("draft", username="newcomer", name="陆言")
    page.goto("/desk/account/")
    assert page.url.endswith("/desk/login/?next=/desk/account/")
    assert page.evaluate("document.activeElement.name") == "username"
    assert_accessible(page)
    give(page, "newcomer", "Wrong-password-1")
    assert_accessible(page)
    assert page.input_value("[name=username]") == "newcomer" and page.input_value("[name=password]") == ""
    give(page, "newcomer")
    page.wait_for_url("**/desk/login/enrol/")
    assert_accessible(page)
    secret = page.locator(".door-secret").inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).at(clock.real_now()))
    page.click("main button")
    page.wait_for_url("**/desk/account/")
    assert "陆言" in page.inner_text("main")
    assert Official.objects.get(username="newcomer").totp_secret.reveal() == secret


@pytest.mark.parametrize("script", [True, False])
def test_the_way_in_and_out_on_a_phone_with_or_without_script(open_page, assert_accessible, script):
    person = bureau.official("draft", username="luyan", name="陆言")
    person.totp_secret = SECRET
    person.save()
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, java_script_enabled=script)
    page.goto("/desk/")
    give(page, "luyan")
    page.wait_for_url("**/desk/login/code/")
    if script:
        assert no_sideways_scrolling(page)
        assert_accessible(page)
    page.fill("[name=code]", pyotp.TOTP(SECRET).at(clock.real_now()))
    page.click("main button")
    page.wait_for_url("**/desk/")
    page.click(".who summary")
    page.click("text=退出登录")
    page.wait_for_url("**/desk/login/")


def test_a_one_time_password_is_read_off_the_answer_on_a_phone(phone, live_server, assert_accessible):
    system = bureau.official(admin_role="system", totp_secret=SECRET)
    person = bureau.official("draft", name="陆言")
    seat(phone, live_server, system).goto(f"/desk/officials/{person.pk}/password/")
    phone.fill("[name=code]", pyotp.TOTP(SECRET).at(clock.real_now()))
    phone.click("main button.danger")
    phone.get_by_text("离开这个页面后不再显示").wait_for()
    assert no_sideways_scrolling(phone)
    assert_accessible(phone)
    assert Official.objects.get(pk=person.pk).check_password(phone.locator("main code").inner_text())
    phone.get_by_role("link", name="已告知，继续").click()
    phone.wait_for_url(f"**/desk/officials/{person.pk}/")
    assert "Gk3-" not in phone.inner_text("main")


def test_the_door_with_single_sign_on_has_no_barrier_on_a_phone(phone, settings, assert_accessible):
    settings.STAFF_OIDC = {**settings.STAFF_OIDC, "issuer": "https://sso.example.gov.cn"}
    phone.goto("/desk/login/?left=1")
    assert no_sideways_scrolling(phone)
    assert_accessible(phone)
    assert phone.get_by_role("link", name="用统一身份认证登录").get_attribute("href") == "/desk/login/sign-on/"
