"""A new installation gets its three administrators once, in production too."""

import pytest
from django.core.management import CommandError, call_command

from gongkai.bureau.models import Official
from gongkai.bureau.services import login
from gongkai.bureau.tests import factories as make
from gongkai.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_three_different_people_one_of_each_kind_with_a_password_that_must_be_changed(capsys, settings):
    settings.PRODUCTION = True
    call_command("createadministrators", system="gaoyuan", system_name="高远")
    printed = capsys.readouterr().out
    people = {person.admin_role: person for person in Official.objects.all()}
    assert set(people) == {"system", "security", "audit"} and people["system"].name == "高远"
    for person in people.values():
        line = next(line for line in printed.splitlines() if f"账号 {person.username} " in line)
        first = login.check_first_factor(username=person.username, password=line.split()[-1], address="")
        assert not first.enrolled and person.must_change_password and not person.duties.exists()
        assert line.split()[-1] not in str(list(Entry.objects.values()))


def test_where_anybody_has_an_account_there_are_no_first_administrators_any_more():
    make.official()
    with pytest.raises(CommandError, match="不能再次初始化"):
        call_command("createadministrators")
    assert Official.objects.count() == 1


def test_one_person_cannot_be_two_of_them():
    with pytest.raises(CommandError, match="各不相同"):
        call_command("createadministrators", system="same", audit="same")
    assert not Official.objects.exists()


def test_the_reminder_is_given_while_nobody_has_an_account_and_opens_none(capsys):
    call_command("createadministrators", remind=True)
    assert "createadministrators --system-name" in capsys.readouterr().out and not Official.objects.exists()
    make.official()
    call_command("createadministrators", remind=True)
    assert capsys.readouterr().out == ""
