"""The outbox: one row for each notice, whatever becomes of it."""

from datetime import datetime

from django.db import models

from gongkai.reception.models import Letter


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def due(self, moment: datetime) -> "ShipmentQuerySet":
        return self.filter(state=Shipment.State.WAITING, next_at__lte=moment)


class Shipment(models.Model):
    """A short notice to whoever wrote a letter. Neither address nor text is here: both are asked for when it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发出"
        DROPPED = "dropped", "不再需要"
        DEAD = "dead", "未能发出"
        CANCELLED = "cancelled", "已取消"

    key = models.CharField("幂等标识", max_length=120, unique=True)  # topic:id:version, the receiver's as well
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+", verbose_name="来信")
    topic = models.CharField("事项", max_length=60)
    channel = models.CharField("渠道", max_length=6, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    code = models.CharField("最近结果", max_length=40, blank=True)
    created_at = models.DateTimeField("产生时间")
    next_at = models.DateTimeField("下次发送")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        indexes = [models.Index(fields=["state", "next_at", "id"], name="shipment_due")]

    def __str__(self) -> str:
        return self.key

    @property
    def channel_label(self) -> str:
        return {"email": "电子邮件", "sms": "短信"}.get(self.channel, "—")
