"""Calendars: the table of each year, both versions of amended notices, years without a notice."""

from datetime import date, timedelta

import pytest

from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.notices import BadNotice, Notice, conflict_with, from_files
from gongkai.workdays.rules.statutory import OutOfRange, days_off, festival_dates, law_of, versions

from .worked import TABLE, WORKING_DAYS, days

CALENDAR = Calendar(from_files())


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", TABLE)
def test_every_day_of_the_year_is_as_the_table_says(year):
    off, worked = (days(year, text) for text in TABLE[year])
    for day in every_day(year):
        expected = day in worked if day.weekday() >= 5 else day not in off
        assert CALENDAR.is_working_day(day) is expected, day
        assert not CALENDAR.day(day).provisional


@pytest.mark.parametrize(("year", "count"), WORKING_DAYS.items())
def test_the_year_has_as_many_working_days_as_the_table(year, count):
    assert CALENDAR.working_days_in(year) == count


@pytest.mark.parametrize(
    ("day", "nature"),
    [
        ("2026-11-23", "星期一 · 工作日"),
        ("2019-10-12", "星期六 · 调休上班"),
        ("2019-10-01", "国庆节 · 休息"),
        ("2019-10-05", "国庆节 · 休息"),
        ("2019-10-19", "星期六 · 休息"),
        ("2020-10-01", "国庆节、中秋节 · 休息"),
        ("2024-02-09", "星期五 · 工作日"),
        ("2027-01-01", "元旦 · 休息（暂按）"),
        ("2027-01-04", "星期一 · 工作日（暂按）"),
        ("2027-01-02", "星期六 · 休息（暂按）"),
    ],
)
def test_the_nature_of_a_day_is_said_as_the_desk_shows_it(day, nature):
    assert CALENDAR.nature(date.fromisoformat(day)) == nature


def test_a_named_day_carries_the_number_of_its_notice_and_an_ordinary_day_none():
    assert CALENDAR.day(date(2019, 5, 3)).notice == "国办发明电〔2019〕3号"
    assert CALENDAR.day(date(2019, 10, 12)).notice == "国办发明电〔2018〕15号"
    assert CALENDAR.day(date(2019, 10, 14)).notice == ""


def test_working_days_between_two_days_count_the_later_one_only():
    friday, monday = date(2019, 9, 20), date(2019, 9, 23)
    assert CALENDAR.working_days_between(friday, monday) == 1
    assert CALENDAR.working_days_between(monday, friday) == -1
    assert CALENDAR.working_days_between(monday, monday) == 0


def test_half_day_holidays_change_nothing():
    # 妇女节 2019 is a Friday, 儿童节 2020 a Monday, 建军节 2019 a Thursday (CAL-03).
    for day in (date(2019, 3, 8), date(2020, 6, 1), date(2019, 8, 1)):
        assert CALENDAR.is_working_day(day)
    assert CALENDAR.day(date(2019, 5, 4)).notice == "国办发明电〔2019〕3号"


LABOUR_DAY_2019 = {
    "2019-04-28": (False, True),
    "2019-05-01": (False, False),
    "2019-05-02": (True, False),
    "2019-05-03": (True, False),
    "2019-05-05": (False, True),
}
SPRING_2020 = {
    "2020-01-30": (False, False),
    "2020-01-31": (True, False),
    "2020-02-01": (True, False),
    "2020-02-02": (False, False),
    "2020-02-03": (True, True),
}


@pytest.mark.parametrize(("eve", "expected"), [(date(2019, 3, 21), LABOUR_DAY_2019), (date(2020, 1, 26), SPRING_2020)])
def test_both_versions_of_an_amended_notice_are_kept(eve, expected):
    before, after = CALENDAR.notices_as_of(eve), CALENDAR.notices_as_of(eve + timedelta(days=1))
    for text, (first, amended) in expected.items():
        day = date.fromisoformat(text)
        assert (before.is_working_day(day), after.is_working_day(day)) == (first, amended), day


def test_an_amendment_that_shortens_a_holiday_gives_its_days_back():
    base = notice(off=[row("国庆节", "2030-10-01", "2030-10-07")], work=["2030-09-29"])
    shorter = notice(doc_no="乙", published="2030-03-01", amends="甲", off=[row("国庆节", "2030-10-01", "2030-10-03")])
    calendar = Calendar([base, shorter])
    assert calendar.is_working_day(date(2030, 10, 4))
    assert not calendar.is_working_day(date(2030, 10, 3))
    assert calendar.is_working_day(date(2030, 9, 29))


def test_the_version_is_the_latest_notice_known():
    assert CALENDAR.version == "国办发明电〔2025〕7号"
    assert CALENDAR.notices_as_of(date(2019, 3, 22)).version == "国办发明电〔2019〕3号"
    assert Calendar([]).version == ""


def test_a_notice_is_known_from_the_day_of_its_publication_on():
    assert not CALENDAR.notices_as_of(date(2019, 11, 20)).covers(2020)
    assert CALENDAR.notices_as_of(date(2019, 11, 21)).covers(2020)


def test_days_that_the_next_years_notice_names_need_that_notice():
    eve = CALENDAR.notices_as_of(date(2018, 12, 5))
    assert eve.is_working_day(date(2018, 12, 31)) and not CALENDAR.is_working_day(date(2018, 12, 31))
    assert not eve.is_working_day(date(2018, 12, 29)) and CALENDAR.is_working_day(date(2018, 12, 29))


@pytest.mark.parametrize("year", range(2014, 2037))
def test_statutory_days_add_up_to_what_the_law_of_the_year_gives(year):
    law = law_of(year)
    assert law.days == (11 if year <= 2024 else 13)
    granted = len(law.fixed) + sum(last - first + 1 for _, first, last in law.festivals.values())
    assert granted == law.days
    found = days_off(year)
    shared = sum("、" in name for name in found.values())
    assert len(found) + shared == law.days


def test_new_years_eve_and_the_second_of_may_are_statutory_from_2025_only():
    for year in festival_dates():
        eve = festival_dates()[year]["spring"] - timedelta(days=1)
        assert (eve in days_off(year)) is (year >= 2025)
        assert (date(year, 5, 2) in days_off(year)) is (year >= 2025)


def test_the_versions_of_the_measure_follow_each_other_without_a_gap():
    first, second = versions()
    assert first.valid_to + timedelta(days=1) == second.valid_from
    assert second.valid_to is None


@pytest.mark.parametrize("year", [2027, 2030, 2036, 2040])
def test_a_year_without_a_notice_has_statutory_days_only_and_says_so(year):
    for day in every_day(year):
        known = CALENDAR.day(day)
        assert known.provisional
        assert known.working is (day.weekday() < 5 and day not in days_off(year))


def test_years_before_the_oldest_law_held_are_refused_in_words():
    with pytest.raises(OutOfRange, match="没有收录2013年"):
        CALENDAR.is_working_day(date(2013, 12, 31))


def row(name: str, start: str, end: str) -> dict[str, str]:
    return {"name": name, "start": start, "end": end}


def notice(**changes) -> Notice:
    raw = {
        "year": 2030,
        "doc_no": "甲",
        "title": "通知",
        "signed": "2029-11-01",
        "off": [row("元旦", "2030-01-01", "2030-01-01")],
    }
    return Notice.from_json(raw | changes)


@pytest.mark.parametrize("held", from_files(), ids=lambda held: held.doc_no)
def test_a_notice_survives_writing_and_reading(held):
    assert Notice.from_json(held.as_json()) == held


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"doc_no": " "}, "缺少文号"),
        ({"published": "2029-10-31"}, "公布日期不能早于落款日期"),
        ({"off": []}, "没有列出任何"),
        ({"off": [row("春节", "2030-02-05", "2030-02-04")]}, "结束日期早于开始日期"),
        ({"off": [row("春节", "2030-02-01", "2030-04-04")]}, "超过30天"),
        ({"work": ["2030-01-01"]}, "既放假又上班"),
        ({"work": ["2030-01-02"]}, "不需要列为调休上班"),
        ({"work": ["2031-06-07"]}, "请核对年份"),
        ({"signed": "去年"}, "读不出来"),
        ({"off": None}, "读不出来"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused_with_the_reason(changes, sentence):
    with pytest.raises(BadNotice, match=sentence):
        notice(**changes)


def test_all_faults_of_a_notice_are_said_at_once():
    with pytest.raises(BadNotice) as fault:
        notice(doc_no="", published="2029-10-31", off=[row("春节", "2030-02-05", "2030-02-04")])
    assert len(fault.value.reasons) == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "已经登记，登记后不能改动"),
        ({"doc_no": "乙"}, "2030年的放假通知已经登记"),
        ({"doc_no": "乙", "amends": "丙"}, "尚未登记"),
        ({"doc_no": "乙", "amends": "甲", "year": 2029, "off": [row("元旦", "2029-12-30", "2030-01-01")]}, "年度"),
        ({"doc_no": "乙", "amends": "甲", "signed": "2029-10-01"}, "公布日期"),
    ],
)
def test_a_notice_that_does_not_fit_among_the_known_ones_is_refused(changes, sentence):
    assert sentence in "".join(conflict_with(notice(**changes), [notice()]))


def test_an_amendment_of_a_known_notice_fits():
    assert conflict_with(notice(doc_no="乙", amends="甲"), [notice()]) == []
