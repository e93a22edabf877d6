"""`reencrypt`: move every encrypted value to the newest data key; it may be interrupted and repeated."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.bureau.models import Reencryption
from gongkai.bureau.services import keys, reencryption


class Command(BaseCommand):
    help = "用最新的数据密钥重写已加密的内容，显示进度，可中断后继续；有无法解开的内容时退出码为 1"

    def handle(self, *args: Any, **options: Any) -> None:
        keys.settle()
        run = Reencryption.objects.unfinished().order_by("-pk").first() or reencryption.start()
        while reencryption.step():
            run.refresh_from_db()
            self.stdout.write(f"已检查 {run.seen} / {run.total or 0}，重写 {run.rewritten}")
        run.refresh_from_db()
        if run.finished_at is None:
            raise CommandError("有一次密钥轮换正在办理，没有重写完。请稍后再运行一次。")
        for name in run.unreadable_named:
            self.stderr.write(f"没有能解开的密钥：{name}")
        if run.unreadable:
            raise CommandError(f"{run.unreadable} 项无法解开，已保留原样。")
        self.stdout.write(f"完成：第 {run.number} 号数据密钥，重写 {run.rewritten} 项。")
