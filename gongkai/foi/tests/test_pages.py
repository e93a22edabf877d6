"""The public pages: an application on one page, followed by number and code; the fee."""

import pytest

from gongkai.foi import services
from gongkai.foi.models import Application
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.portal.pages.asking import keys
from gongkai.reception import services as reception

TYPED = {
    "applicant_kind": "person", "name": "王晓明", "identity": make.IDENTITY, "phone": "13800000001", "email": "",
    "subject": "2026年行道树修剪计划", "text": "申请公开修剪计划。", "wanted_form": "electronic", "wanted_way": "online",
    "notice": "none",
}  # fmt: skip


def send(client, **more):
    return client.post("/foi/apply/", {"key": keys.new_key(), **TYPED, **more})


def test_an_application_gets_its_receipt_at_once_and_no_due_date(team, client):
    text = client.get("/foi/apply/").content.decode()
    assert "第三十一条" in text and "用途" in text and 'name="purpose"' not in text
    answer = send(client)
    assert answer.status_code == 303
    case = Application.objects.get()
    receipt = client.get(answer["Location"]).content.decode()
    assert case.letter.number in receipt and "查询码" in receipt
    assert case.identity.reveal() == make.IDENTITY and case.received_on is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": ""}, "请填写姓名或者名称"),
        ({"phone": ""}, "至少一项"),
        ({"subject": ""}, "请填写所需信息的名称"),
        ({"wanted_way": "post"}, "请填写通信地址"),
        ({"wanted_way": "email"}, "请填写电子邮箱"),
        ({"applicant_kind": "alien"}, "请选择申请人的类别"),
    ],
)
def test_a_wrong_field_says_so_in_place_and_keeps_what_was_typed(team, client, more, said):
    answer = send(client, **more)
    text = answer.content.decode()
    assert answer.status_code == 422 and said in text and "申请公开修剪计划。" in text
    assert not Application.objects.exists()


def test_a_missing_proof_of_identity_is_asked_for_later_and_never_refused(team, client):
    assert send(client, identity="").status_code == 303


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "' OR 1=1 --", "\x00\u202e", "字" * 9000, "{{7*7}}"])
def test_hostile_text_is_no_error(team, client, hostile):
    for field in TYPED:
        assert send(client, **{field: hostile}).status_code in {303, 422}


def test_the_applicant_follows_his_case_to_the_answer(team, client):
    receipt = make.receipt()
    case = Application.objects.select_related("letter", "unit", "register").get(letter=receipt.letter)

    def followed() -> str:
        return client.post(
            "/ask/follow/", {"number": receipt.number, "code": receipt.code}, follow=True
        ).content.decode()

    assert "待确认" in followed()
    case = services.register(case=case, actor=team.publicity, received_on=clock.today(), evidence="电话确认")
    assert case.number in followed() and "办理中" in followed()
    case = services.assign(case=case, actor=team.publicity, unit=team.draft.unit, handler=team.draft)
    case = services.draft_decision(case=case, actor=team.draft, code="D02", findings=("supply",), text=make.TEXT)
    for act, who in (
        (services.submit_decision, team.draft), (services.pass_step, team.legal), (services.pass_step, team.secrecy),
        (services.sign, team.sign),
    ):  # fmt: skip
        case = act(case=case, actor=who)
    assert make.TEXT not in followed(), "before it is delivered nobody outside reads it"
    services.deliver(case=case, actor=team.publicity, proof="网上送达")
    assert make.TEXT in followed() and "行政复议" in followed()
    reception.rate(letter=case.letter, score=5, words="")


def test_the_fee_page_shows_the_scale_and_computes(team, client):
    text = client.get("/foi/fee/", {"items": "51", "pages": "250"}).content.decode()
    assert "7400 元" in text and "4700 元" in text
    assert client.get("/foi/fee/", {"items": "-1"}).status_code == 422
    assert client.get("/foi/fee/", {"items": "x" * 500}).status_code == 422
