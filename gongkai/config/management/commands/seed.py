"""`seed`: the reference data without which nothing runs; may be repeated at every start."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.portal.services import seed_columns
from gongkai.publications.services import seeding
from gongkai.workdays.services import calendars_load


class Command(BaseCommand):
    help = "写入基础数据：放假通知、栏目、法律法规登记；可重复运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="不打印")

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = calendars_load()
        columns, norms = seed_columns(), seeding.load_norms()
        if not options["quiet"]:
            self.stdout.write(f"放假通知 {len(loaded.added)} 份新增，栏目 {columns} 个更新，法律法规 {norms} 件新增。")
