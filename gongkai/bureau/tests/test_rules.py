"""Three administrators who hold each other, handover without chains, locks: decided from plain facts."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from gongkai.bureau.rules import (
    CHANGES,
    Away,
    Change,
    absence_refusals,
    decision_refusals,
    locked_until,
    proposal_refusals,
)

ROLES = ("", "system", "security", "audit")
ME, YOU, HIM = 1, 2, 3


@pytest.mark.parametrize(("do", "role"), list(product(CHANGES, ROLES)))
def test_only_system_and_security_administrators_propose_and_never_for_themselves(do, role):
    change = Change(do=do, official=YOU)
    assert (proposal_refusals(change, proposer=ME, proposer_role=role) == []) is (role in {"system", "security"})
    assert proposal_refusals(Change(do=do, official=ME), proposer=ME, proposer_role=role)


@pytest.mark.parametrize(("proposed", "decides"), list(product(("system", "security"), ROLES)))
def test_a_change_is_confirmed_by_another_kind_of_administrator(proposed, decides):
    change = Change(do="grant", official=YOU)
    lawful = decides not in {"", proposed}
    refused = decision_refusals(change, proposer=ME, decider=HIM, decider_role=decides, proposer_role=proposed)
    assert (refused == []) is lawful


def test_the_proposer_and_the_person_concerned_cannot_confirm():
    change = Change(do="grant", official=YOU)
    for decider in (ME, YOU):
        assert decision_refusals(change, proposer=ME, decider=decider, decider_role="audit", proposer_role="system")


@pytest.mark.parametrize(("has", "wants"), list(product(ROLES, ROLES)))
def test_nobody_gets_a_second_administrators_role(has, wants):
    change = Change(do="admin_role", official=YOU, has_role=has, role=wants)
    lawful = not wants or not has or has == wants
    assert (proposal_refusals(change, proposer=ME, proposer_role="system") == []) is lawful


def test_a_role_and_a_duty_exclude_each_other():
    assert proposal_refusals(Change("grant", YOU, has_role="audit"), proposer=ME, proposer_role="system")
    assert proposal_refusals(
        Change("admin_role", YOU, holds_duties=True, role="audit"), proposer=ME, proposer_role="system"
    )


TODAY = date(2026, 6, 1)
NEXT = date(2026, 6, 8), date(2026, 6, 12)


def asked(official=ME, substitute=YOU, days=NEXT, others=(), **more):
    facts = {"today": TODAY, "substitute_active": True, "is_administrator": False, **more}
    return absence_refusals(Away(official, substitute, *days), list(others), **facts)


def test_a_plain_handover_is_recorded():
    assert asked() == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"substitute": ME}, "本人"), ({"days": (NEXT[1], NEXT[0])}, "早于"),
     ({"days": (date(2026, 5, 1), date(2026, 5, 5))}, "已经过去"), ({"substitute_active": False}, "停用"),
     ({"is_administrator": True}, "管理员")],
)  # fmt: skip
def test_a_handover_that_cannot_be_is_refused_with_its_reason(facts, words):
    assert any(words in sentence for sentence in asked(**facts))


@pytest.mark.parametrize("shift", range(-8, 9))
def test_handovers_neither_overlap_nor_chain(shift):
    days = tuple(day + timedelta(days=shift) for day in NEXT)
    touches = days[0] <= NEXT[1] and NEXT[0] <= days[1]
    for other in (Away(ME, HIM, *days), Away(YOU, HIM, *days), Away(HIM, ME, *days)):
        assert bool(asked(others=[other])) is touches
    assert asked(others=[Away(HIM, YOU, *days)]) == [], "one may stand in for two"


NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("count", range(9))
def test_five_failures_within_the_time_lock_until_so_long_after_the_last(count):
    failures = [NOW - timedelta(minutes=place) for place in range(count)]
    until = locked_until(failures, limit=5, minutes=15, now=NOW)
    assert until == (NOW + timedelta(minutes=15) if count >= 5 else None)


def test_old_failures_do_not_count():
    failures = [NOW - timedelta(minutes=16 + place) for place in range(10)]
    assert locked_until(failures, limit=5, minutes=15, now=NOW) is None
