"""`index`: build the search index of this node anew, or say how it stands; the one in use answers meanwhile."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.portal.search import building, folder, updating
from gongkai.portal.search.port import Unavailable

EVERY = 5_000  # documents between two lines of progress


class Command(BaseCommand):
    help = "重建本机的搜索索引；--check 只核对索引与数据库是否一致，--sweep 核对并补正"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对")
        parser.add_argument("--sweep", action="store_true", help="核对并补正")
        parser.add_argument("--quiet", action="store_true", help="不打印")

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = options["quiet"]
        try:
            if options["check"]:
                return self._check()
            if options["sweep"]:
                return self._say(f"补正 {updating.sweep()} 件。")
        except Unavailable as fault:
            raise CommandError("本机还没有可用的索引，请运行 python manage.py index 重建。") from fault
        self._build()

    def _say(self, line: str) -> None:
        if not self.quiet:
            self.stdout.write(line)

    def _check(self) -> None:
        strays = updating.strays()
        if strays:
            raise CommandError(f"索引与数据库有 {len(strays)} 件不一致，可运行 python manage.py index --sweep 补正。")
        self._say("索引与数据库一致。")

    def _build(self) -> None:
        said = 0

        def progress(done: int, total: int) -> None:
            nonlocal said
            if done - said >= EVERY or done == total:
                said = done
                self._say(f"已读 {done:,} / {total:,} 件")

        began = time.perf_counter()
        try:
            count = building.build(progress)
        except building.AlreadyBuilding:
            raise CommandError("本机正在重建索引，请等它结束。") from None
        seconds = time.perf_counter() - began
        self._say(f"索引已建好：{count:,} 条，{folder.bytes_used() / 1e6:.1f} MB，用时 {seconds:.1f} 秒。")
