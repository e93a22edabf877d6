"""What the desk does once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.desk import nagging, services


class Command(BaseCommand):
    help = "提醒临期和逾期事项，清理过时的草稿和通知；后台进程每天自动执行"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"提醒期限 {nagging.nag()} 件，清理 {services.tidy()} 行。")
