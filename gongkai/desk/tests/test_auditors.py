"""Opening and ending an outside auditor's account at the desk, and the list of such accounts."""

from datetime import timedelta

import pytest

from gongkai.bureau.models import Official, RoleChange
from gongkai.bureau.tests import factories as bureau
from gongkai.desk.tests.at_desk import Desk
from gongkai.journal import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks():
    return {role: Desk(bureau.official(admin_role=role)) for role in ("system", "security", "audit")}


def typed(**fields):
    today = clock.today()
    return {
        "organisation": "市审计局", "ground": "沪审通〔2026〕12号", "name": "沈纪", "username": "shenji01",
        "unit": bureau.unit("office").pk, "first_day": today, "last_day": today + timedelta(days=20),
        "submission_key": "one",
    } | fields  # fmt: skip


def test_an_account_is_asked_for_confirmed_and_ended(desks):
    answer = desks["system"].post("/desk/auditors/new/", **typed())
    assert answer.status_code == 200 and "Gk3-" in answer.content.decode(), "the one-time password is shown once"
    account, change = Official.objects.auditors().get(), RoleChange.objects.get()
    assert "已停用" in desks["system"].text("/desk/auditors/")
    page = desks["security"].text(f"/desk/changes/{change.pk}/")
    assert "市审计局" in page and "沪审通〔2026〕12号" in page
    agreed = desks["security"].post_with_code(f"/desk/changes/{change.pk}/", agree="yes", submission_key="two")
    assert agreed.status_code == 302
    assert "未到期" in desks["audit"].text("/desk/auditors/", state="open")
    assert "沈纪" not in desks["audit"].text("/desk/auditors/", state="over")
    ended = desks["audit"].post_with_code(
        f"/desk/auditors/{account.pk}/end/", reason="提前结束", submission_key="three"
    )
    assert ended.status_code == 302
    assert "沈纪" in desks["audit"].text("/desk/auditors/", state="stopped")


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(desks):
    today = clock.today()
    answer = desks["system"].post("/desk/auditors/new/", **typed(last_day=today + timedelta(days=400), username="1"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "查阅期限最长 90 天" in text and "沪审通〔2026〕12号" in text
    assert desks["system"].post("/desk/auditors/new/", **typed(first_day="明天")).status_code == 422
    assert not Official.objects.auditors().exists()


def test_what_is_no_auditors_account_is_not_ended_here(desks):
    official = bureau.official("draft")
    assert desks["audit"].get(f"/desk/auditors/{official.pk}/end/").status_code == 404


def test_the_list_costs_the_same_for_many(desks, django_assert_max_num_queries):
    bureau.auditor()
    for _ in range(2):
        with django_assert_max_num_queries(16):
            assert desks["audit"].get("/desk/auditors/").status_code == 200
        for _ in range(10):
            bureau.auditor()
