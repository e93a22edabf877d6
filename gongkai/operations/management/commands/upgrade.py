"""`upgrade`: after new code has been put in place, everything up to the first start, in order, and again where it stopped."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import gongkai
from gongkai.journal.refusals import Refused
from gongkai.operations.services import upgrading


class Command(BaseCommand):
    help = "更换程序后：先备份，再更新数据库结构、基础数据、静态文件、索引和缓存；中断后再运行会接着做"
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--backup", metavar="DIR", type=Path, default=settings.BACKUP_FOLDER,
                            help="备份放在哪里，默认 GONGKAI_BACKUP_FOLDER")  # fmt: skip
        parser.add_argument("--plan", action="store_true", help="只列出将要进行的数据库变更，不做任何改动")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"]:
            names = upgrading.waiting()
            self.stdout.write("\n".join(names) if names else "数据库已是本版本的结构。")
            return
        try:
            upgrading.upgrade(folder=options["backup"], say=self.stdout.write)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except OSError as fault:
            raise CommandError(
                f"没有完成：{fault.strerror}（{fault.filename}）。处理后再运行一次，会接着做。"
            ) from None
        self.stdout.write(f"已升级到 {gongkai.__version__}。下一步：启动网站和后台进程，打开 /healthz 和“系统状态”查看；"
                          f"如需退回，换回旧程序后运行 restore {options['backup']} --replace。")  # fmt: skip
