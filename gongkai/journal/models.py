"""Entries, their deliveries, their seals. Entries are written once and never again."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, NoReturn

from django.db import models

from .parties import Party


class AppendOnly(Exception):
    """Raised by every attempt to change or remove what was recorded."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("日志只能追加，不能修改。")

    def delete(self) -> NoReturn:
        raise AppendOnly("日志只能追加，不能删除。")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("日志只能追加，不能修改。")

    def about(self, kind: str, id: object) -> "EntryQuerySet":
        return self.filter(subject_kind=kind, subject_id=str(id))

    def about_any(self, parties: Iterable[Party]) -> "EntryQuerySet":
        return self.filter(reduce(or_, (models.Q(subject_kind=p.kind, subject_id=p.id) for p in parties)))


class Entry(models.Model):
    """Who did what to which record, when and why: audit trail and domain event in one row (P17)."""

    at = models.DateTimeField("时间")
    event = models.CharField("事项", max_length=80)
    actor_kind = models.CharField(max_length=30)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField("操作人", max_length=80)
    actor_unit = models.CharField("所属单位", max_length=80, blank=True)
    on_behalf_of = models.CharField("代理", max_length=80, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    subject_name = models.CharField("对象", max_length=300)
    subject_unit = models.CharField(max_length=80, blank=True)
    reason = models.TextField("理由", blank=True)
    facts = models.JSONField("事实", default=dict)
    source = models.CharField("来源地址", max_length=60, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日志条目"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["event", "id"], name="entry_event"),
            models.Index(fields=["actor_id", "id"], name="entry_actor"),
            models.Index(fields=["at"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.event} {self.subject_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("日志只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("日志只能追加，不能删除。")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, moment: Any) -> "DeliveryQuerySet":
        return self.filter(state=Delivery.State.WAITING, next_at__lte=moment)


class Delivery(models.Model):
    """One entry owed to one subscriber: the only queue. Exactly one row an entry and subscriber."""

    class State(models.TextChoices):
        WAITING = "waiting", "待投递"
        DONE = "done", "已投递"
        DEAD = "dead", "多次失败，待人工处理"

    # The entry table denies UPDATE to the application's role, and a locking foreign-key check needs it (ADR 0005).
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, db_constraint=False, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        constraints = [models.UniqueConstraint(fields=["entry", "subscriber"], name="delivery_once")]
        indexes = [models.Index(fields=["state", "next_at", "id"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.subscriber}"


class Seal(models.Model):
    """A batch of entries bound into a hash chain: digest = SHA-256(previous digest ‖ canonical entries)."""

    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        constraints = [
            models.CheckConstraint(condition=models.Q(last_entry__gte=models.F("first_entry")), name="seal_span")
        ]

    def __str__(self) -> str:
        return f"{self.first_entry}–{self.last_entry} {self.digest[:12]}"


class Beat(models.Model):
    """When something that runs by itself ran last, and how it went; one row each, overwritten."""

    name = models.CharField("事务", max_length=60, unique=True)
    at = models.DateTimeField("时间")
    facts = models.JSONField("情况", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "例行记录"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%F %T}"
