"""Publication, version, review: what is public, what was said, who examined exactly that text."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.bureau.models import Unit
from gongkai.journal import clock
from gongkai.journal.parties import Party

from .. import kinds
from ..rules.openness import OPENNESS_LABELS, Openness
from ..rules.states import (
    EVER_PUBLIC,
    OPEN,
    PUBLICATION_LABELS,
    VERSION_ACT_LABELS,
    VERSION_LABELS,
    PublicationState,
    VersionAct,
    VersionState,
)
from ..rules.validity import VALIDITY_LABELS, Validity, validity_on

# What an earlier site said of a document whose dates do not tell.
CLAIMED_VALIDITY = [(state.value, VALIDITY_LABELS[state]) for state in (Validity.EXPIRED, Validity.REPEALED)]


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> "PublicationQuerySet":
        """What the public may read in full now."""
        return self.filter(state=PublicationState.LIVE)

    def with_public_page(self) -> "PublicationQuerySet":
        """Everything whose address answers the public: the text, or the notice of what became of it."""
        return self.filter(state__in=EVER_PUBLIC)


class Publication(models.Model):
    """A piece of government information: one identity, one address, one 索引号, one public state.

    The columns from `title` on are a copy of the live version, so that a list reads one table.
    """

    kind = models.CharField("体裁", max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="责任单位", related_name="publications")
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, PUBLICATION_LABELS[s]) for s in PublicationState],
        default="unreleased",
    )
    number = models.CharField("索引号", max_length=60, null=True, blank=True, unique=True)
    live_version = models.OneToOneField(
        "Version", on_delete=models.PROTECT, null=True, blank=True, related_name="live_for"
    )
    legacy = models.BooleanField("历史资料", default=False)
    source_key = models.CharField("来源标识", max_length=300, null=True, blank=True, unique=True)
    source_url = models.URLField("来源地址", max_length=500, blank=True)
    source_digest = models.CharField("来源摘要", max_length=64, blank=True)
    released_at = models.DateTimeField("首次发布时间", null=True, blank=True)
    changed_at = models.DateTimeField("状态变更时间", default=clock.now)
    reassess_on = models.DateField("下次审查日期", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    title = models.CharField("标题", max_length=300)
    column = models.CharField("栏目", max_length=80)
    doc_no = models.CharField("发文字号", max_length=80, blank=True)
    doc_no_key = models.CharField(max_length=80, blank=True)
    summary = models.CharField("内容概述", max_length=500, blank=True)
    topic = models.CharField("主题分类", max_length=80, blank=True)
    formed_on = models.DateField("生成日期", null=True, blank=True)
    claimed_published_on = models.DateField("原发布日期", null=True, blank=True)
    listed_on = models.DateField("列表日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    claimed_validity = models.CharField("来源标注的效力", max_length=10, choices=CLAIMED_VALIDITY, blank=True)
    catalogue_code = models.CharField("目录事项", max_length=30, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开信息"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in PublicationState]), name="publication_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["live", "taken_down"]) | Q(live_version__isnull=False, number__isnull=False),
                name="released_has_live_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="withheld") | Q(reassess_on__isnull=False), name="withheld_has_reassessment"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-listed_on", "-id"], name="publication_newest"),
            models.Index(fields=["doc_no_key"], name="publication_doc_no"),
            models.Index(fields=["state", "catalogue_code", "-listed_on", "-id"], name="publication_catalogue"),
            models.Index(fields=["state", "kind", "-listed_on", "-id"], name="publication_kind"),
            models.Index(fields=["state", "-changed_at"], name="publication_changed"),
            models.Index(fields=["state", "reassess_on"], name="publication_reassess"),
            models.Index(fields=["unit", "state", "-id"], name="publication_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    def as_party(self) -> Party:
        return Party("publication", str(self.pk), self.title, self.unit.short_name)

    def get_absolute_url(self) -> str:
        return f"/d/{self.pk}/"

    @property
    def kind_info(self) -> kinds.Kind:
        return kinds.get(self.kind)

    def validity(self, on: date) -> Validity:
        return validity_on(
            on,
            applies=self.kind_info.has_validity,
            effective_on=self.effective_on,
            expires_on=self.expires_on,
            repealed_on=self.repealed_on,
            claimed=self.claimed_validity,
        )

    def validity_label(self) -> str:
        """Today's validity in words, for lists and pages."""
        return VALIDITY_LABELS[self.validity(clock.today())]


class VersionQuerySet(models.QuerySet["Version"]):
    def readable(self) -> "VersionQuerySet":
        """Released texts that the public may read while their publication is live: not those a take-down removed."""
        return self.filter(
            state__in=[VersionState.LIVE, VersionState.SUPERSEDED],
            hidden=False,
            publication__state=PublicationState.LIVE,
        )


class Version(models.Model):
    """What was said: one text with all its facts, examined and released as a whole, never edited once submitted."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="versions")
    serial = models.PositiveIntegerField("版次")
    act = models.CharField(
        max_length=8, choices=[(a.value, VERSION_ACT_LABELS[a]) for a in VersionAct], default=VersionAct.NEW.value
    )
    state = models.CharField(
        "状态", max_length=12, choices=[(s.value, VERSION_LABELS[s]) for s in VersionState], default="draft"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    release_set = models.ForeignKey(
        "ReleaseSet", on_delete=models.PROTECT, null=True, blank=True, related_name="versions"
    )

    title = models.CharField("标题", max_length=300)
    body = models.TextField("正文", blank=True)
    summary = models.CharField("内容概述", max_length=500, blank=True)
    keywords = models.CharField("主题词", max_length=200, blank=True)
    column = models.CharField("栏目", max_length=80)
    topic = models.CharField("主题分类", max_length=80, blank=True)
    catalogue_code = models.CharField("目录事项", max_length=30, blank=True)
    doc_no = models.CharField("发文字号", max_length=80, blank=True)
    formed_on = models.DateField("生成日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    claimed_published_on = models.DateField("原发布日期", null=True, blank=True)
    claimed_validity = models.CharField("来源标注的效力", max_length=10, choices=CLAIMED_VALIDITY, blank=True)
    source = models.CharField("来源", max_length=80, blank=True)
    facts = models.JSONField("专有字段", default=dict, blank=True)
    full_text_held = models.BooleanField("存有全文", default=True)

    openness = models.CharField(
        "公开属性", max_length=12, choices=[(o.value, OPENNESS_LABELS[o]) for o in Openness], blank=True
    )
    withholding_code = models.CharField("不主动公开的法定理由", max_length=20, blank=True)
    withholding_text = models.TextField("具体理由", blank=True)
    third_party_consent = models.CharField("第三方同意记录", max_length=300, blank=True)
    public_interest = models.TextField("公共利益决定", blank=True)
    involves_other_organ = models.BooleanField("涉及其他机关", default=False)
    made_elsewhere = models.BooleanField("由其他机关制作且本局非牵头或最初获取机关", default=False)

    change_note = models.CharField("变更说明", max_length=500, blank=True)
    correction_old = models.TextField("勘误前", blank=True)
    correction_new = models.TextField("勘误后", blank=True)
    fingerprint = models.CharField("文本指纹", max_length=64, blank=True)
    checks = models.JSONField("检查结果", default=dict, blank=True)
    checked_fingerprint = models.CharField(max_length=64, blank=True)
    chain = models.JSONField("审核环节", default=list, blank=True)
    step = models.PositiveSmallIntegerField("当前环节", default=0)
    release_at = models.DateTimeField("定时发布时间", null=True, blank=True)
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    step_since = models.DateTimeField("到达当前环节时间", null=True, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    salt = models.BinaryField(max_length=32, null=True, blank=True)
    digest = models.CharField("存证摘要", max_length=64, blank=True)
    # Set when an amended text ends a take-down: what was taken down must not come back as an old version.
    hidden = models.BooleanField("不再展示", default=False)
    edition = models.PositiveIntegerField("保存次数", default=0)  # guards against two people saving over each other
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "版本"
        constraints = [
            models.UniqueConstraint(fields=["publication", "serial"], name="version_serial_once"),
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state__in=sorted(OPEN)), name="one_open_version"
            ),
            models.UniqueConstraint(fields=["publication"], condition=Q(state="live"), name="one_live_version"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in VersionState]), name="version_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["live", "superseded"]) | (Q(released_at__isnull=False) & ~Q(digest="")),
                name="released_version_has_digest",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(release_at__isnull=False), name="scheduled_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "step_since"], name="version_waiting"),
            models.Index(fields=["state", "release_at"], name="version_scheduled"),
            models.Index(fields=["author", "state", "-saved_at"], name="version_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.serial} 版）"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def step_duty(self) -> str:
        """The duty whose opinion is due, '' when none is."""
        if self.state != VersionState.REVIEW or self.step >= len(self.chain):
            return ""
        return str(self.chain[self.step])


class Review(models.Model):
    """One opinion on exactly one text (by fingerprint), with what this reviewer had seen before."""

    class Opinion(models.TextChoices):
        PASS = "pass", "通过"
        RETURN = "return", "退回"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    fingerprint = models.CharField(max_length=64)
    duty = models.CharField(max_length=20)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField("代理", max_length=40, blank=True)
    opinion = models.CharField(max_length=6, choices=Opinion.choices)
    remarks = models.TextField("意见", blank=True)
    reasons = models.JSONField("退回理由", default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        constraints = [
            models.UniqueConstraint(fields=["version", "duty"], condition=Q(opinion="pass"), name="one_pass_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.duty} {self.opinion}"


class ReleaseSet(models.Model):
    """One review over a digest list of many versions: an import of 500 documents is one set and 500 publications."""

    title = models.CharField("名称", max_length=200)
    state = models.CharField(
        max_length=12, choices=[(s.value, VERSION_LABELS[s]) for s in VersionState], default="draft"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    chain = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    step_since = models.DateTimeField(null=True, blank=True)
    count = models.PositiveIntegerField("件数", default=0)
    fingerprint = models.CharField("清单指纹", max_length=64, blank=True)
    reviews = models.JSONField("意见", default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)
    released_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "发布批次"

    def __str__(self) -> str:
        return self.title

    def as_party(self) -> Party:
        return Party("release_set", str(self.pk), self.title, self.unit.short_name)

    def step_duty(self) -> str:
        if self.state != VersionState.REVIEW or self.step >= len(self.chain):
            return ""
        return str(self.chain[self.step])


def facts_of(kind: kinds.Kind, values: dict[str, Any]) -> list[tuple[str, Any]]:
    """Label and value of a kind's own facts that are filled, in the kind's order."""
    return [(fact.label, values[fact.name]) for fact in kind.facts if values.get(fact.name)]
