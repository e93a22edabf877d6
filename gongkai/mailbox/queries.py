"""Questions about letters in hand: what the writer is told, who may hand out, the figures of a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Avg, Count, Exists, F, OuterRef, Q

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.journal import clock
from gongkai.publications.models import Publication
from gongkai.publications.rules.states import PublicationState
from gongkai.reception.kinds import Status
from gongkai.reception.models import Letter
from gongkai.workdays.models import Deadline
from gongkai.workdays.queries import open_duty

from .kinds import PUBLISHED
from .models import Matter
from .rules import DUTY, INVALID_REASONS, Stage


def matter_of(letter: Letter) -> Matter:
    """The case of a letter, with its unit."""
    return Matter.objects.select_related("letter", "unit").get(letter=letter)


def running(matter: Matter) -> Deadline | None:
    """The open deadline for its answer."""
    return open_duty(matter.letter.as_party(), DUTY)


def status_of(letter: Letter) -> Status:
    """Where the letter stands, in the words that its writer reads: two queries."""
    matter = matter_of(letter)
    if letter.erased_at is not None:
        return Status("已清除", "这封来信的保存期已满，内容已经清除。")
    deadline = running(matter)
    due = deadline.due_on if deadline else None
    unit = matter.unit.name
    return {
        Stage.NEW: Status("已收到", "已经收到，正在分给承办单位。", due),
        Stage.ASSIGNED: Status("办理中", f"正由{unit}办理。", due),
        Stage.REVIEW: Status("办理中", f"{unit}已经拟出答复，正在审核。", due),
        Stage.ASKED: Status("请您补充", "需要您补充情况，请在“补充情况”中回复。等待补充的时间不计入答复期限。", tone="soon"),
        Stage.MERGED: Status("办理中", "与内容相同的来信一并办理，答复后同样在这里告诉您。", due),
        Stage.ANSWERED: Status("已答复", "已经答复，内容在下面。您可以评价答复，也可以继续留言。", tone="done"),
        Stage.CLOSED: Status("已办结", "已经办结。如有新的情况，请重新提交。", tone="closed"),
        Stage.INVALID: Status("不予办理", INVALID_REASONS.get(matter.invalid_reason, ("", ""))[1], tone="closed"),
    }[Stage(matter.stage)]  # fmt: skip


def desk_unit() -> Unit | None:
    """The unit to which new letters come: the one that the setting names, else that of whoever first holds 政务公开."""
    today = clock.today()
    named = Unit.objects.valid_on(today).filter(code=settings.LETTER_UNIT).first() if settings.LETTER_UNIT else None
    if named is not None:
        return named
    holder = Official.objects.holding(DutyCode.PUBLICITY, today).select_related("unit").order_by("pk").first()
    if holder is not None:
        return holder.unit
    return Unit.objects.valid_on(today).order_by("order", "pk").first()


def documents_to_ask_about() -> Iterable[Publication]:
    """Public policy documents, newest first."""
    return Publication.objects.public().order_by("-listed_on", "-pk")


@dataclass(frozen=True)
class Figures:
    """What came in within a period, and what became of it. Rates are in percent, None where nothing is to be counted."""

    received: int
    answered: int
    in_time: int
    open: int
    invalid: int
    published: int
    rated: int
    score: float | None

    @property
    def in_time_rate(self) -> float | None:
        return round(100 * self.in_time / self.answered, 1) if self.answered else None


def figures(begin: datetime, end: datetime, kind: str = "") -> Figures:
    """Letters received from `begin` to before `end`: one query."""
    rows = Matter.objects.filter(received_at__gte=begin, received_at__lt=end)
    if kind:
        rows = rows.filter(kind=kind)
    met = Deadline.objects.filter(
        subject_kind="letter", subject_id=OuterRef("letter_key"), met_on__isnull=False, met_on__lte=F("due_on")
    )
    found = rows.annotate(punctual=Exists(met)).aggregate(
        received=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__isnull=False, punctual=True)),
        open=Count("pk", filter=Q(stage__in=["new", "assigned", "asked", "review", "merged"])),
        invalid=Count("pk", filter=Q(stage=Stage.INVALID)),
        published=Count("pk", filter=Q(published_as__state=PublicationState.LIVE)),
        rated=Count("letter__rating"),
        score=Avg("letter__rating"),
    )
    score = found.pop("score")
    return Figures(**found, score=round(score, 1) if score is not None else None)


def published(limit: int, column: str = "") -> list[Publication]:
    """Answered letters that are public, newest first."""
    rows = Publication.objects.public().filter(kind=PUBLISHED.code)
    if column:
        rows = rows.filter(column=column)
    return list(rows.order_by("-listed_on", "-pk")[:limit])


def unanswered_since(day: date) -> int:
    """Valid letters received before this day without an answer (W5: none may wait longer than three months)."""
    begin = datetime(day.year, day.month, day.day, tzinfo=clock.BUREAU_ZONE)
    return Matter.objects.open().filter(received_at__lt=begin).count()
