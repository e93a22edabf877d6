"""Many applications with their letters and deadlines, written straight into the tables: what the room is measured on."""

import hashlib
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

CHUNK = 2000
FIRST_DAY = date(2020, 1, 6)
DAYS = 1900
SUBJECTS = (
    "行道树修剪计划",
    "公园改造项目批复",
    "垃圾清运合同",
    "户外招牌许可决定",
    "古树名木保护台账",
    "绿地养护经费",
    "环卫作业招标文件",
)
DECIDED = ("D01", "D02", "D02", "D03", "D07", "D09", "D12", "D12", "D13", "D16", "D17", "D21", "D23")


def fill_applications(team: Any, count: int, open_ones: int) -> None:
    """Add applications until there are `count`, the last `open_ones` of them in hand with a running deadline."""
    from gongkai.foi.models import Application
    from gongkai.foi.services.intake import the_register

    register = the_register()
    numbers = iter(range(Application.objects.count(), count))
    while chunk := list(islice(numbers, CHUNK)):
        _write(team, register, chunk, count - open_ones)


def _write(team: Any, register: Any, chunk: list[int], first_open: int) -> None:
    from django.db import transaction

    from gongkai.foi.models import Application
    from gongkai.reception.models import Letter, Message
    from gongkai.workdays.models import Deadline, LedgerEntry

    with transaction.atomic():
        letters = Letter.objects.bulk_create([_letter(number, number >= first_open) for number in chunk])
        Message.objects.bulk_create([_message(letter) for letter in letters])
        rows = list(zip(chunk, letters, strict=True))
        cases = [_application(team, register, number, letter, number >= first_open) for number, letter in rows]
        Application.objects.bulk_create(cases)
        deadlines = Deadline.objects.bulk_create([_deadline(case, team) for case in cases])
        LedgerEntry.objects.bulk_create([_started(row) for row in deadlines])


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=Random(number).randrange(DAYS))


def _moment(day: date) -> datetime:
    from gongkai.journal import clock

    return datetime(day.year, day.month, day.day, 10, tzinfo=clock.BUREAU_ZONE)


def _letter(number: int, is_open: bool) -> Any:
    from gongkai.foi.services.intake import KIND
    from gongkai.reception.models import Letter
    from gongkai.reception.rules import State

    digest, day = hashlib.sha256(str(number).encode()).hexdigest(), _day(number)
    answered = None if is_open else _moment(day + timedelta(days=20))
    return Letter(
        number=f"SQ-{number:07}", kind=KIND, state=State.OPEN if is_open else State.ANSWERED, received_at=_moment(day),
        key_digest=digest, code_digest=digest, receipt_digest=digest, name=f"申请人{number}", phone="13800000001",
        subject=f"{day.year}年{SUBJECTS[number % len(SUBJECTS)]}", answered_at=answered, ended_at=answered,
    )  # fmt: skip


def _message(letter: Any) -> Any:
    from gongkai.reception.models import Message

    return Message(letter=letter, purpose="letter", text="请公开上述信息及其附件。", at=letter.received_at)


def _application(team: Any, register: Any, number: int, letter: Any, is_open: bool) -> Any:
    from gongkai.foi.models import ApplicantKind, Application
    from gongkai.foi.queries import identity_index
    from gongkai.foi.rules.clock import Channel
    from gongkai.foi.rules.stages import Stage

    chance, day = Random(number + 1), _day(number)
    identity = f"91310000{number % 40_000:010}"
    case = Application(
        letter=letter, letter_key=str(letter.pk), register=register, number=f"测公开申〔{day.year}〕{number}号",
        channel=chance.choice(list(Channel)).value, applicant_kind=chance.choice(ApplicantKind.values), identity=identity,
        identity_index=identity_index(identity), stage=Stage.IN_HAND if is_open else Stage.ARCHIVED,
        stage_since=_moment(day), arrived_at=_moment(day), received_on=day, evidence="电话确认", unit=team.draft.unit,
        handler=team.draft,
    )  # fmt: skip
    if not is_open:
        case.decision, case.decided_on = chance.choice(DECIDED), day + timedelta(days=20)
        case.delivered_on, case.draft_by, case.signed_by = case.decided_on, team.draft, team.sign
        case.archived_at = _moment(case.decided_on)
    return case


def _deadline(case: Any, team: Any) -> Any:
    from gongkai.foi.rules.limits import ANSWER
    from gongkai.foi.rules.stages import Stage
    from gongkai.workdays.models import Deadline
    from gongkai.workdays.rules.ledger import State

    is_open, limit = case.stage == Stage.IN_HAND, ANSWER[0]
    due = case.received_on + timedelta(days=28)
    return Deadline(
        subject_kind="letter", subject_id=case.letter_key, subject_name=str(case.number), duty=limit.duty,
        rule=limit.rule, basis=limit.basis, amount=limit.amount, measure=limit.unit.value, unit=team.draft.unit,
        state=State.RUNNING.value if is_open else State.MET.value, started_on=case.received_on, due_on=due,
        met_on=None if is_open else case.delivered_on, met_at=None if is_open else _moment(case.delivered_on),
        created_at=case.arrived_at,
    )  # fmt: skip


def _started(row: Any) -> Any:
    from gongkai.workdays.models import LedgerEntry
    from gongkai.workdays.rules.ledger import Act

    return LedgerEntry(
        deadline=row, act=Act.START.value, on=row.started_on, why="收到申请", actor_kind="official", actor_id="1",
        actor_name="测量", due_after=row.due_on, recorded_at=row.created_at,
    )  # fmt: skip
