"""审计查阅账号: somebody from outside who reads everything at the desk for a while and does nothing."""

from datetime import date
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

# Accounts of officials have no span; an auditor's is open from its first day to its last, both included.
NO_AUDITOR = Q(audit_from__isnull=True)


class AuditState(StrEnum):
    """Where an auditor's account stands on a day."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"
    STOPPED = "stopped"


AUDIT_LABELS = {
    AuditState.NOT_YET: "未到期（尚未开始）",
    AuditState.OPEN: "未到期",
    AuditState.OVER: "已到期",
    AuditState.STOPPED: "已停用",
}


def within_span(day: date) -> Q:
    """The condition that an account may be used on a day, as far as its span goes."""
    return NO_AUDITOR | Q(audit_from__lte=day, audit_to__gte=day)


class Auditing(models.Model):
    """What makes an account an auditor's: for whom he reads, by which notice, from when until when."""

    organisation = models.CharField("所属机关", max_length=80, blank=True, default="")
    audit_ground = models.CharField("审计通知书号", max_length=80, blank=True, default="")
    audit_from = models.DateField("查阅首日", null=True, blank=True)
    audit_to = models.DateField("查阅末日", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_auditor(self) -> bool:
        return self.audit_from is not None

    def audit_state(self, on: date, *, in_use: bool) -> AuditState:
        """Where the account stands; asks nothing but its own columns."""
        if self.audit_to is not None and self.audit_to < on:
            return AuditState.OVER
        if not in_use:
            return AuditState.STOPPED
        return AuditState.NOT_YET if self.audit_from is not None and self.audit_from > on else AuditState.OPEN


# The database agrees with the rules: a whole span, and neither an administrator's role nor a leader's rank beside it.
AUDIT_CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(audit_from__isnull=True, audit_to__isnull=True)
        | Q(audit_from__isnull=False, audit_to__isnull=False, audit_to__gte=F("audit_from")),
        name="auditor_has_a_span",
    ),
    models.CheckConstraint(condition=NO_AUDITOR | Q(admin_role="", is_leader=False), name="auditor_has_no_other_role"),
]
