"""`totp NAME`: the one-time code of an account, for trying the platform out; never in production."""

from argparse import ArgumentParser
from typing import Any

import pyotp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai.bureau.models import Official
from gongkai.bureau.services.login import secret_of


class Command(BaseCommand):
    help = "打印一个账号当前的动态口令（仅供试用，生产环境不可用）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="账号")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("生产环境不能打印动态口令。")
        official = Official.objects.active().filter(username=options["username"]).first()
        if official is None:
            raise CommandError(f"没有账号“{options['username']}”。")
        if not official.totp_secret:
            raise CommandError("这个账号还没有启用动态口令，请先登录一次。")
        self.stdout.write(pyotp.TOTP(secret_of(official)).now())
