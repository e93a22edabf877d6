"""现场咨询: what people ask at a place of acceptance. Nothing of who asked is kept."""

from django.db import models

from gongkai.bureau.models import Official
from gongkai.journal.parties import Party

from ..rules.review import CONTENT_CLASSES
from .places import Place

QUESTION_LENGTH = 200


class Inquiry(models.Model):
    """One consultation on the spot: day, place, subject, the question in short, and what came of it."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "当场解答"
        GUIDED = "guided", "指引申请"
        PASSED = "passed", "转其他部门"

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="inquiries", verbose_name="受理点")
    on = models.DateField("咨询日期")
    content_class = models.CharField(
        "内容类别", max_length=12, choices=[(code, label) for code, label in CONTENT_CLASSES.items()]
    )
    question = models.CharField("咨询的问题", max_length=QUESTION_LENGTH)
    outcome = models.CharField("处理结果", max_length=10, choices=Outcome.choices)
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "现场咨询"
        indexes = [models.Index(fields=["on", "place"], name="inquiry_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.place}"

    def as_party(self) -> Party:
        return Party("foi_inquiry", str(self.pk), str(self), self.place.unit.short_name)
