"""The ledger without a database: every act in every state, and what acts come to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.counting import Unit
from gongkai.workdays.rules.ledger import (
    ACT_WORDS,
    OPEN,
    PERMITTED,
    STATE_WORDS,
    Act,
    Line,
    State,
    Term,
    fold,
    refusals,
)
from gongkai.workdays.rules.notices import from_files

CALENDAR = Calendar(from_files())
TERM = Term(20, Unit.WORKING_DAY)
TODAY = date(2019, 12, 31)
ZONE = ZoneInfo("Asia/Shanghai")


def day(text: str) -> date:
    return date.fromisoformat(text)


RECEIVED = Line(Act.START, day("2019-12-02"))
CONSULT = Line(Act.EXCLUDE, day("2019-12-05"), why="征求第三方意见")
LEDGERS = {
    State.AWAITING: [Line(Act.START)],
    State.RUNNING: [RECEIVED],
    State.PAUSED: [RECEIVED, CONSULT],
    State.MET: [RECEIVED, Line(Act.MEET, day("2019-12-10"))],
    State.CLOSED: [RECEIVED, Line(Act.CLOSE, day("2019-12-10"), why="申请人撤回")],
}
LINES = {
    Act.START: Line(Act.START, day("2019-12-02")),
    Act.CONFIRM: Line(Act.CONFIRM, day("2019-12-03")),
    Act.RESTART: Line(Act.RESTART, day("2019-12-20"), why="收到补正材料"),
    Act.EXCLUDE: CONSULT,
    Act.RESUME: Line(Act.RESUME, day("2019-12-20")),
    Act.EXTEND: Line(Act.EXTEND, day("2019-12-20"), amount=20, why="情况复杂"),
    Act.MEET: Line(Act.MEET, day("2019-12-20")),
    Act.CLOSE: Line(Act.CLOSE, day("2019-12-20"), why="申请人撤回"),
    Act.RECOMPUTE: Line(Act.RECOMPUTE, day("2019-12-20")),
}
# Who may do what when, written out by hand: the rules must agree with every cell.
EXPECTED = {
    State.AWAITING: {Act.CONFIRM, Act.MEET, Act.CLOSE, Act.RECOMPUTE},
    State.RUNNING: {Act.RESTART, Act.EXCLUDE, Act.EXTEND, Act.MEET, Act.CLOSE, Act.RECOMPUTE},
    State.PAUSED: {Act.RESTART, Act.RESUME, Act.EXTEND, Act.MEET, Act.CLOSE, Act.RECOMPUTE},
    State.MET: set(),
    State.CLOSED: set(),
}


def standing(state: State, term: Term = TERM):
    return fold(term, LEDGERS[state], CALENDAR)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_act_in_every_state_is_allowed_or_refused_in_words(state, act):
    reasons = refusals(standing(state), TERM, LINES[act], today=TODAY)
    if act in EXPECTED[state]:
        assert reasons == []
    else:
        assert len(reasons) == 1
        assert reasons[0].startswith("该期限") and ACT_WORDS[act] in reasons[0]


@pytest.mark.parametrize("state", State)
def test_each_state_is_reached_by_its_ledger(state):
    found = standing(state)
    assert found.state is state
    assert (found.due is not None) is (state not in (State.AWAITING, State.PAUSED))


def test_every_state_and_act_has_its_words():
    assert set(PERMITTED) == set(State) == set(STATE_WORDS)
    assert set(ACT_WORDS) == set(Act)
    assert {state for state in State if PERMITTED[state]} == OPEN


def due(*lines: Line, term: Term = TERM) -> str:
    return str(fold(term, lines, CALENDAR).due)


def test_an_unconfirmed_receipt_has_no_due_date_until_both_sides_confirm():
    unconfirmed = Line(Act.START)
    assert due(unconfirmed) == "None"
    assert due(unconfirmed, Line(Act.CONFIRM, day("2019-09-16"))) == "2019-10-17"


def test_correction_restarts_the_whole_period():
    assert due(Line(Act.START, day("2019-12-02")), LINES[Act.RESTART]) == "2020-01-19"


def test_consultation_pauses_and_extension_adds():
    # REQ-23: received 2019-12-02, consulted 2019-12-05, answered 2019-12-20.
    assert due(RECEIVED) == "2019-12-30"
    assert due(RECEIVED, CONSULT) == "None"
    assert due(RECEIVED, CONSULT, LINES[Act.RESUME]) == "2020-01-15"
    assert due(RECEIVED, CONSULT, LINES[Act.RESUME], LINES[Act.EXTEND]) == "2020-02-19"
    assert due(RECEIVED, CONSULT, LINES[Act.EXTEND], LINES[Act.RESUME]) == "2020-02-19"


def test_an_exclusion_whose_end_is_known_needs_no_resumption():
    known = Line(Act.EXCLUDE, day("2019-12-05"), day("2019-12-20"), why="征求第三方意见")
    assert due(RECEIVED, known) == "2020-01-15"


def test_a_restart_drops_what_was_excluded_and_added_before():
    lines = [RECEIVED, CONSULT, LINES[Act.RESUME], LINES[Act.EXTEND], LINES[Act.RESTART]]
    assert due(*lines) == due(Line(Act.START, day("2019-12-20")))
    assert fold(TERM, [RECEIVED, CONSULT, LINES[Act.RESTART]], CALENDAR).state is State.RUNNING


def test_what_is_met_during_a_pause_is_judged_without_the_time_waited():
    found = fold(TERM, [RECEIVED, CONSULT, Line(Act.MEET, day("2019-12-20"))], CALENDAR)
    assert (found.state, str(found.due)) == (State.MET, "2020-01-15")


def test_recomputing_changes_nothing_in_the_ledger():
    assert due(RECEIVED, LINES[Act.RECOMPUTE]) == due(RECEIVED)


def test_a_ledger_counts_the_number_of_its_extensions():
    assert fold(TERM, [RECEIVED, LINES[Act.EXTEND]], CALENDAR).extensions == 1
    assert fold(TERM, [RECEIVED, LINES[Act.EXTEND]], CALENDAR).amount == 40


def test_hours_run_from_the_moment():
    term = Term(24, Unit.HOUR)
    moment = datetime(2019, 8, 10, 5, 0, tzinfo=ZONE)
    found = fold(term, [Line(Act.START, moment.date(), at=moment)], CALENDAR)
    assert found.derivation.due_at == datetime(2019, 8, 11, 5, 0, tzinfo=ZONE)
    assert fold(term, [Line(Act.START, moment.date())], CALENDAR).due is None


FIXED = Term(1, Unit.DATE, fixed_on=day("2020-01-31"))


def test_a_named_date_stays_whatever_the_calendar():
    assert due(RECEIVED, term=FIXED) == "2020-01-31"


@pytest.mark.parametrize(
    ("state", "term", "line", "sentence"),
    [
        (State.RUNNING, TERM, Line(Act.RESTART, day("2020-01-02"), why="补正"), "不能晚于今天"),
        (State.RUNNING, TERM, Line(Act.RESTART, day("2019-12-01"), why="补正"), "不能早于起算日"),
        (State.RUNNING, TERM, Line(Act.RESTART, why="补正"), "请填写重新起算的日期"),
        (State.RUNNING, TERM, Line(Act.RESTART, day("2019-12-20"), why=" "), "请写明重新起算的理由"),
        (State.RUNNING, TERM, Line(Act.EXCLUDE, day("2019-12-05")), "请写明扣除时间的理由"),
        (State.RUNNING, TERM, Line(Act.EXCLUDE, why="征求意见"), "请填写开始扣除的日期"),
        (State.RUNNING, TERM, Line(Act.EXCLUDE, day("2019-12-30"), why="征求意见"), "其后的时间不能扣除"),
        (State.RUNNING, TERM, Line(Act.EXCLUDE, day("2019-12-05"), day("2019-12-05"), why="征求"), "应当晚于"),
        (State.RUNNING, TERM, Line(Act.EXCLUDE, day("2019-12-05"), day("2039-12-05"), why="征求"), "超过十年"),
        (State.RUNNING, FIXED, CONSULT, "不能扣除时间"),
        (State.RUNNING, FIXED, LINES[Act.EXTEND], "不能延长"),
        (State.RUNNING, FIXED, LINES[Act.RESTART], "不能重新起算"),
        (State.RUNNING, TERM, Line(Act.EXTEND, day("2019-12-20"), amount=0, why="复杂"), "合理的正整数"),
        (State.RUNNING, TERM, Line(Act.EXTEND, day("2019-12-20"), amount=4000, why="复杂"), "合理的正整数"),
        (State.RUNNING, TERM, Line(Act.EXTEND, day("2019-12-31"), amount=20, why="复杂"), "届满后不能延长"),
        (State.RUNNING, TERM, Line(Act.EXTEND, day("2019-12-20"), amount=20), "请写明延长期限的理由"),
        (State.RUNNING, TERM, Line(Act.CLOSE, day("2019-12-20")), "请写明终止的理由"),
        (State.PAUSED, TERM, Line(Act.RESUME, day("2019-12-04")), "不能早于开始扣除的日期"),
        (State.AWAITING, TERM, Line(Act.CONFIRM), "请填写确认收到日期的日期"),
        (State.AWAITING, Term(24, Unit.HOUR), Line(Act.CONFIRM, day("2019-12-04")), "时刻"),
    ],
)
def test_an_act_that_would_be_wrong_is_refused_with_its_reason(state, term, line, sentence):
    assert sentence in "".join(refusals(standing(state, term), term, line, today=TODAY))


def test_all_reasons_are_given_at_once():
    line = Line(Act.EXCLUDE, day("2020-01-02"), day("2020-01-01"))
    assert len(refusals(standing(State.RUNNING), TERM, line, today=TODAY)) == 4


@pytest.mark.parametrize("amount", [1, 3640])
def test_an_extension_may_be_one_day_and_as_long_as_a_period_can_be(amount):
    line = Line(Act.EXTEND, day("2019-12-20"), amount=amount, why="情况复杂")
    assert refusals(standing(State.RUNNING), TERM, line, today=TODAY) == []


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (State.RUNNING, Line(Act.RESTART, TODAY, why="收到补正材料")),
        (State.RUNNING, Line(Act.EXCLUDE, day("2019-12-02"), why="征求第三方意见")),
        (State.RUNNING, Line(Act.EXCLUDE, day("2019-12-05"), day("2029-12-12"), why="征求第三方意见")),
        (State.PAUSED, Line(Act.RESUME, day("2019-12-05"))),
        (State.AWAITING, Line(Act.CONFIRM, TODAY)),
    ],
)
def test_an_act_may_lie_on_the_very_edge_of_what_is_possible(state, line):
    assert refusals(standing(state), TERM, line, today=TODAY) == []


def test_ten_years_of_exclusion_are_the_most():
    line = Line(Act.EXCLUDE, day("2019-12-05"), day("2029-12-13"), why="征求第三方意见")
    assert refusals(standing(State.RUNNING), TERM, line, today=TODAY) != []


def test_a_standing_without_a_due_date_is_not_provisional():
    assert standing(State.AWAITING).provisional is False
    assert fold(TERM, [RECEIVED], CALENDAR.notices_as_of(day("2018-01-01"))).provisional is True


def test_the_last_day_itself_still_allows_an_extension():
    line = Line(Act.EXTEND, day("2019-12-30"), amount=20, why="情况复杂")
    assert refusals(standing(State.RUNNING), TERM, line, today=TODAY) == []
