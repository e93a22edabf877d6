"""Acts on a deadline: what they change, what they write, what they refuse."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.journal import clock, events
from gongkai.journal.models import AppendOnly, Entry
from gongkai.journal.refusals import Refused
from gongkai.workdays import calendars, queries, services
from gongkai.workdays.events import EVENTS
from gongkai.workdays.models import CalendarNotice, Deadline, LedgerEntry
from gongkai.workdays.rules.ledger import Act, State

from .people import ANSWER, CLERK, LONGER, NEXT_YEAR, REPORT, RESPOND, ZONE, case, day, official, on, started, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with on("2019-12-31"):
        yield


def stored(deadline: Deadline) -> Deadline:
    return Deadline.objects.get(pk=deadline.pk)


def test_starting_caches_the_due_date_with_its_basis_and_notice():
    deadline = stored(started())
    assert (deadline.state, str(deadline.started_on), str(deadline.due_on)) == ("running", "2019-12-02", "2019-12-30")
    assert (deadline.rule, deadline.basis, deadline.grade, deadline.words) == (
        "REQ-10",
        "《政府信息公开条例》第三十三条",
        "A",
        "20个工作日",
    )
    assert deadline.calendar_version == "国办发明电〔2025〕7号"
    assert not deadline.provisional and not deadline.is_task


def test_each_act_writes_one_ledger_line_and_one_journal_entry():
    deadline = started(None)
    services.confirm(deadline=deadline, actor=CLERK, on=day("2019-12-02"))
    services.exclude(deadline=deadline, actor=CLERK, after=day("2019-12-05"), why="征求第三方意见")
    services.resume(deadline=deadline, actor=CLERK, on=day("2019-12-20"))
    services.extend(deadline=deadline, actor=CLERK, amount=20, approver=CLERK, why="情况复杂")
    services.restart(deadline=deadline, actor=CLERK, on=day("2019-12-23"), why="收到补正材料")
    services.meet(deadline=deadline, actor=CLERK)
    acts = [entry.act for entry in deadline.ledger.order_by("id")]
    assert acts == ["start", "confirm", "exclude", "resume", "extend", "restart", "met"]
    entries = Entry.objects.about("application", deadline.subject_id).order_by("id")
    assert [entry.event for entry in entries] == [
        f"workdays.{name}" for name in ("started", "confirmed", "excluded", "resumed", "extended", "restarted", "met")
    ]
    assert {entry.facts["deadline"] for entry in entries} == {deadline.pk}
    assert entries[0].subject_unit == "办公室"


def test_every_entry_holds_the_facts_that_its_sentence_names(monkeypatch):
    of = unit()
    deadline = started(None, unit=of)
    services.assign(deadline=deadline, official=official(of), actor=CLERK)
    services.hand_over(deadline=deadline, unit=unit("绿化处"), actor=CLERK, why="属于绿化处职责")
    services.confirm(deadline=deadline, actor=CLERK, on=day("2019-12-02"))
    services.exclude(deadline=deadline, actor=CLERK, after=day("2019-12-05"), why="征求第三方意见")
    services.resume(deadline=deadline, actor=CLERK, on=day("2019-12-20"))
    services.extend(deadline=deadline, actor=CLERK, amount=20, approver=CLERK, why="情况复杂")
    services.restart(deadline=deadline, actor=CLERK, on=day("2019-12-23"), why="收到补正材料")
    services.meet(deadline=deadline, actor=CLERK)
    services.close(deadline=started(), actor=CLERK, why="申请人撤回")
    started("2026-12-20")
    services.calendars_load()
    monkeypatch.setattr(calendars, "from_files", lambda: ())
    services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    services.register_notice(notice=LONGER, actor=CLERK)
    entries = list(Entry.objects.all())
    assert {entry.event for entry in entries} == {event.name for event in EVENTS}
    for entry in entries:
        assert "{" not in events.get(entry.event).sentence.format(**entry.facts)


def test_another_unit_takes_over_with_the_days_that_have_run():
    deadline = started()
    before, taking = deadline.due_on, unit("绿化处")
    taken = services.hand_over(deadline=deadline, unit=taking, actor=CLERK, why="属于绿化处职责")
    assert (taken.unit, taken.official, taken.due_on) == (taking, None, before)
    services.meet(deadline=taken, actor=CLERK)
    with pytest.raises(Refused, match="已经办结"):
        services.hand_over(deadline=taken, unit=unit("环卫处"), actor=CLERK)


def test_consultation_excludes_and_extension_adds():
    deadline = started()
    paused = services.exclude(deadline=deadline, actor=CLERK, after=day("2019-12-05"), why="征求第三方意见")
    assert (paused.state, paused.due_on) == ("paused", None)
    assert str(services.resume(deadline=deadline, actor=CLERK, on=day("2019-12-20")).due_on) == "2020-01-15"
    extended = services.extend(deadline=deadline, actor=CLERK, amount=20, approver=CLERK, why="情况复杂")
    assert str(extended.due_on) == "2020-02-19"
    line = extended.ledger.get(act="extend")
    assert (line.approver, str(line.due_before), str(line.due_after)) == ("经办人甲", "2020-01-15", "2020-02-19")


def test_a_correction_restarts_the_whole_period():
    deadline = services.restart(deadline=started(), actor=CLERK, on=day("2019-12-20"), why="收到补正材料")
    assert (str(deadline.started_on), str(deadline.due_on)) == ("2019-12-20", "2020-01-19")


def test_an_extension_needs_an_approver():
    nobody = CLERK._replace(name="")
    with pytest.raises(Refused, match="批准人"):
        services.extend(deadline=started(), actor=CLERK, amount=20, approver=nobody, why="情况复杂")


def test_a_refused_act_leaves_nothing_behind():
    deadline = started()
    with pytest.raises(Refused, match="请写明终止的理由"):
        services.close(deadline=deadline, actor=CLERK, why="")
    assert stored(deadline).state == "running"
    assert deadline.ledger.count() == 1
    assert Entry.objects.about("application", deadline.subject_id).count() == 1


def test_an_act_looks_at_the_ledger_and_not_at_the_copy_it_was_given():
    deadline = started()
    services.close(deadline=deadline, actor=CLERK, why="申请人撤回")
    assert deadline.state == "running"
    with pytest.raises(Refused, match="已经终止"):
        services.meet(deadline=deadline, actor=CLERK)


@pytest.mark.parametrize(("moment", "in_time"), [("2019-12-30 23:59:59", True), ("2019-12-31 00:00:00", False)])
def test_the_last_day_runs_to_midnight(moment, in_time):
    at = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    met = services.meet(deadline=started(), actor=CLERK, at=at)
    assert met.met_in_time is in_time
    assert Deadline.objects.met_late().count() == (0 if in_time else 1)


def test_a_day_is_the_bureaus_day_whatever_the_zone_of_the_moment():
    at = datetime.fromisoformat("2019-12-30T16:30:00+00:00")  # 00:30 on the 31st in Shanghai
    assert str(services.meet(deadline=started(), actor=CLERK, at=at).met_on) == "2019-12-31"


def test_hours_are_kept_to_the_minute():
    at = datetime(2019, 12, 28, 9, 30, tzinfo=ZONE)
    deadline = started(limit=RESPOND, started_on=None, started_at=at)
    assert stored(deadline).due_at == datetime(2019, 12, 30, 9, 30, tzinfo=ZONE)
    late = services.meet(deadline=deadline, actor=CLERK, at=datetime(2019, 12, 30, 9, 31, tzinfo=ZONE))
    assert late.met_in_time is False


def test_hours_without_a_moment_are_refused():
    with pytest.raises(Refused, match="时刻"):
        started(limit=RESPOND)


def test_a_named_date_is_kept_as_the_law_names_it():
    deadline = started(limit=REPORT, fixed_on=day("2020-01-31"))
    assert str(deadline.due_on) == "2020-01-31"
    assert deadline.words == "法定日期"


def test_the_same_duty_on_the_same_case_runs_once():
    of, about = unit(), case()
    first = started(subject=about, unit=of)
    with pytest.raises(Refused, match="不能重复起算"):
        started(subject=about, unit=of)
    services.close(deadline=first, actor=CLERK, why="申请人撤回")
    assert started(subject=about, unit=of).state == "running"


def test_two_officials_may_owe_the_same_duty_on_one_case():
    of, about = unit(), case()
    started(subject=about, unit=of, official=official(of))
    started(subject=about, unit=of, official=official(of))
    assert queries.deadlines_of(about).open().count() == 2


def test_a_deadline_with_an_official_is_a_task_and_can_be_handed_over():
    of = unit()
    deadline = started(unit=of, official=official(of))
    assert deadline.is_task
    other = official(of, "经办人丙")
    assert services.assign(deadline=deadline, official=other, actor=CLERK, why="轮岗").official == other
    assert Entry.objects.get(event="workdays.assigned").facts["official"] == "经办人丙"


def test_a_task_is_not_handed_to_an_account_that_is_closed_nor_after_its_end():
    of = unit()
    deadline = started(unit=of)
    with pytest.raises(Refused, match="已停用"):
        services.assign(deadline=deadline, official=official(of, is_active=False), actor=CLERK)
    services.meet(deadline=deadline, actor=CLERK)
    with pytest.raises(Refused, match="不能更换承办人"):
        services.assign(deadline=deadline, official=official(of), actor=CLERK)


def test_a_start_outside_the_years_held_is_refused_in_words():
    with pytest.raises(Refused, match="起算日期应当在"):
        started("1999-01-01")


def test_the_standing_shows_the_derivation_day_by_day():
    deadline = started()
    services.exclude(
        deadline=deadline, actor=CLERK, after=day("2019-12-05"), until=day("2019-12-20"), why="征求第三方意见"
    )
    found = queries.standing_of(stored(deadline))
    assert found.state is State.RUNNING
    assert found.due == stored(deadline).due_on
    assert sum(step.why == "征求第三方意见，不计入" for step in found.derivation.steps) == 11


def test_the_open_deadline_of_a_duty_is_found_by_its_case():
    deadline = started()
    assert queries.open_duty(deadline.subject, ANSWER.duty) == deadline
    assert queries.open_duty(deadline.subject, "别的事项") is None
    services.meet(deadline=deadline, actor=CLERK)
    assert queries.open_duty(deadline.subject, ANSWER.duty) is None


def test_ledger_lines_can_neither_be_changed_nor_removed():
    line = started().ledger.get()
    for attempt in (
        line.save,
        line.delete,
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.update(why="x"),
        lambda: LedgerEntry.objects.bulk_update([line], ["why"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert line.get_act_display() == "起算"


REFUSED = ("UPDATE {0} SET id = id", "DELETE FROM {0}", "own")
OWN = {"postgresql": "TRUNCATE {0}", "sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"}


@pytest.mark.parametrize("table", queries.APPEND_ONLY)
@pytest.mark.parametrize("statement", REFUSED)
def test_what_passes_the_models_is_stopped_by_the_database(table, statement):
    started(), services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute((OWN[connection.vendor] if statement == "own" else statement).format(table))
    assert LedgerEntry.objects.exists() and CalendarNotice.objects.exists()


def test_the_first_notice_of_a_year_is_not_replaced_under_another_number_either():
    row = services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    other = CalendarNotice.objects.filter(pk=row.pk).values().get() | {"id": 99, "doc_no": "另一件"}
    names = ", ".join(other)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        copies = ", ".join({"id": "99", "doc_no": "'x'"}.get(name, name) for name in other)
        verb = {"postgresql": "INSERT", "sqlite": "INSERT OR REPLACE"}[connection.vendor]
        cursor.execute(f"{verb} INTO workdays_calendarnotice ({names}) SELECT {copies} FROM workdays_calendarnotice")  # noqa: S608  our own words
    assert CalendarNotice.objects.get() == row


def test_a_year_may_have_several_notices_that_amend():
    for number in range(2):
        CalendarNotice.objects.create(
            doc_no=f"调整{number}", year=2027, title="调整", signed=day("2027-01-01"), published=day("2027-01-01"), amends="国办发",
            content={}, origin="desk", registered_at=clock.now(),
        )  # fmt: skip
    assert CalendarNotice.objects.count() == 2


def test_every_act_is_one_of_the_ledgers_choices():
    choices = dict(LedgerEntry._meta.get_field("act").choices)
    assert set(choices) == {act.value for act in Act}


def test_an_act_costs_few_queries(django_assert_max_num_queries):
    deadline = started()
    with django_assert_max_num_queries(10):
        services.meet(deadline=deadline, actor=CLERK)
