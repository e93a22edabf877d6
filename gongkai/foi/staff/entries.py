"""What this room adds to the desk: a line of navigation with its count, tasks, search by number, a thing to begin."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.desk import registry
from gongkai.desk.registry import Hit, Task
from gongkai.journal import clock
from gongkai.workdays.models import Deadline

from ..models import Application, ApplicationQuerySet, Dispute
from ..rules.disputes import Stage as DisputeStage
from ..rules.stages import ACT_LABELS, STAGE_LABELS, Act, Stage
from .shared import APPLICATIONS

MOST_TASKS = 200
SHORTEST_NUMBER = 4
# At which stages the next step is whose.
TURNS = {
    DutyCode.PUBLICITY: (Stage.RECEIVED, Stage.DECIDED, Stage.ANSWERED),
    DutyCode.LEGAL: (Stage.REVIEW,),
    DutyCode.SECRECY: (Stage.SECRECY,),
    DutyCode.SIGN: (Stage.SIGNATURE,),
}
NEXT = {
    Stage.RECEIVED: Act.REGISTER,
    Stage.DECIDED: Act.DELIVER,
    Stage.ANSWERED: Act.ARCHIVE,
    Stage.REVIEW: Act.PASS_LEGAL,
    Stage.SECRECY: Act.PASS_SECRECY,
    Stage.SIGNATURE: Act.SIGN,
    Stage.IN_HAND: Act.DRAFT,
}


def mine(official: Official, may: Credentials) -> ApplicationQuerySet:
    """Applications in which the next step is his."""
    turn = Q(pk=None)
    for duty, stages in TURNS.items():
        if duty in may.duties():
            turn |= Q(stage__in=stages) & _units(may, duty)
    if DutyCode.DRAFT in may.duties():
        own = Q(handler=official) | Q(handler__isnull=True)
        turn |= Q(stage=Stage.IN_HAND) & own & _units(may, DutyCode.DRAFT)
    return Application.objects.filter(turn).exclude(
        stage__in=[Stage.REVIEW, Stage.SECRECY, Stage.SIGNATURE], draft_by=official
    )


def _units(may: Credentials, duty: str) -> Q:
    scope = may.units_for(duty)
    return Q() if scope is None else Q(unit_id__in=scope)


def tasks(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """What is his turn; due dates come from the ledger."""
    rows = mine(official, may).with_due().select_related("letter", "unit", "handler")
    for case in rows.order_by("arrived_at", "pk")[:MOST_TASKS]:
        stage = Stage(case.stage)
        yield Task(
            key=f"letter:{case.letter_key}",
            what=f"依申请公开 {case}",
            stage=STAGE_LABELS[stage],
            unit=case.unit.short_name,
            url=case.get_absolute_url(),
            act_label=ACT_LABELS[NEXT[stage]],
            due_on=case.due_on,  # type: ignore[attr-defined]  # annotated
            since=case.stage_since,
            owner=case.handler.name if case.handler else "",
            number=str(case),
        )


def search(official: Official, may: Credentials, words: str, limit: int) -> Sequence[Hit]:
    """By number only: what people applied for is encrypted and is not looked through."""
    words = words.strip()
    if len(words) < SHORTEST_NUMBER:
        return []
    rows = Application.objects.visible_to(official, may).filter(Q(number=words) | Q(letter__number=words.upper()))
    return [
        Hit(
            title=f"政府信息公开申请 {row}", kind="依申请公开", url=row.get_absolute_url(), number=str(row),
            state=row.get_stage_display(), on=clock.local(row.arrived_at).date(),
        )
        for row in rows.select_related("letter")[:limit]
    ]  # fmt: skip


def disputes(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """Cases before a reconsideration body or a court that wait for the bureau's answer: two queries."""
    held = [duty for duty in (DutyCode.LEGAL, DutyCode.PUBLICITY) if duty in may.duties()]
    if not held:
        return
    scopes = [may.units_for(duty) for duty in held]
    everywhere = any(units is None for units in scopes)
    where = Q() if everywhere else Q(application__unit_id__in=set().union(*(units or () for units in scopes)))
    rows = Dispute.objects.filter(where, stage=DisputeStage.RECEIVED).select_related("application__unit")
    found = list(rows.order_by("received_on", "pk")[:MOST_TASKS])
    about = Deadline.objects.open().filter(subject_kind="foi_dispute", subject_id__in=[str(row.pk) for row in found])
    due = dict(about.order_by("-due_on").values_list("subject_id", "due_on"))  # the earliest day wins
    for case in found:
        yield Task(
            key=f"foi_dispute:{case.pk}", what=str(case), stage=case.get_stage_display(),
            unit=case.application.unit.short_name, url=case.get_absolute_url(), act_label="提交答复和证据",
            due_on=due.get(str(case.pk)), since=case.entered_at, number=case.case_number,
        )  # fmt: skip


def search_disputes(official: Official, may: Credentials, words: str, limit: int) -> Sequence[Hit]:
    """By the number of the case, or of what ended it."""
    words = words.strip()
    if len(words) < SHORTEST_NUMBER:
        return []
    rows = Dispute.objects.visible_to(official, may).filter(Q(case_number=words) | Q(result_number=words))
    return [
        Hit(title=str(row), kind="复议、诉讼", url=row.get_absolute_url(), number=row.case_number,
            state=row.get_stage_display(), on=row.received_on)
        for row in rows.order_by("-received_on", "pk")[:limit]
    ]  # fmt: skip


def register() -> None:
    """Called once at start."""
    registry.navigation(
        registry.NavEntry("foi", "依申请公开", "applications:applications", APPLICATIONS, order=50,
                          count=lambda official, may: mine(official, may)[:100].count())
    )  # fmt: skip
    registry.tasks(registry.TaskSource("foi.applications", tasks, order=50))
    registry.tasks(registry.TaskSource("foi.disputes", disputes, order=55))
    registry.search(registry.SearchSource("foi", "依申请公开", search, order=35))
    registry.search(registry.SearchSource("foi.disputes", "复议、诉讼", search_disputes, order=36))
