"""`lifecycle`: print docs/lifecycle.md as the tables say it."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.publications.lifecycle import document


class Command(BaseCommand):
    help = "按规则表输出生命周期文档（docs/lifecycle.md）"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")
