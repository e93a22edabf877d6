"""A letter, the messages of its thread; what identifies its writer and what was written is ciphertext."""

import uuid

from django.db import models
from django.db.models import F, Q

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import Party
from gongkai.vault.fields import EncryptedTextField

from . import kinds, rules
from .rules import NOTICE_LABELS, STATE_LABELS, Notice, Standing, State


class LetterQuerySet(models.QuerySet["Letter"]):
    def received_between(self, begin: object, end: object) -> "LetterQuerySet":
        """Received at or after the first moment and before the second."""
        return self.filter(received_at__gte=begin, received_at__lt=end)

    def kept(self) -> "LetterQuerySet":
        """Those whose content has not been erased."""
        return self.filter(erased_at__isnull=True)


class Letter(models.Model):
    """What somebody sent to the bureau, whatever for. Its number names it; its code, kept as a digest, opens it."""

    number = models.CharField("来信编号", max_length=30, unique=True)
    kind = models.CharField("类别", max_length=40)
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, STATE_LABELS[s]) for s in State], default=State.OPEN
    )
    received_at = models.DateTimeField("收到时间")
    # The form's own random key: the same form sent twice is one letter (trust.md §4).
    key_digest = models.CharField("表单摘要", max_length=64, unique=True)
    code_digest = models.CharField("查询码摘要", max_length=64)
    receipt_salt = models.BinaryField("回执盐", null=True, blank=True)
    receipt_digest = models.CharField("回执摘要", max_length=64)

    name = EncryptedTextField("称呼", row="number", blank=True)
    phone = EncryptedTextField("电话", row="number", blank=True)
    email = EncryptedTextField("电子邮箱", row="number", blank=True)
    citizen = EncryptedTextField("实名身份标识", row="number", blank=True)
    subject = EncryptedTextField("标题", row="number", blank=True)
    about = EncryptedTextField("所指页面", row="number", blank=True)
    phone_index = models.CharField(max_length=80, blank=True)
    email_index = models.CharField(max_length=80, blank=True)
    citizen_index = models.CharField(max_length=80, blank=True)
    notice = models.CharField(
        "通知方式", max_length=6, choices=[(n.value, NOTICE_LABELS[n]) for n in Notice], default=Notice.NONE
    )
    may_publish = models.BooleanField("同意公开", default=False)

    answered_at = models.DateTimeField("首次答复时间", null=True, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    rating = models.PositiveSmallIntegerField("评价", null=True, blank=True)
    rating_words = EncryptedTextField("评价意见", row="number", blank=True)
    rated_at = models.DateTimeField("评价时间", null=True, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "来信"
        indexes = [
            models.Index(fields=["kind", "ended_at"], name="letter_retention"),
            models.Index(fields=["kind", "received_at"], name="letter_received"),
            models.Index(fields=["phone_index"], name="letter_phone"),
            models.Index(fields=["email_index"], name="letter_email"),
            models.Index(fields=["citizen_index"], name="letter_citizen"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="letter_state"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True, rated_at__isnull=True)
                | Q(rating__gte=1, rating__lte=rules.BEST_RATING, rated_at__isnull=False, answered_at__isnull=False),
                name="letter_rating",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.ANSWERED, State.CLOSED], ended_at__isnull=False)
                | (~Q(state__in=[State.ANSWERED, State.CLOSED]) & Q(ended_at__isnull=True)),
                name="letter_end",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(phone_index="", email_index="", citizen_index="", receipt_salt__isnull=True),
                name="letter_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("received_at")), name="letter_ends_after_receipt"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def as_party(self) -> Party:
        return Party("letter", str(self.pk), f"{self.kind_label} {self.number}")

    @property
    def writer(self) -> Party:
        """Whoever wrote it, as the journal may name him: a person outside the bureau has no name there."""
        return Party("writer", self.number)

    @property
    def kind_info(self) -> kinds.LetterKind:
        return kinds.get(self.kind)

    @property
    def kind_label(self) -> str:
        return self.kind_info.label

    @property
    def standing(self) -> Standing:
        return Standing(
            State(self.state), self.erased_at is not None, self.rated_at is not None, self.answered_at is not None
        )

    @property
    def status(self) -> kinds.Status:
        """What the writer is told of it."""
        return self.kind_info.status(self)

    @property
    def subject_text(self) -> str:
        """The whole title, for those who handle the letter; a sentence once it has been erased."""
        return self.subject.reveal() if self.subject else ("（内容已清除）" if self.erased_at else "")


class Message(models.Model):
    """One message of a thread, from the writer or from the bureau; never edited."""

    class Purpose(models.TextChoices):
        LETTER = "letter", "来信"
        SUPPLEMENT = "supplement", "补充"
        QUESTION = "question", "请补充"
        NOTICE = "notice", "办理进展"
        ANSWER = "answer", "答复"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="messages")
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("性质", max_length=10, choices=Purpose.choices)
    text = EncryptedTextField("内容", row="public_id", blank=True)
    at = models.DateTimeField("时间", default=clock.now)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed = models.CharField("落款", max_length=80, blank=True)
    key_digest = models.CharField("表单摘要", max_length=64, null=True, blank=True, unique=True)
    file_count = models.PositiveSmallIntegerField("附件数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "往来消息"
        indexes = [models.Index(fields=["letter", "id"], name="message_of_letter")]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["letter", "supplement"], official__isnull=True)
                | ~Q(purpose__in=["letter", "supplement"]),
                name="message_writer_is_no_official",
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.get_purpose_display()}"

    def as_party(self) -> Party:
        return Party("letter_message", str(self.public_id))

    @property
    def from_writer(self) -> bool:
        return self.purpose in {self.Purpose.LETTER, self.Purpose.SUPPLEMENT}

    @property
    def words(self) -> str:
        """The whole text, for those who may read the thread."""
        return self.text.reveal() if self.text else ""
