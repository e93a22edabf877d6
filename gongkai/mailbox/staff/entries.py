"""What this room adds to the desk: a line of navigation with its count, tasks, search by number."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.desk import registry
from gongkai.desk.registry import Hit, Task
from gongkai.journal import clock
from gongkai.reception.rules import plain_number

from ..models import Matter, MatterQuerySet
from ..rules import Stage
from .shared import LETTERS

MOST_TASKS = 200
SHORTEST_NUMBER = 8


def mine(official: Official, may: Credentials) -> MatterQuerySet:
    """Letters in which the next step is his: to hand out, to answer (his, or nobody's yet in his unit), to examine."""
    turn = Q(pk=None)
    for duty, stages in ((DutyCode.PUBLICITY, [Stage.NEW]), (DutyCode.OFFICE_REVIEW, [Stage.REVIEW])):
        if duty in may.duties():
            turn |= Q(stage__in=stages) & _units(may, duty)
    if DutyCode.DRAFT in may.duties():
        own = Q(handler=official) | Q(handler__isnull=True)
        turn |= Q(stage=Stage.ASSIGNED) & own & _units(may, DutyCode.DRAFT)
        turn |= Q(wrote_again=True, stage=Stage.ANSWERED, handler=official)
    return Matter.objects.filter(turn).exclude(stage=Stage.REVIEW, draft_by=official)


def _units(may: Credentials, duty: str) -> Q:
    scope = may.units_for(duty)
    return Q() if scope is None else Q(unit_id__in=scope)


ACTS = {Stage.NEW: ("待分办", "分办"), Stage.REVIEW: ("答复待审核", "审核")}


def tasks(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """What is his turn; due dates come from the ledger."""
    rows = mine(official, may).with_due().select_related("letter", "unit", "handler")
    for matter in rows.order_by("received_at", "pk")[:MOST_TASKS]:
        stage, act = ACTS.get(Stage(matter.stage), ("待答复", "办理"))
        if matter.wrote_again:
            stage, act = "答复后又来信", "查看"
        yield Task(
            key=f"letter:{matter.letter_key}",
            what=f"{matter.letter.kind_label} {matter.number}",
            stage=stage,
            unit=matter.unit.short_name,
            url=matter.get_absolute_url(),
            act_label=act,
            due_on=matter.due_on,  # type: ignore[attr-defined]  # annotated
            since=matter.stage_since,
            owner=matter.handler.name if matter.handler else "",
            number=matter.number,
        )


def search(official: Official, may: Credentials, words: str, limit: int) -> Sequence[Hit]:
    """By number only: what people wrote is encrypted and is not looked through."""
    number = plain_number(words)
    if len(number) < SHORTEST_NUMBER:
        return []
    rows = Matter.objects.visible_to(official, may).filter(number=number).select_related("letter")
    return [
        Hit(
            title=f"{row.letter.kind_label} {row.number}", kind="来信", url=row.get_absolute_url(), number=row.number,
            state=row.get_stage_display(), on=clock.local(row.received_at).date(),
        )
        for row in rows[:limit]
    ]  # fmt: skip


def register() -> None:
    """Called once at start."""
    registry.navigation(
        registry.NavEntry("mailbox", "来信", "mail:letters", LETTERS, order=60,
                          count=lambda official, may: mine(official, may)[:100].count())
    )  # fmt: skip
    registry.tasks(registry.TaskSource("mailbox.letters", tasks, order=55))
    registry.search(registry.SearchSource("mailbox", "来信", search, order=40))
