"""Material that is to be given with an answer: its pages, what is withheld of them, the result and its check."""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from gongkai.bureau.models import Official
from gongkai.journal.parties import Party
from gongkai.uploads.models import Upload
from gongkai.vault.fields import EncryptedTextField

from ..rules.grounds import GROUNDS
from ..rules.redacting import BUSY, STATE_LABELS, State, fault_said
from .applications import Application


class Redaction(models.Model):
    """One document on its way to the applicant. The source stays here; only an approved, clean result may go out."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="redactions")
    row_key = models.CharField(max_length=40, unique=True)
    title = EncryptedTextField("材料名称", row="row_key", blank=True)
    source = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+", verbose_name="原件")
    pages_file = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    result = models.ForeignKey(
        Upload, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="结果"
    )
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, STATE_LABELS[s]) for s in State], default=State.PREPARING
    )
    count = models.PositiveIntegerField("页数", default=0)
    done = models.PositiveIntegerField("已处理页数", default=0)
    edition = models.PositiveIntegerField("版次", default=0)  # of the marks: work on an older one is thrown away
    leased_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField("不能处理的原因", max_length=300, blank=True)
    faults = EncryptedTextField("检查发现", row="row_key", blank=True)
    recognised = models.BooleanField("图像文字已识别", default=False)
    left_out = models.JSONField("没有带过来的内容", default=dict, blank=True)
    remarks = EncryptedTextField("退回意见", row="row_key", blank=True)
    created_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("放入时间")
    made_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "拟提供的材料"
        indexes = [models.Index(fields=["state", "leased_until"], name="redaction_work")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="redaction_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CLEAN, State.APPROVED]) | Q(result__isnull=False),
                name="redaction_clean_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="redaction_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="redaction_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"材料{self.pk}"

    def as_party(self) -> Party:
        return Party("redaction", str(self.pk), str(self))

    def get_absolute_url(self) -> str:
        return f"/desk/foi/{self.application_id}/materials/{self.pk}/"

    @property
    def is_busy(self) -> bool:
        return State(self.state) in BUSY

    @property
    def is_given(self) -> bool:
        """Whether the result has gone out with an answer."""
        return bool(self.result and self.result.owner_id)

    @property
    def name(self) -> str:
        """What officials call it."""
        return self.title.reveal() if self.title else str(self)

    @property
    def pages_upload(self) -> Upload:
        """The file that has its pages."""
        return self.pages_file or self.source

    @property
    def found(self) -> list[dict[str, Any]]:
        """What the last check found: {where, term, why} each."""
        return json.loads(self.faults.reveal()) if self.faults else []

    @property
    def faults_said(self) -> tuple[str, ...]:
        return tuple(fault_said(**fault) for fault in self.found)


class RedactionPage(models.Model):
    """One page of the source: its size and text, as it was read once."""

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField("页码")
    row_key = models.CharField(max_length=60, unique=True)
    width = models.FloatField("宽（点）")
    height = models.FloatField("高（点）")
    lines = EncryptedTextField("文字和位置", row="row_key", blank=True)
    recognised = models.BooleanField("文字由识别得来", default=False)
    hidden = models.PositiveIntegerField("看不见的字数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "材料的页"
        constraints = [models.UniqueConstraint(fields=["redaction", "number"], name="redaction_page_once")]

    def __str__(self) -> str:
        return f"第{self.number}页"


class RedactionMark(models.Model):
    """One thing withheld: areas of one page with their ground, and the text that lay in them."""

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="marks")
    page = models.PositiveIntegerField("页码")
    boxes = models.JSONField("区域")  # of [left, top, right, bottom], fractions of the page
    ground = models.CharField("依据", max_length=10, choices=[(g.code, g.choice) for g in GROUNDS.values()])
    row_key = models.CharField(max_length=40, unique=True)
    term = EncryptedTextField("检索词", row="row_key", blank=True)
    texts = EncryptedTextField("所遮文字", row="row_key", blank=True)
    elsewhere = EncryptedTextField("别处相同文字不遮盖的理由", row="row_key", blank=True)
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("标记时间")

    class Meta:
        verbose_name = verbose_name_plural = "遮盖标记"
        indexes = [models.Index(fields=["redaction", "page"], name="mark_of_page")]

    def __str__(self) -> str:
        return f"第{self.page}页 {GROUNDS[self.ground].label}"

    @property
    def looked_for(self) -> str:
        """The word by which its place was found, '' where it was chosen on the page."""
        return self.term.reveal() if self.term else ""

    @property
    def withheld(self) -> list[str]:
        """What lay in its areas, stretch by stretch."""
        return json.loads(self.texts.reveal()) if self.texts else []

    @property
    def label(self) -> str:
        return GROUNDS[self.ground].label


class WithheldApart(models.Model):
    """The statement that what is withheld is a document of its own and is not with the material that is given (Art. 37)."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="withheld_apart")
    row_key = models.CharField(max_length=40, unique=True)
    statement = EncryptedTextField("情况说明", row="row_key", blank=True)
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("说明时间")

    class Meta:
        verbose_name = verbose_name_plural = "不予公开部分另行成件的说明"

    def __str__(self) -> str:
        return f"{self.application_id} {self.at:%Y-%m-%d}"
