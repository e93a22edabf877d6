"""Fifty posts of one form at the same moment, two officials on one letter."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongkai.journal.models import Delivery, Entry
from gongkai.journal.refusals import Refused
from gongkai.journal.subscriptions import subscribers_of
from gongkai.mailbox import services
from gongkai.mailbox.models import Matter
from gongkai.mailbox.tests import factories as letters
from gongkai.mailbox.tests.public import Citizen
from gongkai.reception import services as reception
from gongkai.reception.models import Letter, Message
from gongkai.workdays.models import Deadline

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def together(function, times):
    """The answers of the function, called by so many threads at once."""
    gate = Barrier(times)

    def run(number):
        gate.wait()
        try:
            return function(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_fifty_posts_of_one_form_are_one_letter_with_fifty_equal_answers(team):
    citizens = [Citizen() for _ in range(50)]
    key = citizens[0].key()
    answers = together(lambda n: citizens[n].send(key=key, text=f"内容相同的第 {n} 次提交"), 50)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    receipts = {citizens[0].client.get(answer["Location"]).content for answer in answers[:5]}
    assert len(receipts) == 1
    assert (Letter.objects.count(), Message.objects.count(), Matter.objects.count(), Deadline.objects.count()) == (
        1,
    ) * 4
    received = Entry.objects.get(event="reception.received")
    assert Delivery.objects.filter(entry=received).count() == len(subscribers_of("reception.received"))


def test_a_message_sent_eight_times_at_once_is_there_once(team):
    letter = letters.receipt().letter
    kept = together(lambda n: reception.write_back(letter=letter, key="one-key-for-one-message", text="补充").pk, 8)
    assert len(set(kept)) == 1 and Message.objects.filter(letter=letter).count() == 2


def test_of_two_officials_who_answer_at_once_one_is_told(team):
    matter = letters.in_review(team)

    def decide(number):
        try:
            services.approve(matter=matter, actor=team.office_review)
        except Refused:
            return "told"
        return "answered"

    assert sorted(together(decide, 2)) == ["answered", "told"]
    assert Message.objects.filter(letter=matter.letter, purpose="answer").count() == 1
