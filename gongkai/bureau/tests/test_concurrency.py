"""Two administrators, two handovers, many guesses at once."""

from datetime import date, timedelta

import pyotp
import pytest

from gongkai.bureau.models import Absence, DutyAssignment, LoginAttempt, Official
from gongkai.bureau.services import absences, changes, login
from gongkai.bureau.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_many_guesses_at_once_are_judged_no_more_often_than_the_limit_allows(settings):
    make.official(username="luyan")
    ends = at_once(*[
        lambda: login.check_first_factor(username="luyan", password="Wrong-password-1", address="10.1.1.1")
        for _ in range(12)
    ])  # fmt: skip
    assert sum("不正确" in end for end in ends) == settings.LOGIN_FAILURES, ends
    assert sum("15 分钟" in end for end in ends) == 12 - settings.LOGIN_FAILURES, ends
    assert LoginAttempt.objects.count() == settings.LOGIN_FAILURES


def test_one_code_typed_twice_at_once_is_taken_once():
    person = make.official(username="luyan")
    person.totp_secret = SECRET
    person.save()
    code = pyotp.TOTP(SECRET).at(clock.real_now())
    ends = at_once(*[lambda: login.finish(official=person, code=code, address="10.1.1.1") for _ in range(3)])
    assert ends.count("done") == 1, ends
    assert Entry.objects.filter(event="bureau.logged_in").count() == 1


def test_two_administrators_decide_on_one_change_once():
    system, first, second = (make.official(admin_role=role) for role in ("system", "security", "security"))
    person = make.official()
    row = changes.propose(official=person, change={"do": "grant", "duty": "draft", "unit": None}, reason="分工",
                          proposer=system)  # fmt: skip
    ends = at_once(
        lambda: changes.decide(change=row, decider=first, agree=True),
        lambda: changes.decide(change=row, decider=second, agree=False),
    )
    assert sorted(end == "done" for end in ends) == [False, True], ends
    row.refresh_from_db()
    assert DutyAssignment.objects.filter(official=person).exists() is (row.state == "confirmed")


def test_a_role_and_a_duty_confirmed_at_once_do_not_both_hold():
    system, security = make.official(admin_role="system"), make.official(admin_role="security")
    person = make.official()
    role, duty = (
        changes.propose(official=person, change=change, reason="调整", proposer=system)
        for change in ({"do": "admin_role", "role": "audit"}, {"do": "grant", "duty": "sign", "unit": None})
    )
    ends = at_once(
        lambda: changes.decide(change=role, decider=security, agree=True),
        lambda: changes.decide(change=duty, decider=security, agree=True),
    )
    assert sorted(end == "done" for end in ends) == [False, True], ends
    person = Official.objects.get(pk=person.pk)
    assert bool(person.admin_role) is not person.duties.exists()


def test_two_people_who_hand_over_to_each_other_at_once_are_not_both_away():
    one, other = make.official("sign"), make.official("sign")
    days = {"from_day": clock.today(), "to_day": clock.today() + timedelta(days=3), "reason": "出差"}
    ends = at_once(
        lambda: absences.record_absence(official=one, substitute=other, actor=one, **days),
        lambda: absences.record_absence(official=other, substitute=one, actor=other, **days),
    )
    assert sorted(end == "done" for end in ends) == [False, True], ends
    assert Absence.objects.count() == 1


def test_one_absence_recorded_twice_at_once_is_there_once():
    one, other = make.official("sign"), make.official("draft")
    day = clock.today() + timedelta(days=1)

    def away():
        absences.record_absence(official=one, substitute=other, from_day=day, to_day=day, reason="会议", actor=one)

    assert at_once(away, away).count("done") == 1
    assert Absence.objects.get().from_day == day > date(2020, 1, 1)
