"""依申请公开 over 100,000 cases: case page, list, search in the register, the year's report, recounting open deadlines, the clock."""

import sys
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from bench._foi_fill import fill_applications
from bench._start import begin
from bench.pages import cpu_ms

SMALL = 1_000
MOST_STATEMENTS, MOST_PAGE_MS, MOST_REPORT_SECONDS, MOST_RECOUNT_SECONDS = 15, 40.0, 2.0, 10.0


def main(size: int, open_ones: int) -> None:
    begin()
    from gongkai.bureau.tests import factories as bureau
    from gongkai.mailbox.tests.factories import Team
    from gongkai.portal.services import seed_columns
    from gongkai.workdays.services import calendars_load

    calendars_load()
    seed_columns()
    team = Team()
    bureau.unit("bureau-itself", name="测量局", short_name="测量局", kind="bureau")
    few = {}
    for count in (SMALL, size):
        fill_applications(team, count, min(open_ones, count // 10))
        analyse()
        print(f"{count} 件申请")
        few = pages(team, count, few)
    report()
    recount()
    derivations()


def analyse() -> None:
    """What the worker does every day, PostgreSQL's own included."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages(team: Any, size: int, few: dict[str, float]) -> dict[str, float]:
    """The desk's pages as the official in charge sees them, against the same pages over few cases."""
    from django.db import connection
    from django.test import Client

    from gongkai.foi.models import Application

    client = Client()
    client.force_login(team.publicity)
    low = Application.objects.order_by("pk").values_list("pk", flat=True)[:1][0]
    keys = [low + Random(key).randrange(size) for key in range(120)]
    number = Application.objects.get(pk=keys[0]).number
    asked: dict[str, Callable[[int], str]] = {
        "案件页": lambda key: f"/desk/foi/{key}/",
        "列表": lambda key: "/desk/foi/",
        "未办结的列表": lambda key: "/desk/foi/?open=true",
        "按编号查找": lambda key: f"/desk/foi/?number={number}",
    }
    found = {}
    for name, address in asked.items():

        def get(key: int, address: Callable[[int], str] = address) -> None:
            assert client.get(address(key)).status_code == 200

        get(keys[0])
        statements = 0

        def counted(execute: Any, *statement: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*statement)

        with connection.execute_wrapper(counted):
            get(keys[1])
        found[name] = cpu_ms(get, keys)
        growth = f"，为 {SMALL} 件时的 {found[name] / few[name]:.2f} 倍" if few else ""
        print(f"  {name:<7} {found[name]:>6.1f} ms CPU，{statements} 条语句{growth}")
        if name == "案件页":
            assert statements <= MOST_STATEMENTS and found[name] <= MOST_PAGE_MS
    return found


def report() -> None:
    """Table 三 of a year against one bare counting statement over the same table."""
    from django.db.models import Count

    from gongkai.foi import reporting
    from gongkai.foi.models import Application

    year = 2023
    counted = seconds(lambda: reporting.table3(year))
    checks = seconds(lambda: reporting.checked(year))
    bare = seconds(lambda: list(Application.objects.order_by().values_list("decision").annotate(count=Count("pk"))))
    print(
        f"年报表三：{counted:.2f} 秒 CPU，为一条统计语句的 {counted / bare:.1f} 倍；含勾稽和上年衔接 {checks:.2f} 秒（上限 2 秒）"
    )
    assert checks <= MOST_REPORT_SECONDS


def recount() -> None:
    """All open deadlines after a calendar change, against counting alone."""
    from gongkai.workdays import calendars
    from gongkai.workdays.models import Deadline, lines_of
    from gongkai.workdays.rules.ledger import State, fold
    from gongkai.workdays.services import replay_open

    rows = list(Deadline.objects.filter(state=State.RUNNING.value).prefetch_related("ledger"))
    calendar = calendars.calendar_now()
    alone = seconds(lambda: [fold(row.term, lines_of(list(row.ledger.all())), calendar) for row in rows])
    begun, started = time.process_time(), time.perf_counter()
    done = replay_open(reason="测量")
    cpu, wall = time.process_time() - begun, time.perf_counter() - started
    print(
        f"日历变更后重算 {done.checked} 个未办结期限（{done.changed} 个改变）：{cpu:.1f} 秒 CPU，用时 {wall:.1f} 秒（上限 10 秒），"
        f"为仅推算的 {cpu / alone:.1f} 倍"
    )
    assert cpu <= MOST_RECOUNT_SECONDS


def derivations() -> None:
    """The whole clock of an application with its acts, against counting twenty working days once."""
    from gongkai.foi.rules.clock import Channel, Clock, Event, Step
    from gongkai.workdays import calendars
    from gongkai.workdays.rules.counting import derive

    calendar, day = calendars.calendar_now(), date(2025, 9, 16)
    acts = [
        Event(Step.CORRECTION_NOTICE, date(2025, 9, 18)),
        Event(Step.CORRECTED, date(2025, 9, 25)),
        Event(Step.THIRD_PARTY, date(2025, 9, 26), delivered=date(2025, 9, 28)),
        Event(Step.OPINION, date(2025, 10, 15)),
        Event(Step.EXTEND, date(2025, 10, 20), days=20),
    ]
    asked = {
        "收到即起算": lambda _: Clock(Channel.COUNTER, day, calendar).read([]),
        "补正、征求意见、延期": lambda _: Clock(Channel.COUNTER, day, calendar).read(acts),
    }
    bare = cpu_ms(lambda _: derive(day, 20, "wd", calendar), [0] * 2000)
    for name, operation in asked.items():
        cost = cpu_ms(operation, [0] * 2000)
        print(f"推算期限（{name}）：每秒 {1000 / cost:,.0f} 次，为数一次20个工作日的 {cost / bare:.1f} 倍")


def seconds(operation: Callable[[], object]) -> float:
    """CPU seconds of the middle one of three runs."""
    runs = []
    for _ in range(3):
        started = time.process_time()
        operation()
        runs.append(time.process_time() - started)
    return sorted(runs)[1]


if __name__ == "__main__":
    sizes = [int(part) for part in sys.argv[1:]]
    main(sizes[0] if sizes else 100_000, sizes[1] if len(sizes) > 1 else 10_000)
