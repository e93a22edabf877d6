"""`sample`: play a believable year through the services; goes on where it was, and prints the accounts."""

import os
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.publications.models import Publication
from gongkai.sample import merger, opening
from gongkai.sample.content import Content
from gongkai.sample.foi import Applications
from gongkai.sample.letters import Letters
from gongkai.sample.people import People, accounts
from gongkai.sample.play import Step, run
from gongkai.sample.year import Year

MONTHS = 12


class Command(BaseCommand):
    help = "放一年示例数据：按日期演示起草、审核、发布及其后的各种办理；可中断后继续"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="示例年截至哪一天（不含），默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("生产环境不放示例数据。")
        wanted, began = options["as_of"], opening.began()
        if began is None and Official.objects.exists():
            self.stdout.write("库里已有其他账号，不放示例年。")
            return
        if wanted and wanted > clock.today():
            raise CommandError("示例年不能截至今天以后的日期。")
        if began and wanted and began != wanted:
            self.stdout.write(f"库里的示例年截至 {began}，不另放截至 {wanted} 的；如需更换，请另设 GONGKAI_VAR。")
        content = Content(began or wanted or clock.today())
        if opening.finished():
            self.stdout.write(f"示例年已经放完（截至 {content.as_of}）。")
        else:
            self._play(content)
        self._accounts(content)

    def _play(self, content: Content) -> None:
        os.nice(10)  # whoever reads the site meanwhile goes first
        people, self._month = People(content), -1
        steps = [*opening.steps(content, people), *merger.steps(content, people), *Year(content, people).steps(),
                 *Letters(content, people).steps(), *Applications(content, people).steps()]  # fmt: skip
        refused = run(steps, content.end, lambda step: self._tell(content, step))
        for sentence in refused:
            self.stderr.write(f"未办成：{sentence}")
        if not refused:
            opening.finish(content)
        self.stdout.write(f"示例年已放到 {content.as_of}：已公开 {self._live()} 件。")

    def _tell(self, content: Content, step: Step) -> None:
        """One line a month."""
        day = clock.local(step.at).date()
        month = min(MONTHS, (day - content.first).days * MONTHS // 366 + 1)
        if month != self._month:
            self._month = month
            self.stdout.write(f"示例年 第{month}/{MONTHS}月：已公开 {self._live()} 件")
            self.stdout.flush()

    def _live(self) -> int:
        return Publication.objects.public().count()

    def _accounts(self, content: Content) -> None:
        self.stdout.write("\n示例账号（每种职责一个）：")
        for account in accounts(content):
            self.stdout.write(
                f"  {account['duty']}  {account['username']}（{account['name']}）  密码 {account['password']}  "
                f"动态口令密钥 {account['totp']}"
            )
        self.stdout.write("取当前动态口令：python manage.py totp 账号；工作台：/desk/")
