"""`scan FILE…`: what personal data a file holds, one JSON object a line; the datum itself is never printed."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.wording.scan import Scan, scan_file

FOUND, NOT_OPENED = 1, 2
REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件",
    PermissionError: "没有读取权限",
    IsADirectoryError: "这是文件夹",
}


class Command(BaseCommand):
    help = "检查文件中的个人信息：逐条输出 JSON（file、where、kind、masked）；发现时退出码为 1，文件不能打开时为 2。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="要检查的文件")
        parser.add_argument("--allow", action="append", default=[], help="不作为个人信息的公开电话、邮箱或地址，可重复")

    def handle(self, *args: Any, **options: Any) -> None:
        found = not_opened = False
        for name in options["files"]:
            try:
                scan = scan_file(name, allow=options["allow"])
            except OSError as error:
                self.stderr.write(f"{name}：不能打开（{REASONS.get(type(error), '读取出错')}）")
                not_opened = True
                continue
            self.report(name, scan)
            found |= bool(scan.found)
            not_opened |= not scan.opened
        if found or not_opened:
            sys.exit(FOUND if found else NOT_OPENED)

    def report(self, name: str, scan: Scan) -> None:
        for located in scan.found:
            line = {"file": name, "where": located.where, "kind": located.kind, "masked": located.masked}
            self.stdout.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))
        for place in scan.unreadable:
            self.stderr.write(f"{name}：{place.where}：{place.why}")
