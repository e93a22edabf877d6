"""现场咨询: logged without anybody's data, counted for everyone; and the row of areas."""

from datetime import timedelta

import pytest

from gongkai.bureau.queries import credentials
from gongkai.foi import services
from gongkai.foi.models import Inquiry
from gongkai.foi.services.inquiries import enter_inquiry
from gongkai.foi.staff import entries
from gongkai.foi.tests import factories as make
from gongkai.foi.tests.test_material import clean, without_recognition  # noqa: F401  a fixture
from gongkai.foi.tests.test_public import place
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.workdays.models import Deadline

LIST, NEW = "/desk/foi/inquiries/", "/desk/foi/inquiries/new/"


def asked(team, where, **fields):
    values = {
        "on": clock.today(),
        "content_class": "other",
        "question": "怎样查询行道树修剪计划",
        "outcome": "answered",
    }
    return enter_inquiry(actor=team.publicity, place=where, **{**values, **fields})


def first_class():
    return Inquiry._meta.get_field("content_class").choices[0][0]


def test_an_inquiry_is_logged_at_the_desk_and_counted_for_everyone(team, client):
    where = place(team)
    client.force_login(team.publicity)
    assert "还没有登记现场咨询" in client.get(LIST).content.decode()
    assert f'value="{clock.today().isoformat()}"' in client.get(NEW).content.decode()  # today is filled in
    typed = {"place": where.pk, "on": clock.today().isoformat(), "content_class": first_class(), "question": "怎样查询修剪计划", "outcome": "guided"}  # fmt: skip
    assert client.post(NEW, typed).status_code == 302
    assert "怎样查询修剪计划" in client.get(LIST).content.decode()
    text = client.get("/foi/figures/").content.decode()
    assert "共接待现场咨询 1 件" in text and f'<th scope="row">{where.name}</th><td>1</td>' in text
    entry = Entry.objects.get(event="foi.inquired")
    assert entry.facts == {"place": where.name, "outcome": "指引申请"}


@pytest.mark.parametrize("said", ["请回电13800138000", "证件110101199003078515的结果", "发到 wang@qq.com"])
def test_anybodys_data_is_refused_at_the_question_and_what_was_typed_stays(team, client, said):
    where = place(team)
    client.force_login(team.publicity)
    typed = {"place": where.pk, "on": clock.today().isoformat(), "content_class": first_class(), "question": said, "outcome": "guided"}  # fmt: skip
    answer = client.post(NEW, typed)
    assert answer.status_code == 422 and "不记录个人信息" in answer.content.decode() and said in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_wrong_input_is_said_at_its_field(team, client):
    where = place(team, closed_from=clock.today())
    client.force_login(team.publicity)
    typed = {"place": where.pk, "on": clock.today().isoformat(), "content_class": first_class(), "question": "问", "outcome": "guided"}  # fmt: skip
    assert "停止受理" in client.post(NEW, typed).content.decode()
    assert client.post(NEW, {"place": "x", "on": "昨天", "question": "\x00", "outcome": "?"}).status_code == 422
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert "不能晚于今天" in client.post(NEW, {**typed, "on": tomorrow}).content.decode()


def test_who_has_no_duty_for_it_is_refused(team, client):
    with pytest.raises(Refused, match="政务公开职责"):
        enter_inquiry(actor=team.draft, place=place(team), on=clock.today(), content_class=first_class(), question="问", outcome="guided")  # fmt: skip
    client.force_login(team.draft)
    assert client.get(LIST).status_code == 403


def test_only_the_last_twelve_months_are_counted(team, client):
    where = place(team)
    for days in (10, 700):
        asked(team, where, on=clock.today() - timedelta(days=days), content_class=first_class())
    assert "共接待现场咨询 1 件" in client.get("/foi/figures/").content.decode()


def test_the_list_costs_the_same_for_many(team, client, django_assert_max_num_queries):
    where = place(team)
    client.force_login(team.publicity)

    def cost():
        with django_assert_max_num_queries(40) as counted:
            client.get(LIST)
        return len(counted)

    asked(team, where, content_class=first_class())
    one = cost()
    for _ in range(8):
        asked(team, where, content_class=first_class())
    assert cost() == one


def test_each_sees_the_areas_that_open_for_him(team, client):
    client.force_login(team.publicity)
    text = client.get("/desk/foi/").content.decode()
    for label in ("登记簿", "受理点", "现场咨询", "救济途径的确定", "复议、诉讼", "年度报告", "分析研判"):
        assert f">{label}</a>" in text
    assert 'href="/desk/foi/" aria-current="page"' in text
    client.force_login(team.draft)
    text = client.get("/desk/foi/").content.decode()
    assert ">受理点</a>" not in text and ">年度报告</a>" in text


def disputed(team, number="沪示复〔2026〕7号"):
    return services.enter_dispute(
        application=make.answered(team), actor=team.legal, road="reconsideration", against="decision", procedure="ordinary",
        body="示例市人民政府", case_number=number, received_on=clock.today(), prior=None,
    )  # fmt: skip


def test_a_dispute_stands_among_the_tasks_until_it_is_answered_with_its_own_day(team, django_assert_num_queries):
    case = disputed(team)
    may = credentials(team.legal)
    with django_assert_num_queries(2):
        (task,) = entries.disputes(team.legal, may, "mine")
    due = Deadline.objects.open().get(subject_kind="foi_dispute", subject_id=str(case.pk)).due_on
    assert task.due_on == due and task.url == case.get_absolute_url() and task.number == case.case_number
    assert list(entries.disputes(team.draft, credentials(team.draft), "mine")) == []
    services.defend_dispute(case=case, actor=team.legal, on=clock.today())
    assert list(entries.disputes(team.legal, may, "mine")) == []


def test_a_dispute_is_found_by_its_number(team, client):
    disputed(team)
    client.force_login(team.legal)
    assert "示例市人民政府" not in client.get("/desk/search/", {"q": "沪示复〔2026〕8号"}).content.decode()
    assert "/desk/foi/disputes/" in client.get("/desk/search/", {"q": "沪示复〔2026〕7号"}).content.decode()
    assert entries.search_disputes(team.other_drafter, credentials(team.other_drafter), "沪示复〔2026〕7号", 5) == []


def test_the_list_says_which_material_waits_for_approval(team, client):
    clean(team)
    make.assigned(team)
    client.force_login(team.secrecy)
    assert client.get("/desk/foi/").content.decode().count("待审定</span>") == 1
    assert client.get("/desk/foi/", {"approval": "true"}).content.decode().count('data-label="编号"') == 1
