"""The public pages: a form, its receipt, the thread; nothing typed is lost, nothing is kept, no cookie is set."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.journal import clock
from gongkai.mailbox.models import Matter
from gongkai.mailbox.tests import factories as letters
from gongkai.mailbox.tests.public import CODE, KEY, Citizen, key_of
from gongkai.portal.tests.conftest import MORNING
from gongkai.portal.tests.factories import policy
from gongkai.reception import rules
from gongkai.reception.models import Letter
from gongkai.uploads.models import Upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen(team):
    return Citizen()


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_letter_is_answered_at_once_with_number_and_code_and_read_with_them(citizen):
    number, code = citizen.written(name="王晓明")
    page = text(citizen.opened(number.lower(), code.replace("-", " ").lower()))
    assert "已收到" in page and "下载表格" in page and "2026年6月11日" in page
    assert Matter.objects.get(number=number).fault == "dead_link"


def test_the_form_says_what_must_not_be_written_and_how_soon_an_answer_comes(citizen):
    page = text(citizen.client.get("/ask/correction/"))
    assert page.count("国家秘密") >= 3 and "7 个工作日" in page and "15 个工作日" in page


@pytest.mark.parametrize("address", ["/ask/", "/ask/correction/", "/ask/policy/", "/ask/follow/", "/ask/receipt/"])
def test_no_page_is_kept_and_no_cookie_is_set(citizen, address):
    for answer in (citizen.client.get(address), citizen.post(address, x="1")):
        assert not answer.cookies
        assert answer.status_code == 405 or answer["Cache-Control"] == "no-store"


def test_errors_stand_on_top_linked_to_their_fields_and_what_was_typed_stays(citizen):
    page = text(citizen.send(fault="", text="", page="/d/7/", name="王晓明", email="不是邮箱"), 422)
    for link in ('href="#id_fault_0"', 'href="#id_text"'):
        assert link in page
    assert 'value="/d/7/"' in page and 'value="王晓明"' in page
    assert not Letter.objects.exists()
    page = text(citizen.send(email="不是邮箱", notice="email"), 422)
    assert 'href="#id_email"' in page and "下载表格" in page


def test_what_is_too_long_is_said_at_its_field(citizen):
    page = text(citizen.send(page="长" * 400), 422)
    assert 'href="#id_page"' in page and "不超过 300 字" in page


def test_files_that_must_be_chosen_again_are_named(citizen):
    picture = SimpleUploadedFile("截图.txt", "内容\n".encode())
    page = text(citizen.send(text="", files=picture), 422)
    assert "附件需要重新选择：截图.txt" in page


def test_a_file_comes_along_without_its_name(citizen):
    number, code = citizen.written(files=SimpleUploadedFile("王晓明.txt", "第一行\n第二行\n".encode()))
    page = text(citizen.opened(number, code))
    assert "附件1.txt" in page and "王晓明" not in page


@pytest.mark.parametrize("name", ["坏.exe", "坏.svg", "坏.html", "没有扩展名"])
def test_a_file_of_another_kind_is_refused_at_its_field(citizen, name):
    page = text(citizen.send(files=SimpleUploadedFile(name, b"MZ\x90\x00 not a picture")), 422)
    assert 'href="#id_files"' in page and not Upload.objects.exists()


def test_a_file_that_is_not_what_its_name_says_is_refused_and_nothing_remains(citizen):
    page = text(citizen.send(files=SimpleUploadedFile("图.png", b"MZ\x90\x00 not a picture")), 422)
    assert 'href="#id_files"' in page and "下载表格" in page
    assert not Letter.objects.exists() and not Upload.objects.kept().exists()


def test_the_same_form_twice_gets_the_same_receipt(citizen):
    key = citizen.key()
    first, second = (citizen.send(key=key), citizen.send(key=key, text="又改了"))
    assert first["Location"] == second["Location"] and Letter.objects.count() == 1
    assert text(citizen.client.get(first["Location"])) == text(citizen.client.get(second["Location"]))


def test_the_receipt_can_be_saved_and_is_gone_after_half_an_hour(citizen):
    answer = citizen.send()
    saved = citizen.client.get(answer["Location"] + "&as=text")
    assert saved["Content-Disposition"].startswith("attachment") and CODE.search(saved.content.decode())
    shown = citizen.client.get(answer["Location"])
    assert shown["Referrer-Policy"] == "no-referrer" and shown["Cache-Control"] == "no-store"
    with clock.at(MORNING + timedelta(minutes=31)):
        page = text(citizen.client.get(answer["Location"]), 410)
        assert not CODE.search(page)


def test_a_form_that_is_too_old_or_not_ours_is_shown_again_with_what_was_typed(citizen):
    for key in ("", "made-up", citizen.key()[:-2] + "xx"):
        page = text(citizen.send(key=key), 422)
        assert "停留过久" in page and "下载表格" in page
        assert citizen.send(key=KEY.search(page)[1]).status_code == 303


def test_what_a_program_fills_in_is_asked_for_again_and_a_person_loses_nothing(citizen, settings):
    page = text(citizen.send(homepage="http://spam.example"), 422)
    assert "再点一次" in page and "下载表格" in page and "spam.example" not in page
    settings.FORM_SECONDS = 600
    page = text(citizen.send(text="便宜好货请看 https://spam.example/1"), 422)
    assert "提交得太快" in page and "便宜好货" in page and not Letter.objects.exists()
    assert citizen.send(text="这是我事先写好、粘贴过来的内容。").status_code == 303


def test_a_form_of_another_site_is_refused(citizen):
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = Client(headers=headers).post("/ask/correction/", {"key": citizen.key()})
        assert answer.status_code == 403
    own = Client(headers={"Origin": "http://testserver"}).post("/ask/correction/", {"key": citizen.key()})
    assert own.status_code == 422


def test_who_sends_too_often_keeps_what_he_typed(citizen, settings):
    settings.LIMITS = "submit=1/600"
    assert citizen.send().status_code == 303
    answer = citizen.send(text="第二封来信的内容")
    assert "第二封来信的内容" in text(answer, 429) and int(answer["Retry-After"]) > 0
    assert Letter.objects.count() == 1


def test_guessing_a_code_does_not_pay(citizen, settings):
    settings.LIMITS = "inquire=3/600"
    number, code = citizen.written()
    for _ in range(3):
        assert "没有找到" in text(citizen.opened(number, "2" * 15), 422)
    assert "过于频繁" in text(citizen.opened(number, code), 429)


# --- The thread --------------------------------------------------------------------------------------------------------


def test_a_writer_writes_back_and_has_nothing_to_rate_before_the_answer(citizen):
    number, code = citizen.written()
    page = text(citizen.act(number, code, "write", text="再补充一句"))
    assert "已收到您的补充" in page and "再补充一句" in page
    assert 'value="rate"' not in page, "nothing to rate yet"


def test_an_answered_letter_shows_its_answer_and_takes_a_rating(citizen, team):
    receipt = letters.receipt(contact=rules.Contact(), notice=rules.Notice.NONE)
    matter = Matter.objects.select_related("letter", "unit").get(letter=receipt.letter)
    given = letters.services.assign(matter=matter, actor=team.publicity, unit=team.draft.unit)
    given = letters.services.draft_answer(matter=given, actor=team.draft, text=letters.ANSWER)
    letters.services.approve(
        matter=letters.services.submit_answer(matter=given, actor=team.draft), actor=team.office_review
    )
    page = text(citizen.opened(receipt.number, receipt.code))
    assert "已答复" in page and letters.ANSWER in page
    assert "请选择一项评价" in text(citizen.act(receipt.number, receipt.code, "rate"), 422)
    assert "谢谢" in text(citizen.act(receipt.number, receipt.code, "rate", score="5", words="很快"))
    receipt.letter.refresh_from_db()
    assert receipt.letter.rating == 5
    assert 'value="rate"' not in text(citizen.opened(receipt.number, receipt.code))


def test_a_writer_corrects_his_contact(citizen):
    number, code = citizen.written(phone="13800000001")
    page = text(citizen.act(number, code, "correct", name="王", phone="", email="w@example.cn", notice="email"))
    assert "已更正" in page
    assert Letter.objects.get(number=number).email.reveal() == "w@example.cn"
    assert "请填写电子邮箱" in text(citizen.act(number, code, "correct", notice="email"), 422)


def test_when_the_time_to_look_is_over_what_was_typed_can_be_copied(citizen):
    answer = citizen.post("/ask/follow/", **{"act": "write", "pass": "over", "text": "很长的一段补充"})
    page = text(answer, 422)
    assert "很长的一段补充" in page and "查看时间已过" in page


# --- Doors -------------------------------------------------------------------------------------------------------------


def test_the_page_one_comes_from_is_filled_in(citizen):
    assert 'value="/d/12/"' in text(citizen.client.get("/ask/correction/?page=/d/12/"))
    came = citizen.client.get("/ask/correction/", headers={"Referer": "http://testserver/c/news/?q=13800000001"})
    assert 'value="/c/news/"' in text(came) and "13800000001" not in text(came)
    assert 'value="/' not in text(citizen.client.get("/ask/correction/", headers={"Referer": "https://elsewhere.example/x"})).split("id_page")[1][:200]  # fmt: skip


def test_a_policy_document_leads_to_its_question_and_the_question_to_its_document(citizen, team):
    document = policy(team)
    page = text(citizen.client.get(document.get_absolute_url()))
    assert f"/ask/policy/?d={document.pk}" in page
    form = text(citizen.client.get(f"/ask/policy/?d={document.pk}"))
    assert "您咨询的文件" in form and document.title in form
    answer = citizen.send("/ask/policy/", document=document.pk, subject="要交哪些材料？")
    number, _ = citizen.read_receipt(answer)
    assert Matter.objects.get(number=number).document == document


def test_nobody_asks_about_what_is_no_public_policy(citizen, team):
    from gongkai.publications.tests import factories as make  # a notice and a draft

    for pk in (make.live(team).pk, make.draft(team).publication_id, 10**8, "x", ""):
        answer = citizen.send("/ask/policy/", document=pk, subject="问")
        assert 'href="#id_document"' in text(answer, 422)


def test_every_page_has_the_door_to_report_an_error(citizen):
    assert "/ask/correction/" in text(citizen.client.get("/ask/"))


def test_the_figures_are_public(citizen, team):
    letters.answered(team)
    page = text(citizen.client.get("/ask/figures/"))
    assert "100.0%" in page and "我为政府网站找错" in page


def test_reading_a_thread_costs_a_fixed_number_of_queries(citizen, team, django_assert_max_num_queries):
    matter = letters.asked(team)
    number = matter.number
    from gongkai.portal.pages.asking import keys  # a pass as the page would carry it

    def read():
        letter = Letter.objects.get(number=number)
        return citizen.post("/ask/follow/", **{"act": "rate", "pass": keys.new_pass(letter)})

    read()
    with django_assert_max_num_queries(9):
        read()
    for turn in range(5):
        letters.reception.write_back(letter=matter.letter, key=letters.key(), text=f"第 {turn} 次补充")
    with django_assert_max_num_queries(9):
        read()


def test_the_key_in_the_address_is_the_forms_own(citizen):
    key = citizen.key()
    assert key_of(citizen.send(key=key)["Location"]) == key
