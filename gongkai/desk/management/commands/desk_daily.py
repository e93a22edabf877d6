"""What the desk does once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.desk import nagging, services


class Command(BaseCommand):
    help = "Tells officials of deadlines that are near or past, and removes what has outlived its use."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"提醒期限 {nagging.nag()} 件，清理 {services.tidy()} 行。")
