"""Acts on people: what was given ends sessions, what is lent says for whom."""

from datetime import date, timedelta

import pytest

from gongkai.bureau.models import Absence, Official
from gongkai.bureau.queries import credentials, unit_tree
from gongkai.bureau.services import absences, changes, officials, units
from gongkai.bureau.services.bootstrap import Account, Office, bootstrap
from gongkai.bureau.tests import factories as make
from gongkai.bureau.tests.conftest import MORNING
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_monday")]


def test_a_granted_duty_holds_from_today_and_a_revoked_one_until_yesterday(three):
    unit, person = make.unit("office"), make.official()
    change = {"do": "grant", "duty": "draft", "unit": unit.pk}
    row = changes.propose(official=person, change=change, reason="分工", proposer=three["system"])
    changes.decide(change=row, decider=three["security"], agree=True)
    assert credentials(person).holds("draft", unit.pk)
    with clock.at(MORNING + timedelta(days=30)):
        row = changes.propose(
            official=person, change={**change, "do": "revoke"}, reason="调离", proposer=three["system"]
        )
        changes.decide(change=row, decider=three["security"], agree=True)
        assert not credentials(person).holds("draft", unit.pk)
    assert credentials(person, date(2026, 6, 20)).holds("draft", unit.pk), "history is not rewritten"


def test_a_decided_change_is_not_decided_again_and_a_refused_one_does_nothing(three):
    person = make.official()
    row = changes.propose(official=person, change={"do": "grant", "duty": "sign", "unit": None}, reason="x",
                          proposer=three["system"])  # fmt: skip
    changes.decide(change=row, decider=three["security"], agree=False)
    assert not person.duties.exists()
    with pytest.raises(Refused, match="已经处理过"):
        changes.decide(change=row, decider=three["security"], agree=True)


def test_a_deactivated_account_holds_nothing(three):
    person = make.official("draft")
    row = changes.propose(official=person, change={"do": "deactivate"}, reason="离职", proposer=three["system"])
    changes.decide(change=row, decider=three["security"], agree=True)
    person.refresh_from_db()
    assert not person.is_active and not credentials(person).duties()


def test_a_duty_is_lent_during_the_absence_only_and_not_for_the_lenders_own_text():
    unit = make.unit("office")
    chief, deputy = make.official("sign", of=unit, name="主任"), make.official("draft", of=unit)
    absences.record_absence(official=chief, substitute=deputy, from_day=date(2026, 6, 2), to_day=date(2026, 6, 5),
                            reason="出差", actor=chief)  # fmt: skip
    assert not credentials(deputy, date(2026, 6, 1)).holds("sign")
    lent = credentials(deputy, date(2026, 6, 3))
    assert lent.grounds("sign", unit.pk) == "主任" and lent.grounds("draft", unit.pk) == ""
    assert lent.grounds("sign", unit.pk, barred=frozenset({chief.pk})) is None
    assert not credentials(deputy, date(2026, 6, 6)).holds("sign")


def test_coming_back_early_ends_what_was_lent():
    chief, deputy = make.official("sign"), make.official("draft")
    absence = absences.record_absence(official=chief, substitute=deputy, from_day=date(2026, 6, 2),
                                      to_day=date(2026, 6, 9), reason="休假", actor=chief)  # fmt: skip
    with pytest.raises(Refused, match="本人"):
        absences.end_early(absence=absence, actor=deputy, on=date(2026, 6, 4))
    absences.end_early(absence=absence, actor=chief, on=date(2026, 6, 4))
    assert credentials(deputy, date(2026, 6, 3)).holds("sign")
    assert not credentials(deputy, date(2026, 6, 4)).holds("sign")
    absences.record_absence(official=chief, substitute=deputy, from_day=date(2026, 6, 8), to_day=date(2026, 6, 9),
                            reason="休假", actor=chief)  # fmt: skip
    assert Absence.objects.count() == 2


def test_an_account_is_opened_by_the_system_administrator_alone_and_its_name_once(three):
    unit = make.unit("office")
    with pytest.raises(Refused, match="系统管理员"):
        officials.create(username="a1", name="甲", unit=unit, actor=three["security"])
    person, password = officials.create(username="a1", name="甲", unit=unit, actor=three["system"])
    assert person.check_password(password) and person.must_change_password
    with pytest.raises(Refused, match="已被使用"):
        officials.create(username="a1", name="乙", unit=unit, actor=three["system"])
    assert password not in str(Entry.objects.values())


def test_a_merged_unit_is_there_on_its_last_day_and_not_on_the_next(three):
    old, new = make.unit("old"), make.unit("new")
    units.end(unit=old, on=date(2026, 6, 1), successors=[new], actor=three["system"], reason="机构改革")
    assert old in unit_tree(date(2026, 5, 31)) and old not in unit_tree(date(2026, 6, 1))
    with pytest.raises(Refused, match="已经撤并"):
        units.end(unit=old, on=date(2026, 7, 1), successors=[new], actor=three["system"], reason="x")


def test_the_first_accounts_are_opened_once_and_no_administrator_among_them_holds_a_duty():
    office = Office("HQ", "本局", "本局", "bureau", date(2019, 3, 1))
    with pytest.raises(Refused, match="三员分立"):
        bootstrap(offices=[office], accounts=[Account("x", "甲", "HQ", duties=(("draft", ""),), admin_role="audit")])
    bootstrap(offices=[office], accounts=[Account("x", "甲", "HQ", password="A-good-one-1", admin_role="audit")])
    with pytest.raises(Refused, match="不能再次初始化"):
        bootstrap(offices=[], accounts=[])
    assert Official.objects.get().check_password("A-good-one-1")
