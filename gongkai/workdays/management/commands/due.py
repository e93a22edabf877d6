"""Print how a due date comes about and, as the last line, the date."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.workdays.calendars import calendar_now
from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.counting import BadPeriod, Derivation, Unit, derive
from gongkai.workdays.rules.notices import from_files
from gongkai.workdays.rules.statutory import OutOfRange

UNITS = (Unit.WORKING_DAY, Unit.DAY, Unit.MONTH, Unit.YEAR)


class BadInput(ValueError):
    """What was typed cannot be read, in one Chinese sentence."""


class Command(BaseCommand):
    help = "计算期限：逐日列出推算过程，最后一行为届满日。不需要数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", nargs="?", default="", help="起算日（不计入），如 2019-09-16")
        parser.add_argument("amount", nargs="?", default="", help="期限的数字，如 20")
        parser.add_argument("--unit", default=Unit.WORKING_DAY.value, help="wd 工作日（默认）、d 日、month 月、year 年")
        parser.add_argument("--notices-as-of", metavar="DATE", help="只用该日以前（含当日）公布的放假通知")
        parser.add_argument("--registered", action="store_true", help="同时使用工作人员登记的放假通知（需要数据库）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            derivation = _derivation(options)
        except (BadInput, BadPeriod, OutOfRange) as fault:
            self.stderr.write(str(fault))
            sys.exit(2)
        for line in derivation.lines():
            self.stdout.write(line)
        if derivation.provisional:
            self.stdout.write("所涉年度的放假通知未收录，暂按法定节日计算，通知公布后应当重新计算。")
        self.stdout.write(f"{derivation.due}{' provisional' if derivation.provisional else ''}")


def _derivation(options: dict[str, Any]) -> Derivation:
    if not options["amount"]:
        raise BadInput("请给出起算日和期限，如：due 2019-09-16 20")
    start = _day(options["start"], "起算日")
    unit = _unit(options["unit"])
    try:
        amount = int(options["amount"])
    except ValueError:
        raise BadInput(f"期限“{options['amount']}”不是整数，应当写成 20 这样的数字。") from None
    calendar = calendar_now() if options["registered"] else Calendar(from_files())
    if options["notices_as_of"] is not None:
        calendar = calendar.notices_as_of(_day(options["notices_as_of"], "通知截止日"))
    return derive(start, amount, unit, calendar)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{name}“{text}”不是日期，应当写成 2019-09-16 的形式。") from None


def _unit(text: str) -> Unit:
    if text not in UNITS:
        raise BadInput(f"单位“{text}”不能识别，可用：{'、'.join(UNITS)}。")
    return Unit(text)
