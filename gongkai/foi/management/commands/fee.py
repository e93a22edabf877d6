"""Print the information-processing fee of an application in yuan."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gongkai.foi.rules import fees


class Command(BaseCommand):
    help = "计算信息处理费（元）：--items N [--earlier M] 按件，或 --pages N 按量；--on 为收到申请之日。不需要数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        measure = parser.add_mutually_exclusive_group(required=True)
        measure.add_argument("--items", type=int, metavar="N", help="本次申请的件数")
        measure.add_argument("--pages", type=int, metavar="N", help="提供信息的页数")
        parser.add_argument(
            "--earlier", type=int, default=0, metavar="M", help="同一申请人当月此前的件数（只用于按件）"
        )
        parser.add_argument("--on", required=True, metavar="DATE", help="收到申请之日，如 2021-03-01")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(str(_fee(options)))
        except ValueError as fault:
            self.stderr.write(str(fault))
            sys.exit(2)


def _fee(options: dict[str, Any]) -> int:
    try:
        on = date.fromisoformat(options["on"])
    except ValueError:
        raise ValueError(f"日期“{options['on']}”应当写成 2021-03-01 的形式。") from None
    first_day = settings.FOI_FEE_FROM
    if options["items"] is not None:
        return fees.by_items(options["items"], earlier=options["earlier"], on=on, first_day=first_day)
    if options["earlier"]:
        raise ValueError("按量计费不看此前的件数，--earlier 只与 --items 同用。")
    return fees.by_pages(options["pages"], on=on, brackets=settings.FOI_FEE_PAGES, first_day=first_day)
