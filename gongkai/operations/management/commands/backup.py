"""`backup DIR`: one moment of database and files, while the platform serves; also looks at, and prunes, what is there."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai.journal.refusals import Refused
from gongkai.operations import snapshots
from gongkai.operations.services import backing_up


class Command(BaseCommand):
    help = "备份数据库和文件到 DIR（网站照常运行）；密钥不在其中，用 --keys 另存别处"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="放备份的文件夹；可反复使用，文件只存新增的")
        parser.add_argument("--keys", metavar="DIR2", type=Path, help="把密钥另存到这个文件夹（不能与备份放在一起）")
        parser.add_argument("--prune", action="store_true",
                            help=f"备份后删除 {settings.BACKUP_DAYS} 天以前的备份（GONGKAI_BACKUP_DAYS）")  # fmt: skip
        parser.add_argument("--verify", action="store_true", help="不备份，而是逐字节核对已有的备份")
        parser.add_argument("--snapshot", metavar="NAME", default="", help="与 --verify 合用：核对哪一份，默认最新")
        parser.add_argument("--list", action="store_true", help="不备份，只列出已有的备份")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["list"]:
                return self._list(options["folder"])
            if options["verify"]:
                return self._verify(options["folder"], options["snapshot"])
            self._back_up(options)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except OSError as fault:
            raise CommandError(f"没有完成：{fault.strerror}（{fault.filename}）。请检查磁盘空间和权限。") from None

    def _back_up(self, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        taken = backing_up.back_up(folder=options["folder"], keys_to=options["keys"], say=self.stdout.write)
        self.stdout.write(f"备份 {taken.snapshot.name} 已完成，用时 {time.monotonic() - begun:.1f} 秒。")
        self.stdout.write(f"清单摘要 {taken.manifest['sha256']}")
        if options["keys"] is None:
            self.stdout.write("密钥不在备份中；没有密钥，加密的内容无法读出。请用 --keys 另存到别处并妥善保管。")
        if options["prune"]:
            gone = backing_up.prune(folder=options["folder"], days=settings.BACKUP_DAYS)
            self.stdout.write(f"已删除到期的备份 {gone} 份。")
        if taken.missing or taken.damaged:
            raise CommandError(
                f"有 {len(taken.missing)} 个文件缺失、{len(taken.damaged)} 个文件损坏，未能存入；编号见清单。"
            )

    def _verify(self, folder: Path, name: str) -> None:
        snapshot = snapshots.find(folder, name)
        found = backing_up.faults(snapshot=snapshot, say=self.stdout.write)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"备份 {snapshot.name} 完好。")

    def _list(self, folder: Path) -> None:
        for snapshot in snapshots.all_in(folder):
            said = snapshot.manifest()
            rows = sum(table["rows"] for table in said["tables"].values())
            self.stdout.write(
                f"{snapshot.name}  {rows:,} 行  {said['files']['count']:,} 个文件  版本 {said['platform']}"
            )
