"""Units, officials, limits, made-up notices and moments that the tests of the ledger use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from gongkai.bureau.models import Official, Unit
from gongkai.journal import clock
from gongkai.journal.parties import Party
from gongkai.workdays import services
from gongkai.workdays.models import Deadline
from gongkai.workdays.rules.counting import Unit as Measure
from gongkai.workdays.rules.limits import Limit

ZONE = ZoneInfo("Asia/Shanghai")
ANSWER = Limit("REQ-10", "答复", 20, Measure.WORKING_DAY, "《政府信息公开条例》第三十三条")
FORMED = Limit("PUB-12", "主动公开", 20, Measure.WORKING_DAY, "《政府信息公开条例》第二十六条")
RESPOND = Limit("RSP-02", "回应", 48, Measure.HOUR, "国办发〔2016〕61号", grade="B")
REPORT = Limit("SUP-01", "年度报告", 1, Measure.DATE, "《政府信息公开条例》第四十九条")
CLERK = Party("official", "7", "经办人甲", "办公室")
NEXT_YEAR = {
    "year": 2027,
    "doc_no": "国办发明电〔2026〕99号",
    "title": "国务院办公厅关于2027年部分节假日安排的通知",
    "signed": "2026-11-10",
    "off": [
        {"name": "元旦", "start": "2027-01-01", "end": "2027-01-03"},
        {"name": "春节", "start": "2027-02-05", "end": "2027-02-11"},
    ],
    "work": ["2027-02-14"],
}
LONGER = {
    "year": 2027,
    "doc_no": "国办发明电〔2027〕1号",
    "title": "国务院办公厅关于延长2027年元旦假期的通知",
    "signed": "2026-12-28",
    "amends": "国办发明电〔2026〕99号",
    "off": [{"name": "元旦", "start": "2027-01-01", "end": "2027-01-05"}],
}
_serial = count(1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@contextmanager
def on(text: str, hour: int = 10) -> Iterator[None]:
    """Within this block it is that day, at that hour in Shanghai."""
    with clock.at(datetime.combine(day(text), datetime.min.time().replace(hour=hour), tzinfo=ZONE)):
        yield


def unit(name: str = "办公室") -> Unit:
    return Unit.objects.create(
        code=f"u{next(_serial)}", name=name, short_name=name, kind=Unit.Kind.OFFICE, valid_from=date(2010, 1, 1)
    )


def official(of: Unit, name: str = "经办人乙", **more) -> Official:
    return Official.objects.create(username=f"o{next(_serial)}", name=name, unit=of, password="!", **more)


def case(number: int | None = None) -> Party:
    return Party("application", str(number or next(_serial)), "申请公开行道树养护标准")


def started(received: str | None = "2019-12-02", **more) -> Deadline:
    """An answer that is owed since that day."""
    given = {"subject": case(), "limit": ANSWER, "actor": CLERK, "started_on": day(received) if received else None}
    given |= more
    if "unit" not in given:
        given["unit"] = unit()
    return services.start(**given)
