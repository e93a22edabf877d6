"""`createadministrators`: the three administrators of a new installation, each with a one-time password shown once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai.bureau.models import Official
from gongkai.bureau.services.bootstrap import Account, Office, bootstrap
from gongkai.bureau.services.credentials import one_time_password
from gongkai.journal import clock
from gongkai.journal.refusals import Refused

USERNAMES = {"system": "sysadmin", "security": "secadmin", "audit": "auditor"}
UNIT = "BUREAU"
REMINDER = """还没有任何账号，工作台暂时无人能登录。下一步（另开一个终端，环境变量与启动网站时相同）：
    .venv/bin/python manage.py createadministrators --system-name 姓名 --security-name 姓名 --audit-name 姓名
它为系统、安全、审计三位管理员各建一个账号，并打印一次性密码。三位须是不同的人。
随后由系统管理员登录工作台 /desk/，在“机构”中设立处室、在“人员与职责”中建立账号，由安全管理员确认每项职责。"""


class Command(BaseCommand):
    help = "新装后建立系统、安全、审计三位管理员（三员分立）；已有任何账号时不再建立"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for role, username in USERNAMES.items():
            label = Official.AdminRole(role).label
            parser.add_argument(f"--{role}", metavar="账号", default=username, help=f"{label}的账号，默认 {username}")
            parser.add_argument(f"--{role}-name", metavar="姓名", default=label, help=f"{label}的姓名")

        parser.add_argument("--remind", action="store_true", help="只在还没有任何账号时打印这一步怎么做")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remind"]:
            if not Official.objects.exists():
                self.stdout.write(REMINDER)
            return
        accounts = [
            Account(
                username=options[role],
                name=options[f"{role}_name"],
                unit=UNIT,
                password=one_time_password(),
                admin_role=role,
                must_change_password=True,
            )
            for role in USERNAMES
        ]
        if len({account.username for account in accounts}) < len(accounts):
            raise CommandError("三位管理员的账号须各不相同。")
        bureau = Office(UNIT, settings.BUREAU["name"], settings.BUREAU["brand"], "bureau", clock.today())
        try:
            bootstrap(offices=[bureau], accounts=accounts)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        for account in accounts:
            role = Official.AdminRole(account.admin_role).label
            self.stdout.write(f"{role}  账号 {account.username}  一次性密码 {account.password}")
        self.stdout.write("请分别当面交给三位不同的人；首次登录须启用动态口令并修改密码，以上密码只显示这一次。")
        self.stdout.write(
            "下一步：系统管理员登录 /desk/，先在“机构”中设立处室，再在“人员与职责”中建立账号；职责由安全管理员确认。"
        )
