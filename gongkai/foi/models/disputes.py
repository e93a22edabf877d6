"""Reconsideration and litigation against a decision or against silence, and the answers that a correction set aside."""

from django.db import models
from django.db.models import F, Q

from gongkai.bureau.models import Credentials, Official
from gongkai.journal.parties import Party
from gongkai.letters.models import OfficialLetter
from gongkai.vault.fields import EncryptedTextField
from gongkai.workdays.rules.counting import Unit as Measure

from ..rules.decisions import DECISIONS
from ..rules.disputes import (
    AGAINST_LABELS,
    PROCEDURE_LABELS,
    RESULT_LABELS,
    ROAD_LABELS,
    STAGE_LABELS,
    Against,
    Procedure,
    Result,
    Road,
    Stage,
)
from .applications import Application


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, official: Official, may: Credentials) -> "DisputeQuerySet":
        """Those of the applications that he may see."""
        return self.filter(application__in=Application.objects.visible_to(official, may))

    def pending(self) -> "DisputeQuerySet":
        return self.exclude(stage=Stage.ENDED)


class Dispute(models.Model):
    """One case before a reconsideration body or a court. Who brought it is the applicant; no name stands here."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="disputes")
    road = models.CharField("途径", max_length=16, choices=[(r.value, ROAD_LABELS[r]) for r in Road])
    against = models.CharField("针对", max_length=10, choices=[(a.value, AGAINST_LABELS[a]) for a in Against])
    procedure = models.CharField(
        "程序", max_length=10, choices=[(p.value, PROCEDURE_LABELS[p]) for p in Procedure], default=Procedure.ORDINARY
    )
    body = models.CharField("复议机关或者法院", max_length=80)
    case_number = models.CharField("案号", max_length=60, blank=True)
    received_on = models.DateField("收到日期")
    prior = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later", verbose_name="在先的行政复议"
    )
    stage = models.CharField(
        "阶段", max_length=10, choices=[(s.value, STAGE_LABELS[s]) for s in Stage], default=Stage.RECEIVED
    )
    defended_on = models.DateField("提交答复日期", null=True, blank=True)
    result = models.CharField("结果", max_length=10, blank=True, choices=[(r.value, RESULT_LABELS[r]) for r in Result])
    result_on = models.DateField("审结日期", null=True, blank=True)
    result_number = models.CharField("文书号", max_length=80, blank=True)
    result_note = EncryptedTextField("主要内容", row="row_key", blank=True)
    row_key = models.CharField(max_length=40, unique=True)
    redo_amount = models.PositiveSmallIntegerField("责令重新处理的期限", null=True, blank=True)
    redo_measure = models.CharField(
        "单位", max_length=5, blank=True, choices=[(m.value, m.words) for m in (Measure.WORKING_DAY, Measure.DAY)]
    )
    redone_on = models.DateField("重新处理日期", null=True, blank=True)
    entered_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "复议、诉讼案件"
        indexes = [
            models.Index(fields=["road", "received_on"], name="dispute_received"),
            models.Index(fields=["result_on"], name="dispute_result"),
            models.Index(fields=["stage", "received_on"], name="dispute_stage"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.ENDED, result_on__isnull=False) & ~Q(result="")
                | ~Q(stage=Stage.ENDED) & Q(result="", result_on__isnull=True),
                name="dispute_ended_has_result",
            ),
            models.CheckConstraint(
                condition=Q(result_on__isnull=True) | Q(result_on__gte=F("received_on")), name="dispute_in_order"
            ),
            models.CheckConstraint(
                condition=Q(redo_amount__isnull=True) | Q(result=Result.CORRECTED), name="dispute_redo_is_correction"
            ),
            models.UniqueConstraint(
                fields=["body", "case_number"], condition=~Q(case_number=""), name="dispute_case_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_road_display()} {self.case_number or self.received_on}"

    def as_party(self) -> Party:
        return Party("foi_dispute", str(self.pk), str(self), self.application.unit.short_name)

    def get_absolute_url(self) -> str:
        return f"/desk/foi/disputes/{self.pk}/"


class EarlierAnswer(models.Model):
    """What an application had been answered before a correction opened it again; the reports go on counting the first."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="earlier_answers")
    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="set_aside")
    decision = models.CharField(
        "决定", max_length=4, choices=[(code, f"{code} {row.situation}") for code, row in DECISIONS.items()]
    )
    findings = models.JSONField("认定", default=list, blank=True)
    paper = models.ForeignKey(
        OfficialLetter, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定文书"
    )
    draft_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    legal_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    secrecy_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField("决定日期", null=True, blank=True)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    delivery = EncryptedTextField("送达方式和凭证", row="dispute_id", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "被纠正的答复"

    def __str__(self) -> str:
        return f"{self.decision} {self.decided_on}"
