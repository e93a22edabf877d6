"""How many applications came, what became of them, and whether in time: for everyone to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, Exists, F, OuterRef, Q
from django.db.models.functions import TruncMonth

from gongkai.workdays.models import Deadline

from .models import CHANNEL_LABELS, Application, Inquiry
from .reporting import with_end
from .rules.clock import Channel
from .rules.decisions import DECISIONS
from .rules.limits import ANSWER

ENDS_WITHOUT_ANSWER = 26  # the kind of letter: 终止办理告知书
UNANSWERED = tuple(code for code, row in DECISIONS.items() if row.letter == ENDS_WITHOUT_ANSWER)
GROUPS = ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理")


@dataclass(frozen=True)
class Figures:
    """The figures of a span of days, both ends included; each pair is a word with its count."""

    months: list[tuple[str, int]]
    outcomes: list[tuple[str, int]]
    channels: list[tuple[str, int]]
    received: int
    answered: int
    in_time: int

    @property
    def in_time_rate(self) -> float | None:
        return round(100 * self.in_time / self.answered, 1) if self.answered else None


def group_of(code: str) -> str:
    """The outcome in the words of the annual report's heads, `三、（三）不予公开/…` → 不予公开."""
    head = DECISIONS[code].line.partition("/")[0]
    return head[head.index("）") + 1 :]


def figures(begin: date, end: date) -> Figures:
    """Four statements, however many applications there are."""
    came = Application.objects.filter(received_on__range=(begin, end)).order_by()
    by_month = {
        row["month"]: row["count"]
        for row in came.annotate(month=TruncMonth("received_on", output_field=DateField()))
        .values("month")
        .annotate(count=Count("pk"))
    }
    by_channel = dict(came.values_list("channel").annotate(count=Count("pk")))
    done = with_end().filter(ended_on__range=(begin, end)).exclude(decision="").order_by()
    by_group = dict.fromkeys(GROUPS, 0)
    for code, count in done.values_list("decision").annotate(count=Count("pk")):
        by_group[group_of(code)] += count
    met = Deadline.objects.filter(
        subject_kind="letter", subject_id=OuterRef("letter_key"), duty=ANSWER[0].duty, met_on__lte=F("due_on")
    )
    # What ended without an answer being owed any more (not corrected, not paid, withdrawn) was neither in time nor late.
    kept = done.exclude(decision__in=UNANSWERED).aggregate(
        answered=Count("pk"), in_time=Count("pk", filter=Q(Exists(met)))
    )
    return Figures(
        [(f"{month.year}年{month.month}月", by_month.get(month, 0)) for month in _months(begin, end)],
        list(by_group.items()),
        [
            (CHANNEL_LABELS[channel], by_channel.get(channel.value, 0))
            for channel in Channel
            if channel in CHANNEL_LABELS
        ],
        sum(by_month.values()),
        kept["answered"],
        kept["in_time"],
    )


def inquiries(begin: date, end: date) -> list[tuple[str, int]]:
    """Consultations on the spot at each place of acceptance, most first: one statement."""
    rows = Inquiry.objects.filter(on__range=(begin, end)).order_by().values_list("place__name")
    return list(rows.annotate(count=Count("pk")).order_by("-count", "place__name"))


def _months(begin: date, end: date) -> Sequence[date]:
    found, month = [], begin.replace(day=1)
    while month <= end:
        found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found
