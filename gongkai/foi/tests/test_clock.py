"""The clock of an application: the four ways in, what restarts, pauses and extends it, and what is refused."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.foi.rules.clock import Channel, Clock, Event, Progress, Step, Unlawful
from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.notices import from_files

CALENDAR = Calendar(from_files())


def day(text: str) -> date:
    return date.fromisoformat(text)


def read(received: str | None, *events: Event, channel: Channel = Channel.COUNTER) -> Progress:
    return Clock(channel, day(received) if received else None, CALENDAR).read(events)


def event(step: Step, on: str, **more: object) -> Event:
    return Event(step, day(on), **more)  # type: ignore[arg-type]


def refused(received: str | None, *events: Event) -> str:
    with pytest.raises(Unlawful) as told:
        read(received, *events)
    return str(told.value)


@pytest.mark.parametrize(
    ("received", "due"),
    [("2019-09-16", "2019-10-17"), ("2019-09-30", "2019-11-01"), ("2019-09-20", "2019-10-23"), ("2019-12-20", "2020-01-19"),
     ("2020-01-17", "2020-02-21"), ("2025-01-20", "2025-02-21"), ("2026-02-10", "2026-03-16")],
)  # fmt: skip
def test_an_answer_is_due_within_twenty_working_days(received, due):
    assert read(received).due == day(due)


def test_an_unconfirmed_application_has_no_due_date():
    progress = read(None, channel=Channel.INTERNET)
    assert progress.due is None and progress.violations == ()
    assert "尚未经双方确认" in refused(None, event(Step.EXTEND, "2019-10-10", days=5))


def test_the_clock_runs_anew_from_the_correction():
    told, corrected = event(Step.CORRECTION_NOTICE, "2019-12-05"), event(Step.CORRECTED, "2019-12-20")
    assert read("2019-12-02", told, corrected).due == day("2020-01-19")
    assert read("2019-12-02", told).due == day("2019-12-30"), "until it is corrected the first period goes on"


def test_one_is_told_to_correct_only_once():
    told = event(Step.CORRECTION_NOTICE, "2019-12-05")
    for later in (told, event(Step.CORRECTION_NOTICE, "2019-12-25")):
        text = refused("2019-12-02", told, event(Step.CORRECTED, "2019-12-20"), later)
        assert "只允许一次告知" in text and "第三十条" in text


def test_a_late_notice_of_correction_is_a_violation_and_not_refused():
    # Seven working days after Friday 2019-09-27 end on Saturday 2019-10-12.
    assert read("2019-09-27", event(Step.CORRECTION_NOTICE, "2019-10-12")).violations == ()
    (violation,) = read("2019-09-27", event(Step.CORRECTION_NOTICE, "2019-10-14")).violations
    assert "2019-10-12" in violation and "REQ-13" in violation


CONSULTED = event(Step.THIRD_PARTY, "2019-12-05")


def test_the_time_of_a_consultation_does_not_count():
    answered = event(Step.OPINION, "2019-12-20")
    assert read("2019-12-02", CONSULTED, answered).due == day("2020-01-15")
    extended = event(Step.EXTEND, "2019-12-25", days=20)
    assert read("2019-12-02", CONSULTED, answered, extended).due == day("2020-02-19")


def test_an_open_consultation_lasts_to_its_limit():
    # Fifteen working days after 2019-12-05 end on 2019-12-26; delivered later, they end later.
    limit = read("2019-12-02", CONSULTED, event(Step.OPINION, "2019-12-26")).due
    assert read("2019-12-02", CONSULTED).due == limit
    late = event(Step.OPINION, "2020-01-10")
    progress = read("2019-12-02", CONSULTED, late)
    assert progress.due == limit and "2019-12-26" in progress.notes[0]
    delivered = event(Step.THIRD_PARTY, "2019-12-05", delivered=day("2019-12-09"))
    assert read("2019-12-02", delivered).due > limit


def test_days_of_two_consultations_are_left_out_once():
    both = (CONSULTED, event(Step.CO_MAKER, "2019-12-05"))
    assert read("2019-12-02", *both).due == read("2019-12-02", CONSULTED).due


def test_a_consultation_still_open_when_a_correction_comes_goes_on_in_the_new_period():
    told, corrected = event(Step.CORRECTION_NOTICE, "2019-12-04"), event(Step.CORRECTED, "2019-12-10")
    with_opinion = read("2019-12-02", told, CONSULTED, corrected, event(Step.OPINION, "2019-12-12"))
    assert with_opinion.due == CALENDAR_due("2019-12-10", 22)


def CALENDAR_due(start: str, working_days: int) -> date:
    from_day = day(start)
    for _ in range(working_days):
        from_day = CALENDAR.next_working_day(from_day)
    return from_day


@pytest.mark.parametrize("days", [0, 21, -1])
def test_an_extension_is_of_one_to_twenty_working_days(days):
    assert "1至20个工作日" in refused("2019-09-16", event(Step.EXTEND, "2019-10-10", days=days))


def test_there_is_one_extension_and_none_after_the_end():
    first = event(Step.EXTEND, "2019-10-10", days=5)
    assert "不能再次延长" in refused("2019-09-16", first, event(Step.EXTEND, "2019-10-11", days=5))
    assert "已在2019-10-17届满" in refused("2019-09-16", event(Step.EXTEND, "2019-10-18", days=5))
    assert read("2019-09-16", event(Step.EXTEND, "2019-10-17", days=20)).due == day("2019-11-14")


def test_payment_starts_the_period_anew_from_the_next_day():
    notice, paid = event(Step.FEE_NOTICE, "2021-03-05"), event(Step.PAID, "2021-03-26")
    assert read("2021-03-01", notice, paid).due == CALENDAR_due("2021-03-26", 20)
    assert "没有发出过收费通知" in refused("2021-03-01", paid)
    assert "不能再次收费" in refused("2021-03-01", notice, event(Step.FEE_NOTICE, "2021-03-08"))
    assert "不能再次起算" in refused("2021-03-01", notice, paid, event(Step.PAID, "2021-04-01"))
    assert "尚未施行" in refused("2020-12-01", event(Step.FEE_NOTICE, "2020-12-05"))


def test_a_fee_notice_after_the_answer_was_due_is_a_violation():
    (violation,) = read("2021-03-01", event(Step.FEE_NOTICE, "2021-04-20")).violations
    assert "FEE-04" in violation


def test_a_delay_names_its_day():
    assert read("2019-09-16", event(Step.DELAY, "2019-10-10", until=day("2019-12-31"))).due == day("2019-12-31")
    assert "晚于现在的届满日" in refused("2019-09-16", event(Step.DELAY, "2019-10-10", until=day("2019-10-17")))
    assert "写明" in refused("2019-09-16", event(Step.DELAY, "2019-10-10"))


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        ((event(Step.CORRECTED, "2019-10-10"),), "没有发出过补正告知"),
        ((event(Step.OPINION, "2019-10-10"),), "没有尚待答复"),
        ((event(Step.THIRD_PARTY, "2019-10-18"),), "届满后不能"),
        ((event(Step.THIRD_PARTY, "2019-10-10", delivered=day("2019-10-09")),), "不能早于发出"),
        ((event(Step.EXTEND, "2019-09-15", days=3),), "不能早于收到申请之日"),
        (
            (
                event(Step.CORRECTION_NOTICE, "2019-09-18"),
                event(Step.CORRECTED, "2019-09-19"),
                event(Step.CORRECTED, "2019-09-20"),
            ),
            "已于2019-09-19收到",
        ),
    ],
)
def test_the_wrong_order_is_refused_with_its_article(steps, word):
    text = refused("2019-09-16", *steps)
    assert word in text and "条" in text


RECEIVED = st.dates(date(2019, 5, 15), date(2026, 6, 1))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(received=RECEIVED, later=st.integers(0, 30), channel=st.sampled_from(list(Channel)))
def test_a_later_receipt_never_gives_an_earlier_due_date(received, later, channel):
    first = Clock(channel, received, CALENDAR).read([])
    second = Clock(channel, received + timedelta(days=later), CALENDAR).read([])
    assert first.due is not None and second.due is not None and first.due <= second.due


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(received=RECEIVED, asked=st.integers(0, 10), answered=st.integers(0, 40))
def test_excluded_time_never_shortens_the_period(received, asked, answered):
    on = received + timedelta(days=asked)
    steps = [Event(Step.THIRD_PARTY, on), Event(Step.OPINION, on + timedelta(days=answered))]
    plain, paused = (
        Clock(Channel.COUNTER, received, CALENDAR).read([]),
        Clock(Channel.COUNTER, received, CALENDAR).read(steps),
    )
    assert plain.due is not None and paused.due is not None and paused.due >= plain.due


# the command


@pytest.fixture
def ask(tmp_path):
    def _ask(case: dict, *more: str) -> tuple[list[str], str, int]:
        file = tmp_path / "case.json"
        file.write_text(json.dumps(case), encoding="utf-8")
        out, err, status = StringIO(), StringIO(), 0
        try:
            call_command("clock", str(file), *more, stdout=out, stderr=err)
        except SystemExit as stopped:
            status = int(stopped.code)
        return out.getvalue().splitlines(), err.getvalue(), status

    return _ask


def test_the_command_ends_with_the_due_date(ask):
    lines, _, status = ask({"channel": "signed_post", "received": "2019-09-27", "events": []})
    assert status == 0 and lines[-1] == "2019-10-30" and "起算日" in lines[0]


def test_the_command_counts_as_one_had_to_on_a_day(ask):
    case = {"channel": "counter", "received": "2020-01-17"}
    assert ask(case)[0][-1] == "2020-02-21"
    assert ask(case, "--notices-as-of", "2020-01-18")[0][-1] == "2020-02-19"
    assert ask({"channel": "counter", "received": "2027-03-01"})[0][-1].endswith(" provisional")


def test_the_command_has_no_date_while_unconfirmed(ask):
    lines, _, status = ask({"channel": "fax", "submitted": "2019-09-16"})
    assert status == 0 and lines[-1] == "none"
    lines, _, _ = ask({"channel": "email", "submitted": "2019-09-12", "confirmed": "2019-09-16"})
    assert lines[-1] == "2019-10-17"


def test_the_command_refuses_with_the_article(ask):
    notice = {"act": "correction_notice", "on": "2019-09-18"}
    _, told, status = ask({"channel": "counter", "received": "2019-09-16", "events": [notice, notice]})
    assert status == 1 and "第三十条" in told


def test_the_command_reports_a_late_notice(ask):
    late = {"act": "correction_notice", "on": "2019-10-08"}
    lines, _, status = ask({"channel": "counter", "received": "2019-09-16", "events": [late]})
    assert status == 0 and lines[0].startswith("违反规定：") and lines[-1] == "2019-10-17"


@pytest.mark.parametrize(
    "case",
    [
        {"channel": "pigeon", "received": "2019-09-16"},
        {"channel": "counter"},
        {"channel": "counter", "received": "昨天"},
        {"channel": "internet", "submitted": "2019-09-16", "confirmed": "2019-09-15"},
        {"channel": "counter", "received": "2019-09-16", "events": "none"},
        {"channel": "counter", "received": "2019-09-16", "events": [{"act": "sing", "on": "2019-09-17"}]},
        {
            "channel": "counter",
            "received": "2019-09-16",
            "events": [{"act": "extend", "on": "2019-09-17", "days": "x"}],
        },
        {"channel": "counter", "received": "2019-09-16", "events": [7]},
        {"channel": "counter", "received": "1950-09-16"},
        ["a list"],
    ],
)
def test_a_file_that_cannot_be_read_is_answered_in_words(ask, case):
    _, told, status = ask(case)
    assert status == 2 and told.strip() and "Traceback" not in told
