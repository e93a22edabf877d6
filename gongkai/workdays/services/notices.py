"""The register of notices on days off; a new one recounts every open deadline (CAL-09)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from .. import calendars
from ..models import CalendarNotice, Deadline, LedgerEntry, lines_of
from ..rules.calendar import Calendar
from ..rules.ledger import Act, State, fold
from ..rules.notices import BadNotice, Notice, conflict_with, from_files
from .deadlines import Actor

BATCH = 500


@dataclass(frozen=True)
class Replayed:
    """How many open deadlines were recounted, and how many of them changed."""

    checked: int = 0
    changed: int = 0


@dataclass
class Loaded:
    """What `calendars_load` did: numbers added, numbers known before, and sentences on files that do not fit."""

    added: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    replayed: Replayed = Replayed()


def register_notice(*, notice: Notice | Mapping[str, Any], actor: Actor) -> CalendarNotice:
    """Register a notice that the desk has received, then recount all open deadlines. Raises Refused.

    `notice` may be in the data file's form. An amendment names the number it amends; both stay in the register.
    """
    try:
        sound = Notice.from_json(notice.as_json() if isinstance(notice, Notice) else notice)
    except BadNotice as fault:
        raise Refused(fault.reasons) from fault
    with transaction.atomic():
        reasons = conflict_with(sound, calendars.registered())
        if reasons:
            raise Refused(reasons)
        row = _insert(sound, CalendarNotice.Origin.DESK, actor)
    replay_open(actor=actor, reason=f"{sound.title}（{sound.doc_no}）")
    return row


def calendars_load(*, actor: Actor = SYSTEM) -> Loaded:
    """Enter the platform's data files into the register and recount what is open. Repeating it changes nothing."""
    loaded = Loaded()
    with transaction.atomic():
        held = _register()
        for notice in from_files():
            if _is_held(notice, held, loaded):
                continue
            try:
                held[notice.doc_no] = _insert(notice, CalendarNotice.Origin.FILE, actor)
            except Refused:
                # Another process has just entered it: start and worker load on the same morning.
                held = _register()
                if not _is_held(notice, held, loaded):
                    raise
            else:
                loaded.added.append(notice.doc_no)
    loaded.replayed = replay_open(actor=actor, reason="放假安排数据更新")
    return loaded


def _register() -> dict[str, CalendarNotice]:
    return {row.doc_no: row for row in CalendarNotice.objects.order_by("id")}


def _is_held(notice: Notice, held: Mapping[str, CalendarNotice], loaded: Loaded) -> bool:
    """Whether the register has this notice or one against it; either is noted."""
    row = held.get(notice.doc_no)
    if row is not None:
        loaded.known.append(notice.doc_no)
        if row.as_notice() != notice:
            loaded.differing.append(f"{notice.doc_no}：登记的内容与随平台提供的数据不一致，以登记的为准，请核对。")
        return True
    reasons = conflict_with(notice, [other.as_notice() for other in held.values()])
    if reasons:
        loaded.differing.append(f"{notice.doc_no}：{''.join(reasons)}")
    return bool(reasons)


def _insert(notice: Notice, origin: str, actor: Actor) -> CalendarNotice:
    try:
        with transaction.atomic():
            row = CalendarNotice.objects.create(
                doc_no=notice.doc_no,
                year=notice.year,
                title=notice.title,
                signed=notice.signed,
                published=notice.published,
                amends=notice.amends,
                source=notice.source,
                content=notice.as_json(),
                origin=origin,
                registered_at=clock.now(),
            )
    except IntegrityError as clash:
        raise Refused([f"{notice.year}年的放假通知刚刚由他人登记，请刷新后核对。"]) from clash
    record("workdays.notice_registered", row, actor, doc_no=notice.doc_no, year=notice.year, amends=notice.amends)
    transaction.on_commit(calendars.forget)
    return row


def replay_open(*, actor: HasParty | Party = SYSTEM, reason: str = "", batch: int = BATCH) -> Replayed:
    """Recount every running deadline on the calendar in use, in batches of their own; each change is journalled.

    Idempotent, and safe to repeat after an interruption. Those that await something have no due date to recount.
    """
    calendar = calendars.calendar_now()
    checked = changed = last = 0
    while True:
        with transaction.atomic():
            rows = list(
                Deadline.objects.select_for_update(of=("self",))
                .select_related("unit")
                .filter(state=State.RUNNING.value, pk__gt=last)
                .order_by("pk")[:batch]
            )
            if not rows:
                return Replayed(checked, changed)
            changed += _replay(rows, calendar, actor, reason)
        checked += len(rows)
        last = rows[-1].pk


def _replay(rows: list[Deadline], calendar: Calendar, actor: HasParty | Party, reason: str) -> int:
    ledgers: dict[int, list[LedgerEntry]] = defaultdict(list)
    for entry in LedgerEntry.objects.filter(deadline__in=rows).iterator():
        ledgers[entry.deadline_id].append(entry)
    touched, changed, lines = [], [], []
    for row in rows:
        derivation = fold(row.term, lines_of(ledgers[row.pk]), calendar).derivation
        if derivation is None:
            continue
        before, was = row.due_on, (row.due_on, row.provisional, row.calendar_version)
        row.due_on, row.provisional, row.calendar_version = derivation.due, derivation.provisional, derivation.version
        if was != (row.due_on, row.provisional, row.calendar_version):
            touched.append(row)
        if was[:2] != (row.due_on, row.provisional):
            changed.append((row, before))
            lines.append(_recomputed(row, before, actor, reason))
    if touched:
        Deadline.objects.bulk_update(touched, ["due_on", "provisional", "calendar_version"])
        LedgerEntry.objects.bulk_create(lines)
    for row, before in changed:
        _announce_change(row, before, actor, reason)
    return len(changed)


def _recomputed(row: Deadline, before: Any, actor: HasParty | Party, reason: str) -> LedgerEntry:
    who = actor if isinstance(actor, Party) else actor.as_party()
    return LedgerEntry(
        deadline=row,
        act=Act.RECOMPUTE.value,
        on=clock.today(),
        why=reason[:300],
        actor_kind=who.kind,
        actor_id=who.id,
        actor_name=who.name[:80],
        due_before=before,
        due_after=row.due_on,
        calendar_version=row.calendar_version,
        recorded_at=clock.now(),
    )


def _announce_change(row: Deadline, before: Any, actor: HasParty | Party, reason: str) -> None:
    """A moved date and a provisional date that has become certain are told apart."""
    event = "workdays.recomputed" if before != row.due_on else "workdays.settled"
    subject = row.subject._replace(unit=row.unit.short_name)
    record(
        event,
        subject,
        actor,
        reason=reason,
        deadline=row.pk,
        duty=row.duty,
        before=str(before),
        after=str(row.due_on),
        provisional=row.provisional,
    )
