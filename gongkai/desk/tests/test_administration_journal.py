"""The journal at the desk: days are whole, logins are seen, what failed is sent on its way again and written down."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.models import LoginAttempt, RoleChange
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Delivery, Entry
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.services import record

from .at_desk import Desk

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 6, 2, 0, 0, tzinfo=clock.BUREAU_ZONE)


@pytest.fixture
def audit():
    return Desk(bureau.official(admin_role="audit", name="审计员"))


def entry(at, name="一件事"):
    with clock.at(at), transaction.atomic():
        return record("desk.exported", Party("list", "1", name), SYSTEM, list=name, format="CSV", filter="全部")


def test_a_day_of_the_filter_is_the_bureaus_whole_day(audit):
    entry(MIDNIGHT - timedelta(seconds=1), "前一天"), entry(MIDNIGHT, "当天零点")
    entry(MIDNIGHT + timedelta(hours=24, seconds=-1), "当天最后一秒"), entry(MIDNIGHT + timedelta(days=1), "后一天")
    page = audit.text("/desk/journal/", since="2026-06-02", until="2026-06-02")
    assert "当天零点" in page and "当天最后一秒" in page
    assert "前一天" not in page and "后一天" not in page


def test_the_days_are_found_by_the_index(audit, django_assert_max_num_queries):
    entry(MIDNIGHT)
    with django_assert_max_num_queries(40) as seen:
        audit.text("/desk/journal/", since="2026-06-02", until="2026-06-02")
    asked = [query["sql"] for query in seen.captured_queries if "journal_entry" in query["sql"]]
    assert asked and not any("django_datetime_cast_date" in sql or "AT TIME ZONE" in sql for sql in asked)


def test_a_persons_acts_are_found_by_name_or_account_also_those_under_a_former_name(audit):
    person = bureau.official(name="陆言", username="luyan")
    with clock.at(MIDNIGHT), transaction.atomic():
        for name in ("陆言", "陆颜"):
            record("desk.exported", Party("list", "1", f"{name}的表"), Party("official", str(person.pk), name),
                   list=name, format="CSV", filter="全部")  # fmt: skip
    entry(MIDNIGHT, "别人的表")
    for asked in ("陆言", "luyan"):
        page = audit.text("/desk/journal/", actor=asked)
        assert "陆言的表" in page and "陆颜的表" in page and "别人的表" not in page
    assert "别人的表" in audit.text("/desk/journal/", actor="系统")


def cost(desk, address):
    with CaptureQueriesContext(connection) as seen:
        desk.text(address)
    return len(seen)


@pytest.mark.parametrize(
    "address", ["/desk/journal/", "/desk/journal/deliveries/", "/desk/officials/", "/desk/changes/"]
)
def test_a_long_list_needs_no_more_queries_than_a_short_one(audit, address):
    def more(count):
        for number in range(count):
            about = entry(MIDNIGHT + timedelta(minutes=number))
            Delivery.objects.create(entry=about, subscriber="portal.pages", next_at=clock.now())
            person = bureau.official()
            RoleChange.objects.create(official=person, change={"do": "grant", "duty": "draft", "unit": person.unit_id},
                                      proposed_by=audit.official, proposed_at=MIDNIGHT, reason="x")  # fmt: skip

    more(2)
    audit.text(address)
    short = cost(audit, address)
    more(20)
    assert cost(audit, address) == short


def test_logins_are_listed_for_audit_with_those_that_failed(audit):
    now = clock.now()
    LoginAttempt.objects.create(username="luyan", address="10.1.1.1", at=now, succeeded=True)
    LoginAttempt.objects.create(username="guess", address="10.6.6.6", at=now)
    page = audit.text("/desk/journal/logins/")
    assert "luyan" in page and "10.6.6.6" in page
    page = audit.text("/desk/journal/logins/", succeeded="False")
    assert "luyan" not in page and "guess" in page
    for role in ("system", ""):
        assert Desk(bureau.official(admin_role=role)).get("/desk/journal/logins/").status_code == 403


@pytest.fixture
def dead():
    about = entry(MIDNIGHT)
    return Delivery.objects.create(entry=about, subscriber="portal.pages", state="dead", attempts=11, next_at=clock.now(),
                                   error="ValueError: 没法处理")  # fmt: skip


def test_a_dead_delivery_is_seen_with_its_fault_and_retried_by_a_named_person(audit, dead):
    assert "没法处理" in audit.text("/desk/journal/deliveries/", state="dead")
    assert "重新投递" in audit.text(f"/desk/journal/{dead.entry_id}/")
    audit.post(f"/desk/journal/deliveries/{dead.pk}/retry/")
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == ("waiting", 0)
    written = Entry.objects.get(event="bureau.delivery_retried")
    assert written.actor_name == "审计员" and written.facts["subscriber"] == "portal.pages"
    audit.post(f"/desk/journal/deliveries/{dead.pk}/retry/")
    assert Entry.objects.filter(event="bureau.delivery_retried").count() == 1, "it is not dead any more"


def test_many_dead_deliveries_are_retried_at_once_and_the_waiting_ones_left(audit, dead):
    waiting = Delivery.objects.create(entry=entry(MIDNIGHT), subscriber="portal.pages", next_at=clock.now())
    rows = {"act": "retry", "row": [dead.pk, waiting.pk]}
    dry = audit.client.post("/desk/journal/deliveries/", rows).content.decode()
    assert "仍在自动重试" in dry
    audit.client.post("/desk/journal/deliveries/", {**rows, "confirm": "1", "key": "k"})
    dead.refresh_from_db()
    assert dead.state == "waiting"
    assert Entry.objects.filter(event="bureau.delivery_retried").count() == 1
