"""`verify_journal`: recompute the chain of seals; exit status 1 where it does not hold."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.journal import sealing
from gongkai.journal.models import Seal


class Command(BaseCommand):
    help = "重新核对日志的封存链；有改动则退出码为 1"

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(sealing.breaks())
        for row in found:
            self.stdout.write(f"{row.first_entry}–{row.last_entry}：{row.why}")
        if found:
            sys.exit(1)
        last = Seal.objects.order_by("-last_entry").first()
        self.stdout.write(f"封存完整，至第 {last.last_entry} 条，链首 {last.digest}" if last else "还没有封存。")
