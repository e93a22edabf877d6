"""Series of numbers, templates by version, and letters: drafts, what was issued, how it was delivered."""

import json
import uuid
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from gongkai.bureau.models import Credentials, Official, Unit
from gongkai.journal.models import AppendOnly
from gongkai.journal.parties import Party
from gongkai.uploads.models import Upload
from gongkai.vault.fields import EncryptedTextField
from gongkai.wording.masking import mask_name

from . import kinds
from .rules.structure import Letter, from_record

NEVER = "文书的这部分内容只能追加，不能修改或者删除。"


class OnceQuerySet(models.QuerySet[Any]):
    """Rows that are written once and stay as they are."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly(NEVER)

    def delete(self) -> NoReturn:
        raise AppendOnly(NEVER)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(NEVER)


class Once(models.Model):
    """A row that is written once: saving it again or deleting it raises."""

    objects = OnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly(NEVER)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(NEVER)


class LetterSeries(models.Model):
    """A run of numbers of one organ (DOC-05): 代字, year in 〔〕, serial; which kinds it numbers is `SeriesKind`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="发文单位", related_name="+")
    name = models.CharField("名称", max_length=40)
    word = models.CharField("机关代字", max_length=20)
    pattern = models.CharField("编号样式", max_length=60, default="{word}〔{year}〕{serial}号")
    is_general = models.BooleanField("没有另行指定的文书都用它", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="letter_series_name"),
            models.UniqueConstraint(fields=["unit", "word", "pattern"], name="letter_series_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(is_general=True), name="letter_series_one_general"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("letter_series", str(self.pk), self.name, self.unit.short_name)


class SeriesKind(models.Model):
    """Which series a unit numbers a kind of letter with, where it is not the general one."""

    series = models.ForeignKey(LetterSeries, on_delete=models.PROTECT, related_name="kinds")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文书种类", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "文号适用的文书"
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="letter_series_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.series_id}"


class SeriesYear(models.Model):
    """How far a series has come in a year. It only rises: a number that was given is never given again."""

    series = models.ForeignKey(LetterSeries, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后的序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "年度序号"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="letter_series_year_once")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.year} {self.last}"


class LetterTemplate(models.Model):
    """One version of a kind's wording. Every version is kept; one at most is in use, one at most is being worked on."""

    class State(models.TextChoices):
        DRAFT = "draft", "修改中"
        PROPOSED = "proposed", "待启用"
        ACTIVE = "active", "使用中"
        RETIRED = "retired", "已停用"

    kind = models.CharField("文书种类", max_length=60)
    serial = models.PositiveIntegerField("版次")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("正文")
    note = models.CharField("修改说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    edition = models.PositiveIntegerField("保存次数", default=0)
    editors = models.JSONField("修改人", default=list)  # ids of all who wrote in it: none of them puts it into use
    author = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField("开始时间")
    decided_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    active_from = models.DateTimeField("启用时间", null=True, blank=True)
    active_to = models.DateTimeField("停用时间", null=True, blank=True)
    remarks = models.CharField("退回意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书模板"
        constraints = [
            models.UniqueConstraint(fields=["kind", "serial"], name="letter_template_serial"),
            models.UniqueConstraint(fields=["kind"], condition=Q(state="active"), name="letter_template_one_active"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state__in=["draft", "proposed"]), name="letter_template_one_open"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(decided_by__isnull=True) | ~Q(author=models.F("decided_by")),
                name="letter_template_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"], active_from__isnull=True)
                | Q(state__in=["active", "retired"], active_from__isnull=False),
                name="letter_template_used_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{kinds.label(self.kind)}模板第 {self.serial} 版"

    def as_party(self) -> Party:
        return Party("letter_template", str(self.pk), str(self))


class OfficialLetterQuerySet(models.QuerySet["OfficialLetter"]):
    def visible_to(self, may: Credentials) -> "OfficialLetterQuerySet":
        """Letters of the units in which one has any duty."""
        units: set[int] = set()
        for duty in may.duties():
            scope = may.units_for(duty)
            if scope is None:
                return self
            units |= scope
        return self.filter(unit__in=units)

    def about(self, party: Party) -> "OfficialLetterQuerySet":
        """Letters of a case."""
        return self.filter(subject_kind=party.kind, subject_id=party.id)


class OfficialLetter(models.Model):
    """A letter (文书) of a unit about a case: being drafted, issued under its number, sent, or void."""

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        ISSUED = "issued", "已签发"
        SENT = "sent", "已送出"
        VOID = "void", "已作废"

    class AddresseeKind(models.TextChoices):
        PERSON = "person", "个人"
        ORGAN = "organ", "单位"

    public_id = models.UUIDField("编号", unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("文书种类", max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="发文单位", related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    addressee = EncryptedTextField("收件人", row="public_id", blank=True)
    addressee_kind = models.CharField("收件人类别", max_length=8, choices=AddresseeKind.choices)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    number = models.CharField("文号", max_length=80, null=True, blank=True)  # of what was issued, for lists
    created_at = models.DateTimeField("拟稿时间")
    sent_at = models.DateTimeField("送出时间", null=True, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    objects = OfficialLetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="letter_subject"),
            models.Index(fields=["unit", "-id"], name="letter_unit"),
            models.Index(fields=["kind", "-id"], name="letter_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True)
                | Q(state__in=["issued", "sent"], number__isnull=False)
                | Q(state="void"),
                name="letter_issued_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["draft", "issued"], sent_at__isnull=True)
                | Q(state="void"),
                name="letter_sent_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="void", voided_at__isnull=False) & ~Q(void_reason=""))
                | (~Q(state="void") & Q(voided_at__isnull=True, void_reason="")),
                name="letter_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.kind_title}（{self.get_state_display()}）"

    @property
    def is_readable(self) -> bool:
        """Whether there is an issued text that has not been erased."""
        return bool(self.number) and self.erased_at is None

    def as_party(self) -> Party:
        return Party("official_letter", str(self.pk), str(self), self.unit.short_name)

    def get_absolute_url(self) -> str:
        return f"/desk/official-letters/{self.pk}/"

    @property
    def kind_title(self) -> str:
        return kinds.label(self.kind)

    def addressee_name(self) -> str:
        """The whole name; showing it to somebody is an act that the caller journals."""
        return self.addressee.reveal() if self.addressee else ""  # type: ignore[attr-defined]  # gives a Sealed

    @property
    def addressee_masked(self) -> str:
        """The addressee as lists show him: organs by name, persons by their surname."""
        name = self.addressee_name()
        return mask_name(name) if self.addressee_kind == self.AddresseeKind.PERSON else name


class LetterDraft(Once):
    """One version of a draft: the facts (encrypted JSON) on a version of the template."""

    letter = models.ForeignKey(OfficialLetter, on_delete=models.PROTECT, related_name="drafts")
    serial = models.PositiveIntegerField("版次")
    place = models.CharField(max_length=60, unique=True)  # letter and serial: what the ciphertext is bound to
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+")
    content = EncryptedTextField("事实", row="place")
    author_kind = models.CharField(max_length=30)
    author_id = models.CharField(max_length=60)
    author_name = models.CharField("拟稿人", max_length=80)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书草稿"
        constraints = [models.UniqueConstraint(fields=["letter", "serial"], name="letter_draft_serial")]

    def __str__(self) -> str:
        return f"{self.letter_id} 第 {self.serial} 版"

    def read(self) -> Mapping[str, Any]:
        """What was drafted: `facts`, `attachments`, `copy_to`, `note`."""
        return json.loads(self.content.reveal())  # type: ignore[attr-defined]  # gives a Sealed


class IssuedLetter(Once):
    """What was issued: number, date, the whole structure (encrypted), its digest. Nothing of it ever changes."""

    letter = models.OneToOneField(OfficialLetter, on_delete=models.PROTECT, related_name="issued")
    series = models.ForeignKey(LetterSeries, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=80)
    title = models.CharField("标题", max_length=200)
    dated_on = models.DateField("成文日期")
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+")
    content = EncryptedTextField("内容", row="number")
    digest = models.CharField("内容摘要", max_length=64)
    has_remedy = models.BooleanField("载明救济途径")
    issuer_kind = models.CharField(max_length=30)
    issuer_id = models.CharField(max_length=60)
    issuer_name = models.CharField("签发人", max_length=80)
    on_behalf_of = models.CharField("代理", max_length=80, blank=True)
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = verbose_name_plural = "已签发的文书"
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "serial"], name="letter_serial_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="letter_serial_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.number

    def read(self) -> Letter:
        """The letter as it was issued."""
        return from_record(json.loads(self.content.reveal()))  # type: ignore[attr-defined]  # gives a Sealed


class LetterFile(Once):
    """One file of an issued letter, encrypted; its digest is that of the file as it was sent."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"

    issued = models.ForeignKey(IssuedLetter, on_delete=models.PROTECT, related_name="files")
    form = models.CharField("格式", max_length=4, choices=Form.choices)
    digest = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")
    body = EncryptedTextField("文件", row="digest")  # base64

    class Meta:
        verbose_name = verbose_name_plural = "文书文件"
        constraints = [models.UniqueConstraint(fields=["issued", "form"], name="letter_file_once")]

    def __str__(self) -> str:
        return f"{self.issued_id} {self.form} {self.digest[:12]}"

    def read(self) -> bytes:
        """The file's bytes."""
        return b64decode(self.body.reveal())  # type: ignore[attr-defined]  # gives a Sealed


class LetterDelivery(models.Model):
    """That a letter was sent: how, when, with what proof, and when it arrived."""

    class Channel(models.TextChoices):
        HAND = "hand", "当面送达"
        REGISTERED = "registered", "挂号信"
        EXPRESS = "express", "邮政特快专递"
        ONLINE = "online", "网上送达"
        EMAIL = "email", "电子邮件"
        FAX = "fax", "传真"
        EXCHANGE = "exchange", "公文交换"

    letter = models.ForeignKey(OfficialLetter, on_delete=models.PROTECT, related_name="deliveries")
    place = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    channel = models.CharField("送达方式", max_length=12, choices=Channel.choices)
    sent_on = models.DateField("送出日期")
    proof = EncryptedTextField("凭证", row="place", blank=True)
    proof_file = models.ForeignKey(
        Upload, on_delete=models.PROTECT, null=True, blank=True, verbose_name="凭证文件", related_name="+"
    )
    received_on = models.DateField("收到日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=models.F("sent_on")),
                name="letter_received_after_sent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.get_channel_display()} {self.sent_on}"
