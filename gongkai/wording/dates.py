"""Chinese dates: found, written (rules.md DOC-09), and what a text says about the end of its own validity."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.wording.chinese_numerals import NUMERAL, to_number
from gongkai.wording.folding import fold

YEAR = r"(?P<year>(?:19|20)\d\d|[一二][零〇○一二三四五六七八九]{3})"
DATE = re.compile(
    rf"(?<!\d){YEAR} ?年 ?(?P<month>{NUMERAL}{{1,3}}) ?月 ?(?P<day>{NUMERAL}{{1,3}}) ?[日号]"
    r"|(?<![\d.\-/])(?P<year2>(?:19|20)\d\d)(?P<sign>[-/.])(?P<month2>0?[1-9]|1[0-2])(?P=sign)(?P<day2>0?[1-9]|[12]\d|3[01])(?![\d\-/]|\.\d)"
)
ONE = r"[^。；;\n]"
PERIOD = rf"(?P<count>{NUMERAL}{{1,3}}) ?(?P<unit>个月|年|日|天)"
VALID_FOR = re.compile(
    rf"(?:有效期(?:限)?|试行期(?:限)?|施行期限|实施期限)(?:为|是|:|：)? ?(?:自{ONE}{{0,20}}?起)?,?，? ?{PERIOD}"
)
FROM_ISSUE = re.compile(r"(?:发布|印发|公布|颁布|下发)之日起")
TAKES_EFFECT = re.compile(r"^ ?(?:零时)?起(?:正式)?(?:施行|实施|执行|试行|生效)")
BEFORE_END = re.compile(
    r"(?:有效期[^。；;\n]{0,40}(?:至|到|截至|截止)[为于:： ]{0,2}|起(?:施行|实施|执行)?[,，]? ?(?:至|到))$"
)
AFTER_END = re.compile(r"^ ?(?:止|起?(?:自动)?(?:失效|废止))")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as it stands in a text."""

    day: date
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class EndDate:
    """What a text says about its last day: `end` is None when the day depends on a date that the text does not give."""

    end: date | None
    begins: date | None
    phrase: str
    start: int
    reason: str


def format_date(day: date) -> str:
    """2018年12月7日: Arabic numerals, full year, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_date(text: str) -> date | None:
    """The date that the text consists of, in any usual form; None when it is no date."""
    found = find_dates(text.strip())
    return found[0].day if len(found) == 1 and found[0].text == text.strip() else None


def find_dates(text: str) -> list[FoundDate]:
    """Every complete, existing date in the text: 2018年12月7日, 二〇一九年一月一日, 2018-12-07."""
    folded = fold(text)
    found = []
    for match in DATE.finditer(folded):
        try:
            day = date(*(to_number(match[name] or match[f"{name}2"]) for name in ("year", "month", "day")))
        except ValueError:
            continue
        found.append(FoundDate(day, match.start(), match.end(), text[match.start() : match.end()]))
    return found


def add_period(begins: date, count: int, unit: str) -> date:
    """The last day of a period that begins on that day: five years from 2020-01-01 end on 2024-12-31."""
    if unit in {"日", "天"}:
        return begins + timedelta(days=count - 1)
    months = count * 12 if unit == "年" else count
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    month += 1
    if begins.day > monthrange(year, month)[1]:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, begins.day) - timedelta(days=1)


def suggest_end_dates(text: str, issued: date | None = None) -> list[EndDate]:
    """What the text says about its last day, in order of place; a person confirms it, nothing is set by itself.

    `issued` is the day of issue, from which 自发布之日起 counts.
    """
    folded = fold(text)
    dates = find_dates(text)
    found = [ended for stated in dates if (ended := stated_end(folded, text, stated))]
    for match in VALID_FOR.finditer(folded):
        if any(ended.start <= match.start() < ended.start + len(ended.phrase) for ended in found):
            continue
        found.append(counted_end(folded, text, match, dates, issued))
    return sorted(found, key=lambda ended: ended.start)


def stated_end(folded: str, text: str, stated: FoundDate) -> EndDate | None:
    """The end where the text names the day itself: 有效期至2024年12月31日."""
    left = folded[max(0, stated.start - 60) : stated.start]
    before = BEFORE_END.search(left)
    if not before and not AFTER_END.match(folded[stated.end : stated.end + 12]):
        return None
    start = stated.start - (len(left) - before.start() if before else 0)
    return EndDate(stated.day, None, text[start : stated.end], start, "文中写明了有效期的最后一日")


def counted_end(folded: str, text: str, match: re.Match[str], dates: list[FoundDate], issued: date | None) -> EndDate:
    """The end counted from the day of taking effect, or of issue, that stands before the period in the text."""
    phrase = text[match.start() : match.end()]
    effective = [d for d in dates if d.end <= match.end() and TAKES_EFFECT.match(folded[d.end : d.end + 12])]
    if not effective:
        effective = [d for d in dates if TAKES_EFFECT.match(folded[d.end : d.end + 12])]
    begins = issued
    reason = "从发布之日起计算" if FROM_ISSUE.search(folded) else "文中没有施行日期，暂从发布之日起计算，请核对"
    if effective:
        begins, reason = effective[-1].day, f"从施行之日（{format_date(effective[-1].day)}）起计算"
    if begins is None:
        return EndDate(None, None, phrase, match.start(), "写明了有效期限，但文中没有施行日期，请填写发布日期后再计算")
    try:
        end = add_period(begins, to_number(match["count"]), match["unit"])
    except (ValueError, OverflowError):
        return EndDate(None, begins, phrase, match.start(), "有效期限无法计算，请核对")
    return EndDate(end, begins, phrase, match.start(), reason)
