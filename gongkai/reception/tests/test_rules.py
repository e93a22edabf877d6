"""Numbers and codes, what may be done with a letter in every state, when it is forgotten."""

from datetime import date, timedelta
from itertools import product
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.reception import rules
from gongkai.reception.rules import ALPHABET, Act, Contact, Notice, Standing, State, Submission

POSSIBLE = {
    State.OPEN: {Act.WRITE_BACK, Act.CORRECT, Act.TELL, Act.ASK, Act.ANSWER, Act.CLOSE},
    State.ASKED: {Act.WRITE_BACK, Act.CORRECT, Act.TELL, Act.ANSWER, Act.CLOSE},
    State.ANSWERED: {Act.WRITE_BACK, Act.RATE, Act.CORRECT, Act.TELL, Act.CLOSE, Act.REOPEN},
    State.CLOSED: {Act.RATE, Act.CORRECT, Act.REOPEN},
}


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_every_act_in_every_state(state, act):
    found = rules.refusals(act, Standing(state, answered=True))
    assert (found == []) is (act in POSSIBLE[state])
    assert all(sentence.endswith("。") for sentence in found)
    assert rules.refusals(act, Standing(state, erased=True, answered=True)) == [rules.ERASED]


def test_one_rates_once_and_only_an_answer():
    assert rules.refusals(Act.RATE, Standing(State.CLOSED, answered=True, rated=True)) == [rules.RATED_ONCE]
    assert rules.refusals(Act.RATE, Standing(State.CLOSED)) == [rules.NOT_ANSWERED]


def test_only_a_supplement_that_was_asked_for_moves_the_letter():
    assert [rules.after(Act.WRITE_BACK, state) for state in State] == [
        State.OPEN, State.OPEN, State.ANSWERED, State.CLOSED,
    ]  # fmt: skip


def test_a_code_has_more_than_sixty_bits_and_no_signs_that_look_alike():
    assert rules.CODE_LENGTH * log2(len(ALPHABET)) > 60
    assert not set("01ILOU") & set(ALPHABET) and len(set(ALPHABET)) == len(ALPHABET)


@given(st.binary(min_size=32, max_size=32))
def test_a_code_survives_being_typed_by_hand(secret):
    code = rules.encoded(secret, rules.CODE_LENGTH)
    assert len(code) == rules.CODE_LENGTH and set(code) <= set(ALPHABET)
    typed = f" {rules.in_groups(code).lower()} ".replace("-", " － ")
    assert rules.plain_code(typed) == code


@pytest.mark.parametrize("typed", ["jc191123-7k3m2p", "ＪＣ１９１１２３７Ｋ３Ｍ２Ｐ", " JC 191123 7K3M2P "])
def test_a_number_is_known_in_any_writing(typed):
    assert rules.plain_number(typed) == "JC191123-7K3M2P"


@given(st.text())
def test_no_text_breaks_what_cleans_it(text):
    rules.plain_number(text)
    rules.clean(text).encode()
    assert "\n" not in rules.one_line(text)


@pytest.mark.parametrize(
    ("contact", "notice", "fields"),
    [
        (Contact(), Notice.NONE, []),
        (Contact(phone="13800000002"), Notice.SMS, []),
        (Contact(phone="+8613800000002"), Notice.SMS, []),
        (Contact(phone="02112345678"), Notice.NONE, []),
        (Contact(phone="02112345678"), Notice.SMS, ["phone"]),
        (Contact(phone="138"), Notice.NONE, ["phone"]),
        (Contact(email="a@b"), Notice.EMAIL, ["email"]),
        (Contact(email=""), Notice.EMAIL, ["email"]),
        (Contact(name="长" * 41), Notice.NONE, ["name"]),
    ],
)
def test_what_is_said_of_a_contact(contact, notice, fields):
    assert [field for field, _ in rules.contact_reasons(contact, notice)] == fields


def test_a_letter_needs_a_title_and_a_text_and_both_have_an_end():
    assert [field for field, _ in rules.submission_reasons(Submission("", ""))] == ["subject", "text"]
    long = Submission("题" * 101, "文" * 5001, about="址" * 301)
    assert [field for field, _ in rules.submission_reasons(long)] == ["subject", "text", "about"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 11, 24), 36, date(2023, 11, 24)),
        (date(2026, 12, 31), -1, date(2027, 1, 31)),
    ],
)
def test_months_back(day, months, expected):
    assert rules.months_before(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_going_back_by_months_never_goes_forward(day, months):
    back = rules.months_before(day, months)
    assert back <= day and (day - back) <= timedelta(days=31 * months)


@pytest.mark.parametrize(
    ("setting", "own", "expected"),
    [("36", None, 36), ("36", 12, 12), ("36,trial=6", 12, 6), ("36, other=6", None, 36)],
)
def test_how_long_a_kind_is_kept(setting, own, expected):
    assert rules.retention_of(setting, "trial", own) == expected
