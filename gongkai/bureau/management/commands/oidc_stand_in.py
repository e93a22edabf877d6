"""Start the stand-in identity provider on this machine, for trying single sign-on."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gongkai.bureau.single_sign_on.stand_in import StandIn, server_of


class Command(BaseCommand):
    help = "在本机启动统一身份认证的替身，用于试用单点登录；不核对密码，不得用于正式环境"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8090)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("替身不核对密码，正式环境中不能启动。")
        provider = StandIn()
        server = server_of(provider, options["port"])
        self.stdout.write(f"统一身份认证替身已启动：{provider.issuer}（Ctrl-C 结束）。启动网站前请设置：")
        for who in ("STAFF", "CITIZEN"):
            self.stdout.write(f"  export GONGKAI_{who}_OIDC_ISSUER={provider.issuer}")
            self.stdout.write(f"  export GONGKAI_{who}_OIDC_CLIENT_ID={provider.client_id}")
            self.stdout.write(f"  export GONGKAI_{who}_OIDC_CLIENT_SECRET={provider.client_secret}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()
