"""A lawyer changes a template, a signer's letter is read: in a browser, without JavaScript too, without barriers."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.test.signals import template_rendered

from gongkai.journal import clock
from gongkai.letters import services
from gongkai.letters.models import LetterTemplate
from gongkai.letters.services import sending, templates

from .demo import RECEIPT, REFUSAL, Office

pytestmark = pytest.mark.django_db(transaction=True)
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def today(db, kinds_known):
    """An office on the wall's own day: the server of the browser runs beside this thread."""
    return Office()


@pytest.fixture
def as_official(live_server):
    def enter(page, person):
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return page

    return enter


def pages_of(office):
    """Every page about letters in a state that shows all of its parts, with who may see it."""
    letter = office.issued(清单={"head": ["序号", "名称", "页数"], "rows": [["1", "行道树养护合同报价明细", "12"]]})
    services.send(letter=letter, channel="express", proof="EA123456789CN", actor=office.signer)
    sending.reveal(letter=letter, official=office.signer, reason="核对")
    row = templates.open_next(kind=REFUSAL, author=office.lawyer)
    templates.save(
        template=row, editor=office.lawyer, edition=0, title=row.title, text=row.text + "\n{{出生日期}}", note="x"
    )
    waiting = templates.open_next(kind=RECEIPT, author=office.lawyer)
    templates.save(
        template=waiting, editor=office.lawyer, edition=0, title="回执", text=RECEIPT.template, note="改标题"
    )
    templates.propose(template=waiting, editor=office.lawyer)
    own, base = letter.get_absolute_url(), "/desk/letter-templates/"
    return {
        office.signer: ["/desk/official-letters/", own, f"{own}reveal/", f"{own}send/", f"{own}void/",
                        f"{own}received/{letter.deliveries.get().pk}/"],
        office.writer: [own],
        office.lawyer: [base, f"{base}{REFUSAL.code}/", f"{base}{REFUSAL.code}/begin/", f"{base}version/{row.pk}/",
                        f"{base}version/{row.pk}/edit/", f"{base}version/{row.pk}/propose/", f"{base}version/{waiting.pk}/"],
        office.second: [f"{base}version/{waiting.pk}/", f"{base}version/{waiting.pk}/activate/"],
        office.clerk: ["/desk/letter-series/", "/desk/letter-series/new/", f"/desk/letter-series/{office.series.pk}/"],
    }  # fmt: skip


def test_no_page_about_letters_has_a_barrier_at_a_desk_or_on_a_phone(today, open_page, as_official, assert_accessible):
    shown: set[Path] = set()

    def note(signal, sender, template, **more):
        shown.add(Path(template.origin.name))

    addresses = pages_of(today)
    desk, phone = open_page(), open_page(viewport=PHONE)
    template_rendered.connect(note)
    try:
        for person, own in addresses.items():
            client = Client()
            client.force_login(person)
            for address in own:
                assert client.get(address).status_code == 200, address
                for page, width in ((desk, 1280), (phone, 390)):
                    as_official(page, person).goto(address)
                    assert_accessible(page)
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    finally:
        template_rendered.disconnect(note)
    assert set(TEMPLATES.rglob("*.html")) - shown == set()


def test_a_lawyer_changes_a_template_without_javascript(today, open_page, as_official):
    page = as_official(open_page(java_script_enabled=False), today.lawyer)
    page.goto("/desk/letter-templates/")
    page.get_by_role("link", name="登记回执", exact=True).click()
    page.get_by_role("link", name="修改").click()
    page.get_by_role("button", name="开始修改").click()
    page.get_by_label("正文").fill("本机关于{{收到日期}}收到您的申请。\n一、查询方法\n请凭编号查询。")
    page.get_by_role("button", name="预览").click()
    assert page.locator("#preview .on-level_1").inner_text() == "一、查询方法"
    page.get_by_label("修改说明").fill("写明查询方法")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="提请启用").click()
    page.get_by_role("button", name="提请启用").click()
    as_official(page, today.second).goto(page.url)
    page.get_by_role("link", name="启用", exact=True).click()
    page.get_by_role("button", name="启用").click()
    assert LetterTemplate.objects.get(kind=RECEIPT.code, state="active").text.endswith("请凭编号查询。")
    assert clock.now() - LetterTemplate.objects.get(state="active").active_from < timedelta(minutes=5)


def test_who_wants_to_read_a_letter_says_why_first(today, open_page, as_official):
    letter = today.issued(addressee="欧阳明月")
    page = as_official(open_page(java_script_enabled=False), today.signer)
    page.goto("/desk/official-letters/")
    assert "明月" not in page.content()
    page.get_by_role("link", name=letter.number).click()
    page.get_by_role("link", name="查看全文、下载文件").click()
    page.get_by_label("查看的理由").fill("核对收件人")
    page.get_by_role("button", name="查看全文").click()
    assert "欧阳明月：" in page.content()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename == f"{letter.number}.pdf"
