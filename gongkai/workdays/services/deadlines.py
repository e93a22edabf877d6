"""The lawful acts on one deadline. Each locks it, so that two acts on one ledger follow each other."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.bureau.models import Official, Unit
from gongkai.journal import clock
from gongkai.journal.parties import HasParty, Party, party_of
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from ..calendars import calendar_now
from ..models import Deadline, LedgerEntry, lines_of
from ..rules.counting import BadPeriod
from ..rules.counting import Unit as Measure
from ..rules.ledger import Act, Line, Standing, State, fold, refusals
from ..rules.limits import Limit
from ..rules.statutory import OutOfRange

Actor = HasParty | Party


def start(
    *,
    subject: Actor,
    limit: Limit,
    unit: Unit,
    actor: Actor,
    started_on: date | None = None,
    started_at: datetime | None = None,
    fixed_on: date | None = None,
    official: Official | None = None,
    url: str = "",
    why: str = "",
) -> Deadline:
    """Open a ledger for a duty. Counting begins on the day after `started_on`.

    Without `started_on` the day of receipt is not confirmed yet (REQ-04): there is no due date until `confirm`.
    `started_at` (aware) for limits in hours; `fixed_on` for limits that name a date. Raises Refused.
    """
    line = _start_line(limit, started_on, started_at, why)
    deadline = _opened(party_of(subject), limit)
    deadline.unit, deadline.official, deadline.fixed_on, deadline.url = unit, official, fixed_on, url
    limit.term(fixed_on)  # a date that does not go with the unit is a programming error and raises here
    with transaction.atomic():
        standing = _counted(deadline, [line])
        _take_over(deadline, standing)
        try:
            with transaction.atomic():
                deadline.save(force_insert=True)
        except IntegrityError as clash:
            raise Refused([f"“{deadline}”的期限正在计算，不能重复起算。"]) from clash
        _write(deadline, line, actor, None)
        _announce("workdays.started", deadline, actor, why, words=deadline.words, on=_iso(line.on))
    return deadline


def _opened(subject: Party, limit: Limit) -> Deadline:
    return Deadline(
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_name=subject.name[:300],
        duty=limit.duty,
        rule=limit.rule,
        basis=limit.basis,
        grade=limit.grade,
        amount=limit.amount,
        measure=limit.unit.value,
        moves=limit.moves,
        created_at=clock.now(),
    )


def _start_line(limit: Limit, on: date | None, at: datetime | None, why: str) -> Line:
    if at is not None:
        return Line(Act.START, clock.local(at).date(), at=clock.local(at), why=why)
    if limit.unit is Measure.HOUR and on is not None:
        raise Refused(["以小时计算的期限，请填写起算的时刻。"])
    return Line(Act.START, on, why=why)


def confirm(*, deadline: Deadline, actor: Actor, on: date, at: datetime | None = None, why: str = "") -> Deadline:
    """The day of receipt is confirmed (REQ-04): counting begins on the day after. Raises Refused."""
    line = Line(Act.CONFIRM, on, at=clock.local(at) if at else None, why=why)
    return _act(deadline, line, actor, "workdays.confirmed")


def restart(*, deadline: Deadline, actor: Actor, on: date, why: str, at: datetime | None = None) -> Deadline:
    """The whole period runs anew from `on` (REQ-14, PUB-12): exclusions and extensions lapse. Raises Refused."""
    line = Line(Act.RESTART, on, at=clock.local(at) if at else None, why=why)
    return _act(deadline, line, actor, "workdays.restarted")


def exclude(*, deadline: Deadline, actor: Actor, after: date, why: str, until: date | None = None) -> Deadline:
    """Days *d* with after < d ≤ until do not count (REQ-12, REQ-23). Raises Refused.

    Without `until` the clock is paused and has no due date until `resume`.
    """
    return _act(deadline, Line(Act.EXCLUDE, after, until, why=why), actor, "workdays.excluded")


def resume(*, deadline: Deadline, actor: Actor, on: date, why: str = "") -> Deadline:
    """What was awaited arrived on `on`, the last day that does not count. Raises Refused."""
    return _act(deadline, Line(Act.RESUME, on, why=why), actor, "workdays.resumed")


def extend(
    *, deadline: Deadline, actor: Actor, amount: int, approver: Actor, why: str, on: date | None = None
) -> Deadline:
    """Add `amount` of the deadline's own unit, as approved by `approver` on `on` (REQ-11). Raises Refused."""
    line = Line(Act.EXTEND, on or clock.today(), amount=amount, why=why)
    approved_by = party_of(approver).name
    if not approved_by:
        raise Refused(["延长期限应当写明批准人。"])
    added = f"{amount}{Measure(deadline.measure).words}"
    return _act(deadline, line, actor, "workdays.extended", approver=approved_by, added=added)


def meet(*, deadline: Deadline, actor: Actor, at: datetime | None = None, why: str = "") -> Deadline:
    """The duty is done, at `at` or now. The last day runs to 24:00 (CAL-07). Raises Refused."""
    moment = clock.local(at or clock.now())
    return _act(deadline, Line(Act.MEET, moment.date(), at=moment, why=why), actor, "workdays.met")


def close(*, deadline: Deadline, actor: Actor, why: str) -> Deadline:
    """The duty falls away without being met: withdrawn, abandoned, transferred. Raises Refused."""
    return _act(deadline, Line(Act.CLOSE, clock.today(), why=why), actor, "workdays.closed")


def assign(*, deadline: Deadline, official: Official, actor: Actor, why: str = "") -> Deadline:
    """Entrust an open deadline to an official, whose task it becomes; the unit stays responsible. Raises Refused."""
    with transaction.atomic():
        locked = _locked(deadline)
        if not locked.is_open:
            raise Refused([f"该期限{locked.get_state_display()}，不能更换承办人。"])
        if not official.is_active:
            raise Refused([f"{official.name}的账号已停用，不能承办。"])
        locked.official = official
        locked.save(update_fields=["official"])
        _announce("workdays.assigned", locked, actor, why, official=official.name)
    return locked


def hand_over(
    *, deadline: Deadline, unit: Unit, actor: Actor, why: str = "", official: Official | None = None
) -> Deadline:
    """Make another unit responsible for an open deadline; what has run stays run. Raises Refused."""
    with transaction.atomic():
        locked = _locked(deadline)
        if not locked.is_open:
            raise Refused([f"该期限{locked.get_state_display()}，不能转由其他单位负责。"])
        locked.unit, locked.official = unit, official
        locked.save(update_fields=["unit", "official"])
        _announce("workdays.handed_over", locked, actor, why, unit=unit.short_name)
    return locked


def _locked(deadline: Deadline) -> Deadline:
    return Deadline.objects.select_for_update(of=("self",)).select_related("unit").get(pk=deadline.pk)


def _act(deadline: Deadline, line: Line, actor: Actor, event: str, *, approver: str = "", **facts: Any) -> Deadline:
    """Check the act against the ledger as it stands, write it, count anew, announce it."""
    with transaction.atomic():
        locked = _locked(deadline)
        lines = lines_of(list(locked.ledger.all()))
        reasons = refusals(_counted(locked, lines), locked.term, line, today=clock.today())
        if reasons:
            raise Refused(reasons)
        before = locked.due_on
        _take_over(locked, _counted(locked, [*lines, line]))
        _mark_end(locked, line)
        locked.save()
        _write(locked, line, actor, before, approver)
        if approver:
            facts["approver"] = approver
        _announce(event, locked, actor, line.why, on=_iso(line.on), **facts)
    return locked


def _counted(deadline: Deadline, lines: list[Line]) -> Standing:
    try:
        return fold(deadline.term, lines, calendar_now())
    except (BadPeriod, OutOfRange) as fault:
        raise Refused([str(fault)]) from fault


def _take_over(deadline: Deadline, standing: Standing) -> None:
    """Cache what the ledger comes to."""
    derivation = standing.derivation
    deadline.state = standing.state.value
    deadline.started_on = standing.start
    deadline.due_on = derivation.due if derivation else None
    deadline.due_at = derivation.due_at if derivation else None
    deadline.provisional = standing.provisional
    deadline.calendar_version = derivation.version if derivation else ""


def _mark_end(deadline: Deadline, line: Line) -> None:
    if deadline.state == State.MET:
        deadline.met_on, deadline.met_at = line.on, line.at
    elif deadline.state == State.CLOSED:
        deadline.closed_reason = line.why[:300]


def _write(deadline: Deadline, line: Line, actor: Actor, before: date | None, approver: str = "") -> None:
    who = party_of(actor)
    LedgerEntry.objects.create(
        deadline=deadline,
        act=line.act.value,
        on=line.on,
        until=line.until,
        moment=line.at,
        amount=line.amount,
        why=line.why[:300],
        approver=approver[:80],
        actor_kind=who.kind,
        actor_id=who.id,
        actor_name=who.name[:80],
        due_before=before,
        due_after=deadline.due_on,
        calendar_version=deadline.calendar_version,
        recorded_at=clock.now(),
    )


def _announce(event: str, deadline: Deadline, actor: Actor, why: str, **facts: Any) -> None:
    """The entry is about the case, so that the case's own timeline tells it."""
    subject = deadline.subject._replace(unit=deadline.unit.short_name)
    due = _iso(deadline.due_on)
    record(event, subject, actor, reason=why, deadline=deadline.pk, duty=deadline.duty, due=due, **facts)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
