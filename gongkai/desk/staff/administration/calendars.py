"""The calendar: a year as it is worked, every notice in all its versions, and registering a new one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gongkai.bureau.models import DutyCode
from gongkai.journal import clock
from gongkai.workdays import services as workdays
from gongkai.workdays.calendars import calendar
from gongkai.workdays.models import CalendarNotice
from gongkai.workdays.rules.calendar import Calendar, Day
from gongkai.workdays.rules.notices import Notice

from ...access import Access
from ...forms import administration as forms
from ...views import FormPage, Page

CALENDARS = Access(duties=frozenset({DutyCode.PUBLICITY, DutyCode.SUPERVISE}), roles=frozenset({"system"}))
FIRST_YEAR, LAST_YEAR = 2014, 2036
SATURDAY = 5


@dataclass(frozen=True)
class Square:
    """A day in its month: `mark` is 休 where a weekday is off, 班 where a weekend is worked, '' on ordinary days."""

    day: Day
    mark: str
    tone: str

    @property
    def sentence(self) -> str:
        return f"{self.day.date.month}月{self.day.date.day}日 {self.day.nature}"


def square_of(day: Day) -> Square:
    weekend = day.date.weekday() >= SATURDAY
    if day.working:
        return Square(day, "班" if weekend else "", "worked" if weekend else "")
    named = day.name != "休息"
    return Square(day, "休" if named or not weekend else "", "holiday" if named or not weekend else "weekend")


def months_of(year: int, known: Calendar) -> list[tuple[int, list[list[Square | None]]]]:
    """Twelve months of weeks that begin on Monday; None where a week begins before or ends after its month."""
    found = []
    for month in range(1, 13):
        first = date(year, month, 1)
        after = date(year + month // 12, month % 12 + 1, 1)
        squares = [square_of(known.day(first + timedelta(days=place))) for place in range((after - first).days)]
        line: list[Square | None] = [*[None] * first.weekday(), *squares]
        line += [None] * (-len(line) % 7)
        found.append((month, [line[start : start + 7] for start in range(0, len(line), 7)]))
    return found


def _days(days: tuple[date, ...]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)


@dataclass(frozen=True)
class Line:
    """A notice in the register: what it says, and which later one changes it. Both stay."""

    row: CalendarNotice
    notice: Notice
    amended_by: str

    @property
    def off(self) -> list[str]:
        return [
            f"{each.name}：{_days((each.start,) if each.start == each.end else (each.start, each.end)).replace('、', '至')}"
            for each in self.notice.off
        ]

    @property
    def work(self) -> str:
        return _days(self.notice.work)

    @property
    def cancelled(self) -> str:
        return _days(self.notice.cancels_work)


def register() -> list[Line]:
    """All notices, newest year first, an amendment after what it amends; one query."""
    rows = list(CalendarNotice.objects.order_by("-year", "signed", "pk"))
    amended = {row.amends: row.doc_no for row in rows if row.amends}
    return [Line(row, row.as_notice(), amended.get(row.doc_no, "")) for row in rows]


class Calendars(Page):
    access, title, template_name = CALENDARS, "工作日与放假安排", "desk/administration/calendars.html"

    def context(self, **more: Any) -> dict[str, Any]:
        asked, this = self.request.GET.get("year", ""), clock.today().year
        year = (
            int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked[:4]) <= LAST_YEAR and len(asked) == 4 else this
        )
        known = calendar()
        return super().context(
            year=year, months=months_of(year, known), working=known.working_days_in(year), covered=known.covers(year),
            before=year - 1 if year > FIRST_YEAR else None, after=year + 1 if year < LAST_YEAR else None,
            today=clock.today(), register=register(), **more,
        )  # fmt: skip


class RegisterNotice(FormPage):
    access, title, form_class, submit_label = CALENDARS, "登记放假通知", forms.NoticeForm, "登记并重新计算期限"
    intro = "按国务院办公厅通知原文登记。调整性通知另登记一件，原通知保留。"
    success = "已登记，未办结的期限已按新安排重新计算。"

    def cancel_url(self) -> str:
        return "/desk/calendars/"

    def perform(self, form: Any) -> str:
        workdays.register_notice(notice=form.notice(), actor=self.official)
        return self.cancel_url()
