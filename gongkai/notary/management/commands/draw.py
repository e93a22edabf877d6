"""Make a draw again from its announcement, its public numbers and its opened codes."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.notary.rules import draw


class Command(BaseCommand):
    help = "按公告、公开随机数和已开启的口令重新计算一次抽取，打印结果（JSON）。承诺不符、对象不足或重复的拒绝，退出状态为1。不需要数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="抽取公告（JSON）；- 表示标准输入")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            result = draw.make(draw.Draw.from_json(json.loads(text)))
        except draw.Refused as refused:
            for reason in refused.reasons:
                self.stderr.write(reason)
            sys.exit(1)
        except (OSError, ValueError, AttributeError, RecursionError) as fault:
            self.stderr.write(f"文件“{name}”读不出来：{fault}")
            sys.exit(2)
        self.stdout.write(json.dumps([row.as_json() for row in result.drawn], ensure_ascii=False, indent=1))
