"""`totp NAME` prints the code an authenticator would show now, for trying the platform out only."""

import pyotp
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gongkai.bureau.tests import factories as make

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def printed(capsys, name):
    call_command("totp", name)
    return capsys.readouterr().out.strip()


def test_the_code_that_is_printed_is_the_one_that_opens(capsys):
    make.official(username="clerk", totp_secret=SECRET)
    assert pyotp.TOTP(SECRET).verify(printed(capsys, "clerk"), valid_window=1)


def test_production_prints_none(capsys, settings):
    settings.PRODUCTION = True
    make.official(username="clerk", totp_secret=SECRET)
    with pytest.raises(CommandError, match="生产环境"):
        printed(capsys, "clerk")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"username": "other", "totp_secret": SECRET}, "没有账号"), ({"username": "clerk"}, "还没有启用"),
     ({"username": "clerk", "totp_secret": SECRET, "is_active": False}, "没有账号")],
)  # fmt: skip
def test_an_account_without_a_code_is_told_in_words(capsys, facts, words):
    make.official(**facts)
    with pytest.raises(CommandError, match=words):
        printed(capsys, "clerk")
