"""Ways in which a right could arise that nobody gave: each is closed."""

from datetime import date, timedelta

import pytest

from gongkai.bureau.models import Official, RoleChange
from gongkai.bureau.queries import credentials
from gongkai.bureau.services import absences, changes
from gongkai.bureau.tests import factories as make
from gongkai.bureau.tests.conftest import MORNING
from gongkai.journal.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_monday")]
DAYS = {"from_day": date(2026, 6, 1), "to_day": date(2026, 6, 5)}


def proposed(three, person, **change):
    return changes.propose(official=person, change=change, reason="调整分工", proposer=three["system"])


def done(three, person, **change):
    changes.decide(change=proposed(three, person, **change), decider=three["security"], agree=True)
    person.refresh_from_db()


def away(official, substitute, actor=None, **days):
    return absences.record_absence(
        official=official, substitute=substitute, reason="出差", actor=actor or official, **(days or DAYS)
    )


def test_nobody_hands_over_for_another_least_of_all_to_himself():
    chief, clerk = make.official("sign"), make.official("draft")
    with pytest.raises(Refused, match="由本人登记"):
        away(chief, clerk, actor=clerk)
    assert not credentials(clerk).holds("sign")


def test_who_stands_in_cannot_become_an_administrator(three):
    chief, clerk = make.official("sign"), make.official()
    away(chief, clerk, from_day=date(2026, 6, 8), to_day=date(2026, 6, 9))
    with pytest.raises(Refused, match="代理他人"):
        proposed(three, clerk, do="admin_role", role="audit")


def test_what_arose_between_proposal_and_confirmation_counts(three):
    person = make.official()
    role, duty = (
        proposed(three, person, do="admin_role", role="audit"),
        proposed(three, person, do="grant", duty="sign"),
    )
    changes.decide(change=role, decider=three["security"], agree=True)
    with pytest.raises(Refused, match="不能同时承担业务职责"):
        changes.decide(change=duty, decider=three["security"], agree=True)
    assert RoleChange.objects.get(pk=duty.pk).state == "proposed" and not person.duties.exists()


def test_an_administrator_holds_no_duty_even_where_the_tables_say_so(three):
    chief, clerk = make.official("sign"), make.official("draft")
    away(chief, clerk)
    Official.objects.filter(pk=clerk.pk).update(admin_role="audit")
    clerk.refresh_from_db()
    assert credentials(clerk).duties() == set()


def test_who_has_left_lends_nothing(three):
    chief, clerk = make.official("sign"), make.official("draft")
    away(chief, clerk)
    assert credentials(clerk).holds("sign")
    done(three, chief, do="deactivate")
    assert not credentials(clerk).holds("sign")


@pytest.mark.parametrize("change", [{"do": "deactivate"}, {"do": "admin_role", "role": ""}])
def test_the_last_administrator_of_a_kind_stays_until_there_is_another(three, change):
    with pytest.raises(Refused, match="最后一位"):
        proposed(three, three["audit"], **change)
    make.official(admin_role="audit")
    done(three, three["audit"], **change)
    assert not (three["audit"].is_active and three["audit"].admin_role)


def test_rank_is_given_by_two_and_never_to_an_administrator(three):
    person = make.official("sign")
    epoch = person.session_epoch
    row = proposed(three, person, do="leader")
    assert not Official.objects.get(pk=person.pk).is_leader
    changes.decide(change=row, decider=three["security"], agree=True)
    person.refresh_from_db()
    assert person.is_leader and person.session_epoch == epoch + 1
    with pytest.raises(Refused, match="局领导"):
        proposed(three, three["audit"], do="leader")
    chief = make.official(is_leader=True)
    with pytest.raises(Refused, match="局领导"):
        proposed(three, chief, do="admin_role", role="audit")


def test_a_role_that_does_not_exist_cannot_be_proposed(three):
    with pytest.raises(Refused, match="管理角色"):
        proposed(three, make.official(), do="admin_role", role="root")


def test_a_duty_that_ended_yesterday_no_longer_stands_against_a_role(three):
    person = make.official("draft", scope=make.unit("greening"))
    done(three, person, do="revoke", duty="draft", unit=make.unit("greening").pk)
    assert person.duties.get().valid_to == MORNING.date() - timedelta(days=1)
    done(three, person, do="admin_role", role="audit")
    assert person.admin_role == "audit"
