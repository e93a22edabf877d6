"""`sample`: play a believable year through the services; goes on where it was, and prints the accounts."""

import sys
from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.sample import opening
from gongkai.sample.content import Content
from gongkai.sample.people import HEAD, People, accounts
from gongkai.sample.play import Step, run
from gongkai.sample.year import Year


class Command(BaseCommand):
    help = "放一年示例数据：按日期演示起草、审核、发布及其后的各种办理；可中断后继续"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="示例年的最后一天，默认今天")
        parser.add_argument("--accounts", action="store_true", help="只打印示例账号")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("生产环境不放示例数据。")
        as_of = options["as_of"] or clock.today()
        content = Content(as_of)
        if Official.objects.exists() and not Official.objects.filter(username=HEAD).exists():
            raise CommandError("库里已有真实账号，不放示例数据。")
        if not options["accounts"]:
            self._play(content, as_of)
        self._accounts(content)

    def _play(self, content: Content, as_of: date) -> None:
        first = content.working_days_after(as_of - timedelta(days=366), 1)
        people = People(content)
        until = min(clock.now(), datetime.combine(as_of, time(18, 0), tzinfo=clock.BUREAU_ZONE))
        steps = opening.steps(content, people, first) + Year(content, people).steps()
        refused = run(steps, until, self._tell)
        self.stdout.write("")
        for sentence in refused:
            self.stderr.write(f"未办成：{sentence}")

    def _tell(self, number: int, total: int, step: Step) -> None:
        if number % 50 == 0 or number == total:
            self.stdout.write(
                f"示例年 {step.at:%Y-%m-%d}：{number}/{total} 步", ending="\r" if sys.stdout.isatty() else "\n"
            )
            self.stdout.flush()

    def _accounts(self, content: Content) -> None:
        self.stdout.write("\n示例账号（每种职责一个）：")
        for account in accounts(content):
            self.stdout.write(
                f"  {account['duty']}  {account['username']}（{account['name']}） 密码 {account['password']}  "
                f"动态口令密钥 {account['totp']}"
            )
        self.stdout.write("取当前动态口令：python manage.py totp 账号；工作台：/desk/")
