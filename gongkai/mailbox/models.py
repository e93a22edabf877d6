"""A letter as the bureau's business: its stage, who owes the answer, the answer on its way."""

from django.db import models
from django.db.models import Q

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.journal.parties import Party
from gongkai.publications.models import Publication
from gongkai.reception.cases import CaseQuerySet
from gongkai.reception.models import Letter
from gongkai.vault.fields import EncryptedTextField

from .rules import OPEN, STAGE_LABELS, Stage


class Fault(models.TextChoices):
    """What can be wrong with a page."""

    DEAD_LINK = "dead_link", "链接打不开"
    WRONG_TEXT = "wrong_text", "错别字或者内容有误"
    OUTDATED = "outdated", "内容过时，没有更新"
    BROKEN = "broken", "功能不能使用"
    HARD_TO_USE = "hard_to_use", "无障碍或者使用不便"
    OTHER = "other", "其他"


class MatterQuerySet(CaseQuerySet):
    WORKING = (DutyCode.DRAFT, DutyCode.OFFICE_REVIEW, DutyCode.PUBLICITY)
    EVERYWHERE = (DutyCode.SUPERVISE,)

    def open(self) -> "MatterQuerySet":
        return self.filter(stage__in=[stage.value for stage in OPEN])


class Matter(models.Model):
    """One letter in hand. The texts lie encrypted: what people write names people."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="matter", verbose_name="来信")
    letter_key = models.CharField(max_length=20, unique=True)  # the letter's id as text, as deadlines know it
    number = models.CharField("来信编号", max_length=30, unique=True)
    kind = models.CharField("类别", max_length=40)
    stage = models.CharField(
        "阶段", max_length=10, choices=[(s.value, STAGE_LABELS[s]) for s in Stage], default=Stage.NEW
    )
    received_at = models.DateTimeField("收到时间")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="承办单位", related_name="letters")
    handler = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, verbose_name="承办人", related_name="letters"
    )
    document = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, verbose_name="所问文件", related_name="questions"
    )
    fault = models.CharField("问题类型", max_length=12, choices=Fault.choices, blank=True)

    draft = EncryptedTextField("答复稿", row="number", blank=True)
    draft_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    remarks = EncryptedTextField("退回意见", row="number", blank=True)
    reviewed_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    extended = models.BooleanField("已延期", default=False)
    wrote_again = models.BooleanField("答复后又来信", default=False)
    invalid_reason = models.CharField("不予办理的原因", max_length=12, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="并入", related_name="merged"
    )
    published_as = models.OneToOneField(
        Publication, on_delete=models.PROTECT, null=True, blank=True, verbose_name="选登", related_name="letter"
    )
    stage_since = models.DateTimeField("进入阶段时间")

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "来信办理"
        indexes = [
            models.Index(fields=["stage", "stage_since"], name="matter_stage"),
            models.Index(fields=["unit", "stage"], name="matter_of_unit"),
            models.Index(fields=["kind", "received_at"], name="matter_received"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=[s.value for s in Stage]), name="matter_stage_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.MERGED, merged_into__isnull=False) | (~Q(stage=Stage.MERGED)),
                name="matter_merged_has_target",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.INVALID) | ~Q(invalid_reason=""), name="matter_invalid_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ANSWERED) | Q(answered_at__isnull=False), name="matter_answered_has_time"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("draft_by")),
                name="matter_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def as_party(self) -> Party:
        return self.letter.as_party()._replace(unit=self.unit.short_name)

    def get_absolute_url(self) -> str:
        return f"/desk/letters/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return Stage(self.stage) in OPEN
