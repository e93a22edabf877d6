"""The procedure through its services: from the receipt to the archive, with the clock of the ledger."""

from datetime import timedelta

import pytest

from gongkai.foi import queries, services
from gongkai.foi.models import Application, Consultation
from gongkai.foi.rules.stages import Stage
from gongkai.foi.services.composing import typed_in
from gongkai.foi.services.intake import Wanted
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.letters.models import LetterFile, OfficialLetter
from gongkai.portal.tests.conftest import MORNING
from gongkai.reception import queries as reception_queries
from gongkai.reception import services as reception
from gongkai.workdays.queries import deadlines_of
from gongkai.workdays.rules.ledger import State


def due(case: Application):
    deadline = queries.running(case)
    return deadline.due_on if deadline else None


def days_later(days: int):
    return clock.at(MORNING + timedelta(days=days))


def refused(act, **more) -> str:
    with pytest.raises(Refused) as told:
        act(**more)
    return "".join(reason.sentence for reason in told.value.reasons)


def told(case: Application) -> list[str]:
    return [message.words for message in reception_queries.thread(case.letter)]


def test_an_online_application_has_no_due_date_before_its_receipt_is_confirmed(team):
    case = make.received(team)
    answer, entry = (queries.running(case), deadlines_of(case.letter.as_party()).open().get(rule="REQ-07"))
    assert answer.state == State.AWAITING and answer.due_on is None and entry.due_on > clock.today()
    assert queries.status_of(case.letter).due_on is None
    case = make.fresh(
        services.register(case=case, actor=team.publicity, received_on=clock.today(), evidence="电话确认")
    )
    assert case.stage == Stage.IN_HAND and case.number.endswith("1号") and due(case) is not None
    assert not deadlines_of(case.letter.as_party()).open().filter(rule="REQ-07").exists()
    assert case.number in told(case)[-1] and "答复期限：" in told(case)[-1]


def test_the_receipt_is_not_before_the_submission_nor_in_the_future_and_has_its_evidence(team):
    case = make.received(team)
    arguments = {"case": case, "actor": team.publicity, "evidence": "电话"}
    assert "不能早于提交之日" in refused(services.register, received_on=clock.today() - timedelta(days=1), **arguments)
    assert "不能晚于今天" in refused(services.register, received_on=clock.today() + timedelta(days=1), **arguments)
    assert "依据" in refused(services.register, received_on=clock.today(), **arguments | {"evidence": " "})


def test_numbers_follow_each_other_and_begin_anew_with_the_year(team):
    first, second = make.registered(team), make.registered(team)
    assert [case.number[-2:] for case in (first, second)] == ["1号", "2号"]
    with days_later(400):
        assert make.registered(team).number.endswith("〕1号")


def test_the_story_from_receipt_to_archive(team):
    case = make.archived(team)
    assert case.stage == Stage.ARCHIVED and case.decision == "D02" and case.archived_at
    deadline = deadlines_of(case.letter.as_party()).get(rule="REQ-10")
    assert deadline.state == State.MET and deadline.met_on == clock.today()
    assert make.TEXT in told(case)[-1] and "行政复议" in told(case)[-1] and "第三十六条第二项" in told(case)[-1]
    events = list(Entry.objects.filter(event__startswith="foi.").order_by("pk").values_list("event", flat=True))
    assert events == [
        f"foi.{name}" for name in (
            "received", "registered", "assigned", "drafted", "submitted", "passed", "passed", "signed", "delivered", "archived"
        )
    ]  # fmt: skip


def test_a_refusal_sends_to_reconsideration_first(team):
    case = make.answered(team, code="D09", findings=("reasons",))
    assert "应当先申请行政复议" in told(case)[-1] and "6个月" not in told(case)[-1]


def test_what_the_law_leaves_open_is_not_printed_before_a_legal_officer_has_said_so(team):
    case = make.drafted(team, code="D03")
    assert "法制审核人员" in refused(services.submit_decision, case=case, actor=team.draft)
    make.settled(team)
    case = make.answered(team, code="D03")
    assert "应当先申请行政复议" in told(case)[-1]


def test_a_decision_waits_for_its_findings(team):
    case = make.drafted(team, code="D12", findings=())
    assert "检索记录" in refused(services.submit_decision, case=case, actor=team.draft)
    services.search(case=case, actor=team.draft, places="档案室", terms="修剪计划", found="没有")
    assert services.submit_decision(case=case, actor=team.draft).stage == Stage.REVIEW


def test_three_persons_examine_what_a_fourth_has_written(team):
    case = make.in_review(team)
    assert "需要法制审核职责" in refused(services.pass_step, case=case, actor=team.draft)
    case = make.for_signature(team)
    assert "需要签发职责" in refused(services.sign, case=case, actor=team.secrecy)


def test_a_returned_decision_is_examined_from_the_beginning(team):
    case = services.return_decision(case=make.for_signature(team), actor=team.sign, remarks="请补充依据。")
    assert case.stage == Stage.IN_HAND and case.legal_by is None and case.secrecy_by is None
    case = services.draft_decision(case=case, actor=team.draft, code="D02", findings=("supply",), text="改过的答复。")
    assert services.submit_decision(case=case, actor=team.draft).stage == Stage.REVIEW


def test_what_was_read_is_what_is_passed(team):
    case = make.in_review(team)
    assert "已经改动" in refused(services.pass_step, case=case, actor=team.legal, edition=case.edition - 1)
    assert "由他人改动" in refused(
        services.draft_decision, case=make.drafted(team), actor=team.draft, code="D02", findings=(), text="x", edition=0
    )


def test_a_correction_is_asked_once_and_starts_the_period_anew(team):
    case = make.assigned(team)
    until = clock.today() + timedelta(days=10)
    case = services.ask_correction(case=case, actor=team.draft, text="请写明年度。", until=until)
    assert case.stage == Stage.CORRECTION and "视为放弃申请" in told(case)[-1]
    before = due(case)
    with days_later(7):
        case = services.corrected(case=case, actor=team.publicity)
        assert case.stage == Stage.IN_HAND and due(case) > before
        assert "只允许一次" in refused(
            services.ask_correction, case=case, actor=team.draft, text="再补", until=until + timedelta(days=30)
        )


def test_a_correction_that_does_not_come_ends_the_application_by_a_signed_letter(team):
    case = make.assigned(team)
    case = services.ask_correction(
        case=case, actor=team.draft, text="请写明年度。", until=clock.today() + timedelta(days=10)
    )
    assert "尚未届满" in refused(services.lapse, case=case, actor=team.publicity)
    with days_later(14):
        case = services.lapse(case=case, actor=team.publicity)
        assert (case.stage, case.decision) == (Stage.REVIEW, "D21") and "补正告知（文号：" in typed_in(case)["事由"]


def test_the_time_of_a_consultation_does_not_count(team):
    case = make.assigned(team)
    base = due(case)
    row = services.consult(case=case, actor=team.draft, whom="third_party", name="示例园林公司")
    assert queries.running(case).state == State.PAUSED
    assert "尚未答复" in refused(services.submit_decision, case=make.fresh(case), actor=team.draft)
    with days_later(7):
        assert "理由" in refused(services.opinion, consultation=row, actor=team.draft, said="refused")
        services.opinion(consultation=row, actor=team.draft, said="refused", reasons="涉及经营数据。")
        assert queries.running(case).state == State.RUNNING and due(case) > base
    assert row.name.reveal() == "示例园林公司"


def test_silence_is_entered_by_itself_and_the_clock_goes_on(team):
    case = make.assigned(team)
    services.consult(case=case, actor=team.draft, whom="co_maker", name="示例委员会")
    with days_later(40):
        assert (services.lapse_silent(), services.lapse_silent()) == (1, 0)
        row = Consultation.objects.get(application=case)
        assert row.opinion == "silent" and queries.running(case).state == State.RUNNING


def test_an_extension_is_approved_by_somebody_else_once(team):
    case = make.assigned(team)
    before = due(case)
    assert "需要政务公开职责" in refused(services.extend, case=case, actor=team.draft, days=5, reason="需要协调")
    case = services.extend(case=case, actor=team.publicity, days=20, reason="需要协调多个单位")
    assert due(case) > before and "答复期限延长至" in told(case)[-1]
    assert "已经延长过一次" in refused(services.extend, case=case, actor=team.publicity, days=1, reason="再延")


def test_reasons_are_asked_for_and_a_delay_names_its_day(team):
    case = services.ask_reasons(
        case=make.assigned(team),
        actor=team.publicity,
        text="本月已申请六十件。",
        until=clock.today() + timedelta(days=9),
    )
    assert case.stage == Stage.REASONS
    case = services.reasons_given(case=case, actor=team.publicity)
    later = due(case) + timedelta(days=28)
    services.delay(case=case, actor=team.publicity, until=later, reason="数量较多")
    assert due(case) == later


def test_payment_starts_the_period_anew(team):
    case = services.charge(
        case=make.assigned(team), actor=team.publicity, amount=300, standard="按件，第11至13件", how="银行转账"
    )
    assert case.stage == Stage.PAYMENT and "300元" in told(case)[-1]
    before = due(case)
    with days_later(7):
        case = services.paid(case=case, actor=team.publicity)
        assert case.stage == Stage.IN_HAND and due(case) > before
        assert "不能再次收费" in refused(
            services.charge, case=case, actor=team.publicity, amount=1, standard="x", how="x"
        )


def test_one_may_withdraw(team):
    case = services.withdrawn(case=make.registered(team), actor=team.publicity, reason="申请人来电撤回")
    assert case.decision == "D23" and case.stage == Stage.ANSWERED and due(case) is None


def test_a_paper_application_gets_the_same_receipt(team):
    receipt = services.intake(
        actor=team.publicity, submission=make.submission(), wanted=Wanted(channel="signed_post", identity="X1")
    )
    case = queries.application_of(receipt.letter)
    assert receipt.code and case.channel == "signed_post"
    day = clock.today() - timedelta(days=1)
    assert services.register(case=case, actor=team.publicity, received_on=day, evidence="EM12345").received_on == day


def test_earlier_applications_of_the_same_person_are_shown(team):
    first, second = make.received(team), make.received(team)
    make.received(team, identity="91310000000000000X")
    assert list(queries.earlier_ones(second)) == [first]


def test_when_the_letter_is_erased_nothing_of_the_applicant_stays(team):
    case = make.archived(team, identity=make.IDENTITY)
    reception.erase(letter=case.letter)
    case = make.fresh(case)
    made = OfficialLetter.objects.about(case.as_party())
    assert made and all(row.erased_at and row.number and not row.addressee for row in made)
    assert not any(file.body for file in LetterFile.objects.all())
    assert not case.identity and not case.remarks and case.identity_index == "" and case.decision == "D02"
