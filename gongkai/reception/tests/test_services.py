"""A letter and its thread: once, with a receipt; what identifies its writer is nowhere to be read; it is forgotten in time."""

import io
from datetime import timedelta

import pytest
from django.db import connection

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Delivery, Entry
from gongkai.journal.refusals import Refused
from gongkai.journal.services import source_address
from gongkai.journal.subscriptions import subscribers_of
from gongkai.reception import queries, rules, services
from gongkai.reception.models import Letter, Message
from gongkai.reception.rules import Contact, Notice
from gongkai.reception.tests import letters
from gongkai.uploads.models import Upload
from gongkai.vault import digests

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(db):
    return bureau.official(name="答复员")


def answered(official, **fields):
    letter = letters.receipt(**fields).letter
    services.answer(letter=letter, actor=official, text="夏天二十二时关门。", signed="公园处")
    return Letter.objects.get(pk=letter.pk)


def test_a_letter_gets_a_number_and_a_code_that_open_it_together():
    receipt = letters.receipt()
    assert queries.by_number_and_code(receipt.number.lower(), rules.in_groups(receipt.code)) == receipt.letter
    other = letters.receipt()
    for number, code in ((receipt.number, other.code), (other.number, receipt.code), ("没有", receipt.code),
                         (receipt.number, ""), ("", "")):  # fmt: skip
        assert queries.by_number_and_code(number, code) is None


def test_the_same_form_is_the_same_letter_whatever_it_brings_the_second_time():
    first = letters.receipt("one-key-for-one-form")
    again = letters.receipt("one-key-for-one-form", text="改过的内容")
    assert (again.number, again.code, again.again) == (first.number, first.code, True)
    assert Letter.objects.count() == 1 and Message.objects.get().words == "请问示例公园夏天几点关门？"
    assert Entry.objects.filter(event="reception.received").count() == 1


def test_two_keys_that_lead_to_one_number_give_two_letters(monkeypatch):
    monkeypatch.setattr(services.submitting.secrets, "serial", lambda key, attempt=0: f"AAAAA{attempt + 2}")
    assert letters.receipt().number != letters.receipt().number
    assert Letter.objects.count() == 2


def test_neither_code_nor_key_is_kept():
    receipt = letters.receipt("one-key-for-one-form")
    row = str(Letter.objects.filter(pk=receipt.letter.pk).values().get())
    assert receipt.code not in row and "one-key-for-one-form" not in row


def test_a_letter_opens_a_case_in_its_room_and_owes_one_delivery_to_each_subscriber():
    receipt = letters.receipt()
    assert letters.opened[-1][0] == receipt.number
    entry = Entry.objects.get(event="reception.received")
    assert Delivery.objects.filter(entry=entry).count() == len(subscribers_of("reception.received"))


def test_the_receipt_binds_what_was_sent():
    letter = letters.receipt().letter
    salt = bytes(letter.receipt_salt)
    assert len(letter.receipt_digest) == 64 and len(salt) == 32
    assert letter.receipt_digest != digests.receipt_digest(salt, {"v": 1})


def test_everything_wrong_is_said_at_its_field():
    with pytest.raises(Refused) as refused:
        letters.receipt(subject="", text=" ", contact=Contact(email="x"), notice=Notice.SMS)
    assert {reason.field for reason in refused.value.reasons} == {"subject", "text", "email", "phone"}
    assert not Letter.objects.exists()


def test_a_writer_needs_to_say_nothing_of_himself():
    letter = letters.receipt(contact=Contact(), notice=Notice.NONE).letter
    assert queries.contact_of(letter) == Contact() and letter.phone_index == ""


def test_letters_are_found_by_telephone_mailbox_and_identity():
    letter = letters.receipt(citizen="subject-4711").letter
    letters.receipt(contact=Contact(phone="13800000009"), notice=Notice.NONE)
    assert list(queries.written_by("138-0000-0002")) == list(queries.written_by("LI@example.cn")) == [letter]
    assert list(queries.of_citizen("subject-4711")) == [letter]
    assert letter.citizen.reveal() == "subject-4711"


def test_news_go_where_the_writer_wants_them_and_nowhere_else():
    assert queries.notice_contact(letters.receipt().letter.pk) == (Notice.EMAIL, "li@example.cn")
    sms = letters.receipt(notice=Notice.SMS).letter
    assert queries.notice_contact(sms.pk) == (Notice.SMS, "13800000002")
    assert queries.notice_contact(letters.receipt(notice=Notice.NONE).letter.pk) is None


def test_the_journal_knows_neither_name_nor_address_of_the_writer():
    token = source_address.set("203.0.113.77")
    try:
        receipt = letters.receipt()
        services.write_back(letter=receipt.letter, key=letters.key(), text="再补一句")
    finally:
        source_address.reset(token)
    for entry in Entry.objects.filter(subject_kind="letter"):
        assert (entry.actor_kind, entry.actor_name, entry.source) == ("writer", "", "")
        assert "李小禾" not in str(entry.facts) and "公园" not in entry.subject_name


# --- Thread ------------------------------------------------------------------------------------------------------------


def test_messages_go_both_ways_and_a_supplement_brings_the_letter_back(official):
    letter = letters.receipt().letter
    services.ask_back(letter=letter, actor=official, text="哪个公园？", signed="公园处")
    letter.refresh_from_db()
    assert letter.state == "asked"
    with pytest.raises(Refused):
        services.ask_back(letter=letter, actor=official, text="快点", signed="公园处")
    services.write_back(letter=letter, key=letters.key(), text="示例公园")
    letter.refresh_from_db()
    assert letter.state == "open"
    assert [message.purpose for message in queries.thread(letter)] == ["letter", "question", "supplement"]


def test_a_supplement_sent_twice_is_there_once():
    letter = letters.receipt().letter
    first = services.write_back(letter=letter, key="the-same-form-again", text="再补一句")
    assert services.write_back(letter=letter, key="the-same-form-again", text="再补一句") == first
    assert Message.objects.filter(letter=letter).count() == 2


def test_an_empty_or_endless_supplement_is_refused():
    letter = letters.receipt().letter
    for text in ("\u200b \n", "长" * 5001):
        with pytest.raises(Refused):
            services.write_back(letter=letter, key=letters.key(), text=text)


def test_an_answer_is_rated_once_between_one_and_five(official):
    letter = answered(official)
    with pytest.raises(Refused):
        services.rate(letter=letter, score=6)
    services.rate(letter=letter, score=5, words="很快")
    with pytest.raises(Refused, match="已经评价过"):
        services.rate(letter=letter, score=1)
    letter.refresh_from_db()
    assert (letter.rating, letter.rating_words.reveal()) == (5, "很快")


def test_what_is_not_answered_is_not_rated():
    with pytest.raises(Refused):
        services.rate(letter=letters.receipt().letter, score=5)


def test_a_writer_corrects_what_he_said_of_himself():
    letter = letters.receipt().letter
    services.correct_contact(
        letter=letter, contact=Contact("李小禾", "", "new@example.cn"), notice=Notice.EMAIL, may_publish=True
    )
    letter.refresh_from_db()
    assert letter.email.reveal() == "new@example.cn" and not letter.phone and letter.may_publish
    assert list(queries.written_by("13800000002")) == []
    with pytest.raises(Refused):
        services.correct_contact(letter=letter, contact=Contact(), notice=Notice.SMS, may_publish=False)


def test_contact_is_revealed_with_a_reason_that_stays(official):
    letter = letters.receipt().letter
    with pytest.raises(Refused):
        services.reveal(letter=letter, actor=official, reason=" ")
    assert services.reveal(letter=letter, actor=official, reason="电话核实情况").phone == "13800000002"
    entry = Entry.objects.get(event="reception.revealed")
    assert (entry.actor_name, entry.reason) == ("答复员", "电话核实情况")


# --- The receipt's page ------------------------------------------------------------------------------------------------


def test_a_receipt_is_shown_for_half_an_hour():
    receipt = letters.receipt("one-key-for-one-form")
    assert services.receipt_of("one-key-for-one-form").code == receipt.code
    assert services.receipt_of("another-key-of-nobody") is None
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert services.receipt_of("one-key-for-one-form") is None


# --- Files -------------------------------------------------------------------------------------------------------------


def text_file(content=b"%b", name="王晓明 13800000001.txt"):
    return io.BytesIO(content), name


def test_files_lose_the_names_that_their_senders_gave_them():
    files = services.take_in([text_file("第一行\n第二行\n".encode())])
    letter = letters.receipt(files=files).letter
    message = queries.thread(letter)[0]
    assert [upload.name for upload in queries.files_of([message])[str(message.public_id)]] == ["附件1.txt"]
    assert Upload.objects.get().state == "private"
    assert "王晓明" not in "".join(Entry.objects.values_list("subject_name", flat=True))


def test_one_bad_file_takes_the_others_back():
    with pytest.raises(Refused) as refused:
        services.take_in([text_file("好\n".encode()), (io.BytesIO(b"MZ\x90"), "x.exe")])
    assert refused.value.reasons[0].field == "files" and "第 2 个文件" in str(refused.value)
    assert Upload.objects.get().state == "removed"


def test_a_letter_brings_five_files_at_most():
    with pytest.raises(Refused):
        services.take_in([text_file("好\n".encode()) for _ in range(6)])
    assert not Upload.objects.exists()


# --- Retention ---------------------------------------------------------------------------------------------------------


def test_when_its_term_is_over_a_letter_loses_its_writer_and_keeps_its_figures(official):
    files = services.take_in([text_file("内容\n".encode())])
    letter = answered(official, files=files)
    services.rate(letter=letter, score=4, words="谢谢李小禾")
    open_one = letters.receipt().letter
    with clock.at(clock.now() + timedelta(days=360)):
        assert services.erase_expired() == 0
    with clock.at(clock.now() + timedelta(days=370)):
        assert services.erase_expired() == 1
        assert services.erase_expired() == 0
    letter.refresh_from_db()
    assert letter.erased_at and (letter.rating, letter.kind) == (4, "trial") and letter.receipt_digest
    assert queries.contact_of(letter) == Contact() and letter.receipt_salt is None
    assert not letter.subject and not letter.rating_words and letter.notice == "none"
    assert [message.words for message in queries.thread(letter)] == ["", ""]
    assert Upload.objects.get().state == "removed"
    open_one.refresh_from_db()
    assert open_one.erased_at is None


def test_what_was_erased_is_not_touched_again(official):
    letter = answered(official)
    services.erase(letter=letter)
    for act in (lambda: services.rate(letter=letter, score=5), lambda: services.reopen(letter=letter, actor=official, reason="x"),
                lambda: services.reveal(letter=Letter.objects.get(pk=letter.pk), actor=official, reason="x")):  # fmt: skip
        with pytest.raises(Refused, match="已经清除"):
            act()


def test_the_table_agrees_with_the_rules(official):
    from django.db import IntegrityError, transaction  # what the constraints say

    letter = letters.receipt().letter
    for wrong in (
        {"rating": 3},
        {"state": "answered"},
        {"ended_at": clock.now()},
        {"erased_at": clock.now()},
        {"state": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**wrong)


def test_no_column_of_the_tables_holds_a_word_of_the_letter():
    letters.receipt()
    with connection.cursor() as cursor:
        for table in ("reception_letter", "reception_message"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  a name of ours
            row = str(cursor.fetchall())
            for planted in ("李小禾", "13800000002", "li@example.cn", "公园"):
                assert planted not in row
