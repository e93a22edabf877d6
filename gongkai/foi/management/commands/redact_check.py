"""Print every removed word that a file still holds, one JSON object a line."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.wording.readers import Reading, read_file
from gongkai.wording.survivals import plain, survivals


class Command(BaseCommand):
    help = "检查遮盖后的文件是否仍含有应当去除的文字（正文、图层、属性、附件、历史版本、缩略图）：有残留的退出状态为1，有不能读取之处的为2。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="遮盖后的文件")
        parser.add_argument("--terms", required=True, metavar="TERMS.txt", help="应当去除的文字，每行一个，UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        terms = self._terms(Path(options["terms"]))
        survived = unread = False
        for name in options["files"]:
            try:
                reading = read_file(Path(name))
            except OSError as fault:
                self.stderr.write(f"{name}：不能打开（{fault.strerror}）。")
                unread = True
                continue
            survived |= self._print(name, reading, terms)
            unread |= bool(reading.unreadable)
        if survived or unread:
            sys.exit(1 if survived else 2)

    def _print(self, name: str, reading: Reading, terms: list[str]) -> bool:
        found = dict.fromkeys(survivals(reading.parts, terms))
        for survival in found:
            row = {"file": name, "where": survival.where, "term": survival.term}
            self.stdout.write(json.dumps(row, ensure_ascii=False))
        for place in reading.unreadable:
            self.stderr.write(f"{name}：{place.where}：{place.why}。")
        return bool(found)

    def _terms(self, path: Path) -> list[str]:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as fault:
            self.stderr.write(f"词表“{path}”读不出来：{fault}")
            sys.exit(2)
        terms = [line.strip() for line in lines if plain(line)]
        if not terms:
            self.stderr.write(f"词表“{path}”里没有文字，没有可以检查的内容。")
            sys.exit(2)
        return terms
