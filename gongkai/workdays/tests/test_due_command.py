"""`manage.py due`: the derivation, then the date alone on the last line."""

from io import StringIO

import pytest
from django.core.management import call_command

from .worked import DEADLINES


def due(*args: str) -> list[str]:
    out = StringIO()
    call_command("due", *args, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(("start", "amount", "last", "first"), DEADLINES)
def test_the_last_line_is_the_date(start, amount, last, first):
    assert due(start, str(amount))[-1] == last
    if first:
        eve = {"2020": "2020-01-26", "2019": "2019-03-21"}[start[:4]]
        assert due(start, str(amount), "--notices-as-of", eve)[-1] == first


def test_a_provisional_date_says_so_on_the_last_line():
    lines = due("2019-12-20", "20", "--notices-as-of", "2019-11-01")
    assert lines[-1] == "2020-01-20 provisional"
    assert lines[-2].startswith("所涉年度的放假通知未收录")


def test_the_derivation_is_printed_day_by_day():
    lines = due("2019-09-27", "7")
    assert lines[0].startswith("2019-09-27") and "起算日，不计入" in lines[0]
    assert len(lines) == 1 + 15 + 1


@pytest.mark.parametrize(
    ("unit", "amount", "last"), [("d", "60", "2019-10-08"), ("month", "2", "2019-10-08"), ("year", "1", "2020-08-04")]
)
def test_other_units_can_be_asked_for(unit, amount, last):
    assert due("2019-08-04", amount, "--unit", unit)[-1] == last


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["昨天", "20"], "起算日“昨天”不是日期"),
        (["2019-02-30", "20"], "不是日期"),
        (["2019-09-16", "二十"], "不是整数"),
        (["2019-09-16", "0"], "1到3660"),
        (["2019-09-16"], "请给出起算日和期限"),
        (["2019-09-16", "20", "--unit", "周"], "单位“周”不能识别"),
        (["2019-09-16", "20", "--notices-as-of", "2019"], "通知截止日“2019”不是日期"),
        (["1999-09-16", "20"], "起算日期应当在2014年到2200年之间"),
    ],
)
def test_bad_input_is_answered_in_chinese_with_status_two(args, sentence):
    err = StringIO()
    with pytest.raises(SystemExit) as status:
        call_command("due", *args, stderr=err)
    assert status.value.code == 2
    assert sentence in err.getvalue()
