"""A citizen logs in on a phone, writes in his own name and finds the letter again, with and without script."""

import pytest

from gongkai.bureau.single_sign_on import asking, stand_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False])
def test_a_citizen_logs_in_writes_and_finds_his_letter_again(open_page, team, settings, assert_accessible, script):
    asking.forget()
    with stand_in.running() as provider:
        settings.CITIZEN_OIDC = {**settings.CITIZEN_OIDC, "issuer": provider.issuer, "client_id": provider.client_id,
                                 "client_secret": provider.client_secret}  # fmt: skip
        page = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=script)

        def look():
            if script:
                assert_accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= 390

        page.goto("/me/")
        look()
        page.get_by_role("link", name="用随申办登录").click()
        page.get_by_label("账号").fill("one")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/me/")
        look()
        page.get_by_role("button", name="我为政府网站找错").click()
        page.get_by_label("链接打不开").check()
        page.locator("[name=text]").fill("“下载表格”的链接打不开。")
        look()
        page.get_by_role("button", name="提交").click()
        page.get_by_text("查询码").first.wait_for()
        page.goto("/me/")
        look()
        page.get_by_role("button", name="查看").click()
        page.get_by_text("“下载表格”的链接打不开。").first.wait_for()
        page.goto("/me/")
        page.get_by_role("button", name="退出").click()
        page.get_by_text("您已退出").wait_for()
        look()
    asking.forget()
