"""Tables of the bureau."""

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

__all__ = [
    "Absence",
    "Bucket",
    "Credentials",
    "DutyAssignment",
    "DutyCode",
    "KeyAct",
    "LeaderProfile",
    "LoginAttempt",
    "Official",
    "OldPassword",
    "Reencryption",
    "RoleChange",
    "Unit",
    "absent_on",
]
