"""`seed`: the reference data without which nothing runs; may be repeated at every start."""

import base64
import hashlib
import hmac
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gongkai.bureau.models import DutyCode, Official
from gongkai.bureau.services.bootstrap import Account, Office, bootstrap
from gongkai.journal import clock
from gongkai.portal.search.services import seed_synonyms
from gongkai.portal.services import seed_columns
from gongkai.publications.services import seeding
from gongkai.workdays.services import calendars_load

TRIAL = "trial-"


class Command(BaseCommand):
    help = "写入基础数据：放假通知、栏目、法律法规登记；可重复运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="不打印")
        parser.add_argument(
            "--accounts", action="store_true", help="没有任何账号时，每种职责建一个试用账号并打印（生产环境不可用）"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = calendars_load()
        columns, norms, synonyms = seed_columns(), seeding.load_norms(), seed_synonyms()
        if not options["quiet"]:
            self.stdout.write(
                f"放假通知 {len(loaded.added)} 份新增，栏目 {columns} 个，法律法规 {norms} 件新增，同义词 {synonyms} 条新增。"
            )
        if options["accounts"]:
            self._accounts()

    def _accounts(self) -> None:
        if settings.PRODUCTION:
            self.stdout.write("生产环境不建试用账号。")
            return
        accounts = trial_accounts()
        if not Official.objects.exists():
            since = clock.today()
            offices = [
                Office("BUREAU", settings.BUREAU["name"], settings.BUREAU["brand"], "bureau", since),
                Office("OFFICE", "办公室", "办公室", "office", since, parent="BUREAU"),
            ]
            bootstrap(offices=offices, accounts=accounts, since=since)
        known = set(Official.objects.filter(username__startswith=TRIAL).values_list("username", flat=True))
        if not known:
            self.stdout.write("库里已有其他账号，不建试用账号。")
            return
        self.stdout.write("\n试用账号（每种职责一个）：")
        for account in accounts:
            if account.username in known:
                self.stdout.write(
                    f"  {account.name}  {account.username}  密码 {account.password}  动态口令密钥 {account.totp_secret}"
                )
        self.stdout.write("取当前动态口令：python manage.py totp 账号；工作台：/desk/")


def trial_accounts() -> list[Account]:
    """One account for each duty and each administrator; one person each, so that no two duties meet in one hand."""
    duties = [_account(str(duty), f"试用·{duty.label}", duties=((str(duty), ""),), is_leader=duty == DutyCode.SIGN)
              for duty in DutyCode]  # fmt: skip
    roles = [_account(str(role), f"试用·{role.label}", admin_role=str(role)) for role in Official.AdminRole if role]
    return [*duties, *roles]


def _account(code: str, name: str, **facts: Any) -> Account:
    """Credentials come from the installation's own secret: printed again at every start, stored nowhere in clear."""
    username = TRIAL + code.replace("_", "-")
    digest = hmac.new(settings.SECRET_KEY.encode(), f"trial:{username}".encode(), hashlib.sha512).digest()
    text = base64.b32encode(digest).decode()
    password = f"Gk3-{text[:6].lower()}-{text[6:12]}"
    return Account(username=username, name=name, unit="OFFICE", password=password, totp_secret=text[32:64], **facts)
