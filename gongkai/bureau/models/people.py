"""Units, officials, duties, absences: who works here, since when, and what each may do."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from gongkai.journal import clock
from gongkai.journal.parties import Party
from gongkai.vault.fields import EncryptedTextField

from .auditing import AUDIT_CONSTRAINTS, NO_AUDITOR, Auditing, within_span


class UnitQuerySet(models.QuerySet["Unit"]):
    def valid_on(self, day: date) -> "UnitQuerySet":
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Unit(models.Model):
    """A 处室 or 直属单位 as it was within its dates; a reorganisation ends one row and begins others."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "局"
        OFFICE = "office", "内设机构"
        AFFILIATED = "affiliated", "直属单位"

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    order = models.PositiveSmallIntegerField("排序", default=100)
    duties_text = models.TextField("职责", blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=60, blank=True)
    office_hours = models.CharField("办公时间", max_length=120, blank=True)
    head_name = models.CharField("负责人", max_length=40, blank=True)
    valid_from = models.DateField("设立日期")
    valid_to = models.DateField("撤并日期", null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="unit_dates"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("unit", str(self.pk), self.name, self.short_name)

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class DutyCode(models.TextChoices):
    """What an official may be entrusted with. The review duties are the closed list of the review chain."""

    DRAFT = "draft", "起草"
    OFFICE_REVIEW = "office_review", "处室审核"
    COUNTERSIGN = "countersign", "会签"
    EDIT = "edit", "核稿"
    LEGAL = "legal", "法制审核"
    SECRECY = "secrecy", "保密审查"
    SIGN = "sign", "签发"
    DUTY_OFFICER = "duty_officer", "值班处置"
    PUBLICITY = "publicity", "政务公开"
    CATALOGUE = "catalogue", "目录管理"
    SUPERVISE = "supervise", "监督"


class OfficialManager(BaseUserManager["Official"]):
    def get_by_natural_key(self, username: str | None) -> "Official":
        return self.get(username=username)


class OfficialQuerySet(models.QuerySet["Official"]):
    def active(self) -> "OfficialQuerySet":
        """Accounts that may be used today: an auditor's only within its span."""
        return self.filter(within_span(clock.today()), is_active=True)

    def colleagues(self) -> "OfficialQuerySet":
        """The bureau's own people in use."""
        return self.active().filter(NO_AUDITOR)

    def auditors(self) -> "OfficialQuerySet":
        return self.exclude(NO_AUDITOR)

    def holding(self, duty: str, on: date, unit: "Unit | None" = None) -> "OfficialQuerySet":
        """Officials entrusted with a duty on a day, for the whole bureau or for this unit."""
        held = Q(duties__duty=duty, duties__valid_from__lte=on) & (
            Q(duties__valid_to__isnull=True) | Q(duties__valid_to__gte=on)
        )
        if unit is not None:
            held &= Q(duties__unit__isnull=True) | Q(duties__unit=unit)
        return self.active().filter(held).distinct()


class Official(Auditing, AbstractBaseUser):
    """A person who works at the desk. There is no superuser: what one may do is what one's duties say."""

    class AdminRole(models.TextChoices):
        """三员分立: one field, so that nobody can hold two (P16)."""

        NONE = "", "无"
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="所在单位", related_name="officials")
    post = models.CharField("职务", max_length=60, blank=True)
    is_leader = models.BooleanField("局领导", default=False)
    admin_role = models.CharField("管理角色", max_length=10, choices=AdminRole.choices, blank=True, default="")
    is_active = models.BooleanField("在用", default=True)
    totp_secret = EncryptedTextField("动态口令密钥", row="username", blank=True)
    totp_last_step = models.BigIntegerField("最近用过的口令时段", default=0)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    # Raised whenever what the official may do changes: sessions opened before then end (P15).
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []
    objects = OfficialManager.from_queryset(OfficialQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"
        constraints = AUDIT_CONSTRAINTS

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("official", str(self.pk), self.name, self.organisation or self.unit.short_name)

    def get_full_name(self) -> str:
        return self.name


class DutyAssignment(models.Model):
    """One duty entrusted to one official, for one unit or (unit empty) for the whole bureau, within dates."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField("职责", max_length=20, choices=DutyCode.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="范围")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "职责"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="duty_dates"
            ),
            models.UniqueConstraint(
                fields=["official", "duty", "unit"], condition=Q(valid_to__isnull=True), name="duty_open_once_in_unit"
            ),
            models.UniqueConstraint(
                fields=["official", "duty"],
                condition=Q(valid_to__isnull=True, unit__isnull=True),
                name="duty_open_once_everywhere",
            ),
        ]
        indexes = [models.Index(fields=["duty", "valid_from"], name="duty_holders")]

    def __str__(self) -> str:
        return f"{self.official_id} {self.get_duty_display()}"


class Absence(models.Model):
    """AB 角: while `official` is away, `substitute` acts with his duties, and every act says for whom."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="stands_in_for")
    from_day = models.DateField("自")
    to_day = models.DateField("至")
    reason = models.CharField("事由", max_length=60)
    ended_early_on = models.DateField("提前返岗", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "离岗交接"
        constraints = [
            models.CheckConstraint(condition=Q(to_day__gte=F("from_day")), name="absence_dates"),
            models.CheckConstraint(condition=~Q(official=F("substitute")), name="absence_other_person"),
        ]

    def __str__(self) -> str:
        return f"{self.official_id} → {self.substitute_id}"


class RoleChange(models.Model):
    """A sensitive change of what an official may do: proposed by one administrator, confirmed by another (P16)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已生效"
        REFUSED = "refused", "未同意"

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="role_changes")
    change = models.JSONField("变更")  # {"do": a key of rules.CHANGES, "duty":…, "unit":…, "role":…}
    reason = models.CharField("理由", max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "职责变更"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="role_change_two_persons"
            )
        ]

    def __str__(self) -> str:
        return f"{self.official_id} {self.state}"


class LoginAttempt(models.Model):
    """A failed or successful login, kept to lock by account and by address (等保三级)."""

    username = models.CharField(max_length=40)
    address = models.CharField(max_length=60)
    at = models.DateTimeField()
    succeeded = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = "登录记录"
        indexes = [
            models.Index(fields=["username", "at"], name="login_by_name"),
            models.Index(fields=["address", "at"], name="login_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at:%F %T}"


class OldPassword(models.Model):
    """The hash of a password an official had before, so that it is not used again."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="old_passwords")
    password = models.CharField(max_length=128)
    until = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"

    def __str__(self) -> str:
        return f"{self.official_id} {self.until:%F}"


class LeaderProfile(models.Model):
    """A leader's public facts: name, post, what he answers for. The public page is a reviewed publication."""

    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=80)
    responsibilities = models.TextField("分工")
    order = models.PositiveSmallIntegerField("排序", default=100)
    valid_from = models.DateField("任职日期")
    valid_to = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导信息"

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("leader_profile", str(self.pk), self.name)


class Credentials:
    """What an official may do at a moment, computed once a request: own duties and those of whom he stands in for."""

    reads_all = False  # an auditor's: see `reading`

    def __init__(self, official: Official, on: date, held: list[tuple[str, int | None, str, int]]):
        self.official = official
        self.on = on
        self._held = held

    def holds(self, duty: str, unit_id: int | None = None) -> bool:
        return self.grounds(duty, unit_id) is not None

    def holds_any(self, *duties: str) -> bool:
        return any(duty in duties for duty, *_ in self._held)

    def grounds(self, duty: str, unit_id: int | None = None, *, barred: "frozenset[int]" = frozenset()) -> str | None:
        """'' when the duty is his own, the absent colleague's name when he stands in, None when he may not.

        `barred` are officials (by id) who may not act in this matter: their duty cannot be lent either.
        """
        found: str | None = None
        for code, scope, lender, lender_id in self._held:
            if code == duty and scope in (None, unit_id) or (code == duty and unit_id is None):
                if lender_id in barred:
                    continue
                if not lender:
                    return ""
                found = found or lender
        return found

    def units_for(self, duty: str) -> "set[int] | None":
        """Units for which he holds the duty; None means all of them."""
        scopes = {scope for code, scope, *_ in self._held if code == duty}
        return None if None in scopes else {scope for scope in scopes if scope is not None}

    def lenders(self) -> list[str]:
        return sorted({lender for *_, lender, _id in self._held if lender})

    def duties(self) -> set[str]:
        return {code for code, *_ in self._held}


def absent_on(day: date) -> Any:
    """The condition that an absence covers a day."""
    return Q(from_day__lte=day, to_day__gte=day) & (Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=day))


class Bucket(models.Model):
    """How far one form is used up from one place: a keyed digest and the moment at which nothing counts any more."""

    key = models.CharField("标识", max_length=80, primary_key=True)
    free_at = models.BigIntegerField(
        "归零时刻", db_index=True
    )  # milliseconds since 1970, so that one statement can add

    class Meta:
        verbose_name = verbose_name_plural = "使用计数"

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.free_at}"
