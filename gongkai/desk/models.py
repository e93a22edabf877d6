"""The official's own things at the desk: notices to him, saved filters, preferences, what he was typing."""

from django.db import models
from django.db.models import Q

from gongkai.bureau.models import Official, Unit
from gongkai.journal import clock
from gongkai.vault.fields import EncryptedTextField


class Notification(models.Model):
    """One sentence to one official about one journal entry or one deadline; made again it stays one (`source`)."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="notifications")
    source = models.CharField(max_length=80)  # entry:<id>, or deadline:<id>:<level>:<due date>
    sentence = models.CharField("通知", max_length=400)
    reason = models.CharField("理由", max_length=300, blank=True)
    url = models.CharField("页面", max_length=200, blank=True)
    urgent = models.BooleanField("紧要", default=False)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        constraints = [models.UniqueConstraint(fields=["official", "source"], name="notified_once")]
        indexes = [
            models.Index(fields=["official", "-at", "-id"], name="notification_newest"),
            models.Index(fields=["official"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["at"], name="notification_age"),
        ]

    def __str__(self) -> str:
        return self.sentence


class SavedFilter(models.Model):
    """A list's address under a name; shared ones are offered to the whole unit."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="saved_filters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="处室", related_name="+")
    page = models.CharField("列表", max_length=80)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=1000, blank=True)
    shared = models.BooleanField("供本处室使用", default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = [models.UniqueConstraint(fields=["official", "page", "name"], name="filter_name_once")]
        indexes = [models.Index(fields=["page", "unit"], name="filter_of_page")]

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """How an official likes the desk; one row each."""

    class Size(models.TextChoices):
        SMALL = "small", "小（14 像素）"
        NORMAL = "normal", "标准（15 像素）"
        LARGE = "large", "大（16 像素）"

    class Scope(models.TextChoices):
        MINE = "mine", "我的"
        UNIT = "unit", "本处室"
        BUREAU = "bureau", "全局"

    official = models.OneToOneField(Official, on_delete=models.PROTECT, related_name="preference")
    size = models.CharField("文字大小", max_length=8, choices=Size.choices, default=Size.NORMAL)
    scope = models.CharField("待办的默认范围", max_length=8, choices=Scope.choices, default=Scope.MINE)
    only_urgent = models.BooleanField("只接收紧要通知", default=False)
    columns = models.JSONField("各列表的栏", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人设置"

    def __str__(self) -> str:
        return f"{self.official_id}"


class FormDraft(models.Model):
    """What an official was typing into a form, kept until it is submitted; encrypted, since any form may be meant."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    page = models.CharField("页面", max_length=200)
    typed = EncryptedTextField("内容", row="page")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未提交的内容"
        constraints = [models.UniqueConstraint(fields=["official", "page"], name="form_draft_once")]
        indexes = [models.Index(fields=["saved_at"], name="form_draft_age")]

    def __str__(self) -> str:
        return self.page

    def text(self) -> str:
        """The form's fields as they would be sent."""
        return self.typed.reveal()  # type: ignore[attr-defined]  # an encrypted column gives a Sealed


class Submission(models.Model):
    """A form that was carried out: the same form sent again leads to the same answer, and nothing happens twice."""

    key = models.CharField(max_length=40)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    page = models.CharField("页面", max_length=200)
    answer = models.CharField("去向", max_length=500, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "已提交的表单"
        constraints = [models.UniqueConstraint(fields=["official", "key"], name="submitted_once")]
        indexes = [models.Index(fields=["at"], name="submission_age")]

    def __str__(self) -> str:
        return self.key
