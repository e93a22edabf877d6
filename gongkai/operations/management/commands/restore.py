"""`restore DIR`: put a backup in place and prove that everything is there."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.journal.refusals import Refused
from gongkai.operations.services import restoring


class Command(BaseCommand):
    help = "从 DIR 恢复最新的备份；当前数据库须为空，否则加 --replace（原数据库移到一旁）"
    requires_migrations_checks = False
    requires_system_checks: list[str] = []  # the database may not be there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="放备份的文件夹")
        parser.add_argument(
            "--snapshot", metavar="NAME", default="", help="恢复哪一份，默认最新；backup DIR --list 可列出"
        )
        parser.add_argument("--keys", metavar="DIR2", type=Path, help="另存的密钥所在的文件夹")
        parser.add_argument("--replace", action="store_true", help="当前数据库已有内容时，移到一旁后恢复")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            done = restoring.restore(folder=options["folder"], name=options["snapshot"], keys_from=options["keys"],
                                     replace=options["replace"], say=self.stdout.write)  # fmt: skip
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except OSError as fault:
            raise CommandError(
                f"没有完成：{fault.strerror}（{fault.filename}）。请检查磁盘空间和权限后重试。"
            ) from None
        self.stdout.write(f"备份 {done.manifest['name']} 已恢复，用时 {time.monotonic() - begun:.1f} 秒。")
        if not done.keys_open:
            names = "、".join(done.manifest["keys"]["files"])
            self.stdout.write(f"尚缺密钥（{names}）：加密的内容暂时读不出，账号不能登录。请把另存的密钥放入本机："
                              "restore DIR --replace --keys DIR2")  # fmt: skip
        if done.faults:
            raise CommandError("\n".join(done.faults))
        self.stdout.write("下一步：script/server --no-sample 启动网站。")
