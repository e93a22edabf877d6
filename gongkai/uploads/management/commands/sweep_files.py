from typing import Any

from django.core.management.base import BaseCommand

from gongkai.uploads.sweeping import sweep


class Command(BaseCommand):
    help = "清理中断的上传留下的文件（一天以前的）。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"清理了 {sweep()} 个文件。")
