"""分析研判 in figures: what was asked, of whom, how it ended, how long it took, where a dispute is near; clusters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from gongkai.wording.segments import words
from gongkai.workdays.calendars import calendar
from gongkai.workdays.models import Deadline

from .models import CHANNEL_LABELS, Application, Dispute, OpenWish
from .rules import clusters as pure
from .rules.decisions import DECISIONS
from .rules.review import CONTENT_CLASSES, HIGH, MANY, MIDDLE, REFUSED, RISK_LABELS, RISK_POINTS, quantiles

# How many applications of one applicant in the period, as the table groups them.
GROUPS = ((1, 1, "1件"), (2, 4, "2至4件"), (5, 9, "5至9件"), (10, None, "10件以上"))
SUBJECTS_READ = pure.MOST_REQUESTS


@dataclass(frozen=True)
class Line:
    """One row: its words, its number, and the filter of the list that shows its cases ('' for none)."""

    label: str
    count: int
    query: str = ""


def of_period(first: date, last: date, rows: QuerySet[Application] | None = None) -> QuerySet[Application]:
    """Applications received from the first to the last day."""
    rows = Application.objects.all() if rows is None else rows
    return rows.filter(received_on__range=(first, last))


def by_class(rows: QuerySet[Application]) -> list[Line]:
    labels = CONTENT_CLASSES | {"": "尚未标注"}
    return [
        Line(labels.get(code, code), n, f"content_class={code or 'none'}")
        for code, n in _counted(rows, "content_class")
    ]


def by_unit(rows: QuerySet[Application]) -> list[Line]:
    found = rows.order_by().values_list("unit", "unit__short_name").annotate(n=Count("pk")).order_by("-n", "unit")
    return [Line(name, n, f"unit={pk}") for pk, name, n in found]


def by_channel(rows: QuerySet[Application]) -> list[Line]:
    labels = {channel.value: label for channel, label in CHANNEL_LABELS.items()}
    return [Line(labels[code], n, f"channel={code}") for code, n in _counted(rows, "channel")]


def by_outcome(rows: QuerySet[Application]) -> list[Line]:
    ended = rows.filter(decided_on__isnull=False)
    return [Line(DECISIONS[code].situation, n, f"decision={code}") for code, n in _counted(ended, "decision")]


def _counted(rows: QuerySet[Application], field: str) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list(field).annotate(n=Count("pk")).order_by("-n", field))


def days_used(rows: QuerySet[Application]) -> tuple[list[tuple[str, int | None]], int]:
    """Working days from receipt to delivery, pauses included: the median, 75 %, 90 %, the longest; and of how many."""
    days: Counter[int] = Counter()
    known = calendar()
    answered = rows.filter(delivered_on__isnull=False).order_by()
    for received, delivered, n in (
        answered.values_list("received_on", "delivered_on").annotate(n=Count("pk")).iterator()
    ):
        days[known.working_days_between(received, delivered)] += n
    return list(zip(("半数", "四分之三", "十分之九", "最长"), quantiles(days), strict=True)), sum(days.values())


def repeated(rows: QuerySet[Application]) -> list[Line]:
    """How many applicants have how many applications; nobody is named."""
    many: Counter[int] = Counter()
    known = rows.exclude(identity_index="").order_by().values_list("identity_index").annotate(n=Count("pk"))
    for _, n in known.iterator():
        many[n] += 1
    return [
        Line(label, sum(count for n, count in many.items() if least <= n and (most is None or n <= most)),
             f"repeats={least}" if least > 1 else "")
        for least, most, label in GROUPS
    ]  # fmt: skip


def repeats(rows: QuerySet[Application], least: int) -> QuerySet[Application]:
    """Applications of those who have at least so many of these."""
    often = (
        rows.exclude(identity_index="").order_by().values("identity_index").annotate(n=Count("pk")).filter(n__gte=least)
    )
    return rows.filter(identity_index__in=often.values("identity_index"))


def with_risk(rows: QuerySet[Application]) -> QuerySet[Application]:
    """With `risk`, points of what has led to disputes before: signs for people, nothing is decided by them."""
    same = Application.objects.filter(identity_index=OuterRef("identity_index")).exclude(identity_index="").order_by()
    often = same.values("identity_index").annotate(n=Count("pk")).values("n")
    disputed = Dispute.objects.filter(application__identity_index=OuterRef("identity_index"))
    late = Deadline.objects.filter(
        Q(due_on__lt=F("met_on")) | Q(met_on__isnull=True, due_on__lt=OuterRef("today")), subject_kind="letter",
        subject_id=OuterRef("letter_key"),
    )  # fmt: skip

    def points(sign: str, condition: Q | Exists) -> Case:
        return Case(When(condition, then=Value(RISK_POINTS[sign])), default=Value(0), output_field=IntegerField())

    return rows.annotate(often=Coalesce(Subquery(often), Value(0))).annotate(
        risk=points("refused", Q(decision__in=REFUSED, decided_on__isnull=False))
        + points("late", Exists(late))
        + points("extended", Q(extended_days__gt=0))
        + points("many", Q(often__gte=MANY))
        + points("disputed_before", ~Q(identity_index="") & Exists(disputed))
    )


def undisputed(rows: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Those that may still be brought before somebody, with their points."""
    rows = rows.annotate(today=Value(today)).filter(~Exists(Dispute.objects.filter(application=OuterRef("pk"))))
    return with_risk(rows)


def at_risk(rows: QuerySet[Application], level: str, today: date) -> QuerySet[Application]:
    """The undisputed ones of one level: high, middle, low."""
    found = undisputed(rows, today)
    if level == "high":
        return found.filter(risk__gte=HIGH)
    return found.filter(risk__gte=MIDDLE, risk__lt=HIGH) if level == "middle" else found.filter(risk__lt=MIDDLE)


def by_risk(rows: QuerySet[Application], today: date) -> list[Line]:
    level = Case(When(risk__gte=HIGH, then=Value("high")), When(risk__gte=MIDDLE, then=Value("middle")),
                 default=Value("low"))  # fmt: skip
    found = dict(undisputed(rows, today).annotate(level=level).order_by().values_list("level").annotate(n=Count("pk")))
    return [Line(label, found.get(code, 0), f"risk={code}") for code, label in RISK_LABELS.items()]


def wishes(rows: QuerySet[Application]) -> int:
    """How many applicants proposed that the information be made proactive (Art. 44)."""
    return OpenWish.objects.filter(application__in=rows).count()


def wished(keys: Iterable[int]) -> set[int]:
    """Those of these applications whose applicants proposed that the information be made proactive (Art. 44)."""
    return set(OpenWish.objects.filter(application__in=list(keys)).values_list("application_id", flat=True))


def clusters(rows: QuerySet[Application]) -> list[pure.Cluster]:
    """Similar requests of different applicants, of the newest SUBJECTS_READ; those already converted are left out.

    `wished` says in which of them the applicant himself proposed it.
    """
    known = rows.filter(conversions__isnull=True, letter__erased_at__isnull=True).select_related("letter")
    requests = []
    for case in known.order_by("-pk")[:SUBJECTS_READ].iterator(chunk_size=500):
        found = pure.normalised(words(case.letter.subject_text))
        requests.append(pure.Request(case.pk, case.identity_index, found))
    return pure.clusters(requests)
