"""Units, keys and secret matters at the desk: what an act is about stands above it, and who may not is told before."""

from datetime import date

import pyotp
import pytest

from gongkai.bureau.models import KeyAct, LeaderProfile, Unit
from gongkai.bureau.queries import unit_tree
from gongkai.bureau.services import reencryption
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.vault.ring import default_ring

from .at_desk import Desk

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def three():
    return {
        role: Desk(bureau.official(admin_role=role, totp_secret=SECRET)) for role in ("system", "security", "audit")
    }


def facts_of(unit, **more):
    return {"name": unit.name, "short_name": unit.short_name, "kind": "office", "order": 1, "parent": "", **more}


def test_a_unit_never_stands_under_itself_or_what_is_below_it(three):
    top, below = bureau.unit("top"), bureau.unit("below")
    system = three["system"]
    assert (
        system.post(f"/desk/units/{below.pk}/", submission_key="a", **facts_of(below, parent=top.pk)).status_code == 302
    )
    for parent in (top, below):
        page = system.post(f"/desk/units/{top.pk}/", submission_key=f"p{parent.pk}", **facts_of(top, parent=parent.pk))
        assert page.status_code == 422 and "上级机构不能是" in page.content.decode()
    assert {top, below} <= set(unit_tree(clock.today())), "neither is lost from the tree"


def test_the_page_that_ends_a_unit_names_it_and_refuses_a_successor_that_is_not_there(three):
    old, gone, new = (
        bureau.unit("old", name="老处室"),
        bureau.unit("gone", valid_to=date(2020, 1, 1)),
        bureau.unit("new"),
    )
    system, address = three["system"], f"/desk/units/{old.pk}/end/"
    assert "老处室" in system.text(address)
    early = {"on": "2009-01-01", "successors": [new.pk], "reason": "机构改革"}
    assert system.post(address, submission_key="e", **early).status_code == 422
    assert (
        system.post(address, submission_key="g", **{**early, "on": "2026-01-01", "successors": [gone.pk]}).status_code
        == 422
    )
    assert Unit.objects.get(pk=old.pk).valid_to is None
    assert system.post(address, submission_key="n", **{**early, "on": "2026-01-01"}).status_code == 302
    assert "已经撤并" in system.text(address)


def test_a_leader_is_registered_and_changed(three):
    facts = {"name": "某甲", "post": "局长", "responsibilities": "主持全面工作", "order": 1, "valid_from": "2026-01-01"}
    assert three["system"].post("/desk/leaders/new/", submission_key="n", **facts).status_code == 302
    leader = LeaderProfile.objects.get()
    three["system"].post(f"/desk/leaders/{leader.pk}/", submission_key="c", **{**facts, "valid_to": "2026-06-30"})
    assert LeaderProfile.objects.get().valid_to == date(2026, 6, 30)
    assert Entry.objects.filter(event="bureau.leader_changed").count() == 2


def test_a_key_turns_by_two_hands_and_who_may_not_is_told_before(three, django_capture_on_commit_callbacks):
    three["system"].post_with_code("/desk/keys/new/", submission_key="p", key="data", reason="定期轮换")
    act, before = KeyAct.objects.get(), default_ring().key_in_use()
    address, agreed = f"/desk/keys/{act.pk}/", {"agree": "yes", "code": pyotp.TOTP(SECRET).now()}
    assert "另一类管理员" in three["system"].text(address)
    assert three["system"].post(address, submission_key="o", **agreed).status_code == 422
    assert default_ring().key_in_use() == before
    assert "定期轮换" in three["security"].text(address)
    with django_capture_on_commit_callbacks(execute=True):
        assert three["security"].post(address, submission_key="y", **agreed).status_code == 302
    assert default_ring().key_in_use() == before + 1 == KeyAct.objects.get().number
    assert f"正在用第 {before + 1} 号密钥重写已加密的内容" in three["system"].text("/desk/keys/")
    while reencryption.step():
        pass
    assert f"已用第 {before + 1} 号密钥重写完毕" in three["system"].text("/desk/keys/")
    assert "已经处理过" in three["audit"].text(address)


def test_a_key_is_not_turned_without_the_second_factor_or_against_the_second_hand(three):
    three["system"].post_with_code("/desk/keys/new/", submission_key="p", key="data", reason="定期轮换")
    act, before = KeyAct.objects.get(), default_ring().key_in_use()
    address = f"/desk/keys/{act.pk}/"
    assert three["security"].post(address, submission_key="w", agree="yes", code="000000").status_code == 422
    answer = three["security"].post(address, submission_key="n", agree="no", code=pyotp.TOTP(SECRET).now())
    assert answer.status_code == 302 and KeyAct.objects.get().state == "refused"
    assert default_ring().key_in_use() == before
