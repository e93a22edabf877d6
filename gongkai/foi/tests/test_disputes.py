"""Reconsideration and litigation: acts by stage and duty, deadlines by the law of the date, corrections that flow back."""

import itertools
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foi import disputing, reporting, services
from gongkai.foi.models import Application, Dispute
from gongkai.foi.rules import disputes as rules
from gongkai.foi.rules.disputes import Act, Against, Days, Procedure, Result, Road, Situation, Stage
from gongkai.foi.rules.report import form
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.letters.rules.blocks import plain_text
from gongkai.portal.tests.conftest import MORNING
from gongkai.workdays.queries import deadlines_of
from gongkai.workdays.rules.counting import Unit

LATER = MORNING + timedelta(days=40)
NEXT_YEAR = MORNING + timedelta(days=370)


def entered(team, application=None, **more) -> Dispute:
    values = {"road": "reconsideration", "against": "decision", "body": "上海市人民政府", "received_on": clock.today()}
    application = application or make.answered(team, code="D09", findings=("reasons",))
    return services.enter_dispute(application=application, actor=team.legal, **(values | more))


def ended(team, result="upheld", application=None, **more) -> Dispute:
    on = more.pop("on", None)
    redo = {name: more.pop(name) for name in ("redo_amount", "redo_measure") if name in more}
    case = entered(team, application, **more)
    return services.end_dispute(
        case=case, actor=team.legal, result=result, number="沪府复字〔2026〕第12号", on=on, **redo
    )


# --- Rules ---


@pytest.mark.parametrize("act", Act)
def test_every_act_at_every_stage_for_every_duty(act):
    for stage, duty in itertools.product(Stage, ("legal", "publicity", "draft", "sign", "secrecy")):
        possible = stage in rules.TABLE[act].stages and duty in rules.TABLE[act].duties
        assert (not rules.refusals(act, Situation(stage, frozenset({duty})))) is possible, (stage, duty)


def test_every_stage_leads_to_the_end_and_the_end_to_nothing():
    assert {stage for stage in Stage if any(stage in row.stages and row.to for row in rules.TABLE.values())} == {
        Stage.RECEIVED, Stage.DEFENDED,
    }  # fmt: skip
    assert set(rules.ROAD_OF_REPORT.values()) == set(form.ROADS)


@pytest.mark.parametrize(
    ("road", "procedure", "on", "amount", "unit"),
    [
        (Road.RECONSIDERATION, Procedure.ORDINARY, date(2023, 12, 31), 10, Unit.DAY),
        (Road.RECONSIDERATION, Procedure.ORDINARY, date(2024, 1, 1), 10, Unit.WORKING_DAY),
        (Road.RECONSIDERATION, Procedure.SIMPLE, date(2024, 1, 1), 5, Unit.WORKING_DAY),
        (Road.RECONSIDERATION, Procedure.SIMPLE, date(2023, 12, 31), 10, Unit.DAY),
        (Road.SUIT, Procedure.ORDINARY, date(2026, 3, 2), 15, Unit.DAY),
        (Road.SUIT_AFTER, Procedure.ORDINARY, date(2026, 3, 2), 15, Unit.DAY),
    ],
)
def test_what_is_owed_follows_the_law_of_the_day_of_receipt(road, procedure, on, amount, unit):
    limit = rules.limit_of(road, procedure, on, Days())
    assert (limit.amount, limit.unit, limit.is_law) == (amount, unit, False)


def test_the_days_are_the_houses_own_setting(team, settings):
    settings.FOI_DISPUTE_DAYS = Days(3, 2, 1)
    (deadline,) = deadlines_of(entered(team))
    assert deadline.amount == 3


def test_a_suit_that_skips_reconsideration_is_remarked_for_refusals_of_the_new_law_only():
    says = rules.first_reconsideration
    assert "先申请行政复议" in says(Road.SUIT, Against.DECISION, "D09", date(2024, 1, 1))
    assert says(Road.SUIT, Against.DECISION, "D09", date(2023, 12, 31)) == ""
    assert says(Road.SUIT, Against.DECISION, "D12", date(2024, 1, 1)) == ""
    assert says(Road.SUIT, Against.SILENCE, "", None) == ""


# --- Acts ---


def test_a_case_is_entered_answered_and_ended(team):
    case = entered(team)
    (deadline,) = deadlines_of(case).open()
    case = services.defend_dispute(case=case, actor=team.legal)
    deadline.refresh_from_db()
    assert case.stage == Stage.DEFENDED and not deadline.is_open and deadline.met_in_time
    case = services.end_dispute(case=case, actor=team.publicity, result="upheld", number="沪府复字〔2026〕第1号")
    assert case.stage == Stage.ENDED and case.result_on == clock.today()
    events = Entry.objects.filter(event__in=["foi.disputed", "foi.defended", "foi.dispute_ended"])
    assert events.count() == 3


def test_what_is_entered_wrong_is_said_at_its_field(team):
    case = make.registered(team)
    with pytest.raises(Refused) as refused:
        entered(team, case, body=" ", road="", received_on=clock.today() + timedelta(days=1))
    assert {reason.field for reason in refused.value.reasons} == {"road", "body", "received_on", "against"}
    with pytest.raises(Refused, match="法制审核"):
        services.enter_dispute(application=case, actor=team.draft, road="suit", against="silence", body="某法院",
                               received_on=clock.today())  # fmt: skip


def test_a_case_number_is_entered_once(team):
    entered(team, case_number="〔2026〕5号")
    with pytest.raises(Refused, match="已经登记过"):
        entered(team, case_number="〔2026〕5号")


def test_only_a_correction_orders_a_new_decision(team):
    with pytest.raises(Refused) as refused:
        ended(team, "upheld", redo_amount=20, redo_measure="wd")
    assert {reason.field for reason in refused.value.reasons} == {"redo_amount"}
    assert not Dispute.objects.exclude(result="").exists()


def test_a_correction_opens_the_application_again_with_its_period_and_links_both(team):
    with clock.at(MORNING):
        application = make.archived(team, code="D09", findings=("reasons",))
        year = clock.today().year
        before = reporting.table3(year)
    with clock.at(LATER):
        case = ended(team, "corrected", application, redo_amount=15, redo_measure="wd")
        again = make.fresh(application)
        assert again.stage == "in_hand" and again.decision == "" and again.letter.state == "open"
        (deadline,) = deadlines_of(again.letter).open()
        assert deadline.amount == 15 and "沪府复字" in deadline.basis
        kept = again.earlier_answers.get()
        assert kept.dispute == case and kept.decision == "D09" and make.TEXT in plain_text(kept.paper.issued.read())
        assert reporting.table3(year) == before, "what was filed stays true"
        again = services.draft_decision(
            case=again, actor=team.draft, code="D02", findings=("supply",), text="予以公开。"
        )
        again = services.submit_decision(case=again, actor=team.draft)
        again = services.pass_step(case=again, actor=team.legal)
        again = services.pass_step(case=again, actor=team.secrecy)
        again = services.sign(case=again, actor=team.sign)
        services.deliver(case=again, actor=team.publicity, proof="网上送达")
        case.refresh_from_db()
        assert case.redone_on == clock.today() and not deadlines_of(again.letter).open().exists()
        assert reporting.table3(year) == before
    assert Entry.objects.filter(event__in=["foi.reopened", "foi.redone"]).count() == 2


def test_a_correction_of_silence_runs_beside_the_open_period(team):
    application = make.assigned(team)
    case = ended(team, "corrected", application, against="silence", redo_amount=10, redo_measure="d")
    assert make.fresh(application).stage == "in_hand" and deadlines_of(case).open().get().amount == 10
    again = services.draft_decision(case=make.fresh(application), actor=team.draft, code="D02", findings=("supply",),
                                    text="予以公开。")  # fmt: skip
    services.submit_decision(case=again, actor=team.draft)
    for official in (team.legal, team.secrecy):
        services.pass_step(case=again, actor=official)
    services.sign(case=again, actor=team.sign)
    services.deliver(case=again, actor=team.publicity, proof="网上送达")
    assert not deadlines_of(case).open().exists() and Dispute.objects.get().redone_on == clock.today()


def test_a_result_is_entered_once(team):
    case = ended(team)
    with pytest.raises(Refused, match="已审结"):
        services.end_dispute(case=case, actor=team.legal, result="upheld", number="某号")


# --- Table 四 ---


@pytest.fixture
def two_years(team):
    """On each road one case that ends in its year, one that ends in the next, one that stays open."""
    application = make.answered(team, code="D09", findings=("reasons",))
    open_cases = []
    for road, result in zip(Road, Result, strict=True):
        ended(team, result, application, road=road)
        open_cases.append(entered(team, application, road=road))
        entered(team, application, road=road)
    with clock.at(NEXT_YEAR):
        for case in open_cases:
            services.end_dispute(case=case, actor=team.legal, result="corrected", number="某号")
        yield MORNING.year


def test_a_case_is_pending_until_its_result_and_counts_with_it_in_the_next_table(two_years):
    table, following = disputing.table4(two_years), disputing.table4(two_years + 1)
    for road, name in zip(form.ROADS, form.RESULTS, strict=False):
        assert table[road] == dict.fromkeys(disputing.NAMES, 0) | {name: 1, "尚未审结": 2, "总计": 3}
        assert following[road] == dict.fromkeys(disputing.NAMES, 0) | {"结果纠正": 1, "尚未审结": 1, "总计": 2}


def test_every_cell_of_table_four_leads_to_its_cases(two_years, django_assert_num_queries):
    for year in (two_years - 1, two_years, two_years + 1):
        with django_assert_num_queries(2):
            table = disputing.table4(year)
        for road, cells in table.items():
            for name, count in cells.items():
                assert disputing.of_cell(road, name, year).count() == count, (year, road, name)


def test_the_result_of_the_last_of_december_is_that_years(team):
    case = entered(team)
    Dispute.objects.filter(pk=case.pk).update(stage="ended", result="upheld", result_on=date(MORNING.year, 12, 31))
    road = form.ROADS[0]
    assert (
        disputing.table4(MORNING.year)[road]["结果维持"] == 1 and disputing.table4(MORNING.year + 1)[road]["总计"] == 0
    )
    Dispute.objects.filter(pk=case.pk).update(result_on=date(MORNING.year + 1, 1, 1))
    assert disputing.table4(MORNING.year)[road]["尚未审结"] == 1
    assert disputing.table4(MORNING.year + 1)[road]["结果维持"] == 1


@given(st.integers(1, 365), st.sampled_from(list(Road)))
def test_every_road_has_a_limit_in_whole_days(amount, road):
    assert rules.limit_of(road, Procedure.ORDINARY, date(2026, 3, 2), Days(amount, amount, amount)).amount == amount


# --- The desk ---


@pytest.fixture
def desk(team):
    def _as(official) -> Client:
        client = Client()
        client.force_login(official)
        return client

    return _as


def test_a_case_is_handled_at_the_desk_from_its_receipt_to_the_new_decision(team, desk):
    application = make.answered(team, code="D09", findings=("reasons",))
    client = desk(team.legal)
    assert f"{application.get_absolute_url()}dispute/" in client.get(application.get_absolute_url()).content.decode()
    typed = {"road": "suit", "against": "decision", "procedure": "ordinary", "body": "某某区人民法院",
             "case_number": "（2026）某行初1号", "received_on": f"{clock.today()}"}  # fmt: skip
    answer = client.post(f"{application.get_absolute_url()}dispute/", typed)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    case = Dispute.objects.get()
    page = client.get(case.get_absolute_url()).content.decode()
    assert "应当先申请行政复议" in page and "某某区人民法院" in page
    file = SimpleUploadedFile("起诉状.txt", "起诉状副本".encode())
    answer = client.post(f"{case.get_absolute_url()}attach/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    (paper,) = services.disputes.papers(case)
    assert client.get(f"{case.get_absolute_url()}files/{paper.pk}/").status_code == 200
    assert client.get(f"{case.get_absolute_url()}files/{paper.pk + 1}/").status_code == 404
    assert client.post(f"{case.get_absolute_url()}defend/", {"on": ""}).status_code == 302
    typed = {"result": "corrected", "number": "（2026）某行初1号", "redo_amount": "15", "redo_measure": "wd"}
    assert client.post(f"{case.get_absolute_url()}end/", typed).status_code == 302
    assert "正在办理" in client.get(case.get_absolute_url()).content.decode()
    assert Application.objects.get().stage == "in_hand"
    assert "现在不能办理" in client.get(f"{case.get_absolute_url()}end/").content.decode()


@pytest.mark.parametrize("act", ["defend", "attach", "end"])
def test_who_has_no_duty_for_it_reads_the_reason(team, desk, act):
    case = entered(team)
    assert "职责" in desk(team.draft).get(f"{case.get_absolute_url()}{act}/").content.decode()


def test_empty_forms_are_answered_in_words(team, desk):
    case = entered(team)
    for address in (f"{case.application.get_absolute_url()}dispute/", f"{case.get_absolute_url()}end/",
                    f"{case.get_absolute_url()}attach/"):  # fmt: skip
        assert desk(team.legal).post(address, {}).status_code == 422


def test_a_cell_leads_to_its_list_and_a_stranger_sees_nothing(team, desk):
    case = entered(team)
    year = clock.today().year
    assert case.get_absolute_url() in desk(team.legal).get(f"/desk/foi/disputes/?cell={year}-0-3").content.decode()
    for wrong in (f"{year}-0-0", "x", f"{year}-9-9"):
        assert "没有符合条件的案件" in desk(team.legal).get(f"/desk/foi/disputes/?cell={wrong}").content.decode()
    assert desk(team.other_drafter).get(case.get_absolute_url()).status_code == 404


def test_the_list_costs_the_same_for_many(team, desk, django_assert_max_num_queries):
    client = desk(team.legal)
    entered(team)
    client.get("/desk/foi/disputes/")
    with django_assert_max_num_queries(40) as few:
        client.get("/desk/foi/disputes/")
    for _ in range(4):
        entered(team)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/desk/foi/disputes/")
