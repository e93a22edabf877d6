"""The letters of an application, whom it asked for help, and what a legal officer has settled about remedies."""

import uuid

from django.db import models
from django.db.models import F, Q

from gongkai.bureau.models import Official, Unit
from gongkai.journal.parties import Party
from gongkai.letters.models import OfficialLetter
from gongkai.reception.models import Message
from gongkai.vault.fields import EncryptedTextField

from ..rules.decisions import OPEN_REMEDIES, Remedy
from ..rules.letters import LETTERS
from .applications import Application, Consultation


class Cooperation(models.Model):
    """A unit that is asked to help (协办), by an inner day; its reply."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cooperations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="协办单位", related_name="+")
    row_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    what = EncryptedTextField("需要协助的事项", row="row_key")
    asked_on = models.DateField("发出日期")
    until = models.DateField("答复日期")
    reply = EncryptedTextField("答复", row="row_key", blank=True)
    replied_on = models.DateField("收到答复日期", null=True, blank=True)
    replied_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "协办"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("asked_on")), name="cooperation_until_after_asked"),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True, replied_by__isnull=True)
                | Q(replied_on__isnull=False, replied_by__isnull=False),
                name="cooperation_reply_has_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}协办"

    def as_party(self) -> Party:
        return Party("foi_cooperation", str(self.pk), str(self), self.unit.short_name)


class CaseLetter(models.Model):
    """A letter of an application: which of the twenty-eight, in which message its applicant reads it, when he took it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    letter = models.OneToOneField(OfficialLetter, on_delete=models.PROTECT, related_name="+", verbose_name="文书")
    number = models.PositiveSmallIntegerField("种类")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    taken_at = models.DateTimeField("申请人首次下载时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请的文书"
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=len(LETTERS)), name="case_letter_of_the_list"
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(message__isnull=False), name="case_letter_taken_was_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {LETTERS[self.number].title}"


class RemedyRuling(models.Model):
    """What a legal officer has said about a remedy that the law's text leaves open; the newest valid one holds."""

    decision = models.CharField("决定", max_length=4, choices=[(code, code) for code in OPEN_REMEDIES])
    remedy = models.CharField("救济途径", max_length=4)
    reasons = models.TextField("理由")
    valid_from = models.DateField("适用于此日起作出的决定")
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+", verbose_name="确定人")
    at = models.DateTimeField("确定时间")

    class Meta:
        verbose_name = verbose_name_plural = "救济途径的确定"
        constraints = [
            models.CheckConstraint(
                condition=Q(remedy__in=[Remedy.REFUSAL.value, Remedy.OTHER.value, Remedy.NONE.value]),
                name="remedy_ruling_is_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.valid_from}"

    def as_party(self) -> Party:
        return Party("foi_remedy", str(self.pk), f"{self.decision} 的救济途径")
