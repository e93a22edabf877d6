"""Templates at work: versions, two persons, what is refused before one may be used."""

import pytest

from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.letters.models import LetterTemplate
from gongkai.letters.services import templates

from .demo import RECEIPT, REFUSAL
from .test_issuing import refused

TEXT = RECEIPT.template + "\n请妥善保管。"


def written(office, kind=RECEIPT, text=TEXT, note="加一句提醒"):
    row = templates.open_next(kind=kind, author=office.lawyer)
    return templates.save(
        template=row, editor=office.lawyer, edition=row.edition, title=kind.title, text=text, note=note
    )


def activated(office, **more):
    row = templates.propose(template=written(office, **more), editor=office.lawyer)
    return templates.activate(template=row, decider=office.second)


def test_the_registered_wording_is_the_first_version(office):
    first = templates.current(RECEIPT)
    assert (first.serial, first.state, first.text) == (1, "active", RECEIPT.template)
    assert templates.current(RECEIPT) == first


def test_a_second_lawyer_puts_a_version_into_use_and_the_old_one_is_kept(office):
    old = office.issued(RECEIPT)
    new = activated(office)
    assert (new.serial, new.state, templates.current(RECEIPT)) == (2, "active", new)
    kept = LetterTemplate.objects.get(kind=RECEIPT.code, serial=1)
    assert kept.state == "retired" and kept.active_to is not None and kept.text == RECEIPT.template
    later = office.issued(RECEIPT)
    assert (old.issued.template.serial, later.issued.template.serial) == (1, 2)
    assert "请妥善保管" in later.issued.read().parts[-1].text


def test_nobody_puts_into_use_what_he_wrote_in(office):
    row = templates.propose(template=written(office), editor=office.lawyer)
    assert "自己写过的模板" in refused(templates.activate, template=row, decider=office.lawyer)
    assert "由法制审核人员启用" in refused(templates.activate, template=row, decider=office.clerk)


def test_an_earlier_writer_stays_a_writer_when_a_colleague_saves_last(office):
    row = written(office)
    row = templates.save(template=row, editor=office.clerk, edition=row.edition, title=row.title, text=TEXT, note="x")
    row = templates.propose(template=row, editor=office.clerk)
    assert "自己写过的模板" in refused(templates.activate, template=row, decider=office.lawyer)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (REFUSAL.template.replace("{{理由}}\n", ""), "没有用到必需的字段“{{理由}}”"),
        (REFUSAL.template.replace("《中华人民共和国政府信息公开条例》", "条例"), "缺少应当载明的内容：依据"),
        (REFUSAL.template + "\n{{出生日期}}", "不是这种文书的字段"),
        (REFUSAL.template + "\n请在3个月内提起诉讼。", "不能写3个月"),
    ],
)
def test_a_template_with_faults_is_kept_but_not_proposed(office, text, said):
    row = written(office, REFUSAL, text)
    assert said in refused(templates.propose, template=row, editor=office.lawyer)
    assert LetterTemplate.objects.get(pk=row.pk).state == "draft"


def test_a_version_is_proposed_with_a_word_on_what_changed(office):
    assert "请写明修改说明" in refused(templates.propose, template=written(office, note=""), editor=office.lawyer)


def test_a_version_that_is_returned_goes_on_with_what_was_said(office):
    row = templates.propose(template=written(office), editor=office.lawyer)
    assert "请写明需要修改什么" in refused(templates.return_, template=row, decider=office.second, remarks="")
    row = templates.return_(template=row, decider=office.second, remarks="语气不妥")
    assert (row.state, row.remarks) == ("draft", "语气不妥")
    assert templates.open_next(kind=RECEIPT, author=office.lawyer) == row


def test_a_colleagues_save_in_between_is_said(office):
    row = templates.open_next(kind=RECEIPT, author=office.lawyer)
    fields = {"title": "登记回执", "text": TEXT, "note": "x"}
    templates.save(template=row, editor=office.second, edition=0, **fields)
    assert "同事保存过" in refused(templates.save, template=row, editor=office.lawyer, edition=0, **fields)


def test_a_version_in_use_is_never_edited(office):
    row = activated(office)
    with pytest.raises(Refused, match="另开一版"):
        templates.save(template=row, editor=office.lawyer, edition=row.edition, title="x", text="y", note="z")


def test_only_lawyers_and_publicity_write_templates(office):
    assert "由法制审核或者政务公开人员维护" in refused(templates.open_next, kind=RECEIPT, author=office.writer)


def test_every_act_stands_in_the_journal(office):
    row = activated(office)
    events = Entry.objects.about("letter_template", row.pk).order_by("pk").values_list("event", flat=True)
    assert list(events) == [
        "letters.template_opened",
        "letters.template_saved",
        "letters.template_proposed",
        "letters.template_activated",
    ]
