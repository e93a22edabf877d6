"""A letter's way through the bureau: handed out, asked back, answered by two, extended, merged, left aside, published."""

from datetime import date, timedelta

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.delivery import deliver_due
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.mailbox import evidence, queries, services
from gongkai.mailbox.models import Matter
from gongkai.mailbox.services import publishing
from gongkai.mailbox.tests import factories as letters
from gongkai.portal.tests.conftest import MORNING
from gongkai.portal.tests.factories import policy
from gongkai.publications.models import Publication
from gongkai.publications.services import releasing, reviewing
from gongkai.publications.tests import factories as make
from gongkai.reception import queries as reception_queries
from gongkai.reception import services as reception
from gongkai.reception.models import Message

pytestmark = pytest.mark.django_db


def later(days):
    return clock.at(MORNING + timedelta(days=days))


def again(matter):
    return Matter.objects.select_related("letter", "unit").get(pk=matter.pk)


def said_to_writer(matter):
    return [message.words for message in reception_queries.thread(matter.letter) if not message.from_writer]


def test_a_letter_is_due_seven_working_days_after_it_came(team):
    matter = letters.new(team)
    deadline = queries.running(matter)
    assert (deadline.started_on, deadline.due_on) == (date(2026, 6, 2), date(2026, 6, 11))
    assert deadline.grade == "B" and not deadline.term.fixed_on
    assert matter.unit == team.publicity.unit


def test_handing_out_changes_who_is_responsible_and_not_the_day(team):
    before = queries.running(letters.new(team)).due_on
    matter = letters.assigned(team)
    deadline = queries.running(matter)
    assert (deadline.unit, deadline.official, deadline.due_on) == (team.draft.unit, team.draft, before)


def test_a_letter_is_not_given_to_a_unit_where_nobody_answers(team):
    empty = bureau.unit("empty")
    for official in (team.draft,):
        official.duties.update(unit=team.unit)
    with pytest.raises(Refused, match="没有承担起草职责"):
        services.assign(matter=letters.new(team), actor=team.publicity, unit=empty)


def test_the_writer_is_told_who_handles_it_now_but_not_why(team):
    matter = services.transfer(
        matter=letters.assigned(team), actor=team.draft, unit=team.other, reason="属于绿化处职责"
    )
    assert matter.unit == team.other and queries.running(matter).unit == team.other
    assert said_to_writer(matter) == ["您的来信已转由绿化处办理。"]


def test_a_reason_for_the_journal_holds_no_telephone_number(team):
    with pytest.raises(Refused, match="手机"):
        services.transfer(matter=letters.assigned(team), actor=team.draft, unit=team.other, reason="请联系 13912345678")


def test_while_the_writer_is_asked_the_days_do_not_count(team):
    matter = letters.asked(team)
    assert matter.stage == "asked" and queries.running(matter).due_on is None
    assert matter.letter.kind_info.status(matter.letter).word == "请您补充"
    with later(6):
        reception.write_back(letter=again(matter).letter, key=letters.key(), text="地址是 /c/service/")
        deliver_due()
        matter = again(matter)
        assert matter.stage == "assigned"
        # Asked on 2 June, answered on the 8th: the 3rd to the 8th do not count.
        assert queries.running(matter).due_on == date(2026, 6, 17)


def test_nobody_examines_his_own_answer(team):
    both = bureau.official("draft", "office_review", of=team.unit)
    matter = services.draft_answer(matter=letters.assigned(team), actor=both, text=letters.ANSWER)
    matter = services.submit_answer(matter=matter, actor=both)
    for act in (lambda: services.approve(matter=matter, actor=both),
                lambda: services.return_answer(matter=matter, actor=both, remarks="改")):  # fmt: skip
        with pytest.raises(Refused, match="不能审核自己拟写的答复"):
            act()
    assert services.approve(matter=matter, actor=team.office_review).stage == "answered"


def test_an_answer_reaches_the_writer_and_meets_the_term(team):
    matter = letters.answered(team)
    assert said_to_writer(matter) == [letters.ANSWER]
    assert queries.running(matter) is None
    assert again(matter).letter.state == "answered"
    assert queries.status_of(again(matter).letter).word == "已答复"


def test_a_draft_changed_since_it_was_read_is_not_sent(team):
    matter = letters.in_review(team)
    with pytest.raises(Refused, match="已经改动"):
        services.approve(matter=matter, actor=team.office_review, edition=matter.edition - 1)


def test_a_colleagues_save_in_between_is_not_written_over(team):
    matter = letters.drafted(team)
    with pytest.raises(Refused, match="同事保存过"):
        services.draft_answer(matter=matter, actor=team.draft, text=letters.ANSWER, edition=0)


def test_a_returned_answer_goes_back_with_its_remarks(team):
    matter = services.return_answer(
        matter=letters.in_review(team), actor=team.office_review, remarks="请写明修复时间。"
    )
    assert matter.stage == "assigned" and matter.remarks.reveal() == "请写明修复时间。"


def test_the_longer_term_is_taken_once_and_the_writer_knows_why(team):
    matter = services.extend(matter=letters.assigned(team), actor=team.office_review, reason="需要现场核实")
    assert queries.running(matter).due_on == date(2026, 6, 24), "fifteen working days, the festival on the 19th is none"
    assert "需要现场核实" in said_to_writer(matter)[0] and "6月24日" in said_to_writer(matter)[0]
    with pytest.raises(Refused, match="不能再次延期"):
        services.extend(matter=matter, actor=team.office_review, reason="再延")


def test_what_is_late_already_is_not_extended(team):
    matter = letters.assigned(team)
    with later(20), pytest.raises(Refused, match="届满后不能延期"):
        services.extend(matter=matter, actor=team.office_review, reason="需要现场核实")


def test_one_answer_reaches_everybody_who_wrote_the_same(team):
    twin, target = letters.new(team), letters.assigned(team)
    services.merge(matter=twin, actor=team.publicity, into=target)
    with pytest.raises(Refused, match="已有其他来信并入"):
        services.merge(matter=target, actor=team.publicity, into=letters.assigned(team))
    target = services.draft_answer(matter=target, actor=team.draft, text=letters.ANSWER)
    services.approve(matter=services.submit_answer(matter=target, actor=team.draft), actor=team.office_review)
    twin = again(twin)
    assert twin.stage == "answered" and said_to_writer(twin) == [letters.ANSWER]
    assert queries.running(twin) is None


@pytest.mark.parametrize("stage", ["answered", "closed", "invalid", "merged"])
def test_a_letter_is_not_merged_into_one_that_is_over(team, stage):
    with pytest.raises(Refused, match="不能再并入"):
        services.merge(matter=letters.new(team), actor=team.publicity, into=letters.AT[stage](team))


def test_a_letter_is_merged_neither_into_itself_nor_into_another_kind(team):
    matter = letters.new(team)
    with pytest.raises(Refused, match="不能并入自己"):
        services.merge(matter=matter, actor=team.publicity, into=matter)
    question = letters.assigned(team, kind="policy_question", facts={"document": policy(team)})
    with pytest.raises(Refused, match="同一类别"):
        services.merge(matter=matter, actor=team.publicity, into=question)


def test_what_is_left_aside_keeps_its_text_and_tells_the_reason(team):
    matter = letters.invalid(team)
    assert matter.letter.subject_text and reception_queries.thread(matter.letter)[0].words
    assert "不作为来信办理" in said_to_writer(matter)[0]
    assert again(matter).letter.state == "closed" and queries.running(matter) is None


def test_a_mistake_is_put_right_with_the_days_counted_from_receipt(team):
    matter = letters.invalid(team)
    with later(3):
        matter = services.restore(matter=matter, actor=team.publicity, reason="误判为广告")
        assert matter.stage == "new" and queries.running(matter).due_on == date(2026, 6, 11)
        assert again(matter).letter.state == "open"


def test_an_answered_letter_goes_on_with_a_new_term(team):
    matter = letters.answered(team)
    with later(7):
        matter = services.reopen(matter=matter, actor=team.publicity, reason="写信人反映仍未修复")
        assert matter.stage == "assigned" and not matter.draft
        assert queries.running(matter).started_on == date(2026, 6, 9)
        text = services.draft_answer(matter=matter, actor=team.draft, text=letters.ANSWER)
        services.approve(matter=services.submit_answer(matter=text, actor=team.draft), actor=team.office_review)
    assert len(said_to_writer(matter)) == 2


def test_quiet_letters_are_closed_and_others_are_not(team):
    quiet, loud = letters.answered(team), letters.answered(team)
    reception.write_back(letter=loud.letter, key=letters.key(), text="还是打不开")
    deliver_due()
    with later(31):
        assert services.close_quiet() == 1
        assert (again(quiet).stage, again(loud).stage) == ("closed", "answered")
        assert again(loud).wrote_again


# --- Publishing --------------------------------------------------------------------------------------------------------


def test_a_published_letter_goes_through_the_whole_chain_without_personal_data(team):
    document = policy(team)
    matter = letters.answered(
        team, kind="policy_question", facts={"document": document}, subject="王晓明问迁移树木",
        text="我叫王晓明，手机13800000001，身份证310104199001011232，住示例路88弄6号502室，想迁移门前的树。",
    )  # fmt: skip
    version = services.publish(matter=matter, actor=team.draft)
    for planted in ("王晓明", "13800000001", "310104199001011232", "502室"):
        assert planted not in version.body + version.title + version.summary
    assert version.publication.state == "unreleased" and version.state == "draft"
    assert version.publication.column == "interact.consult"
    public = releasing.release(
        version=make.pass_all(team, reviewing.submit(version=version, author=team.draft)), actor=team.publicity
    )
    assert queries.published(5) == [public] == [Publication.objects.get(pk=again(matter).published_as_id)]
    with pytest.raises(Refused, match="已经转为公开信息"):
        services.publish(matter=again(matter), actor=team.draft)


def test_a_letter_whose_writer_does_not_agree_is_not_published(team):
    with pytest.raises(Refused, match="没有同意公开"):
        services.publish(matter=letters.answered(team, may_publish=False), actor=team.draft)


def test_hostile_text_comes_into_the_draft_as_text(team):
    matter = letters.answered(team, text="<script>alert(1)</script><b onclick='x'>粗</b>")
    body = services.publish(matter=matter, actor=team.draft).body
    assert "<script" not in body and "&lt;script" in body and "<b onclick" not in body


def test_masking_counts_what_it_hid():
    text, hidden = publishing.masked("李四 13912345678，李四再说", ["李四"])
    assert "13912345678" not in text and "李四" not in text and hidden == 3


# --- Figures and traces ------------------------------------------------------------------------------------------------


def test_figures_count_what_came_and_what_was_answered_in_time(team):
    matter = letters.answered(team)
    reception.rate(letter=matter.letter, score=4)
    letters.invalid(team)
    late = letters.in_review(team)
    with later(30):
        services.approve(matter=late, actor=team.office_review)
        found = evidence.answered_in_time(date(2026, 6, 1), date(2026, 6, 30))
    assert (found.received, found.answered, found.in_time, found.invalid, found.score) == (3, 2, 1, 1, 4.0)
    assert found.in_time_rate == 50.0


def test_an_unanswered_letter_fails_the_site_after_three_months(team):
    letters.assigned(team)
    with later(91):
        assert evidence.unanswered_too_long() == 0
    with later(93):
        assert evidence.unanswered_too_long() == 1


def test_the_journal_holds_nothing_that_was_written(team):
    matter = letters.answered(team)
    services.publish(matter=matter, actor=team.draft)
    written = "".join(
        f"{entry.subject_name}{entry.actor_name}{entry.reason}{entry.facts}{entry.source}"
        for entry in Entry.objects.all()
    )
    for planted in ("王晓明", "13800000001", "wang@example.cn", "下载表格", "已经修复"):
        assert planted not in written


def test_erasure_takes_the_answers_draft_along(team):
    matter = letters.closed(team)
    reception.erase(letter=matter.letter)
    matter = again(matter)
    assert not matter.draft and not matter.remarks
    assert all(not message.text for message in Message.objects.all())
    assert queries.status_of(matter.letter).word == "已清除"


def test_those_whose_turn_it_is_are_told(team):
    from gongkai.desk.models import Notification  # what the desk shows is its own

    letters.in_review(team)
    deliver_due()
    told = {(row.official_id, row.sentence.split(" ")[0]) for row in Notification.objects.all()}
    assert (team.publicity.pk, "收到来信") in told and (team.office_review.pk, "来信") in told
