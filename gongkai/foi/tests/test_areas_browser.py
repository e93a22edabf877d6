"""No barrier on the pages around the applications: finding, registers, inquiries, material, the applicant's own page."""

import pytest

from gongkai.desk.tests.session import seat
from gongkai.foi import services
from gongkai.foi.tests import factories as make
from gongkai.foi.tests.test_inquiries import asked, first_class
from gongkai.foi.tests.test_material import clean, without_recognition  # noqa: F401  a fixture
from gongkai.foi.tests.test_public import place
from gongkai.journal import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})


def test_pages_around_the_applications_have_no_barrier_at_desk_and_phone(
    team, open_page, live_server, assert_accessible
):
    asked(team, place(team), content_class=first_class())
    material = clean(team)
    given = f"/desk/foi/{material.application_id}/materials/{material.pk}/"
    receipt = make.receipt()
    case = make.fresh(make.Application.objects.get(letter=receipt.letter))
    services.register(case=case, actor=team.publicity, received_on=clock.today(), evidence="电话确认")

    def check(page, address=""):
        if address:
            page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url

    for size in SIZES:
        page = open_page(viewport=size)
        page.goto("/ask/follow/")
        page.get_by_label("编号").fill(receipt.number)
        page.get_by_label("查询码").fill(receipt.code)
        page.get_by_role("button", name="查询", exact=True).click()
        page.get_by_text("首次下载的时间").wait_for()
        check(page)
        check(page, "/foi/figures/")
        seat(page, live_server, team.publicity)
        for tail in ("", "find/", "registers/", "registers/new/", "places/", "inquiries/", "inquiries/new/"):
            check(page, f"/desk/foi/{tail}")
        seat(page, live_server, team.draft)
        for tail in ("", "pages/1/", "pages/1/compare/", "find/"):
            check(page, given + tail)
        seat(page, live_server, team.secrecy)
        check(page, f"{given}approve/")
