"""The desk's pages for letters: what is due first, what is possible and what is not, contact masked, nothing sent by one alone."""

import io

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.desk.tests.at_desk import Desk
from gongkai.journal.models import Entry
from gongkai.mailbox.models import Matter
from gongkai.mailbox.tests import factories as letters
from gongkai.portal.tests.factories import policy
from gongkai.reception import services as reception
from gongkai.reception.models import Message
from gongkai.uploads.models import Upload

pytestmark = pytest.mark.django_db


def nothing_found(path):
    """A scanner that knows of no harm."""
    return ""


def address(matter, act=""):
    return f"/desk/letters/{matter.pk}/{act}"


def again(matter):
    return Matter.objects.get(pk=matter.pk)


def sent(answer):
    assert answer.status_code == 302, answer.content.decode()[-4000:]
    return answer.url


def test_letters_stand_in_the_frame_and_among_what_is_to_do(team):
    letters.new(team)
    page = Desk(team.publicity).text("/desk/")
    assert "来信" in page and "待分办" in page and "2026-06-11" in page
    assert "待分办" not in Desk(team.draft).text("/desk/"), "not his turn"


@pytest.mark.parametrize(
    ("stage", "duty", "words"),
    [("assigned", "draft", "待答复"), ("review", "office_review", "答复待审核")],
)
def test_each_finds_his_turn_under_what_is_to_do(team, stage, duty, words):
    letters.AT[stage](team)
    assert words in Desk(getattr(team, duty)).text("/desk/")


def test_a_list_costs_the_same_for_any_number_of_letters(team, django_assert_max_num_queries):
    desk = Desk(team.publicity)
    letters.assigned(team)
    desk.text("/desk/letters/")
    with django_assert_max_num_queries(28):
        desk.text("/desk/letters/")
    for _ in range(12):
        letters.assigned(team)
    with django_assert_max_num_queries(28):
        desk.text("/desk/letters/")


def test_a_list_is_narrowed_by_number_stage_and_who_wrote(team):
    desk = Desk(team.publicity)
    one, other = letters.new(team), letters.closed(team)
    assert one.number in desk.text("/desk/letters/", number=one.number.lower())
    page = desk.text("/desk/letters/", stage="closed")
    assert other.number in page and one.number not in page
    assert one.number in desk.text("/desk/letters/", contact="138 0000 0001")
    assert one.number not in desk.text("/desk/letters/", contact="13900000000")


def test_a_letter_is_found_by_its_number(team):
    matter = letters.new(team)
    assert address(matter) in Desk(team.publicity).text("/desk/search/", q=matter.number)


def test_a_case_shows_letter_clock_and_a_masked_writer(team):
    page = Desk(team.publicity).text(address(letters.new(team)))
    for words in ("下载表格", "2026年6月11日", "138****0001", "王**", "w***@example.cn", "链接打不开"):
        assert words in page, words
    for hidden in ("13800000001", "王晓明", "wang@example.cn"):
        assert hidden not in page


def test_another_units_letter_is_not_there(team):
    stranger = bureau.official("draft", of=team.other, scope=team.other)
    assert Desk(stranger).get(address(letters.assigned(team))).status_code == 404


def test_what_is_not_possible_says_why(team):
    matter = letters.assigned(team)
    assert "还没有拟写答复" in Desk(team.draft).text(address(matter))
    assert "不能分办" in Desk(team.publicity).text(address(matter, "assign/"))


def test_two_officials_bring_a_letter_to_its_answer(team):
    matter = letters.new(team)
    hands = Desk(team.publicity)
    assert sent(hands.post(address(matter, "assign/"), unit=team.draft.unit_id, handler=team.draft.pk)) == address(
        matter
    )
    writer = Desk(team.draft)
    sent(writer.post(address(matter, "draft/"), text=letters.ANSWER, edition=0))
    assert "不能送审" not in writer.text(address(matter, "submit/"))
    sent(writer.post(address(matter, "submit/")))
    reviewer = Desk(team.office_review)
    page = reviewer.text(address(matter, "approve/"))
    assert letters.ANSWER in page and "下载表格" in page
    sent(reviewer.post(address(matter, "approve/"), edition=again(matter).edition))
    assert again(matter).stage == "answered"
    assert Message.objects.filter(letter=matter.letter, purpose="answer").count() == 1


def test_what_was_typed_stays_when_a_colleague_was_faster(team):
    matter = letters.drafted(team)
    answer = Desk(team.draft).post(address(matter, "draft/"), text="我写的另一份长长的答复。", edition=0)
    assert answer.status_code == 422
    assert "同事保存过" in answer.content.decode() and "我写的另一份长长的答复" in answer.content.decode()


def test_pressed_twice_is_done_once(team):
    matter, desk = letters.in_review(team), Desk(team.office_review)
    for _ in (1, 2):
        sent(desk.post(address(matter, "approve/"), submission_key="k" * 32, edition=again(matter).edition))
    assert Message.objects.filter(letter=matter.letter, purpose="answer").count() == 1


def test_asking_passing_on_extending_and_returning(team):
    matter = letters.assigned(team)
    sent(Desk(team.draft).post(address(matter, "ask/"), text="哪一张表格？"))
    assert again(matter).stage == "asked"
    other = letters.assigned(team)
    sent(Desk(team.office_review).post(address(other, "extend/"), reason="需要现场核实"))
    assert again(other).extended
    sent(Desk(team.draft).post(address(other, "transfer/"), unit=team.other.pk, reason="属于绿化处职责"))
    assert again(other).unit == team.other
    third = letters.in_review(team)
    sent(Desk(team.office_review).post(address(third, "return/"), remarks="请写明修复时间。"))
    assert "请写明修复时间" in Desk(team.draft).text(address(third))


def test_merging_leaving_aside_and_taking_up_again(team):
    desk = Desk(team.publicity)
    target, twin, junk = letters.assigned(team), letters.new(team), letters.new(team)
    assert "没有找到这个编号" in desk.post(address(twin, "merge/"), into="JC000000-222222").content.decode()
    sent(desk.post(address(twin, "merge/"), into=target.number.lower()))
    assert twin.number in desk.text(address(target))
    sent(desk.post(address(junk, "invalidate/"), why="advertising"))
    assert again(junk).stage == "invalid"
    sent(desk.post(address(junk, "restore/"), reason="误判"))
    sent(desk.post(address(twin, "restore/"), reason="内容不同"))
    assert {again(junk).stage, again(twin).stage} == {"new"}


def test_closing_and_going_on(team):
    matter, desk = letters.answered(team), Desk(team.publicity)
    sent(desk.post(address(matter, "close/")))
    sent(desk.post(address(matter, "reopen/"), reason="写信人又有新情况"))
    assert again(matter).stage == "assigned"


def test_a_published_letter_goes_on_as_a_publication(team):
    matter = letters.answered(team, kind="policy_question", facts={"document": policy(team)})
    where = sent(Desk(team.draft).post(address(matter, "publish/")))
    assert where == f"/desk/p/{again(matter).published_as_id}/"
    page = Desk(team.draft).text(where)
    assert "留言选登" in page
    assert where in Desk(team.draft).text(address(matter))


def test_contact_is_shown_after_a_reason_and_only_then(team):
    matter, desk = letters.assigned(team), Desk(team.draft)
    assert desk.post(address(matter, "contact/"), reason="").status_code == 422
    page = desk.post(address(matter, "contact/"), reason="电话核实").content.decode()
    assert "13800000001" in page and "王晓明" in page
    assert Entry.objects.filter(event="reception.revealed", reason="电话核实").count() == 1


def test_a_file_comes_as_an_attachment_to_those_who_handle_the_letter(team, settings):
    settings.UPLOAD_VIRUS_SCANNER = "gongkai.mailbox.tests.test_staff.nothing_found"
    files = reception.take_in([(io.BytesIO("第一行\n第二行\n".encode()), "x.txt")])
    matter = letters.new(team, files=files)
    upload = Upload.objects.get()
    answer = Desk(team.publicity).get(address(matter, f"files/{upload.pk}/"))
    assert answer["Content-Disposition"].startswith("attachment") and answer["Cache-Control"].startswith("private")
    assert "附件1.txt" in Desk(team.publicity).text(address(matter))
    other = letters.new(team)
    assert Desk(team.publicity).get(address(other, f"files/{upload.pk}/")).status_code == 404


def test_a_file_that_no_scanner_has_seen_waits(team):
    matter = letters.new(team, files=reception.take_in([(io.BytesIO("第一行\n第二行\n".encode()), "x.txt")]))
    assert "暂不能打开" in Desk(team.publicity).text(address(matter))
    assert Desk(team.publicity).get(address(matter, f"files/{Upload.objects.get().pk}/")).status_code == 409


def test_what_was_erased_is_said_to_be(team):
    matter = letters.closed(team)
    reception.erase(letter=matter.letter)
    page = Desk(team.publicity).text(address(matter))
    assert "内容已清除" in page and "已经清除" in Desk(team.publicity).text(address(matter, "contact/"))
