"""The desk's pages: register, case, one page for each act; who sees what."""

import pytest
from django.test import Client

from gongkai.foi import services
from gongkai.foi.models import Application
from gongkai.foi.tests import factories as make
from gongkai.journal.models import Entry
from gongkai.workdays import calendars

AT = {
    "received": make.received, "registered": make.registered, "assigned": make.assigned, "drafted": make.drafted,
    "review": make.in_review, "secrecy": make.in_secrecy, "signature": make.for_signature, "decided": make.decided,
    "answered": make.answered, "archived": make.archived,
}  # fmt: skip


@pytest.fixture
def desk(team):
    def _as(official) -> Client:
        client = Client()
        client.force_login(official)
        return client

    return _as


@pytest.mark.parametrize("stage", AT)
def test_the_case_shows_its_next_act_at_every_stage(team, desk, stage):
    case = AT[stage](team)
    for official in (team.publicity, team.draft, team.legal, team.secrecy, team.sign):
        text = desk(official).get(case.get_absolute_url()).content.decode()
        assert "王*明" in text or "王**" in text or "王*" in text
        assert make.IDENTITY not in text and "13800000001" not in text


ACTS = {
    "register": ("received", "publicity", {"received_on": "2026-03-02", "evidence": "电话确认"}),
    "ask_correction": ("assigned", "draft", {"text": "请写明年度。", "until": "2027-01-01"}),
    "consult": ("assigned", "draft", {"whom": "third_party", "name": "示例园林公司"}),
    "ask_reasons": ("assigned", "publicity", {"text": "本月已申请六十件。", "until": "2027-01-01"}),
    "charge": ("assigned", "publicity", {"amount": "100", "standard": "按件", "how": "转账"}),
    "extend": ("assigned", "publicity", {"days": "10", "reason": "需要协调"}),
    "search": ("assigned", "draft", {"places": "档案室", "terms": "修剪", "found": "没有"}),
    "cooperate": ("assigned", "draft", {"what": "请查找合同。", "until": "2027-01-01"}),
    "split": ("assigned", "publicity", {"items": "修剪合同"}),
    "draft": ("assigned", "draft", {"code": "D02", "提供的信息": "修剪计划一份。", "edition": "0"}),
    "submit": ("drafted", "draft", {}),
    "pass": ("review", "legal", {}),
    "sign": ("signature", "sign", {}),
    "return": ("signature", "sign", {"remarks": "请补充依据。"}),
    "deliver": ("decided", "publicity", {"proof": "网上送达"}),
    "withdrawn": ("assigned", "publicity", {"reason": "申请人来电撤回"}),
    "archive": ("answered", "publicity", {}),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_has_a_page_that_says_its_consequence_and_does_it_once(team, desk, act):
    stage, duty, typed = ACTS[act]
    case = AT[stage](team)
    client, address = desk(getattr(team, duty)), f"{case.get_absolute_url()}{act}/"
    page = client.get(address)
    assert page.status_code == 200
    if act == "register":
        typed = typed | {"received_on": case.arrived_at.date().isoformat()}
    if act == "cooperate":
        typed = typed | {"unit": str(team.other.pk)}
    before = Entry.objects.count()
    answer = client.post(address, typed)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Entry.objects.count() > before
    again = client.get(address)
    assert again.status_code == 200


@pytest.mark.parametrize("act", [act for act, (_, _, typed) in ACTS.items() if typed])
def test_an_empty_form_says_what_is_missing(team, desk, act):
    stage, duty, _ = ACTS[act]
    case = AT[stage](team)
    answer = desk(getattr(team, duty)).post(f"{case.get_absolute_url()}{act}/", {})
    assert answer.status_code == 422 and "Traceback" not in answer.content.decode()


def test_the_act_that_is_not_his_is_refused_with_the_reason(team, desk):
    case = make.in_review(team)
    text = desk(team.publicity).get(f"{case.get_absolute_url()}pass/").content.decode()
    assert "需要法制审核职责" in text


def test_an_application_on_paper_is_entered_at_the_desk(team, desk):
    typed = {
        "channel": "signed_post", "applicant_kind": "business", "name": "示例公司", "subject": "合同", "text": "申请公开合同。",
        "address": "示例路1号", "wanted_form": "paper", "wanted_way": "post", "notice": "none",
    }  # fmt: skip
    answer = desk(team.publicity).post("/desk/foi/new/", typed)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    case = Application.objects.get()
    assert case.channel == "signed_post" and answer["Location"].endswith(case.get_absolute_url())


def test_identity_is_shown_only_for_a_reason_that_is_written_down(team, desk):
    case = make.registered(team)
    client, address = desk(team.publicity), f"{case.get_absolute_url()}contact/"
    assert make.IDENTITY not in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    text = client.post(address, {"reason": "电话确认收到日期"}).content.decode()
    assert make.IDENTITY in text and Entry.objects.filter(event="reception.revealed").exists()


def test_an_official_of_another_unit_does_not_see_it(team, desk):
    case = make.assigned(team)
    assert desk(team.other_drafter).get(case.get_absolute_url()).status_code == 404


def test_the_register_costs_the_same_for_many(team, desk, django_assert_max_num_queries, monkeypatch):
    # Outside of a test's transaction the calendar is asked for once in half a minute.
    monkeypatch.setattr(calendars, "in_transaction", lambda: False)
    monkeypatch.setattr(calendars, "_seen", None)
    client = desk(team.publicity)
    make.assigned(team)
    client.get("/desk/foi/")
    with django_assert_max_num_queries(40) as few:
        client.get("/desk/foi/")
    for _ in range(6):
        make.assigned(team)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get("/desk/foi/").status_code == 200


def test_the_task_list_shows_whose_turn_it_is(team, desk):
    case = make.in_review(team)
    assert str(case) in desk(team.legal).get("/desk/").content.decode()
    assert str(case) not in desk(team.secrecy).get("/desk/").content.decode()
    services.pass_step(case=case, actor=team.legal)
    assert str(case) in desk(team.secrecy).get("/desk/").content.decode()
