"""From the facts to a letter that was sent: what is refused, what is kept, what never changes."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from gongkai.bureau.services import absences
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import AppendOnly, Entry
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.refusals import Refused
from gongkai.letters import services
from gongkai.letters.composing import Content
from gongkai.letters.models import IssuedLetter, LetterFile, OfficialLetter, SeriesYear
from gongkai.letters.queries import altered
from gongkai.letters.rules.blocks import plain_text
from gongkai.letters.rules.templates import Field
from gongkai.letters.services import erasing

from .demo import CASE, FACTS, RECEIPT, REFUSAL, REMEDY, changed
from .reading import docx_text, pdf_text, squeezed


def refused(act, *args, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    return str(caught.value)


def test_a_letter_is_issued_under_its_number_with_both_files(office):
    letter = office.issued()
    issued = letter.issued
    assert (letter.state, letter.number, issued.dated_on) == ("issued", "测绿信公〔2026〕1号", date(2026, 3, 9))
    files = {file.form: file.read() for file in issued.files.all()}
    said = squeezed(plain_text(issued.read()))
    assert squeezed(pdf_text(files["pdf"])) == squeezed(docx_text(files["docx"])) == said
    assert "李明：" in said and "提起行政诉讼" in said and "如有疑问" not in said
    assert altered(issued) == []


def test_the_journal_tells_of_it_without_telling_whom_or_what(office):
    letter = office.issued(addressee="欧阳明月", 申请内容="某某小区的养护合同")
    entries = Entry.objects.about("official_letter", letter.pk).order_by("pk")
    assert [entry.event for entry in entries] == ["letters.drafted", "letters.issued"]
    written = json.dumps([[e.subject_name, e.reason, e.facts] for e in entries], ensure_ascii=False)
    assert "测绿信公〔2026〕1号" in written
    assert "欧阳" not in written and "某某小区" not in written


def test_nothing_of_a_person_stands_in_the_tables(office):
    office.issued(addressee="欧阳明月", 申请内容="某某小区的养护合同")
    with connection.cursor() as cursor:
        for table in [name for name in connection.introspection.table_names() if name.startswith("letters_")]:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names that the database itself gave
            stored = repr(cursor.fetchall())
            assert "欧阳" not in stored and "某某小区" not in stored, table


def test_everything_against_a_letter_is_said_at_once(office):
    letter = office.draft(addressee="本局", 理由=["起诉期限为三个月，请在三个月内提起诉讼。"])
    said = refused(services.issue, letter=letter, issuer=office.writer, dated_on=date(2026, 3, 10))
    for sentence in ("没有救济告知不能签发", "不能写3个月", "收件人不能是“本局”", "没有签发", "自己拟写", "晚于今天"):
        assert sentence in said
    letter.refresh_from_db()
    assert letter.state == "draft" and not SeriesYear.objects.exists()


def test_a_decision_without_its_remedy_is_refused_and_a_receipt_needs_none(office):
    assert "救济" in refused(services.issue, letter=office.draft(), issuer=office.signer)
    assert office.issued(RECEIPT).issued.has_remedy is False


def test_the_platform_issues_only_what_may_be_automatic(office):
    assert "没有签发" in refused(services.issue, letter=office.draft(), issuer=SYSTEM, remedy=REMEDY)
    assert office.issued(RECEIPT).state == "issued"


def test_nobody_signs_his_own_draft_even_with_the_duty(office):
    both = bureau.official("draft", "sign", of=office.unit)
    letter = services.draft(kind=REFUSAL.code, unit=office.unit, subject=CASE, addressee="李明", addressee_kind="person",
                            content=Content(FACTS), author=both)  # fmt: skip
    assert "自己拟写" in refused(services.issue, letter=letter, issuer=both, remedy=REMEDY)


def test_who_stands_in_signs_for_whom_he_stands_in(office):
    today = clock.today()
    deputy = bureau.official("supervise", of=office.unit, name="代理人")
    absences.record_absence(official=office.signer, substitute=deputy, from_day=today, to_day=today + timedelta(days=1),
                            reason="出差", actor=office.signer)  # fmt: skip
    letter = services.issue(letter=office.draft(), issuer=deputy, remedy=REMEDY)
    assert letter.issued.on_behalf_of == "签发人"
    assert Entry.objects.get(event="letters.issued").on_behalf_of == "签发人"


def test_missing_facts_are_named_at_their_fields(office):
    with pytest.raises(Refused) as caught:
        office.draft(申请内容="", 理由=[])
    assert [(reason.field, reason.sentence) for reason in caught.value.reasons] == [
        ("申请内容", "请填写“申请内容”。"),
        ("理由", "请填写“理由”。"),
    ]
    assert "请填写收件人" in refused(office.draft, addressee=" ")


def test_every_version_of_a_draft_is_kept_and_the_last_one_is_issued(office):
    letter = office.draft()
    services.revise(letter=letter, content=Content(FACTS | {"理由": ["不予公开，理由如后。"]}), author=office.writer)
    assert [draft.read()["facts"]["理由"] for draft in letter.drafts.order_by("serial")] == [
        ["属于商业秘密。"],
        ["不予公开，理由如后。"],
    ]
    issued = services.issue(letter=letter, issuer=office.signer, remedy=REMEDY).issued
    assert "理由如后" in plain_text(issued.read())
    assert "不能再改" in refused(services.revise, letter=letter, content=Content(FACTS), author=office.writer)


def test_what_was_issued_cannot_be_written_again_nor_removed(office):
    issued = office.issued().issued
    issued.title = "另一个标题"
    for act in (issued.save, issued.delete, IssuedLetter.objects.all().delete):
        with pytest.raises(AppendOnly):
            act()
    with pytest.raises(AppendOnly):
        IssuedLetter.objects.update(title="x")
    with pytest.raises(AppendOnly):
        LetterFile.objects.update(digest="x")
    assert "不能再次签发" in refused(services.issue, letter=issued.letter, issuer=office.signer, remedy=REMEDY)


@pytest.mark.parametrize("column", ["content", "files"])
def test_a_change_behind_the_platforms_back_is_found(office, column):
    issued = office.issued().issued
    other = office.issued(addressee="王芳").issued
    if column == "content":
        issued.content = other.content.reveal()
        IssuedLetter._base_manager.bulk_update([issued], ["content"])
    else:
        file = issued.files.get(form="pdf")
        file.body = "eA=="
        LetterFile._base_manager.bulk_update([file], ["body"])
    assert len(altered(IssuedLetter.objects.get(pk=issued.pk))) == 1


def test_the_database_itself_refuses_states_that_cannot_be(office):
    letter = office.issued()
    for change in ({"state": "draft"}, {"number": None}, {"state": "sent"}, {"state": "void"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficialLetter.objects.filter(pk=letter.pk).update(**change)


def test_a_void_letter_keeps_its_number_and_says_why(office):
    letter = office.issued()
    assert "请写明作废的理由" in refused(services.void, letter=letter, actor=office.signer, reason=" ")
    assert "没有作废" in refused(services.void, letter=letter, actor=office.writer, reason="写错")
    voided = services.void(letter=letter, actor=office.signer, reason="收件人写错")
    assert (voided.state, voided.number, voided.void_reason) == ("void", "测绿信公〔2026〕1号", "收件人写错")
    assert office.issued().number == "测绿信公〔2026〕2号"
    assert "已经作废" in refused(services.void, letter=letter, actor=office.signer, reason="再次")
    assert "不能送出" in refused(services.send, letter=letter, channel="hand")


def test_a_letter_is_sent_and_the_day_of_receipt_is_set_once(office):
    letter = office.issued()
    delivery = services.send(letter=letter, channel="express", proof="EA123456789CN", actor=office.writer)
    letter.refresh_from_db()
    assert letter.state == "sent" and delivery.proof.reveal() == "EA123456789CN"
    assert "早于送出日期" in refused(services.confirm_received, delivery=delivery, received_on=date(2026, 3, 8))
    assert "晚于今天" in refused(services.confirm_received, delivery=delivery, received_on=date(2026, 3, 10))
    with clock.at(clock.now() + timedelta(days=3)):
        services.confirm_received(delivery=delivery, received_on=date(2026, 3, 11))
        assert "不能重复登记" in refused(services.confirm_received, delivery=delivery, received_on=date(2026, 3, 12))


def test_sending_is_refused_with_every_reason(office):
    letter = office.issued()
    said = refused(services.send, letter=letter, channel="pigeon", sent_on=date(2026, 3, 8))
    assert "早于成文日期" in said and "请选择送达方式" in said
    assert "晚于今天" in refused(services.send, letter=letter, channel="hand", sent_on=date(2026, 3, 10))
    assert "不能送出" in refused(services.send, letter=office.draft(), channel="hand")


def test_numbers_begin_anew_each_year_and_none_is_given_for_a_year_gone_by(office):
    assert [office.issued().number for _ in range(2)][-1] == "测绿信公〔2026〕2号"
    with clock.at(datetime(2027, 1, 1, 0, 5, tzinfo=clock.BUREAU_ZONE)):
        letter = office.draft()
        said = refused(services.issue, letter=letter, issuer=office.signer, remedy=REMEDY, dated_on=date(2026, 12, 31))
        assert "不在今年" in said
        assert services.issue(letter=letter, issuer=office.signer, remedy=REMEDY).number == "测绿信公〔2027〕1号"


def test_a_letter_that_fails_leaves_no_gap(office):
    letter = office.draft(申请内容="甲\U00016a00乙")
    assert "字库没有的字" in refused(services.issue, letter=letter, issuer=office.signer, remedy=REMEDY)
    assert office.issued().number == "测绿信公〔2026〕1号"


def test_what_a_room_undoes_gives_its_number_back(office):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        office.issued()
        raise ZeroDivisionError
    assert office.issued().number == "测绿信公〔2026〕1号"


def test_the_letters_of_a_case_are_found(office):
    letter = office.issued()
    assert list(OfficialLetter.objects.about(CASE)) == [letter]
    assert not OfficialLetter.objects.about(Party("application", "8")).exists()


def test_facts_that_the_kind_no_longer_knows_are_a_mistake_of_the_room(office):
    with pytest.raises(ValueError):
        services.draft(kind=RECEIPT.code, unit=office.unit, subject=CASE, addressee="李明", addressee_kind="person",
                       content=Content({"出生日期": "x"}), author=office.writer)  # fmt: skip


def test_a_template_that_no_longer_fits_its_kind_stops_new_letters(office):
    office.issued(RECEIPT)
    changed(
        RECEIPT,
        fields=(*RECEIPT.fields, Field("编号", "1")),
        template=RECEIPT.template + "{{编号}}",
    )
    assert "没有用到必需的字段“{{编号}}”" in refused(office.draft, RECEIPT)


def test_when_its_term_is_over_a_letter_keeps_number_and_digests_and_nothing_of_its_addressee(office, settings):
    settings.OFFICIAL_LETTER_RETENTION = 12
    letter, digest = office.issued(), OfficialLetter.objects.get().issued.digest
    services.send(letter=letter, channel="express", proof="EA123456789CN", actor=office.writer)
    assert erasing.erase_expired() == 0
    with clock.at(clock.now() + timedelta(days=400)):
        assert (erasing.erase_expired(), erasing.erase_expired()) == (1, 0)
    letter = OfficialLetter.objects.get()
    assert (letter.number, letter.issued.digest, letter.addressee) == ("测绿信公〔2026〕1号", digest, "")
    assert not any(draft.content for draft in letter.drafts.all()) and not letter.issued.content
    assert not any(file.body for file in LetterFile.objects.all()) and not letter.deliveries.get().proof
    assert letter.issued.files.count() == 2 and altered(letter.issued) == []


def test_a_kind_that_its_room_keeps_is_left_to_the_room(office):
    office.issued(changed(RECEIPT, kept_by_room=True))
    with clock.at(clock.now() + timedelta(days=9000)):
        assert erasing.erase_expired() == 0
