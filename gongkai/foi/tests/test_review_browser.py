"""The pages on disputes, reports and review in a browser: no barrier, no wider than a phone."""

from datetime import timedelta

import pytest

from gongkai.desk.tests.session import seat
from gongkai.foi import services
from gongkai.foi.services import review
from gongkai.foi.tests import factories as make
from gongkai.journal import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def check(open_page, live_server, assert_accessible):
    page = open_page(viewport={"width": 390, "height": 844})

    def _check(official, *addresses):
        seat(page, live_server, official)
        for address in addresses:
            page.goto(address)
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address

    return _check


def test_disputes_and_reports_have_no_barrier(team, check):
    refused = make.answered(team, code="D09", findings=("reasons",))
    case = services.enter_dispute(application=refused, actor=team.legal, road="suit", against="decision",
                                  body="某某区人民法院", received_on=clock.today())  # fmt: skip
    year = clock.today().year
    of_case = [f"{case.get_absolute_url()}{act}" for act in ("", "defend/", "attach/", "end/")]
    check(team.legal, "/desk/foi/disputes/", *of_case, f"{refused.get_absolute_url()}dispute/")
    services.end_dispute(
        case=case, actor=team.legal, result="corrected", number="某号", redo_amount=15, redo_measure="wd"
    )
    check(team.publicity, case.get_absolute_url(), refused.get_absolute_url(), f"/desk/foi/report/{year}/",
          f"/desk/foi/report/{year}/texts/", f"/desk/foi/report/{year - 1}/filing/", "/desk/foi/report/check/")  # fmt: skip


def test_analysis_and_review_have_no_barrier(team, check):
    for identity in ("110101199003078515", ""):
        make.assigned(team, identity=identity)
    case = make.answered(team, code="D09", findings=("reasons",))
    row = case.rereviews.get()
    advice = review.advise(actor=team.publicity, unit=team.draft.unit, problem="同类申请多。", advice="主动公开。",
                           due_on=clock.today() + timedelta(days=9))  # fmt: skip
    check(team.publicity, "/desk/foi/", "/desk/foi/analysis/", f"/desk/foi/convert/?of={case.pk}", "/desk/foi/rereviews/",
          row.get_absolute_url(), "/desk/foi/judgements/", "/desk/foi/judgements/new/", "/desk/foi/advice/",
          "/desk/foi/advice/new/", advice.get_absolute_url(), f"{case.get_absolute_url()}classify/")  # fmt: skip
