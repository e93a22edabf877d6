"""The vault's keys as the administrators keep them."""

from django.db import models
from django.db.models import F, Q

from gongkai.journal.parties import Party

from .people import Official


class KeyAct(models.Model):
    """A rotation of the vault's keys: proposed by one administrator, carried out on another's word (P16)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        DONE = "done", "已轮换"
        REFUSED = "refused", "未同意"

    class Key(models.TextChoices):
        DATA = "data", "数据密钥"
        INDEX = "index", "索引密钥"
        MASTER = "master", "主密钥"

    key = models.CharField("密钥", max_length=6, choices=Key.choices)
    reason = models.CharField("理由", max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    number = models.PositiveIntegerField("新密钥编号", null=True, blank=True)
    proposed_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密钥轮换"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="key_act_two_persons"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.get_state_display()}"

    def as_party(self) -> Party:
        return Party("key", str(self.pk), self.get_key_display())


class ReencryptionQuerySet(models.QuerySet["Reencryption"]):
    def unfinished(self) -> "ReencryptionQuerySet":
        return self.filter(finished_at__isnull=True)


class Reencryption(models.Model):
    """One pass over every encrypted column after a rotation: how far it is, and what it found."""

    number = models.PositiveIntegerField("数据密钥编号")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    place = models.CharField("当前字段", max_length=120, blank=True)  # a name that `rewriting.columns` gives
    after = models.CharField("已到记录", max_length=64, blank=True)  # primary key, as text
    total = models.PositiveIntegerField("总数", null=True, blank=True)  # counted at the first step
    seen = models.PositiveIntegerField("已检查", default=0)
    rewritten = models.PositiveIntegerField("已重写", default=0)
    unreadable = models.PositiveIntegerField("无法解开", default=0)
    unreadable_named = models.JSONField("无法解开的记录", default=list)  # the first of them, `app.model.field:pk`

    objects = ReencryptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重新加密"
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="reencryption_open"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.seen}/{self.total}"

    def as_party(self) -> Party:
        return Party("reencryption", str(self.pk), f"第 {self.number} 号数据密钥")
