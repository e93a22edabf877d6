"""A leader with a phone: what is late and whose, what waits for the signature, five figures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.models import DutyCode
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk.tests.at_desk import Desk
from gongkai.publications.models import Version
from gongkai.publications.services import reviewing
from gongkai.publications.tests import factories
from gongkai.workdays.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.Team()


def at_signature(team, **fields):
    """A version that only the signature lacks, with the advice of those before."""
    version = factories.in_review(team, **fields)
    while (duty := version.step_duty()) != "sign":
        version = reviewing.pass_step(
            version=version, reviewer=getattr(team, duty), seen=version.fingerprint, remarks=f"{duty}：建议发布"
        )
    return version


def page_of(version):
    return f"/desk/leader/sign/{version.pk}/"


def test_the_page_is_for_leaders_and_signers(team):
    assert Desk(team.draft).get("/desk/leader/").status_code == 403
    assert Desk(official(is_leader=True)).get("/desk/leader/").status_code == 200


def test_what_waits_for_the_signature_stands_with_the_advice_given(team):
    version = at_signature(team, title="关于夜间开放公园的通知")
    factories.in_review(team, title="还在处室审核的通知")
    response = Desk(team.sign).get("/desk/leader/")
    page = response.content.decode()
    assert [waiting.pk for waiting in response.context["waiting"]] == [version.pk]
    assert "关于夜间开放公园的通知" in page
    assert "secrecy：建议发布" in page
    assert page_of(version) in page


def test_the_home_page_counts_it_and_offers_to_sign(team):
    version = at_signature(team)
    desk = Desk(team.sign)
    board = desk.get("/desk/").context["board"]
    assert board.for_signature == 1
    assert page_of(version) in desk.text("/desk/")


def test_the_text_and_the_advice_stand_before_the_two_buttons(team):
    page = Desk(team.sign).text(page_of(at_signature(team)))
    assert (
        page.index("保密审查")
        < page.index("延长开放时间至二十二时")
        < page.index("同意签发")
        < page.index("退回</button>")
    )


def decide(team, version, decision, remarks="", key="k" * 32, seen=None):
    return Desk(team.sign).post(
        page_of(version), seen=seen or version.fingerprint, decision=decision, remarks=remarks, submission_key=key
    )


def test_agreed_it_is_ready_and_the_next_one_opens(team):
    first, second = at_signature(team), at_signature(team)
    assert decide(team, first, "agree").url == page_of(second)
    assert Version.objects.get(pk=first.pk).state == "approved"
    assert decide(team, second, "agree", key="x").url == "/desk/leader/"


def test_pressed_twice_it_is_signed_once(team):
    version = at_signature(team)
    decide(team, version, "agree")
    assert decide(team, version, "agree").status_code in {302, 404}
    assert version.reviews.filter(duty="sign").count() == 1


def test_returned_without_a_word_it_is_refused_and_with_one_it_goes_back(team):
    version = at_signature(team)
    response = decide(team, version, "return")
    assert response.status_code == 422
    assert "请写明退回的理由" in response.content.decode()
    decide(team, version, "return", remarks="请补充依据")
    assert Version.objects.get(pk=version.pk).state == "returned"


def test_a_text_other_than_the_one_shown_is_not_signed(team):
    version = at_signature(team)
    response = decide(team, version, "agree", seen="0" * 64)
    assert response.status_code == 422
    assert Version.objects.get(pk=version.pk).state == "review"


def test_nobody_signs_his_own_text_or_another_units(team):
    version = at_signature(team)
    elsewhere = official(DutyCode.SIGN, scope=unit("roads"))
    assert Desk(elsewhere).get(page_of(version)).status_code == 404
    own = official(DutyCode.SIGN, DutyCode.DRAFT, of=team.unit)
    Version.objects.filter(pk=version.pk).update(author=own)
    assert Desk(own).get(page_of(version)).status_code == 404


def test_what_is_late_says_whose_it_is():
    leader = Desk(official(is_leader=True))
    clerk = official(of=unit("greening", short_name="绿化处"), name="陆言")
    with people.on("2019-12-10"):
        people.started("2019-11-04", official=clerk, unit=clerk.unit)
        people.started("2019-12-09", official=clerk, unit=clerk.unit)
        response = leader.get("/desk/leader/")
    assert len(response.context["late"]) == 1
    assert "绿化处 陆言" in response.content.decode()


def test_five_figures_with_their_change_in_words(team):
    with people.on("2026-11-17"):
        factories.in_review(team)
    with people.on("2026-11-24"):
        factories.in_review(team)
        factories.in_review(team)
        figures = Desk(team.sign).get("/desk/leader/").context["figures"]
    assert len(figures) == 5
    submitted = next(figure for figure in figures if figure.trend.code == "submitted")
    assert submitted.numbers[-2:] == [1, 2]
    assert submitted.change == "比上周多 1"


def test_the_cost_of_the_page_does_not_grow_with_what_waits(team):
    desk = Desk(team.sign)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/leader/")
        return len(queries)

    at_signature(team)
    cost()
    few = cost()
    for _ in range(5):
        at_signature(team)
    assert cost() == few <= 24
