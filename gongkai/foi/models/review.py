"""分析研判: what is turned into proactive disclosure, refusals looked at again, records of reviews, 建议书."""

from django.db import models
from django.db.models import Q

from gongkai.bureau.models import Official, Unit
from gongkai.journal.parties import Party
from gongkai.publications.models import Publication

from ..rules.decisions import DECISIONS
from ..rules.review import OUTCOME_LABELS, STAGE_LABELS, Outcome, Stage
from .applications import Application


class Conversion(models.Model):
    """A publication that was begun because of applications (Art. 44); no personal data crosses over."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="foi_conversion")
    applications = models.ManyToManyField(Application, related_name="conversions")
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "依申请转主动公开"

    def __str__(self) -> str:
        return str(self.publication)


class OpenWish(models.Model):
    """An applicant proposes that the information be made proactive (Art. 44)."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="open_wish")
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "建议主动公开"

    def __str__(self) -> str:
        return f"{self.application_id} {self.on}"


class Rereview(models.Model):
    """A refusal that is looked at again (Art. 18). When it is due stands in the ledger."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="rereviews")
    decision = models.CharField(
        "决定", max_length=4, choices=[(code, f"{code} {row.situation}") for code, row in DECISIONS.items()]
    )
    since = models.DateField("起算日期")
    due_on = models.DateField("复查日期", null=True, blank=True)  # as the ledger counts it
    outcome = models.CharField(
        "结果", max_length=8, blank=True, choices=[(o.value, OUTCOME_LABELS[o]) for o in Outcome]
    )
    reason = models.CharField("理由", max_length=300, blank=True)
    on = models.DateField("复查完成日期", null=True, blank=True)
    by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "不予公开的复查"
        indexes = [models.Index(fields=["outcome", "due_on"], name="rereview_due")]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(outcome=""), name="rereview_open_once"),
            models.CheckConstraint(
                condition=Q(outcome="", on__isnull=True, by__isnull=True)
                | ~Q(outcome="") & Q(on__isnull=False, by__isnull=False),
                name="rereview_outcome_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_decision_display()}"

    def as_party(self) -> Party:
        return Party(
            "foi_rereview", str(self.pk), f"不予公开的复查 {self.application}", self.application.unit.short_name
        )

    def get_absolute_url(self) -> str:
        return f"/desk/foi/rereviews/{self.pk}/"


class Judgement(models.Model):
    """A periodic review (研判): which period, what was found, what was decided, who took part."""

    first_day = models.DateField("起")
    last_day = models.DateField("止")
    held_on = models.DateField("研判日期")
    findings = models.TextField("主要情况")
    decisions = models.TextField("研判意见")
    officials = models.ManyToManyField(Official, related_name="+", verbose_name="参加人员")
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "研判记录"
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="judgement_period")
        ]

    def __str__(self) -> str:
        return f"{self.first_day} 至 {self.last_day} 研判"

    def as_party(self) -> Party:
        return Party("foi_judgement", str(self.pk), str(self))

    def get_absolute_url(self) -> str:
        return f"/desk/foi/judgements/{self.pk}/"


class Advice(models.Model):
    """政府信息公开建议书 (letter 28): to a unit, with a date for its reply, followed until it is accepted."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="收件单位")
    problem = models.TextField("发现的问题")
    advice = models.TextField("建议")
    sent_on = models.DateField("发出日期")
    due_on = models.DateField("反馈日期")
    stage = models.CharField(
        "阶段", max_length=10, choices=[(s.value, STAGE_LABELS[s]) for s in Stage], default=Stage.SENT
    )
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "政府信息公开建议书"
        indexes = [models.Index(fields=["stage", "due_on"], name="advice_stage")]

    def __str__(self) -> str:
        return f"{self.unit.short_name}建议书（{self.sent_on}）"

    def as_party(self) -> Party:
        return Party("foi_advice", str(self.pk), f"政府信息公开建议书（{self.sent_on}）", self.unit.short_name)

    def get_absolute_url(self) -> str:
        return f"/desk/foi/advice/{self.pk}/"


class AdviceNote(models.Model):
    """What was said about a 建议书: the unit's reply, what is still to do, the acceptance."""

    advice = models.ForeignKey(Advice, on_delete=models.PROTECT, related_name="notes")
    act = models.CharField(
        "事项", max_length=10, choices=[("reply", "回复"), ("follow_up", "跟进"), ("accept", "验收")]
    )
    text = models.TextField("内容")
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "建议书办理记录"

    def __str__(self) -> str:
        return f"{self.advice_id} {self.act}"
