"""Five hundred persons write; afterwards nobody finds one of them in what the platform keeps or says."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core import management
from django.db import connection

from gongkai.desk.tests.at_desk import Desk
from gongkai.journal.delivery import deliver_due
from gongkai.mailbox import services
from gongkai.mailbox.models import Matter
from gongkai.mailbox.tests import factories as letters
from gongkai.mailbox.tests.public import Citizen
from gongkai.reception import services as reception
from gongkai.reception.rules import Contact, Notice
from gongkai.wording.personal.identity import check_character

PERSONS = 500
pytestmark = pytest.mark.django_db(transaction=True)


def person(number):
    """A made-up person: name, telephone, mailbox, identity number, in forms that only he has."""
    first = f"31010419{60 + number % 40:02}0{1 + number % 9}1{number % 10}{number:03}"[:17]
    return {
        "name": f"植入甲{number:03}",
        "phone": f"139{71000000 + number * 7919:08}",
        "email": f"planted{number:03}@example.cn",
        "id": first + check_character(first),
    }


def planted():
    return [person(number) for number in range(PERSONS)]


def write_all(team):
    """Most through the service, some through the page; some answered, rated, corrected, left aside, published."""
    citizen = Citizen()
    for number, who in enumerate(planted()):
        said = f"我是{who['name']}，身份证{who['id']}，请回电{who['phone']}。"
        if number % 50 == 0:
            citizen.written(
                text=said, name=who["name"], phone=who["phone"], email=who["email"], notice="sms", page=said
            )
            continue
        receipt = letters.receipt(
            subject=f"{who['name']}的来信", text=said, about=who["id"], may_publish=True, notice=Notice.SMS,
            contact=Contact(who["name"], who["phone"], who["email"]),
        )  # fmt: skip
        if number % 40 == 1:
            matter = Matter.objects.select_related("letter", "unit").get(letter=receipt.letter)
            live_through(team, matter, said)


def live_through(team, matter, said):
    given = services.assign(matter=matter, actor=team.publicity, unit=team.draft.unit, handler=team.draft)
    given = services.draft_answer(matter=given, actor=team.draft, text=f"您好，{said}已经办理。")
    services.approve(matter=services.submit_answer(matter=given, actor=team.draft), actor=team.office_review)
    reception.rate(letter=matter.letter, score=5, words=said)
    services.publish(matter=Matter.objects.select_related("letter", "unit").get(pk=matter.pk), actor=team.draft)


def kept_bytes():
    """Every byte that lies in the data folder, and the whole database as text where it is a server."""
    for path in sorted(Path(settings.VAR).rglob("*")):
        if path.is_file() and "keys" not in path.parts:
            yield str(path), path.read_bytes()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name from the database itself
            yield (
                table,
                repr([tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor]).encode(),
            )


def test_no_planted_person_is_found_in_anything_that_is_kept(team, settings, caplog, capsys):
    settings.LIMITS = "submit=off"
    caplog.set_level(logging.DEBUG)
    caplog.handler.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    write_all(team)
    deliver_due(limit=2000)
    desk = Desk(team.publicity)
    exported = b"".join(desk.get("/desk/letters/", export="csv").streaming_content)
    pages = [desk.text("/desk/letters/"), desk.text("/desk/"), Citizen().client.get("/ask/figures/").content.decode()]
    management.call_command("subscriptions")
    said = capsys.readouterr()
    everything = [*kept_bytes(), ("export", exported), ("pages", "".join(pages).encode()),
                  ("log", caplog.text.encode()), ("output", (said.out + said.err).encode())]  # fmt: skip
    found = [
        (where, what)
        for where, content in everything
        for who in planted()
        for what in who.values()
        if what.encode() in content or what.encode("unicode_escape") in content
    ]
    assert found == []
    assert Matter.objects.count() == PERSONS and Matter.objects.filter(published_as__isnull=False).count() >= 10
