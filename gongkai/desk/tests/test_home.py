"""待办: what an official sees at nine in the morning."""

from collections import OrderedDict
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.models import Absence, DutyCode
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk import board, frame, registry
from gongkai.desk.registry import Task, TaskSource
from gongkai.desk.tests.at_desk import Desk
from gongkai.publications.tests import factories
from gongkai.workdays import services as workdays
from gongkai.workdays.tests import people

pytestmark = pytest.mark.django_db
MONDAY = "2019-12-02"


@pytest.fixture
def desk():
    return Desk(official(DutyCode.DRAFT, of=unit("greening", short_name="绿化处"), name="陆言"))


def owed(person, received, **more):
    """An answer owed by this official: 20 working days after it was received."""
    return people.started(received, **{"official": person, "unit": person.unit, "url": "/desk/p/1/"} | more)


def board_on(desk, day=MONDAY, **query):
    with people.on(day):
        return desk.get("/desk/", **query).context["board"]


def groups(found):
    return {group.word: len(group.rows) for group in found.groups}


def test_a_stranger_is_sent_to_the_login():
    assert Client().get("/desk/").status_code == 302


def test_tasks_stand_under_the_word_that_says_how_near_they_are(desk):
    with people.on(MONDAY):
        for received in ("2019-11-01", "2019-11-04", "2019-11-05", "2019-11-29"):
            owed(desk.official, received)
        owed(desk.official, None)
    assert list(groups(board_on(desk)).items()) == [
        ("已逾期", 1),
        ("今天", 1),
        ("三个工作日内", 1),
        ("以后", 1),
        ("等待他人", 1),
    ]


def test_what_ends_this_week_but_not_within_three_working_days(desk):
    with people.on(MONDAY):
        owed(desk.official, "2019-11-08")  # due on Friday 12-06, the fourth working day from Monday
    assert groups(board_on(desk)) == {"本周": 1}


def test_three_figures_and_nothing_else_stand_above(desk):
    with people.on(MONDAY):
        owed(desk.official, "2019-11-01")
        owed(desk.official, "2019-11-04")
    with people.on(MONDAY):
        page = desk.text("/desk/")
    assert page.count("<dt>") == 3
    assert "逾期3天" in page


def test_a_row_says_colour_and_word_and_offers_one_act(desk):
    with people.on(MONDAY):
        owed(desk.official, "2019-11-01")
        page = desk.text("/desk/")
    assert '<span class="chip red">已逾期</span>' in page
    assert page.count("button small") == 1


def test_nothing_to_do_says_so_and_what_comes_next(desk):
    with people.on(MONDAY):
        colleague = official(of=desk.official.unit, name="周安")
        owed(colleague, "2019-11-29")
        page = desk.text("/desk/")
    assert "现在没有要办的事项" in page
    assert "2019年12月27日" in page
    assert "周安" in page


def test_nothing_to_do_and_nothing_to_come(desk):
    assert "现在没有要办的事项" in desk.text("/desk/")


def test_whoever_stands_in_has_the_absent_ones_tasks_and_says_for_whom(desk):
    absent = official(of=desk.official.unit, name="周安")
    Absence.objects.create(
        official=absent, substitute=desk.official, from_day=date(2019, 12, 1), to_day=date(2019, 12, 6), reason="出差"
    )
    with people.on(MONDAY):
        owed(absent, "2019-11-04")
        page = desk.text("/desk/")
    assert "代 周安，至 12月6日" in page
    assert groups(board_on(desk)) == {"今天": 1}
    assert groups(board_on(desk, "2019-12-09")) == {}


@pytest.mark.parametrize(
    ("duties", "more", "scopes"),
    [
        ([DutyCode.DRAFT], {}, ["mine"]),
        ([DutyCode.OFFICE_REVIEW], {}, ["mine", "unit"]),
        ([DutyCode.SUPERVISE], {}, ["mine", "unit", "bureau"]),
        ([], {"is_leader": True}, ["mine", "unit", "bureau"]),
    ],
)
def test_who_manages_may_look_further(duties, more, scopes):
    assert list(board_on(Desk(official(*duties, **more))).scopes) == scopes


def test_the_switch_widens_the_view_and_no_further_than_allowed(desk):
    manager = Desk(official(DutyCode.OFFICE_REVIEW, of=desk.official.unit))
    with people.on(MONDAY):
        owed(desk.official, "2019-11-04")
        owed(official(of=unit("roads")), "2019-11-04")
    assert groups(board_on(manager)) == {}
    assert groups(board_on(manager, scope="unit")) == {"今天": 1}
    assert groups(board_on(manager, scope="bureau")) == {}
    assert board_on(desk, scope="unit").scope == "mine"


def test_the_default_scope_is_as_preferred(desk):
    manager = Desk(official(DutyCode.OFFICE_REVIEW, of=desk.official.unit))
    manager.post("/desk/preferences/", size="large", scope="unit")
    assert board_on(manager).scope == "unit"
    assert "size-large" in manager.text("/desk/")


def test_next_years_notice_is_asked_for_from_november(desk):
    with people.on("2026-10-31"):
        assert "2027年的放假安排" not in desk.text("/desk/")
    with people.on("2026-11-02"):
        assert "2027年的放假安排" in desk.text("/desk/")


def test_the_top_says_what_day_it_is(desk):
    with people.on("2026-11-23"):
        page = desk.text("/desk/")
    assert "11月23日" in page
    assert "星期一 · 工作日" in page


def test_the_cost_of_the_page_does_not_grow_with_the_tasks(desk):
    def cost():
        with people.on(MONDAY), CaptureQueriesContext(connection) as queries:
            desk.get("/desk/")
        return len(queries)

    with people.on(MONDAY):
        owed(desk.official, "2019-11-04")
        owed(desk.official, None)
    cost()
    few = cost()
    with people.on(MONDAY):
        for _ in range(30):
            owed(desk.official, "2019-11-04")
            owed(desk.official, None)
    assert cost() == few <= 30  # each area adds its sources and counts


def test_counts_are_kept_until_somebody_acts_or_the_day_changes(desk, monkeypatch):
    monkeypatch.setattr(frame, "MOST_COUNTED", 5)
    monkeypatch.setattr(frame, "_counted", OrderedDict())

    def look(day):
        with people.on(day), CaptureQueriesContext(connection) as queries:
            page = desk.get("/desk/account/")
        return page.context["frame"].navigation[0].count, len(queries)

    first, whole = look(MONDAY)
    again, kept = look(MONDAY)
    assert first == again == 0 and kept < whole
    with people.on(MONDAY):
        owed(desk.official, "2019-11-04")  # due today
    assert look(MONDAY)[0] == 1
    with people.on("2019-11-29"):
        owed(desk.official, "2019-11-05")  # due tomorrow
    assert look(MONDAY)[0] == 1
    assert look("2019-12-03")[0] == 2


# --- Sources ---


@pytest.fixture
def source(monkeypatch):
    """A room's own tasks, before the ledger's."""
    given = []
    monkeypatch.setattr(registry, "_tasks", dict(registry._tasks))
    registry.tasks(TaskSource("toy", lambda *_: given, order=1))
    return given


def test_a_case_stands_once_with_the_rooms_words_and_the_ledgers_date(desk, source):
    with people.on(MONDAY):
        deadline = owed(desk.official, "2019-11-04")
        source.append(
            Task(f"{deadline.subject_kind}:{deadline.subject_id}", "申请公开", "待答复", "绿化处", "/desk/x/", "答复")
        )
    found = board_on(desk)
    assert groups(found) == {"今天": 1}
    assert found.groups[0].rows[0].task.stage == "待答复"


def test_a_task_without_a_day_takes_the_day_of_its_cases_clock(desk, source):
    with people.on(MONDAY):
        deadline = people.started("2019-11-01", unit=unit("roads"))
        source.append(
            Task(f"{deadline.subject_kind}:{deadline.subject_id}", "申请公开", "待答复", "绿化处", "/desk/x/")
        )
    assert groups(board_on(desk)) == {"已逾期": 1}


def test_a_task_without_any_day_says_so(desk, source):
    source.append(Task("toy:1", "整理清单", "起草中", "绿化处", "/desk/x/"))
    assert board_on(desk).groups[0].rows[0].light.left == "未设期限"


def test_what_waits_for_others_is_nobodys_turn(desk, source):
    source.append(Task("toy:1", "整理清单", "审核中", "绿化处", "/desk/x/", waiting_for="法规处"))
    found = board_on(desk)
    assert found.empty
    assert groups(found) == {"等待他人": 1}


def test_a_long_group_is_cut_with_a_word(desk, source, monkeypatch):
    monkeypatch.setattr(board, "MOST_ROWS", 2)
    source.extend(Task(f"toy:{n}", "整理清单", "起草中", "绿化处", "/desk/x/") for n in range(5))
    assert "另有 3 件" in desk.text("/desk/")


def test_a_met_deadline_is_gone(desk):
    with people.on(MONDAY):
        workdays.meet(deadline=owed(desk.official, "2019-11-04"), actor=desk.official)
    assert groups(board_on(desk)) == {}


def test_the_same_code_cannot_stand_for_two_things(monkeypatch):
    monkeypatch.setattr(registry, "_navigation", {})
    registry.navigation(registry.NavEntry("x", "甲", "desk:home"))
    with pytest.raises(ValueError, match="registered twice"):
        registry.navigation(registry.NavEntry("x", "乙", "desk:home"))


# --- Search ---


@pytest.fixture
def team():
    return factories.Team()


def found(desk, words):
    return [hit.title for _, hits in desk.get("/desk/search/", q=words).context["found"] for hit in hits]


def test_a_document_is_found_by_its_numbers_and_its_title(team):
    notice = factories.live(team, title="关于修剪行道树的通知", doc_no="沪绿容〔2026〕12号")
    stranger = Desk(official(of=unit("roads")))
    for words in (notice.number, "沪绿容[2026]12号", "行道树", "修剪 通知"):
        assert found(stranger, words) == ["关于修剪行道树的通知"], words
    assert found(stranger, "没有这样的东西") == []


def test_a_draft_is_found_where_it_is_prepared_only(team):
    factories.draft(team, title="关于修剪行道树的通知")
    assert found(Desk(team.draft), "行道树") == ["关于修剪行道树的通知"]
    assert found(Desk(official(DutyCode.DRAFT, of=unit("roads"), scope=unit("roads"))), "行道树") == []


@pytest.mark.parametrize("words", ["", "   ", "%_'\"", "x" * 500, "\x00"])
def test_whatever_is_typed_is_answered(desk, words):
    assert desk.get("/desk/search/", q=words).status_code == 200
