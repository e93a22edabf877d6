"""Tables of the bureau."""

from .auditing import AUDIT_LABELS, NO_AUDITOR, AuditState
from .keys import KeyAct, Reencryption
from .people import (
    Absence,
    Bucket,
    Credentials,
    DutyAssignment,
    DutyCode,
    LeaderProfile,
    LoginAttempt,
    Official,
    OldPassword,
    RoleChange,
    Unit,
    absent_on,
)
from .reading import ReadingCredentials

__all__ = [
    "AUDIT_LABELS",
    "NO_AUDITOR",
    "Absence",
    "AuditState",
    "Bucket",
    "Credentials",
    "DutyAssignment",
    "DutyCode",
    "KeyAct",
    "LeaderProfile",
    "LoginAttempt",
    "Official",
    "OldPassword",
    "ReadingCredentials",
    "Reencryption",
    "RoleChange",
    "Unit",
    "absent_on",
]
