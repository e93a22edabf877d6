"""待办: tasks of all sources in the order of their due dates, under the words that say how near these are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.journal import clock
from gongkai.workdays.calendars import nags_of
from gongkai.workdays.models import Deadline
from gongkai.workdays.rules.lights import ORDER, Level, Light

from . import registry
from .lights import Lights
from .registry import Task

# A group shows so many rows; what is beyond stands in the lists.
MOST_ROWS = 100
_NO_DAY = Light(Level.LATER, "未定", "未设期限")
_MANAGING = frozenset({DutyCode.OFFICE_REVIEW, DutyCode.SIGN, DutyCode.SUPERVISE, DutyCode.PUBLICITY})
_SEEING_ALL = (DutyCode.SUPERVISE, DutyCode.PUBLICITY)


@dataclass(frozen=True)
class Row:
    task: Task
    light: Light


@dataclass(frozen=True)
class Group:
    level: str
    word: str
    rows: list[Row]
    beyond: int = 0


@dataclass(frozen=True)
class Board:
    """What the home page shows. `next_due`: what comes next when nothing is to be done, None where nothing is known."""

    groups: list[Group]
    late: int
    today: int
    for_signature: int
    scope: registry.Scope
    scopes: dict[str, str]
    nags: list[str]
    next_due: Task | None

    @property
    def empty(self) -> bool:
        """Nothing that is this official's turn."""
        return all(group.level == Level.WAITING for group in self.groups)


def scopes_of(official: Official, may: Credentials) -> dict[str, str]:
    """我的 for everybody, 本处室 for those who manage, 全局 for leaders and who supervises the whole bureau."""
    if may.reads_all:  # nothing is his
        return {registry.BUREAU: registry.SCOPES[registry.BUREAU]}
    everywhere = official.is_leader or any(duty in may.duties() and may.units_for(duty) is None for duty in _SEEING_ALL)
    managing = everywhere or bool(_MANAGING & may.duties())
    allowed = {registry.MINE: True, registry.UNIT: managing, registry.BUREAU: everywhere}
    return {code: label for code, label in registry.SCOPES.items() if allowed[code]}


def board_of(official: Official, may: Credentials, asked: str) -> Board:
    """All tasks in a scope, grouped; the number of queries is that of the sources, plus one for due dates."""
    scopes = scopes_of(official, may)
    scope = asked if asked in scopes else next(iter(scopes))
    lights = Lights()
    tasks = tasks_of(official, may, scope)
    if may.reads_all:
        tasks = [replace(task, act_label="查看", for_signature=False) for task in tasks]
    rows = [Row(task, _light(task, lights)) for task in tasks]
    groups = [group for level in ORDER if (group := _group(level, rows, lights)).rows]
    board = Board(
        groups=groups,
        late=sum(row.light.level == Level.LATE for row in rows),
        today=sum(row.light.level == Level.TODAY for row in rows),
        for_signature=sum(row.task.for_signature and not row.task.waiting_for for row in rows),
        scope=scope,
        scopes=scopes,
        nags=nags_of(lights.today),
        next_due=None,
    )
    return replace(board, next_due=_next_due(official, lights.today)) if board.empty else board


def tasks_of(official: Official, may: Credentials, scope: registry.Scope) -> list[Task]:
    """Each case once: the first source that names it describes it, the earliest due date is kept."""
    found: dict[str, Task] = {}
    for source in registry.all_tasks():
        for task in source.find(official, may, scope):
            known = found.get(task.key)
            found[task.key] = task if known is None else _earlier(known, task)
    return _with_due_dates(list(found.values()))


def _earlier(known: Task, other: Task) -> Task:
    if other.due_on is None or (known.due_on is not None and known.due_on <= other.due_on):
        return known
    return replace(known, due_on=other.due_on, provisional=other.provisional)


def _with_due_dates(tasks: list[Task]) -> list[Task]:
    """Tasks without a day get the nearest open deadline of their case: one query for all."""
    bare: dict[str, list[str]] = {}
    for task in tasks:
        kind, _, pk = task.key.partition(":")
        if task.due_on is None and pk:
            bare.setdefault(kind, []).append(pk)
    if not bare:
        return tasks
    keys = [pk for pks in bare.values() for pk in pks]
    rows = Deadline.objects.open().filter(subject_kind__in=list(bare), subject_id__in=keys, due_on__isnull=False)
    due = {
        f"{kind}:{pk}": (on, provisional)
        for kind, pk, on, provisional in rows.order_by("-due_on").values_list(
            "subject_kind", "subject_id", "due_on", "provisional"
        )
    }
    return [
        replace(task, due_on=due[task.key][0], provisional=due[task.key][1])
        if task.due_on is None and task.key in due
        else task
        for task in tasks
    ]


def _light(task: Task, lights: Lights) -> Light:
    if task.waiting_for:
        return Light(Level.WAITING, lights.word(Level.WAITING), lights.of(task.due_on).left if task.due_on else "")
    if task.due_on is None:
        return _NO_DAY
    return lights.of(task.due_on, provisional=task.provisional)


def _group(level: Level, rows: Iterable[Row], lights: Lights) -> Group:
    inside = [row for row in rows if row.light.level == level]
    inside.sort(key=_order)
    return Group(level, lights.word(level), inside[:MOST_ROWS], max(0, len(inside) - MOST_ROWS))


def _order(row: Row) -> tuple[date, datetime, str]:
    """By due date, then by how long it has waited."""
    return (row.task.due_on or date.max, row.task.since or clock.now(), row.task.key)


def _next_due(official: Official, today: date) -> Task | None:
    """The nearest deadline of his unit, for a day with nothing to do."""
    row = (
        Deadline.objects.open()
        .filter(unit_id=official.unit_id, due_on__gte=today)
        .select_related("unit", "official")
        .order_by("due_on", "id")
        .first()
    )
    if row is None:
        return None
    return Task(f"{row.subject_kind}:{row.subject_id}", row.subject_name, row.duty, row.unit.short_name, row.url,
                due_on=row.due_on, owner=row.official.name if row.official else "")  # fmt: skip
