"""`pages`: what is kept, let it go, or render it before anybody asks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.portal.kept import purging, site, warming


class Command(BaseCommand):
    help = "留存页面：查看、清除、预先生成"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "act", nargs="?", default="state", choices=("state", "empty", "purge", "warm"),
            help="state 查看；empty 全部清除；purge 按键清除；warm 预先生成",
        )  # fmt: skip
        parser.add_argument("keys", nargs="*", help="purge 的键，如 document:5、column:open.policy、navigation")
        parser.add_argument("--documents", type=int, default=500, help="warm 时生成最新的多少件（默认 500）")

    def handle(self, *args: Any, **options: Any) -> None:
        act = options["act"]
        if act == "empty":
            purging.empty()
            self.stdout.write("已全部清除；读者再来时重新生成。")
        elif act == "purge":
            if not options["keys"]:
                self.stderr.write("请写明要清除的键，例如 document:5。")
                raise SystemExit(2)
            self.stdout.write(f"已清除 {purging.purge(options['keys'])} 页。")
        elif act == "warm":
            self.stdout.write(f"已请求 {warming.warm(options['documents'])} 页。")
        self.stdout.write(self._state())

    @staticmethod
    def _state() -> str:
        store = site.existing()
        if store is None:
            return "还没有留存过页面。"
        count, loose, size = store.figures()
        return f"现有 {count} 页（其中 {loose} 页待压缩），约占 {size / 2**20:.1f} MB，上限 {store.limit // 2**20} MB。"
