"""What the desk itself knows to be done: the ledger of deadlines."""

from collections.abc import Iterable

from gongkai.bureau.models import Absence, Credentials, DutyCode, Official, absent_on
from gongkai.journal import clock
from gongkai.workdays.models import Deadline, DeadlineQuerySet
from gongkai.workdays.rules.ledger import STATE_WORDS, State

from ... import registry, signing
from ...registry import Task

MOST_TASKS = 300


def deadlines_in(official: Official, scope: registry.Scope) -> DeadlineQuerySet:
    """Open deadlines: entrusted to him or to whom he stands in for; of his unit; or all he may see."""
    rows = Deadline.objects.open()
    if scope == registry.MINE:
        absent = Absence.objects.filter(absent_on(clock.today()), substitute=official)
        return rows.of_official(official) | rows.filter(official_id__in=absent.values("official_id"))
    if scope == registry.UNIT:
        return rows.filter(unit_id=official.unit_id)
    return rows.visible_to(official)


def deadline_tasks(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """Most urgent first; those without a due date last."""
    rows = deadlines_in(official, scope).select_related("unit", "official").order_by("due_on", "id")
    running = list(rows.filter(due_on__isnull=False)[:MOST_TASKS])
    return [task_of(deadline) for deadline in [*running, *rows.filter(due_on__isnull=True)[: MOST_TASKS // 3]]]


def task_of(deadline: Deadline) -> Task:
    waits = deadline.due_on is None
    return Task(
        key=f"{deadline.subject_kind}:{deadline.subject_id}",
        what=deadline.subject_name,
        stage=deadline.duty,
        unit=deadline.unit.short_name,
        url=deadline.url,
        act_label="办理",
        due_on=deadline.due_on,
        provisional=deadline.provisional,
        since=deadline.created_at if waits else None,
        waiting_for=STATE_WORDS[State(deadline.state)] if waits else "",
        owner=deadline.official.name if deadline.official else "",
    )


def signature(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """Texts that wait for his signature, whatever the scope: they are his."""
    return signing.signature_tasks(signing.waiting_for(DutyCode.SIGN, may))


def late_or_today(official: Official, may: Credentials) -> int:
    """How many of his own deadlines end today or are past, for the navigation."""
    return Deadline.objects.open().of_official(official).filter(due_on__lte=clock.today())[:100].count()
