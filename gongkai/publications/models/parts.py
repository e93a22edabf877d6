"""What hangs on a version or a publication: attachments, records, removals, confirmations, overrides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gongkai.journal.parties import Party
from gongkai.uploads.models import Upload

from .core import Publication, Version


class Attachment(models.Model):
    """A file of a version: private until the version is live, and its own copy of the order and the name."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="attachments")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    inline = models.BooleanField("正文内图片", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        constraints = [models.UniqueConstraint(fields=["version", "upload"], name="attached_once")]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """One row of a batch publication, with its own address, digest, end of publicity and withdrawal."""

    class State(models.TextChoices):
        DRAFT = "draft", "未发布"
        LIVE = "live", "公开"
        WITHDRAWN = "withdrawn", "已撤回"

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="records")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="records")
    key = models.CharField("编号", max_length=100)
    title = models.CharField("名称", max_length=300)
    facts = models.JSONField("字段", default=dict)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    ends_on = models.DateField("公示截止日期", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    digest = models.CharField("摘要", max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField("撤回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "记录"
        constraints = [
            models.UniqueConstraint(fields=["publication", "key"], name="record_key_once"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""), name="record_reason"),
        ]
        indexes = [models.Index(fields=["publication", "state", "id"], name="record_list")]

    def __str__(self) -> str:
        return self.title

    def as_party(self) -> Party:
        return Party("record", str(self.pk), f"{self.key} {self.title}")

    def get_absolute_url(self) -> str:
        return f"/d/{self.publication_id}/r/{self.pk}/"


class Removal(models.Model):
    """A take-down, withdrawal or erasure: who wanted it, why, who agreed, what the public is told."""

    class Kind(models.TextChoices):
        TAKE_DOWN = "take_down", "撤下"
        WITHDRAWAL = "withdrawal", "撤回"
        ERASURE = "erasure", "清除"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审定"
        DONE = "done", "已执行"
        CONFIRMED = "confirmed", "已确认"
        REVERSED = "reversed", "已恢复"
        REFUSED = "refused", "未同意"

    class Behaviour(models.TextChoices):
        NOTICE = "notice", "保留说明页"
        GONE = "gone", "地址失效（410）"
        REDIRECT = "redirect", "转到另一件信息"

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="removals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    reason_code = models.CharField("理由", max_length=30)
    reason = models.TextField("内部说明")
    public_explanation = models.TextField("对外说明", blank=True)
    behaviour = models.CharField("公众看到", max_length=10, choices=Behaviour.choices, default=Behaviour.NOTICE)
    redirect_to = models.ForeignKey(Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    legal_ground = models.CharField("法律依据", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "移除"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind"], condition=Q(state="proposed"), name="one_open_proposal"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")), name="removal_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.kind} {self.state}"


class FindingOverride(models.Model):
    """A person's recorded word that one finding of the checks does not hold for this text."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="overrides")
    finding = models.CharField("提示", max_length=64)  # digest of kind, place and masked text: holds no personal datum
    masked = models.CharField(max_length=120)
    reason = models.CharField("说明", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "检查提示说明"
        constraints = [models.UniqueConstraint(fields=["version", "finding"], name="override_once")]

    def __str__(self) -> str:
        return self.masked


class OrganConfirmation(models.Model):
    """Another organ's word on information that concerns it (《条例》 art. 11, PUB-03)."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", "确认可以公开"
        DISAGREED = "disagreed", "不同意公开"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="confirmations")
    organ = models.CharField("机关", max_length=120)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    document = models.CharField("函件文号或方式", max_length=120)
    answered_on = models.DateField("答复日期")
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "其他机关确认"

    def __str__(self) -> str:
        return self.organ
