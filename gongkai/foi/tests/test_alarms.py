"""Alarms and finding: a day that moved earlier, a receipt nobody confirmed, whose turn it is, one applicant's applications."""

from datetime import timedelta

import pytest
from django.test import Client

from gongkai.desk.models import Notification
from gongkai.foi import services, subscribers
from gongkai.foi.models import Application, Register
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.services import record
from gongkai.portal.tests.conftest import MORNING
from gongkai.workdays.models import Deadline
from gongkai.workdays.services import replay_open


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(team.publicity)
    return client


def moved(case, days: int) -> Entry:
    """The ledger said another day until now; the calendar in use brings the right one back."""
    row = Deadline.objects.open().get(subject_kind="letter", subject_id=case.letter_key, due_on__isnull=False)
    Deadline.objects.filter(pk=row.pk).update(due_on=row.due_on + timedelta(days=days))
    assert replay_open(reason="放假通知调整").changed == 1
    row.refresh_from_db()
    return Entry.objects.filter(event="workdays.recomputed").latest("pk")


def test_a_calendar_that_changed_recounts_open_deadlines_and_an_earlier_day_raises_an_alarm(team):
    entry = moved(make.assigned(team), 3)
    subscribers.warn_of_earlier(entry)
    subscribers.warn_of_earlier(entry)
    told = Notification.objects.filter(sentence__contains="提前到")
    assert {row.official_id for row in told} == {team.publicity.pk, team.draft.pk} and all(row.urgent for row in told)


def test_a_later_day_and_another_rooms_day_raise_none(team):
    subscribers.warn_of_earlier(moved(make.assigned(team), -3))
    other = record("workdays.recomputed", team.unit, team.publicity, deadline=1, duty="x", before="2026-02-02",
                   after="2026-01-01", provisional=False)  # fmt: skip
    subscribers.warn_of_earlier(other or Entry.objects.latest("pk"))
    assert not Notification.objects.filter(sentence__contains="提前到").exists()


def test_an_application_that_nobody_confirms_alarms_once_a_day_until_it_is_registered(team):
    with clock.at(MORNING):
        case = make.received(team)
        assert services.alarm_unconfirmed() == 0
    with clock.at(MORNING + timedelta(days=7)):
        assert services.alarm_unconfirmed() == services.alarm_unconfirmed() == 1
        told = Notification.objects.filter(sentence__contains="逾期未确认")
        assert {row.official_id for row in told} == {team.publicity.pk} and told.count() == 1
        services.register(case=case, actor=team.publicity, received_on=clock.today(), evidence="电话确认")
        assert services.alarm_unconfirmed() == 0


def test_the_list_shows_whose_turn_it_is(team, client):
    make.received(team)
    make.in_review(team)
    asked = make.assigned(team)
    services.consult(case=asked, actor=team.draft, whom="third_party", name="示例园林公司")
    for turn, count in (("公开工作机构", 1), ("法制审核人", 1), ("承办单位", 1), ("third_party", 1), ("申请人", 0)):
        text = client.get("/desk/foi/", {"turn": turn}).content.decode()
        assert f"共 {count} 件" in text, turn
    asked_third = client.get("/desk/foi/", {"turn": "third_party"}).content.decode()
    assert 'data-label="等谁办理">第三方、共同制作机关<' in asked_third


def test_one_applicants_applications_are_found_without_the_number_in_an_address(team, client):
    make.assigned(team)
    make.assigned(team, identity="91310000MA1FL0000X")
    answer = client.post("/desk/foi/find/", {"identity": f" {make.IDENTITY} "})
    assert answer.status_code == 302 and make.IDENTITY not in answer["Location"]
    assert "共 1 件" in client.get(answer["Location"]).content.decode()
    assert client.post("/desk/foi/find/", {"identity": ""}).status_code == 422


def test_a_body_of_its_own_has_its_register_and_series(team, client):
    typed = {"unit": team.other.pk, "series": "绿管公开申", "organ": "示例绿化管理中心"}
    assert client.post("/desk/foi/registers/new/", typed).status_code == 302
    assert client.post("/desk/foi/registers/new/", typed).status_code == 422
    register = Register.objects.get(series="绿管公开申")
    paper = {"channel": "signed_post", "applicant_kind": "business", "name": "示例公司", "subject": "合同", "text": "申请公开合同。",
             "address": "示例路1号", "wanted_form": "paper", "wanted_way": "post", "notice": "none", "register": register.pk}  # fmt: skip
    answer = client.post("/desk/foi/new/", paper)
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    case = services.register(
        case=Application.objects.get(), actor=team.publicity, received_on=clock.today(), evidence="签收"
    )
    assert (
        case.number.startswith("绿管公开申〔")
        and "示例绿化管理中心" in client.get("/desk/foi/registers/").content.decode()
    )
