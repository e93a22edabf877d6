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
