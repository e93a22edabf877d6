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
    password_resetter,
    proposal_refusals,
    totp_resetter,
)

ROLES = ("", "system", "security", "audit")
ME, YOU, HIM = 1, 2, 3


def change(do="grant", official=YOU, **how_he_stands):
    """A change that would change something, unless the test says otherwise."""
    usual = {"revoke": {"holds_this": True}, "not_leader": {"is_leader": True}, "activate": {"is_active": False},
             "admin_role": {"role": "audit"}}  # fmt: skip
    return Change(do, official, **{**usual.get(do, {}), **how_he_stands})


def proposing(what, proposer=ME, role="system"):
    return proposal_refusals(what, proposer=proposer, proposer_role=role)


def deciding(what, proposed_by="system", decided_by="security", *, proposer=ME, decider=HIM):
    return decision_refusals(what, proposer=proposer, decider=decider, decider_role=decided_by,
                             proposer_role=proposed_by)  # fmt: skip


@pytest.mark.parametrize(("do", "role"), list(product(CHANGES, ROLES)))
def test_only_system_and_security_administrators_propose_and_never_for_themselves(do, role):
    assert (proposing(change(do), role=role) == []) is (role in {"system", "security"})
    assert proposing(change(do, official=ME), role=role)


PROPOSERS = ("system", "security")


@pytest.mark.parametrize(("do", "has", "proposed", "decides"), list(product(CHANGES, ROLES, PROPOSERS, ROLES)))
def test_the_second_person_is_the_other_administrator_or_the_auditor_where_one_of_them_is_concerned(
    do, has, proposed, decides
):
    about_administrators = bool(has) or do == "admin_role"
    lawful = {"": False, "audit": about_administrators}.get(decides, decides != proposed)
    assert (deciding(change(do, has_role=has), proposed, decides) == []) is lawful


@pytest.mark.parametrize("do", CHANGES)
def test_the_proposer_and_the_person_concerned_cannot_confirm(do):
    for decider, role in product((ME, YOU), ROLES):
        assert deciding(change(do), "system", role, decider=decider)


@pytest.mark.parametrize(("has", "wants"), list(product(ROLES, ROLES)))
def test_nobody_gets_a_second_administrators_role(has, wants):
    lawful = has != wants and (not wants or not has)
    assert (proposing(change("admin_role", has_role=has, role=wants)) == []) is lawful


def test_a_role_excludes_duties_and_rank_and_they_exclude_it():
    assert proposing(change("grant", has_role="audit")) and proposing(change("leader", has_role="audit"))
    assert proposing(change("admin_role", holds_duties=True)) and proposing(change("admin_role", is_leader=True))


@pytest.mark.parametrize(("do", "last"), list(product(CHANGES, (False, True))))
def test_the_last_administrator_of_a_kind_does_not_go(do, last):
    leaving = change(do, has_role="audit", role="", last_of_role=last)
    goes = do in {"deactivate", "admin_role"}
    assert any("最后一位" in sentence for sentence in proposing(leaving)) is (last and goes)


@pytest.mark.parametrize(
    "nothing",
    [{"do": "grant", "holds_this": True}, {"do": "revoke", "holds_this": False}, {"do": "leader", "is_leader": True},
     {"do": "not_leader", "is_leader": False}, {"do": "activate", "is_active": True},
     {"do": "deactivate", "is_active": False}, {"do": "admin_role", "role": "audit", "has_role": "audit"},
     {"do": "unknown"}],
)  # fmt: skip
def test_a_change_that_would_change_nothing_is_refused_with_one_sentence(nothing):
    assert len(proposing(Change(official=YOU, **nothing))) == 1


@pytest.mark.parametrize("role", ROLES)
def test_nobody_alone_resets_both_factors_of_an_account_nor_any_of_his_own(role):
    assert password_resetter(role) != totp_resetter(role)
    assert role not in {password_resetter(role), totp_resetter(role)}


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


@pytest.mark.parametrize(("apart", "minute"), list(product(range(1, 5), range(40))))
def test_a_lock_lasts_its_whole_time_after_the_last_failure_however_far_apart_they_were(apart, minute):
    failures = [NOW + timedelta(minutes=apart * place) for place in range(5)]
    last = failures[-1]
    known = [moment for moment in failures if moment <= NOW + timedelta(minutes=minute)]
    until = locked_until(known, limit=5, minutes=15, now=NOW + timedelta(minutes=minute))
    locks = last - failures[0] < timedelta(minutes=15) and timedelta() <= NOW + timedelta(minutes=minute) - last
    expected = last + timedelta(minutes=15)
    assert until == (expected if locks and NOW + timedelta(minutes=minute) < expected else None)
