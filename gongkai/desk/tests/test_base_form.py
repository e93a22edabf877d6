"""The form and the act: what was typed stays, twice is once, refusals stand where they belong."""

import pytest

from gongkai.bureau.models import DutyCode, Unit
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk import services
from gongkai.desk.models import FormDraft
from gongkai.desk.tests.at_desk import Desk
from gongkai.desk.views import act
from gongkai.journal.refusals import Reason, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.urls("gongkai.desk.tests.toy")]
KEY = "a" * 32


@pytest.fixture
def desk():
    return Desk(official(DutyCode.DRAFT, of=unit("office", name="办公室")))


def made():
    return Unit.objects.filter(code__startswith="new-").count()


def test_only_who_has_the_duty_opens_the_page():
    assert Desk(official(DutyCode.SIGN)).get("/desk/toy/new/").status_code == 403


def test_errors_stand_on_top_linked_to_their_fields_and_what_was_typed_stays(desk):
    response = desk.post("/desk/toy/new/", name="", phone="62345678")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_name"' in page
    assert 'value="62345678"' in page


def test_a_refusal_stands_at_its_field_and_leads_to_its_cure(desk):
    page = desk.post("/desk/toy/new/", name="重名处", submission_key=KEY).content.decode()
    assert 'href="/desk/toy/1/"' not in page  # a reason with a field leads to the field
    assert "名称：已有同名机构。" in page
    assert "请先办理撤并。" in page


def test_sent_twice_it_is_done_once_and_answered_alike(desk):
    first = desk.post("/desk/toy/new/", name="新处", submission_key=KEY)
    second = desk.post("/desk/toy/new/", name="新处", submission_key=KEY)
    assert first.url == second.url == "/desk/toy/"
    assert made() == 1


def test_what_was_refused_can_be_sent_again_with_the_same_key(desk):
    desk.post("/desk/toy/new/", name="重名处", submission_key=KEY)
    desk.post("/desk/toy/new/", name="新处", submission_key=KEY)
    assert made() == 1


def test_one_officials_key_is_not_anothers(desk):
    desk.post("/desk/toy/new/", name="新处", submission_key=KEY)
    Desk(official(DutyCode.DRAFT)).post("/desk/toy/new/", name="另一处", submission_key=KEY)
    assert made() == 2


def test_a_colleagues_save_in_between_is_said_on_top_and_nothing_typed_is_lost(desk):
    page = desk.post("/desk/toy/new/", name="改过的名称", edition="1", submission_key=KEY).content.decode()
    assert "这份草稿刚由同事保存过" in page
    assert 'value="改过的名称"' in page


# --- Autosave ---


def type_in(desk, **fields):
    return desk.post("/desk/typed/", page="/desk/toy/new/", csrfmiddlewaretoken="t", submission_key=KEY, **fields)


def test_what_is_typed_is_kept_encrypted_and_offered_again(desk):
    assert "已自动保存" in type_in(desk, name="写到一半").json()["sentence"]
    type_in(desk, name="写到一半多")
    kept = FormDraft.objects.get()
    assert kept.typed.reveal() == "name=%E5%86%99%E5%88%B0%E4%B8%80%E5%8D%8A%E5%A4%9A"
    assert "有一份未提交的内容" in desk.text("/desk/toy/new/")
    assert 'value="写到一半多"' in desk.text("/desk/toy/new/", restore="1")


def test_what_was_sent_is_no_longer_offered(desk):
    type_in(desk, name="写到一半")
    desk.post("/desk/toy/new/", name="写完了", submission_key=KEY)
    assert not FormDraft.objects.exists()


def test_one_officials_text_is_not_shown_to_another(desk):
    type_in(desk, name="写到一半")
    assert "写到一半" not in Desk(official(DutyCode.DRAFT)).text("/desk/toy/new/", restore="1")


def test_what_is_too_long_to_keep_is_said(desk):
    with pytest.raises(Refused):
        services.keep_typed(official=desk.official, page="/desk/toy/new/", typed="x" * (services.LONGEST_DRAFT + 1))


def test_only_pages_of_the_desk_are_kept(desk):
    assert desk.post("/desk/typed/", page="https://example.org/").status_code == 400


# --- Acts ---


@pytest.fixture
def second_factor(monkeypatch):
    """Takes 123456 once."""
    used = []

    def confirm(person, code):
        if code != "123456" or used:
            used.append(code) if code == "123456" else None
            raise Refused([Reason("动态口令不正确或已用过。", field="code")])
        used.append(code)

    monkeypatch.setattr(act, "confirm", confirm)


@pytest.fixture
def close_page():
    return f"/desk/toy/{unit('closing', name='撤并处').pk}/close/"


def test_the_consequence_stands_before_the_button(desk, close_page):
    page = desk.text(close_page)
    assert page.index("起重新计算") < page.index("撤并</button>")
    assert "动态口令" in page


def test_what_may_not_happen_is_said_with_the_way_out_and_no_form(desk):
    page = desk.text(f"/desk/toy/{desk.official.unit_id}/close/")
    assert "办公室不能撤并。" in page
    assert "去办理" in page
    assert "<textarea" not in page


def test_a_dangerous_act_needs_the_code(desk, close_page, second_factor):
    response = desk.post(close_page, reason="合并", code="000000", submission_key=KEY)
    assert response.status_code == 422
    assert not Unit.objects.get(code="closing").head_name
    assert desk.post(close_page, reason="合并", code="123456", submission_key=KEY).status_code == 302
    assert Unit.objects.get(code="closing").head_name == "合并"


def test_a_second_press_of_a_dangerous_act_is_answered_alike(desk, close_page, second_factor):
    desk.post(close_page, reason="合并", code="123456", submission_key=KEY)
    assert desk.post(close_page, reason="合并", code="123456", submission_key=KEY).status_code == 302


def test_a_reason_is_required(desk, close_page, second_factor):
    assert desk.post(close_page, reason=" ", code="123456", submission_key=KEY).status_code == 422
