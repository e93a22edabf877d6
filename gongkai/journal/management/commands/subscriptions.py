"""`subscriptions`: who reacts to what, as it is wired."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.journal import events, subscriptions


class Command(BaseCommand):
    help = "列出各事项由谁处理"

    def handle(self, *args: Any, **options: Any) -> None:
        wired = dict(subscriptions.table())
        for event in events.all_events():
            self.stdout.write(f"{event.name:<42} {'、'.join(wired.get(event.name, [])) or '—'}")
