"""What passwords must pass beside Django's own rules; which of them apply is the policy's (settings, PASSWORD_POLICY)."""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from gongkai.journal import clock

from .models import Official

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
WANTED = 3
# The policy in one sentence, for whoever chooses a password (`password_policies`).
SAID = {
    "dengbao3": "至少 12 位，须包含大写字母、小写字母、数字、符号中的至少三类，且不能与最近用过的相同。",
    "asvs": "至少 15 位，可以用几个词组成的一句话；不能是常见的或已经泄露的密码，也不能与原密码相同。",
}


def must_be_changed(official: Official) -> bool:
    """Whether the official may go on only with a new password: it was given by another, or it is too old."""
    if official.must_change_password:
        return True
    since, days = official.password_changed_at, settings.PASSWORD_DAYS
    return bool(days and since and clock.real_now() - since > timedelta(days=days))


class ThreeOfFourClasses:
    """Lower case, upper case, digits, signs: at least three of them."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < WANTED:
            raise ValidationError("密码须包含大写字母、小写字母、数字、符号中的至少三类。", code="too_few_classes")

    def get_help_text(self) -> str:
        return "密码须包含大写字母、小写字母、数字、符号中的至少三类。"


class NotOneOfTheLast:
    """Not the present password nor one of those before it."""

    def __init__(self, count: int = 5):
        self.count = count

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        before = [user.password, *user.old_passwords.order_by("-id").values_list("password", flat=True)[: self.count]]
        if any(old and check_password(password, old) for old in before):
            raise ValidationError(self.get_help_text(), code="used_before")

    def get_help_text(self) -> str:
        return f"不能使用最近 {self.count} 次用过的密码。" if self.count else "新密码不能与原密码相同。"
