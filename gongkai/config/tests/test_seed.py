"""Reference data may be written at every start; accounts for trying out are opened once and can be printed again."""

from io import StringIO

import pyotp
import pytest
from django.core.management import call_command
from django.db.models import Value
from django.db.models.functions import Concat

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.journal.models import Entry
from gongkai.portal.models import Column
from gongkai.publications.models import Norm
from gongkai.workdays.models import CalendarNotice

pytestmark = pytest.mark.django_db


def seeded(*options: str) -> str:
    out = StringIO()
    call_command("seed", *options, stdout=out)
    return out.getvalue()


def counted() -> dict[str, int]:
    return {
        "norms": Norm.objects.count(),
        "notices": CalendarNotice.objects.count(),
        "columns": Column.objects.count(),
        "entries": Entry.objects.count(),
    }


def test_seeding_again_changes_nothing():
    seeded()
    before = counted()
    assert before["norms"] >= 20 and before["notices"] >= 8 and before["columns"] >= 50
    seeded()
    assert counted() == before
    assert not Official.objects.exists(), "accounts are opened only when asked for"


def test_accounts_for_trying_out_cover_every_duty_and_are_printed_again():
    first, again = seeded("--accounts", "--quiet"), seeded("--accounts", "--quiet")
    assert first == again
    held = set(Official.objects.values_list("duties__duty", flat=True)) - {None}
    assert held == set(DutyCode.values)
    assert set(Official.objects.values_list("admin_role", flat=True)) == {"", "system", "security", "audit"}
    assert Unit.objects.count() == 2
    for official in Official.objects.all():
        line = next(line for line in first.splitlines() if f" {official.username} " in line)
        password = line.split("密码 ")[1].split()[0]
        assert official.check_password(password)
        assert pyotp.TOTP(line.rsplit(" ", 1)[1]).now() == pyotp.TOTP(official.totp_secret.reveal()).now()


def test_accounts_are_not_opened_beside_others_nor_in_production(settings):
    seeded("--accounts", "--quiet")
    Official.objects.filter(username="trial-draft").update(username="zhang-san")
    Official.objects.exclude(username="zhang-san").update(is_active=False)
    assert "trial-draft" not in seeded("--accounts", "--quiet")
    settings.PRODUCTION = True
    Official.objects.update(username=Concat(Value("trial-"), "username"))
    assert "密码" not in seeded("--accounts", "--quiet")
