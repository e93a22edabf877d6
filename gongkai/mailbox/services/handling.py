"""From the letter to whoever owes the answer: opened, handed out, passed on, asked back, extended."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception import services as reception
from gongkai.reception.models import Letter
from gongkai.workdays import services as workdays
from gongkai.workdays.models import Deadline
from gongkai.workdays.rules.ledger import State

from .. import queries, rules
from ..models import Matter
from ..rules import Act, Stage
from .situation import locked, moved, on_behalf, reason_given


def open_matter(letter: Letter, facts: Mapping[str, Any]) -> None:
    """Make the case of a new letter, with its clock; part of the submission's transaction.

    `facts`: `document` (a public policy document), `fault` (what is wrong with a page).
    """
    unit = queries.desk_unit()
    if unit is None:
        raise Refused(["网站还没有设置承办单位，暂时不能接收来信。"])
    matter = Matter(
        letter=letter,
        letter_key=str(letter.pk),
        number=letter.number,
        kind=letter.kind,
        received_at=letter.received_at,
        stage_since=letter.received_at,
        unit=unit,
        document=facts.get("document"),
        fault=facts.get("fault", ""),
    )
    matter.save(force_insert=True)
    begin_clock(matter)


def begin_clock(matter: Matter) -> Deadline:
    """The days for the answer, counted from the day of receipt (WEB-08)."""
    return workdays.start(
        subject=matter.letter.as_party(),
        limit=rules.limit(settings.LETTER_DAYS),
        unit=matter.unit,
        actor=SYSTEM,
        started_on=clock.local(matter.received_at).date(),
        url=matter.get_absolute_url(),
    )


@transaction.atomic
def assign(*, matter: Matter, actor: Official, unit: Unit, handler: Official | None = None) -> Matter:
    """Hand a new letter to the unit that owes the answer; raises Refused."""
    fresh = locked(matter, Act.ASSIGN, actor)
    stand_in = on_behalf(fresh, Act.ASSIGN, actor)
    _give(fresh, unit, handler, actor)
    moved(fresh, Stage.ASSIGNED, "unit", "handler")
    record("mailbox.assigned", fresh, actor, on_behalf_of=stand_in, unit=unit.short_name)
    return fresh


@transaction.atomic
def transfer(*, matter: Matter, actor: Official, unit: Unit, reason: str, handler: Official | None = None) -> Matter:
    """Pass a letter on to another unit; the clock runs on, and the writer is told. Raises Refused."""
    fresh = locked(matter, Act.TRANSFER, actor)
    reason = reason_given(reason)
    if unit.pk == fresh.unit_id:
        raise Refused([Reason("已经由这个单位承办，请选择其他单位。", field="unit")])
    before, stand_in = fresh.unit.short_name, on_behalf(fresh, Act.TRANSFER, actor)
    _give(fresh, unit, handler, actor)
    moved(fresh, Stage.ASSIGNED, "unit", "handler")
    record(
        "mailbox.transferred", fresh, actor, reason=reason, on_behalf_of=stand_in, before=before, unit=unit.short_name
    )
    reception.tell(
        letter=fresh.letter, actor=actor, text=f"您的来信已转由{unit.name}办理。", signed=settings.BUREAU["name"]
    )
    return fresh


def _give(matter: Matter, unit: Unit, handler: Official | None, actor: Official) -> None:
    if not unit.is_valid_on(clock.today()):
        raise Refused([Reason("这个单位已经撤并，请选择现在的单位。", field="unit")])
    if not Official.objects.holding(DutyCode.DRAFT, clock.today(), unit).exists():
        raise Refused([Reason(f"{unit.short_name}没有承担起草职责的人员，不能承办来信。", field="unit")])
    if handler is not None and handler.unit_id != unit.pk:
        raise Refused([Reason(f"{handler.name}不在{unit.short_name}，请从承办单位选择承办人。", field="handler")])
    matter.unit, matter.handler = unit, handler
    deadline = queries.running(matter)
    if deadline is not None:
        workdays.hand_over(deadline=deadline, unit=unit, official=handler, actor=actor)


@transaction.atomic
def ask_back(*, matter: Matter, actor: Official, text: str) -> Matter:
    """Ask the writer for what is missing; until he answers the days do not count. Raises Refused."""
    fresh = locked(matter, Act.ASK, actor)
    reception.ask_back(letter=fresh.letter, actor=actor, text=text, signed=fresh.unit.name)
    deadline = queries.running(fresh)
    if deadline is not None and deadline.state == State.RUNNING and (deadline.due_on or clock.today()) > clock.today():
        workdays.exclude(deadline=deadline, actor=actor, after=clock.today(), why="等待写信人补充情况")
    return moved(fresh, Stage.ASKED)


@transaction.atomic
def supplied(*, letter_id: int) -> None:
    """The writer has written again: what was asked for is there, or an answered letter goes on. Repeating it is harmless."""
    Matter.objects.select_for_update().get(letter_id=letter_id)
    matter = Matter.objects.select_related("letter", "unit").get(letter_id=letter_id)
    if matter.stage == Stage.ASKED:
        deadline = queries.running(matter)
        if deadline is not None and deadline.state == State.PAUSED:
            workdays.resume(deadline=deadline, actor=SYSTEM, on=clock.today(), why="写信人已补充")
        moved(matter, Stage.ASSIGNED)
        record("mailbox.supplied", matter, SYSTEM)
    elif matter.stage in {Stage.ANSWERED, Stage.CLOSED} and not matter.wrote_again:
        matter.wrote_again = True
        matter.save(update_fields=["wrote_again"])


@transaction.atomic
def extend(*, matter: Matter, actor: Official, reason: str) -> Matter:
    """Take the longer term once, with a reason that the writer is told (WEB-08); raises Refused."""
    fresh = locked(matter, Act.EXTEND, actor)
    reason = reason_given(reason)
    days = settings.LETTER_DAYS_AT_MOST - settings.LETTER_DAYS
    deadline = queries.running(fresh)
    if deadline is None or days < 1:
        raise Refused(["这封来信没有正在计算的期限，不需要延期。"])
    deadline = workdays.extend(deadline=deadline, actor=actor, amount=days, approver=actor, why=reason)
    fresh.extended = True
    fresh.save(update_fields=["extended"])
    due = f"，最迟 {deadline.due_on:%Y年%-m月%-d日} 答复" if deadline.due_on else ""
    reception.tell(
        letter=fresh.letter, actor=actor, signed=fresh.unit.name,
        text=f"您反映的情况比较复杂，答复延长 {days} 个工作日{due}。原因：{reason}",
    )  # fmt: skip
    record("mailbox.extended", fresh, actor, reason=reason, days=days)
    return fresh
