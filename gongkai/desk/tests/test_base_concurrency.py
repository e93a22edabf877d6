"""Two presses at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongkai.bureau.models import DutyCode, Unit
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk import services
from gongkai.desk.models import FormDraft, Notification
from gongkai.desk.tests.at_desk import Desk

pytestmark = [
    pytest.mark.concurrency,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("gongkai.desk.tests.toy"),
]


def together(function, times=4):
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


def test_a_form_sent_four_times_at_once_is_carried_out_once():
    clerk = official(DutyCode.DRAFT, of=unit("greening"))
    desks = [Desk(clerk) for _ in range(4)]
    answers = together(lambda n: desks[n].post("/desk/toy/new/", name="新处", submission_key="k" * 32).url)
    assert set(answers) == {"/desk/toy/"}
    assert Unit.objects.filter(name="新处").count() == 1


def test_what_is_typed_in_two_windows_is_kept_once():
    clerk = official(DutyCode.DRAFT)
    together(lambda n: services.keep_typed(official=clerk, page="/desk/x/", typed=f"a={n}"))
    assert FormDraft.objects.count() == 1


def test_two_deliveries_of_one_entry_tell_once():
    clerk = official()
    together(lambda n: services.notify(officials=[clerk.pk], source="entry:1", sentence="已发布"))
    assert Notification.objects.count() == 1
