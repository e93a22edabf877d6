"""Limits on forms: counted for all workers together, told with the moment to come back, and nothing kept of who came."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as thorough
from hypothesis import strategies as st

from gongkai.bureau import limits
from gongkai.bureau.models import Bucket
from gongkai.journal import clock
from gongkai.journal.tests.together import at_once

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HERE, THERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def five_a_minute(settings):
    settings.LIMITS = "submit=5/60"


def used(times, seconds=0.0, **where):
    """How many of so many uses at that second were taken, and the wait that the last refusal named."""
    taken, wait = 0, 0
    with clock.at(MORNING + timedelta(seconds=seconds)):
        for _ in range(times):
            try:
                limits.take(form="submit", **{"address": HERE, **where})
                taken += 1
            except limits.TooMany as refused:
                wait = refused.retry_after
    return taken, wait


def test_a_form_is_taken_as_often_as_its_limit_says_and_then_waits_as_long_as_it_says(five_a_minute):
    assert used(7) == (5, 12)
    assert used(1, seconds=11.9)[0] == 0
    assert used(2, seconds=12) == (1, 12)
    assert used(9, seconds=80)[0] == 5


def test_another_address_another_form_and_another_account_are_counted_apart(five_a_minute):
    used(9)
    assert used(1, address=THERE)[0] == 1
    with clock.at(MORNING):
        limits.take(form="inquire", address=HERE)
    assert used(9, address="192.0.2.1", account="a")[0] == 5
    assert used(9, address="192.0.2.2", account="a")[0] == 0, "an account is counted wherever it comes from"
    assert used(3, address="192.0.2.3", account="b")[0] == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("198.51.100.7", "198.51.100.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("", "no address", True),
        ("\x00", "' OR 1=1", True),
    ],
)
def test_what_counts_as_one_place(five_a_minute, one, other, same):
    used(9, address=one)
    assert used(1, address=other)[0] == (0 if same else 1)


def test_the_prefix_that_counts_is_a_setting(five_a_minute, settings):
    settings.LIMIT_PREFIXES = {4: 24, 6: 48}
    used(9, address="198.51.100.7")
    assert used(1, address="198.51.100.250")[0] == 0


def test_a_limit_can_be_switched_off_and_a_misspelt_one_is_told(settings):
    settings.LIMITS = "submit=off"
    assert used(50)[0] == 50
    for wrong in ("submitt=1/2", "submit=0/60", "submit=x", "submit=5"):
        settings.LIMITS = wrong
        with pytest.raises(ValueError, match="GONGKAI_LIMITS"):
            used(1)
    settings.LIMITS = ""
    with pytest.raises(KeyError):
        limits.take(form="unknown", address=HERE)


@thorough(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(waits=st.lists(st.integers(0, 30_000), min_size=1, max_size=25))
def test_no_span_of_time_ever_holds_more_uses_than_burst_and_rate_allow(waits, settings):
    settings.LIMITS = "submit=5/60"
    Bucket.objects.all().delete()
    at, taken = 0, []
    for wait in waits:
        at += wait
        taken += [at] * used(1, seconds=at / 1000)[0]
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            assert last - first + 1 <= 5 + (taken[last] - taken[first]) / 12_000


def test_nothing_that_is_kept_names_an_address_or_an_account_and_it_goes_when_it_no_longer_counts(five_a_minute):
    used(3, account="lu.yan")
    used(1, seconds=50, address=THERE)
    kept = str(list(Bucket.objects.values()))
    assert HERE not in kept and "lu.yan" not in kept and Bucket.objects.count() == 3
    with clock.at(MORNING + timedelta(seconds=55)):
        assert limits.prune() == 2
    with clock.at(MORNING + timedelta(days=1)):
        assert limits.prune() == 1


def test_one_use_is_one_statement(five_a_minute, django_assert_num_queries):
    with django_assert_num_queries(1):
        used(1, account="a")


def test_a_reader_writes_nothing_until_he_has_read_a_dozen_times(settings, django_assert_num_queries):
    settings.LIMITS = "search=40/60"
    with clock.at(MORNING):
        with django_assert_num_queries(0):
            for _ in range(9):
                limits.take(form="search", address=HERE)
        with django_assert_num_queries(1):
            limits.take(form="search", address=HERE)


def test_readers_are_refused_near_their_limit_and_without_a_question_while_they_wait(
    settings, django_assert_num_queries
):
    settings.LIMITS = "search=40/60"
    taken = 0
    with clock.at(MORNING):
        for _ in range(60):
            try:
                limits.take(form="search", address=HERE)
                taken += 1
            except limits.TooMany as refused:
                assert refused.retry_after >= 1
        assert 40 <= taken < 50
        with django_assert_num_queries(0), pytest.raises(limits.TooMany):
            limits.take(form="search", address=HERE)
    with clock.at(MORNING + timedelta(minutes=3)):
        limits.take(form="search", address=HERE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_of_many_at_once_no_more_are_taken_than_the_limit_allows(settings):
    settings.LIMITS = "submit=5/6000"
    ends = at_once(*[lambda: limits.take(form="submit", address=HERE, account="a") for _ in range(16)])
    assert ends.count("done") == 5 and sum("TooMany" in end for end in ends) == 11, ends


# --- What people see --------------------------------------------------------------------------------------------------


def test_who_logs_in_too_often_is_told_when_to_come_back(settings):
    settings.LIMITS = "login=2/600"
    client = Client()
    answers = [client.post("/desk/login/", {"username": "nobody", "password": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert int(answers[2].headers["Retry-After"]) in range(200, 301)
    assert "请在 5 分钟后再试" in answers[2].content.decode()
    assert answers[2].headers["Content-Security-Policy"] and answers[2].headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/s?q=公园", "/api/v1/columns"])
def test_who_reads_too_fast_is_told_so(settings, address):
    settings.LIMITS = "search=2/600,api=2/600"
    answers = [Client().get(address) for _ in range(4)]
    assert answers[0].status_code == 200 and answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
