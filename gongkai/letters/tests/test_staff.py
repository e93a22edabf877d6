"""The desk's pages about letters, as the people who use them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.tests import factories as bureau
from gongkai.desk.tests.at_desk import Desk
from gongkai.journal import clock, health
from gongkai.journal.models import Entry
from gongkai.letters import services
from gongkai.letters.models import LetterTemplate, OfficialLetter
from gongkai.letters.services import templates

from .demo import RECEIPT, REFUSAL, REMEDY
from .reading import pdf_text

LIST = "/desk/official-letters/"
TEMPLATES = "/desk/letter-templates/"


def statements(desk, address) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert desk.get(address).status_code == 200
    return len(caught)


def test_the_list_shows_numbers_and_states_and_hides_whom(office):
    letter = office.issued(addressee="欧阳明月")
    said = Desk(office.writer).text(LIST)
    assert letter.number in said and "已签发" in said and "不予公开告知书" in said
    assert "欧阳**" in said and "明月" not in said


def test_an_organ_is_shown_by_its_name(office):
    letter = office.draft(addressee="市政府办公厅")
    OfficialLetter.objects.filter(pk=letter.pk).update(addressee_kind="organ")
    assert "市政府办公厅" in Desk(office.writer).text(LIST)


def test_the_list_costs_the_same_for_one_letter_and_for_many(office):
    desk = Desk(office.writer)
    office.issued()
    few = statements(desk, LIST)
    for _ in range(4):
        office.issued()
        office.draft()
    assert statements(desk, LIST) == few <= 16


def test_letters_of_another_organ_are_not_there(office):
    letter = office.issued()
    elsewhere = bureau.unit("elsewhere")
    stranger = Desk(bureau.official("sign", of=elsewhere, scope=elsewhere))
    assert letter.number not in stranger.text(LIST)
    for tail in ("", "reveal/", "send/", "void/", "pdf/file/"):
        assert stranger.get(f"{LIST}{letter.pk}/{tail}").status_code == 404


def test_text_and_files_open_after_a_reason_and_close_again(office):
    letter = office.issued(addressee="欧阳明月")
    desk, own = Desk(office.writer), f"{LIST}{letter.pk}/"
    said = desk.text(own)
    assert "明月" not in said and "提起行政诉讼" not in said and "欧阳**" in said
    assert desk.get(f"{own}pdf/file/").url == f"{own}reveal/"
    assert "请填写查看的理由" in desk.post(f"{own}reveal/", reason=" ").content.decode()
    assert desk.post(f"{own}reveal/", reason="核对文书").url == own
    assert "欧阳明月：" in desk.text(own)
    answer = desk.get(f"{own}pdf/file/")
    assert "欧阳明月" in pdf_text(answer.content) and answer["Cache-Control"] == "private, no-store"
    assert desk.get(f"{own}docx/file/").content[:2] == b"PK"
    assert list(Entry.objects.about("official_letter", letter.pk).order_by("pk").values_list("event", flat=True))[2:] == [
        "letters.revealed", "letters.file_taken", "letters.file_taken"]  # fmt: skip
    assert "明月" not in Desk(office.second).text(own)
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert "明月" not in desk.text(own)


def test_a_letter_is_sent_received_and_made_void_at_the_desk(office):
    letter = office.issued()
    desk, own = Desk(office.signer), f"{LIST}{letter.pk}/"
    wrong = desk.post(f"{own}send/", channel="express", sent_on="2026-03-08", proof="EA1")
    assert wrong.status_code == 422 and "早于成文日期" in wrong.content.decode() and "EA1" in wrong.content.decode()
    assert desk.post(f"{own}send/", channel="express", sent_on="2026-03-09", proof="EA1").url == own
    delivery = letter.deliveries.get()
    assert desk.post(f"{own}received/{delivery.pk}/", received_on="2026-03-09").url == own
    assert "已经登记了收到日期" in desk.text(f"{own}received/{delivery.pk}/")
    assert desk.post(f"{own}void/", reason="另行答复").url == own
    said = desk.text(own)
    assert "已作废" in said and "另行答复" in said and letter.number in said
    assert "文书已经作废" in desk.text(f"{own}void/")


def test_who_may_not_act_reads_why_in_place_of_the_form(office):
    letter = office.issued()
    for tail in ("send/", "void/"):
        said = Desk(office.writer).text(f"{LIST}{letter.pk}/{tail}")
        assert "您没有办理不予公开告知书的职责" in said and "<textarea" not in said


def test_a_draft_shows_nothing_of_its_content(office):
    letter = office.draft(addressee="欧阳明月")
    said = Desk(office.writer).text(f"{LIST}{letter.pk}/")
    assert "还没有签发" in said and "明月" not in said and "商业秘密" not in said


def test_the_letters_page_costs_a_fixed_number_of_statements(office):
    letter = office.issued()
    desk = Desk(office.signer)
    before = statements(desk, f"{LIST}{letter.pk}/")
    for _ in range(3):
        services.send(letter=letter, channel="hand", actor=office.signer)
    assert statements(desk, f"{LIST}{letter.pk}/") == before <= 24


def test_a_number_is_found_by_the_desks_search(office):
    letter = office.issued()
    assert f"{LIST}{letter.pk}/" in Desk(office.writer).text("/desk/search/", q=letter.number)


def test_a_template_is_written_previewed_proposed_and_put_into_use(office):
    writer, second = Desk(office.lawyer), Desk(office.second)
    assert "登记回执" in writer.text(TEMPLATES)
    edit = writer.post(f"{TEMPLATES}{RECEIPT.code}/begin/").url
    row = LetterTemplate.objects.get(state="draft")
    own = f"{TEMPLATES}version/{row.pk}/"
    typed = {
        "edition": 0,
        "title": "登记回执",
        "text": RECEIPT.template + "\n一、请妥善保管\n{{出生日期}}",
        "note": "提醒",
    }
    seen = writer.post(edit, then="preview", **typed).content.decode()
    assert "“{{出生日期}}”不是这种文书的字段" in seen and "请妥善保管" in seen
    assert LetterTemplate.objects.get(pk=row.pk).text == RECEIPT.template, "a preview saves nothing"
    typed["text"] = RECEIPT.template + "\n一、请妥善保管"
    assert 'class="on-level_1">一、请妥善保管' in writer.post(edit, then="preview", **typed).content.decode()
    assert writer.post(edit, **typed).url == own
    assert writer.post(f"{own}propose/").url == own
    assert "不能启用自己写过的模板" in writer.text(own)
    assert "不能启用自己写过的模板" in writer.text(f"{own}activate/")
    assert second.post(f"{own}activate/").url == f"{TEMPLATES}{RECEIPT.code}/"
    history = second.text(f"{TEMPLATES}{RECEIPT.code}/")
    assert "第 1 版" in history and "第 2 版" in history and "已停用" in history


def test_what_was_typed_stays_when_a_colleague_has_saved(office):
    row = templates.open_next(kind=RECEIPT, author=office.lawyer)
    templates.save(template=row, editor=office.second, edition=0, title="回执", text=RECEIPT.template, note="x")
    answer = Desk(office.lawyer).post(
        f"{TEMPLATES}version/{row.pk}/edit/", edition=0, title="我的标题", text=RECEIPT.template, note="y"
    )
    assert (
        answer.status_code == 422 and "同事保存过" in answer.content.decode() and "我的标题" in answer.content.decode()
    )


def test_faults_stand_in_place_of_the_button_that_proposes(office):
    row = templates.open_next(kind=REFUSAL, author=office.lawyer)
    templates.save(
        template=row, editor=office.lawyer, edition=0, title="告知书", text="不予公开。三个月内提起诉讼。", note="x"
    )
    desk = Desk(office.lawyer)
    said = desk.text(f"{TEMPLATES}version/{row.pk}/propose/")
    assert "没有用到必需的字段" in said and "不能写3个月" in said
    assert desk.get(f"{TEMPLATES}version/{row.pk}/sample/file/").status_code in (200, 302)


def test_a_sample_is_printed_from_any_version(office):
    row = templates.current(REFUSAL)
    answer = Desk(office.clerk).get(f"{TEMPLATES}version/{row.pk}/sample/file/")
    assert answer["Content-Type"] == "application/pdf"
    assert "此处为救济告知" in pdf_text(answer.content) and "测试市绿化局" in pdf_text(answer.content)


def test_a_returned_version_goes_back_with_what_was_said(office):
    row = templates.open_next(kind=RECEIPT, author=office.lawyer)
    templates.save(template=row, editor=office.lawyer, edition=0, title="登记回执", text=RECEIPT.template, note="x")
    templates.propose(template=row, editor=office.lawyer)
    Desk(office.second).post(f"{TEMPLATES}version/{row.pk}/return/", reason="语气不妥")
    assert "退回意见：语气不妥" in Desk(office.lawyer).text(f"{TEMPLATES}version/{row.pk}/")


@pytest.mark.parametrize("kind", ["nothing", "demo-receipt2"])
def test_a_kind_nobody_registers_is_not_there(office, kind):
    assert Desk(office.lawyer).get(f"{TEMPLATES}{kind}/").status_code == 404
    assert Desk(office.lawyer).get(f"{TEMPLATES}{kind}/begin/").status_code == 404


def test_a_series_is_set_at_the_desk_and_a_wrong_pattern_is_said_at_its_field(office):
    desk, new = Desk(office.clerk), "/desk/letter-series/new/"
    fields = {"unit": office.unit.pk, "name": "回执", "word": "测绿回", "for_kinds": [RECEIPT.code]}
    wrong = desk.post(new, pattern="{word}{serial}号", **fields)
    assert wrong.status_code == 422 and "否则编号会重复" in wrong.content.decode()
    assert desk.post(new, pattern="{word}〔{year}〕{serial}号", **fields).url == "/desk/letter-series/"
    assert office.issued(RECEIPT).number == "测绿回〔2026〕1号"
    assert "专用于" in desk.text("/desk/letter-series/") and "测绿回" in desk.text("/desk/letter-series/")


def test_the_system_page_says_which_faces_are_missing():
    [check] = [check for check in health.all_checks() if check.code == "letters.fonts"]
    finding = health.look(check)
    assert finding.level in (health.Level.GOOD, health.Level.WATCH) and "仿宋" in finding.sentence


def test_a_letter_dated_today_says_so_on_its_page(office):
    letter = services.issue(letter=office.draft(), issuer=office.signer, remedy=REMEDY, dated_on=date(2026, 3, 6))
    assert "2026年3月6日" in Desk(office.signer).text(f"{LIST}{letter.pk}/")
