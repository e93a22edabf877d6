"""待办: what an official sees at nine in the morning."""

import pytest
from django.test import Client

from gongkai.bureau.models import DutyCode
from gongkai.bureau.tests.factories import official, unit
from gongkai.workdays.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return official(DutyCode.DRAFT, of=unit("greening"), name="陆言")


def page(person, address="/desk/", **more):
    client = Client()
    client.force_login(person)
    return client.get(address, **more)


def text(response):
    return response.content.decode()


def owed(person, received, **more):
    return people.started(received, official=person, unit=person.unit, url="/desk/p/1/", **more)


def test_a_stranger_is_sent_to_the_login():
    assert Client().get("/desk/").status_code == 302


def test_tasks_stand_under_the_word_that_says_how_near_they_are(clerk):
    # 20 working days: received on these days they are due on 2019-12-02, 12-03, 12-06 (Fri), 12-08…
    with people.on("2019-12-02"):
        owed(clerk, "2019-11-01")
        owed(clerk, "2019-11-04")
        owed(clerk, "2019-11-05")
        owed(clerk, "2019-11-29")
    with people.on("2019-12-02"):
        board = page(clerk).context["board"]
    assert [(group.word, len(group.rows)) for group in board.groups] == [
        ("已逾期", 1),
        ("今天", 1),
        ("三个工作日内", 1),
        ("以后", 1),
    ]
