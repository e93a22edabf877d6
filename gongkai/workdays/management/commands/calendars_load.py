"""Enter the platform's notices on days off into the register, then recount open deadlines."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.workdays import services


class Command(BaseCommand):
    help = "把随平台提供的放假通知登记入库，并重新计算未办结的期限；可以反复执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = services.calendars_load()
        for doc_no in loaded.added:
            self.stdout.write(f"已登记 {doc_no}")
        for sentence in loaded.differing:
            self.stderr.write(sentence)
        replayed = loaded.replayed
        self.stdout.write(
            f"新登记{len(loaded.added)}件，原有{len(loaded.known)}件；核对期限{replayed.checked}项，变动{replayed.changed}项。"
        )
