"""Print how the due date of an application comes about; the last line is the date."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.foi.rules.clock import CONFIRMED_BY_BOTH, Channel, Clock, Event, Progress, Step, Unlawful
from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.counting import BadPeriod
from gongkai.workdays.rules.notices import from_files
from gongkai.workdays.rules.statutory import OutOfRange


class BadInput(ValueError):
    """What the file says cannot be read, in one Chinese sentence."""


class Command(BaseCommand):
    help = "推算一件申请的答复期限：读入 JSON 文件，逐日列出推算过程，最后一行为届满日（未确认收到日期的为 none）。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON 文件；- 表示标准输入")
        parser.add_argument("--notices-as-of", metavar="DATE", help="只用该日以前（含当日）公布的放假通知")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            clock, events = _read(options["file"], options["notices_as_of"])
            self._print(clock.read(events))
        except Unlawful as refused:
            for reason in refused.reasons:
                self.stderr.write(reason)
            sys.exit(1)
        except (BadInput, BadPeriod, OutOfRange) as fault:
            self.stderr.write(str(fault))
            sys.exit(2)

    def _print(self, progress: Progress) -> None:
        for line in progress.violations:
            self.stdout.write(f"违反规定：{line}")
        for line in progress.notes:
            self.stdout.write(f"提示：{line}")
        derivation = progress.derivation
        if derivation is None:
            self.stdout.write("收到日期尚未确认，答复期限没有起算。")
            self.stdout.write("none")
            return
        for line in derivation.lines():
            self.stdout.write(line)
        self.stdout.write(f"{derivation.due}{' provisional' if derivation.provisional else ''}")


def _read(name: str, notices_as_of: str | None) -> tuple[Clock, list[Event]]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        raw = json.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as fault:
        raise BadInput(f"文件“{name}”读不出来：{fault}") from fault
    if not isinstance(raw, dict):
        raise BadInput("文件应当是一个 JSON 对象，写明 channel、收到日期和 events。")
    calendar = Calendar(from_files())
    if notices_as_of is not None:
        calendar = calendar.notices_as_of(_day({"--notices-as-of": notices_as_of}, "--notices-as-of"))
    channel = _channel(raw)
    events = raw.get("events", [])
    if not isinstance(events, list):
        raise BadInput("events 应当是一个列表。")
    return Clock(channel, _received(channel, raw), calendar), [_event(entry) for entry in events]


def _channel(raw: Mapping[str, Any]) -> Channel:
    try:
        return Channel(raw.get("channel"))
    except ValueError:
        raise BadInput(f"channel“{raw.get('channel')}”不能识别，可用：{'、'.join(Channel)}。") from None


def _received(channel: Channel, raw: Mapping[str, Any]) -> date | None:
    """The day of receipt by the channel's rule (article 31); None while both sides have not confirmed."""
    if channel not in CONFIRMED_BY_BOTH:
        return _day(raw, "received")
    submitted = _day(raw, "submitted")
    if raw.get("confirmed") is None:
        return None
    confirmed = _day(raw, "confirmed")
    if confirmed < submitted:
        raise BadInput(f"confirmed（{confirmed}）不能早于 submitted（{submitted}）。")
    return confirmed


def _event(raw: Any) -> Event:
    if not isinstance(raw, dict):
        raise BadInput('events 的每一项应当是一个对象，如 {"act": "extend", "on": "2019-10-10", "days": 20}。')
    try:
        step = Step(raw.get("act"))
    except ValueError:
        raise BadInput(f"act“{raw.get('act')}”不能识别，可用：{'、'.join(Step)}。") from None
    days = raw.get("days", 0)
    if not isinstance(days, int) or isinstance(days, bool):
        raise BadInput(f"days“{days}”应当是整数。")
    delivered = _day(raw, "delivered") if raw.get("delivered") is not None else None
    until = _day(raw, "until") if raw.get("until") is not None else None
    return Event(step, _day(raw, "on"), delivered, days, until)


def _day(raw: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(raw.get(name, ""))
    except (TypeError, ValueError):
        raise BadInput(f"{name}“{raw.get(name, '')}”不是日期，应当写成 2019-09-16 的形式。") from None
