"""Files by digest, and the uploads that refer to them."""

import uuid
from typing import Any

from django.db import models

from gongkai.journal.parties import Party

from . import rules


class StoredFile(models.Model):
    """The bytes of one file, kept once however often it is uploaded; the digest outlives the bytes."""

    digest = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    code = models.CharField("类型", max_length=10)
    created_at = models.DateTimeField("存入时间")
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "存储文件"

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.code}"

    @property
    def type(self) -> rules.FileType:
        return rules.TYPES[self.code]

    @property
    def media_type(self) -> str:
        return self.type.media_type


class UploadQuerySet(models.QuerySet["Upload"]):
    def public(self) -> "UploadQuerySet":
        """What anybody may fetch now."""
        return self.filter(state=Upload.State.OPEN).select_related("public_copy")

    def kept(self) -> "UploadQuerySet":
        """Everything whose bytes are still held."""
        return self.exclude(state=Upload.State.REMOVED)

    def of(self, owner: Party) -> "UploadQuerySet":
        return self.filter(owner_kind=owner.kind, owner_id=owner.id)


class Upload(models.Model):
    """One act of uploading: who, under what name, for what; private until its owner opens it."""

    class State(models.TextChoices):
        PRIVATE = "private", "未公开"
        OPEN = "open", "已公开"
        REMOVED = "removed", "已销毁"

    class Virus(models.TextChoices):
        """Whether a scanner for malicious code has seen it; what is held or infected opens for nobody."""

        UNCHECKED = "unchecked", "未检查"
        CLEAN = "clean", "未发现病毒"
        HELD = "held", "待查"
        RELEASED = "released", "人工放行"
        INFECTED = "infected", "发现恶意代码"

    public_id = models.UUIDField("编号", unique=True, default=uuid.uuid4, editable=False)
    stored = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="uploads")
    public_copy = models.ForeignKey(
        StoredFile,
        verbose_name="公开副本",
        on_delete=models.PROTECT,
        related_name="copy_of",
        null=True,
        blank=True,
    )
    received_digest = models.CharField("收到时的 SHA-256", max_length=64)
    name = models.CharField("文件名", max_length=rules.NAME_LENGTH)
    uploader_kind = models.CharField(max_length=30)
    uploader_id = models.CharField(max_length=60)
    uploader_name = models.CharField("上传人", max_length=80, blank=True)
    uploader_unit = models.CharField("上传单位", max_length=80, blank=True)
    purpose = models.CharField("用途", max_length=60)
    owner_kind = models.CharField(max_length=40, blank=True)
    owner_id = models.CharField(max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PRIVATE)
    facts = models.JSONField("结构检查", default=dict)
    scan = models.JSONField("个人信息检查", null=True, blank=True)
    virus = models.CharField("病毒检查", max_length=10, choices=Virus.choices, default=Virus.UNCHECKED)
    virus_checked_at = models.DateTimeField("病毒检查时间", null=True, blank=True)
    created_at = models.DateTimeField("上传时间")
    scanned_at = models.DateTimeField("检查时间", null=True, blank=True)
    opened_at = models.DateTimeField("公开时间", null=True, blank=True)
    removed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"], name="upload_owner"),
            models.Index(fields=["virus", "virus_checked_at", "id"], name="upload_virus"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(public_copy__isnull=False, opened_at__isnull=False),
                name="upload_open_has_copy",
            ),
            models.CheckConstraint(
                condition=models.Q(state="removed", removed_at__isnull=False)
                | (~models.Q(state="removed") & models.Q(removed_at__isnull=True)),
                name="upload_removed_has_time",
            ),
            models.CheckConstraint(condition=models.Q(state__in=["private", "open", "removed"]), name="upload_state"),
            models.CheckConstraint(
                condition=~models.Q(state="open", virus__in=["held", "infected"]), name="upload_open_is_harmless"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("upload", str(self.public_id), self.name)

    @property
    def is_held(self) -> bool:
        """Whether nobody may open it: no scanner has seen it, or one has found something."""
        return self.virus in {self.Virus.HELD, self.Virus.INFECTED}

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What the scan found; each {id, kind, label, where, masked, blocks, declared}."""
        return self.scan["findings"] if self.scan else []

    @property
    def unreadable(self) -> list[dict[str, str]]:
        """What the scan could not read; each {where, why}."""
        return self.scan["unreadable"] if self.scan else []

    @property
    def confirmed_by_eye(self) -> dict[str, str] | None:
        return self.scan["confirmed_by_eye"] if self.scan else None

    @property
    def cited(self) -> StoredFile:
        """The file that a published record names by digest: what the public gets, once it has been made."""
        return self.public_copy or self.stored

    @property
    def size_said(self) -> str:
        return rules.size_said(self.stored.size)
