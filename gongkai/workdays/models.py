"""Notices on days off, deadlines, and their ledgers. Ledger lines and notices are written once and never again."""

from datetime import date, timedelta
from typing import Any, NoReturn

from django.db import models
from django.db.models import Exists, Q

from gongkai.bureau.models import Absence, DutyAssignment, DutyCode, Official, Unit, absent_on
from gongkai.journal import clock
from gongkai.journal.models import AppendOnly
from gongkai.journal.parties import Party

from .rules.counting import Unit as Measure
from .rules.ledger import ACT_WORDS, OPEN, STATE_WORDS, Act, Line, State, Term
from .rules.notices import Notice

OPEN_STATES = sorted(state.value for state in OPEN)


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that no code path may change or remove."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("登记后只能追加，不能修改。")

    def delete(self) -> NoReturn:
        raise AppendOnly("登记后只能追加，不能删除。")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("登记后只能追加，不能修改。")


class AppendOnlyModel(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("登记后只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("登记后只能追加，不能删除。")


class CalendarNotice(AppendOnlyModel):
    """A notice as registered. An amendment is a row of its own, so that both versions stay (CAL-09)."""

    class Origin(models.TextChoices):
        FILE = "file", "随平台提供"
        DESK = "desk", "工作人员登记"

    doc_no = models.CharField("文号", max_length=60, unique=True)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=120)
    signed = models.DateField("落款日期")
    published = models.DateField("公布日期")
    amends = models.CharField("调整的通知", max_length=60, blank=True)
    source = models.CharField("来源", max_length=300, blank=True)
    content = models.JSONField("内容")  # the data file's form, see rules.notices.Notice.as_json
    origin = models.CharField("登记方式", max_length=4, choices=Origin.choices)
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "放假通知"
        constraints = [
            models.CheckConstraint(condition=Q(published__gte=models.F("signed")), name="notice_dates"),
            # Two people who register the same year at once: one of them is told.
            models.UniqueConstraint(fields=["year"], condition=Q(amends=""), name="notice_once_a_year"),
        ]

    def __str__(self) -> str:
        return self.doc_no

    def as_party(self) -> Party:
        return Party("calendar_notice", str(self.pk), f"{self.title}（{self.doc_no}）")

    def as_notice(self) -> Notice:
        return Notice.from_json(self.content)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> "DeadlineQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, on: date) -> "DeadlineQuerySet":
        """Open and past their last day, which runs to 24:00 (CAL-07)."""
        return self.open().filter(due_on__lt=on)

    def due_within(self, days: int, today: date | None = None) -> "DeadlineQuerySet":
        """Open and due from today until so many calendar days later."""
        first = today or clock.today()
        return self.open().filter(due_on__gte=first, due_on__lte=first + timedelta(days=days))

    def waiting(self) -> "DeadlineQuerySet":
        """Open without a due date: a confirmation or an opinion is awaited."""
        return self.open().filter(due_on__isnull=True)

    def met_late(self) -> "DeadlineQuerySet":
        return self.filter(state=State.MET.value, met_on__gt=models.F("due_on"))

    def about(self, subject: Party) -> "DeadlineQuerySet":
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)

    def of_official(self, official: Official) -> "DeadlineQuerySet":
        """His own tasks."""
        return self.filter(official=official)

    def visible_to(self, official: Official, today: date | None = None) -> "DeadlineQuerySet":
        """His own and those he stands in for, his unit's, those of units he has a duty in.

        Leaders, auditors, and those who supervise or answer for publicity in the whole bureau see all.
        """
        if official.is_leader or official.is_auditor:
            return self.all()
        day = today or clock.today()
        duties = DutyAssignment.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), official=official, valid_from__lte=day
        )
        sees_all = duties.filter(unit__isnull=True, duty__in=[DutyCode.SUPERVISE, DutyCode.PUBLICITY])
        absent = Absence.objects.filter(absent_on(day), substitute=official)
        return self.filter(
            Q(official=official)
            | Q(unit_id=official.unit_id)
            | Q(official_id__in=absent.values("official_id"))
            | Q(unit_id__in=duties.filter(unit__isnull=False).values("unit_id"))
            | Exists(sees_all)
        )


class Deadline(models.Model):
    """A duty to do something by a day. Its due date is the ledger's cached result; with an official it is a task."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    subject_name = models.CharField("事项", max_length=300)
    url = models.CharField("办理页面", max_length=200, blank=True)
    duty = models.CharField("应办事项", max_length=80)
    rule = models.CharField("规则", max_length=20, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    grade = models.CharField("依据等级", max_length=1, blank=True)
    amount = models.PositiveIntegerField("期限")
    measure = models.CharField("单位", max_length=5, choices=[(m.value, m.words or "法定日期") for m in Measure])
    moves = models.BooleanField("届满日遇休息日顺延", default=True)
    fixed_on = models.DateField("法定日期", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="责任单位", related_name="deadlines")
    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, verbose_name="承办人", related_name="deadlines"
    )
    state = models.CharField(
        "状态", max_length=10, choices=[(state.value, words) for state, words in STATE_WORDS.items()]
    )
    started_on = models.DateField("起算日", null=True, blank=True)
    due_on = models.DateField("届满日", null=True, blank=True)
    due_at = models.DateTimeField("届满时刻", null=True, blank=True)  # periods in hours only
    provisional = models.BooleanField("暂按", default=False)
    calendar_version = models.CharField("所用放假通知", max_length=60, blank=True)
    met_on = models.DateField("办结日", null=True, blank=True)
    met_at = models.DateTimeField("办结时刻", null=True, blank=True)
    closed_reason = models.CharField("终止理由", max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="deadline_due"),
            models.Index(fields=["unit", "state", "due_on"], name="deadline_of_unit"),
            models.Index(fields=["official", "state", "due_on"], name="deadline_of_official"),
            models.Index(fields=["subject_kind", "subject_id"], name="deadline_subject"),
        ]
        constraints = [
            # The same duty on the same subject runs once: a double submit or a second subscriber is told.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "duty", "unit"],
                condition=Q(state__in=OPEN_STATES, official__isnull=True),
                name="deadline_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "duty", "unit", "official"],
                condition=Q(state__in=OPEN_STATES, official__isnull=False),
                name="deadline_once_an_official",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING.value) | Q(due_on__isnull=False), name="deadline_running_has_due"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.AWAITING.value, State.PAUSED.value]) | Q(due_on__isnull=True),
                name="deadline_waiting_has_no_due",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MET.value, met_at__isnull=False, met_on__isnull=False)
                | (~Q(state=State.MET.value) & Q(met_at__isnull=True, met_on__isnull=True)),
                name="deadline_met_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED.value) | ~Q(closed_reason=""), name="deadline_closed_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}：{self.duty}"

    def as_party(self) -> Party:
        return Party("deadline", str(self.pk), f"{self.subject_name}：{self.duty}", self.unit.short_name)

    @property
    def subject(self) -> Party:
        return Party(self.subject_kind, self.subject_id, self.subject_name)

    @property
    def term(self) -> Term:
        return Term(self.amount, Measure(self.measure), self.moves, self.fixed_on)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_task(self) -> bool:
        return self.official_id is not None

    @property
    def words(self) -> str:
        """The period in words: 20个工作日."""
        return "法定日期" if self.fixed_on else f"{self.amount}{Measure(self.measure).words}"

    @property
    def met_in_time(self) -> bool | None:
        """Whether it was met by its last day (moment, in hours); None while open or without a due date."""
        if self.met_at is None or self.met_on is None or self.due_on is None:
            return None
        return self.met_at <= self.due_at if self.due_at else self.met_on <= self.due_on


class LedgerEntry(AppendOnlyModel):
    """One lawful act on a deadline, with the dates the law counts from and who wrote it."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="ledger")
    act = models.CharField("事项", max_length=10, choices=[(act.value, words) for act, words in ACT_WORDS.items()])
    on = models.DateField("日期", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)
    moment = models.DateTimeField("时刻", null=True, blank=True)
    amount = models.PositiveIntegerField("延长", default=0)
    why = models.CharField("理由", max_length=300, blank=True)
    approver = models.CharField("批准人", max_length=80, blank=True)
    actor_kind = models.CharField(max_length=30)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField("经办人", max_length=80)
    due_before = models.DateField("原届满日", null=True, blank=True)
    due_after = models.DateField("届满日", null=True, blank=True)
    calendar_version = models.CharField("所用放假通知", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "期限台账"
        indexes = [models.Index(fields=["deadline", "id"], name="ledger_of_deadline")]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.get_act_display()}"

    def as_line(self) -> Line:
        return Line(Act(self.act), self.on, self.until, self.amount, self.why, self.moment)


def lines_of(entries: "list[LedgerEntry]") -> list[Line]:
    """The pure form of a ledger, oldest line first."""
    return [entry.as_line() for entry in sorted(entries, key=lambda entry: entry.pk)]
