"""The complete file of an application (案卷): its bundle and the list of digests by which it is proved."""

import json

from django.db import models
from django.db.models import Q

from gongkai.uploads.models import Upload
from gongkai.vault.fields import EncryptedTextField

from ..rules.archiving import STATE_LABELS, Part, State, part_from
from .applications import Application


class CaseFile(models.Model):
    """One bundle for each archived application; made anew when it is archived again or somebody asks."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="case_file")
    row_key = models.CharField(max_length=40, unique=True)
    state = models.CharField(
        "状态", max_length=8, choices=[(s.value, STATE_LABELS[s]) for s in State], default=State.MAKING
    )
    why = models.CharField("未能制作的原因", max_length=300, blank=True)
    bundle = models.ForeignKey(
        Upload, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="整卷"
    )
    listing = EncryptedTextField("摘要清单", row="row_key", blank=True)  # JSON of the parts: names may be personal
    pages = models.PositiveIntegerField("页数", default=0)
    left_out = models.PositiveIntegerField("未并入的文件", default=0)
    edition = models.PositiveIntegerField("版次", default=0)  # work on an older one is thrown away
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField("开始时间")
    made_at = models.DateTimeField("制作时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案卷"
        indexes = [models.Index(fields=["state", "leased_until"], name="case_file_work")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="case_file_state_known"),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(bundle__isnull=False, made_at__isnull=False),
                name="case_file_made_has_bundle",
            ),
        ]

    def __str__(self) -> str:
        return f"案卷{self.pk}"

    def as_party(self):  # type: ignore[no-untyped-def]  # a Party
        return self.application.as_party()._replace(kind="foi_case_file", id=str(self.pk))

    def get_absolute_url(self) -> str:
        return f"/desk/foi/{self.application_id}/case_file/"

    @property
    def parts(self) -> list[Part]:
        """What it is made of, in order."""
        rows = json.loads(self.listing.reveal()) if self.listing else []  # type: ignore[attr-defined]  # a Sealed
        return [part_from(row) for row in rows]
