"""分析研判: clusters, figures with their doors, refusals looked at again, reviews, 建议书."""

import itertools
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foi import analysing, services
from gongkai.foi.models import Advice, Application, Conversion, Judgement, OpenWish, Rereview
from gongkai.foi.rules import clusters as pure
from gongkai.foi.rules import review as rules
from gongkai.foi.rules.clusters import Request, clusters, normalised
from gongkai.foi.rules.review import Act, Outcome, Stage, quantiles
from gongkai.foi.services import review as acts
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.letters.queries import altered
from gongkai.letters.rules.blocks import plain_text
from gongkai.workdays.queries import deadlines_of

REFUSED = {"code": "D09", "findings": ("reasons",)}


def request(number: int, applicant: str, *words: str) -> Request:
    return Request(number, applicant, normalised(words))


# --- Clusters ---


def test_similar_requests_of_different_applicants_are_one_cluster():
    found = clusters([
        request(1, "a", "行道树", "修剪", "计划"), request(2, "b", "行道树", "修剪", "计划", "批复"),
        request(3, "a", "行道树", "修剪", "计划"), request(4, "c", "垃圾", "清运", "合同"),
    ])  # fmt: skip
    assert [(one.ids, one.applicants) for one in found] == [((1, 2, 3), 2)] and "行道树" in found[0].words


def test_one_applicant_alone_proposes_nothing():
    assert clusters([request(1, "a", "行道树", "修剪"), request(2, "a", "行道树", "修剪")]) == []


def test_words_of_every_application_bring_nobody_together():
    assert normalised(["申请", "公开", "政府信息", "的", "口袋公园"]) == {"口袋公园"}
    assert clusters([request(1, "a", "申请", "公开"), request(2, "b", "申请", "公开")]) == []


def test_a_word_that_everybody_has_costs_no_pairs_but_the_same_request_is_still_found():
    many = [request(n, f"p{n}", "绿化", f"第{n}号地块") for n in range(pure.MOST_IN_A_LIST + 10)]
    assert clusters(many, threshold=0.3) == []
    (one,) = clusters([request(n, f"p{n}", "绿化", "规划") for n in range(pure.MOST_IN_A_LIST + 10)])
    assert one.applicants == pure.MOST_IN_A_LIST + 10


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sets(st.sampled_from(["甲路", "乙路", "丙路", "丁路"]))), max_size=12),
       st.randoms())  # fmt: skip
def test_the_order_of_the_requests_changes_nothing(raw, chance):
    requests = [request(n, who, *words) for n, (who, words) in enumerate(raw)]
    shuffled = requests[:]
    chance.shuffle(shuffled)
    assert clusters(requests) == clusters(shuffled)
    ids = [pk for one in clusters(requests) for pk in one.ids]
    assert len(ids) == len(set(ids))


@given(st.dictionaries(st.integers(0, 60), st.integers(1, 9), max_size=20))
def test_quantiles_grow_and_the_last_is_the_longest(days):
    found = quantiles(days)
    assert (found == [None] * 4) if not days else (found == sorted(found) and found[-1] == max(days))


# --- Figures ---


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(team.publicity)
    return client


@pytest.fixture
def asked(team):
    """Three who ask for the same, one of them twice; one refusal, one about something else."""
    for identity in ("110101199003078515", "", "91310000MA1FL0000X"):
        make.assigned(team, identity=identity)
    case = make.answered(team, **REFUSED)
    acts.classify(case=case, actor=team.publicity, content_class="trees")
    return case


def test_every_figure_leads_to_as_many_applications(team, asked, client):
    year = clock.today().year
    period = date(year, 1, 1), date(year, 12, 31)
    rows = analysing.of_period(*period)
    tables = (analysing.by_class(rows), analysing.by_unit(rows), analysing.by_channel(rows), analysing.by_outcome(rows),
              analysing.by_risk(rows, clock.today()))  # fmt: skip
    for line in itertools.chain(*tables):
        address = f"/desk/foi/?since={period[0]}&until={period[1]}&{line.query}"
        assert f"共 {line.count} 件" in client.get(address).content.decode(), line
    assert sum(line.count for line in tables[0]) == Application.objects.count() == 4
    assert [line.count for line in analysing.repeated(rows)] == [1, 1, 0, 0]
    assert "共 2 件" in client.get(f"/desk/foi/?since={period[0]}&until={period[1]}&repeats=2").content.decode()
    assert analysing.days_used(rows) == ([("半数", 0), ("四分之三", 0), ("十分之九", 0), ("最长", 0)], 1)


def test_signs_of_a_dispute_add_up_and_end_with_the_dispute(team):
    case = make.answered(team, **REFUSED)
    rows, today = Application.objects.all(), clock.today()
    assert [line.count for line in analysing.by_risk(rows, today)] == [0, 1, 0]
    services.enter_dispute(application=case, actor=team.legal, road="reconsideration", against="decision", body="某机关",
                           received_on=today)  # fmt: skip
    assert [line.count for line in analysing.by_risk(rows, today)] == [0, 0, 0]
    make.answered(team, **REFUSED)
    assert [line.count for line in analysing.by_risk(rows, today)] == [1, 0, 0], "refused, and the same person before"


def test_the_page_names_nobody_proposes_a_publication_and_exports(team, asked, client):
    text = client.get("/desk/foi/analysis/").content.decode()
    assert "王" not in text.replace("王牌", "") and make.IDENTITY not in text
    assert "转为主动公开" in text and "/desk/foi/convert/?of=" in text and "修剪" in text
    assert client.get("/desk/foi/analysis/?figure=class&export=csv").status_code == 200
    assert client.get("/desk/foi/analysis/1990/").status_code == 404


def test_the_page_costs_the_same_for_many(team, asked, client, django_assert_max_num_queries):
    client.get("/desk/foi/analysis/")
    with django_assert_max_num_queries(60) as few:
        client.get("/desk/foi/analysis/")
    for _ in range(4):
        make.assigned(team)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/desk/foi/analysis/")


# --- Art. 44 ---


def test_one_click_begins_a_publication_that_keeps_the_link_and_nothing_personal(team, asked):
    (one,) = analysing.clusters(Application.objects.all())
    client = Client()
    client.force_login(team.draft)
    Application.objects.update(unit=team.draft.unit)
    typed = {"title": "2026年行道树修剪计划", "kind": "notice", "unit": team.draft.unit.pk}
    answer = client.post(f"/desk/foi/convert/?of={'-'.join(map(str, one.ids))}", typed)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    conversion = Conversion.objects.get()
    assert set(conversion.applications.values_list("pk", flat=True)) == set(one.ids)
    version = conversion.publication.versions.get()
    assert version.body == "" and version.source == acts.SOURCE and "王" not in version.title
    assert analysing.clusters(Application.objects.all()) == [], "what was converted is not proposed again"


def test_a_title_with_somebodys_data_is_refused(team, asked):
    with pytest.raises(Refused) as refused:
        acts.convert(applications=[asked.pk], actor=team.draft, unit=team.draft.unit, kind="notice",
                     title=f"答复{make.IDENTITY}的信息")  # fmt: skip
    assert {reason.field for reason in refused.value.reasons} == {"title"} and not Conversion.objects.exists()


def test_a_wish_of_the_applicant_counts_once(team, asked, client):
    for _ in range(2):
        assert client.post(f"{asked.get_absolute_url()}wish_open/", {}).status_code == 302
    assert OpenWish.objects.count() == 1 == Entry.objects.filter(event="foi.open_wished").count()
    assert "1 名申请人建议主动公开</a>" in client.get("/desk/foi/analysis/").content.decode()
    assert str(asked) in client.get("/desk/foi/?wished=true").content.decode()


# --- Art. 18 ---


def test_every_refusal_and_nothing_else_gets_a_date_of_review(team, settings):
    settings.REASSESS_MONTHS = 6
    make.answered(team)
    assert not Rereview.objects.exists()
    case = make.answered(team, **REFUSED)
    row = Rereview.objects.get()
    (deadline,) = deadlines_of(row)
    assert (deadline.amount, deadline.measure, deadline.grade) == (6, "month", "C") and row.due_on == deadline.due_on
    assert row.since == case.delivered_on


def test_what_is_kept_is_looked_at_again_and_what_is_opened_becomes_a_publication(team, client):
    make.answered(team, **REFUSED)
    with clock.at(clock.now() + timedelta(days=380)):
        listed = client.get("/desk/foi/rereviews/?due=true").content.decode()
        assert "应当复查" in listed
        first = Rereview.objects.get()
        assert (
            client.post(
                first.get_absolute_url(), {"outcome": "kept", "reason": "仍属于过程性信息", "kind": "notice"}
            ).status_code
            == 302
        )
        first.refresh_from_db()
        assert first.outcome == Outcome.KEPT and not deadlines_of(first).open().exists()
        second = Rereview.objects.get(outcome="")
        assert second.since == clock.today()
        with pytest.raises(Refused, match="已经复查"):
            acts.rereview(row=first, actor=team.draft, outcome="kept", reason="再看一次")
        with pytest.raises(Refused, match="标题"):
            acts.rereview(row=second, actor=team.draft, outcome="opened", reason="事项已经办结")
        version = acts.rereview(row=second, actor=team.draft, outcome="opened", reason="事项已经办结", kind="notice",
                                title="某项目评估报告")  # fmt: skip
    assert version.publication.foi_conversion.applications.count() == 1
    assert not Rereview.objects.filter(outcome="").exists()


# --- 研判、建议书 ---


def test_a_review_is_written_down_with_who_took_part(team, client):
    typed = {"first_day": "2026-01-01", "last_day": "2026-03-31", "held_on": str(clock.today()), "findings": "申请集中在修剪。",
             "decisions": "主动公开年度计划。", "officials": [team.legal.pk, team.publicity.pk]}  # fmt: skip
    answer = client.post("/desk/foi/judgements/new/", typed)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    page = client.get(Judgement.objects.get().get_absolute_url()).content.decode()
    assert "主动公开年度计划" in page and team.legal.name in page
    wrong = client.post(
        "/desk/foi/judgements/new/", typed | {"last_day": "2025-01-01", "findings": f"某人{make.IDENTITY}"}
    )
    assert wrong.status_code == 422 and Judgement.objects.count() == 1


@pytest.mark.parametrize("act", Act)
def test_every_act_on_a_piece_of_advice_at_every_stage_for_every_duty(act):
    for stage, duty in itertools.product(Stage, ("publicity", "draft", "office_review", "sign")):
        possible = stage in rules.TABLE[act].stages and duty in rules.TABLE[act].duties
        assert (not rules.refusals(act, stage, frozenset({duty}))) is possible


def test_advice_is_replied_to_followed_up_and_accepted(team, client):
    due = clock.today() + timedelta(days=10)
    typed = {"unit": team.draft.unit.pk, "problem": "同类申请多。", "advice": "主动公开年度计划。", "due_on": str(due)}
    assert client.post("/desk/foi/advice/new/", typed).status_code == 302
    row = Advice.objects.get()
    (deadline,) = deadlines_of(row).open()
    assert deadline.due_on == due and deadline.unit == team.draft.unit
    unit = Client()
    unit.force_login(team.draft)
    assert row.get_absolute_url() in unit.get("/desk/foi/advice/").content.decode()
    assert unit.post(f"{row.get_absolute_url()}reply/", {"text": "已经拟定计划。"}).status_code == 302
    assert not deadlines_of(row).open().exists()
    again = {"text": "请写明公开时间。", "due_on": str(due)}
    assert client.post(f"{row.get_absolute_url()}follow_up/", again).status_code == 302
    assert deadlines_of(row).open().get().due_on == due
    unit.post(f"{row.get_absolute_url()}reply/", {"text": "三月底公开。"})
    assert client.post(f"{row.get_absolute_url()}accept/", {"text": "已经公开。"}).status_code == 302
    row.refresh_from_db()
    assert row.stage == Stage.ACCEPTED and "已经公开" in client.get(row.get_absolute_url()).content.decode()
    stranger = Client()
    stranger.force_login(team.other_drafter)
    assert stranger.get(row.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("address", ["/desk/foi/advice/new/", "/desk/foi/judgements/new/", "/desk/foi/convert/?of=1"])
def test_an_empty_form_says_what_is_missing(team, client, address):
    assert client.post(address, {}).status_code == 422


def test_advice_is_a_numbered_letter_to_the_unit_that_its_page_links(team, client):
    row = acts.advise(actor=team.publicity, unit=team.draft.unit, problem="同类申请较多。", advice="列入主动公开目录。",
                      due_on=clock.today() + timedelta(days=20))  # fmt: skip
    paper = acts.letter_of(row)
    text = plain_text(paper.issued.read())
    assert paper.state == "sent" and paper.kind == "foi-28" and team.draft.unit.name in text
    assert "同类申请较多。" in text and "列入主动公开目录。" in text and altered(paper.issued) == []
    assert {file.form for file in paper.issued.files.all()} == {"pdf", "docx"}
    client.force_login(team.publicity)
    page = client.get(row.get_absolute_url()).content.decode()
    assert paper.get_absolute_url() in page and paper.number in page
