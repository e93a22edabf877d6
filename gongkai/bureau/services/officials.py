"""Accounts: opened and changed by the system administrator, who gives nobody any right."""

import re
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.seen import still
from gongkai.journal.services import record

from ..models import Official, Unit
from .credentials import one_time_password

# Plain letters: nobody takes two accounts for one, or one for another.
USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9.-]{1,39}")
FACTS = frozenset({"name", "unit", "post"})  # rank opens pages, therefore it takes two persons: `changes`


def _only_system(actor: Official) -> None:
    if actor.admin_role != Official.AdminRole.SYSTEM:
        raise Refused(["只有系统管理员可以建立和修改账号。"])


@transaction.atomic
def create(*, username: str, name: str, unit: Unit, actor: Official, post: str = "") -> tuple[Official, str]:
    """Open an account without any duty; answers it with its one-time password, which is shown once."""
    _only_system(actor)
    if not USERNAME.fullmatch(username):
        raise Refused([Reason("账号为字母、数字、点和短横，以字母开头，至少两位。", field="username")])
    if Official.objects.filter(username__iexact=username).exists():
        raise Refused([Reason(f"账号“{username}”已被使用。", field="username")])
    password = one_time_password()
    official = Official(
        username=username, name=name.strip(), unit=unit, post=post.strip(),
        password=make_password(password), must_change_password=True, password_changed_at=clock.real_now(),
        created_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            official.save()
    except IntegrityError:
        raise Refused([Reason(f"账号“{username}”已被使用。", field="username")]) from None
    record("bureau.official_created", official, actor)
    return official, password


@transaction.atomic
def change(*, official: Official, actor: Official, seen: str = "", **facts: Any) -> Official:
    """Change name, unit or post; older sessions end, since duties may depend on the unit.

    `seen` is the mark of what the form showed. Raises Refused, Overtaken after a colleague's change.
    """
    _only_system(actor)
    unknown = set(facts) - FACTS
    if unknown:
        raise TypeError(f"not facts of an official: {sorted(unknown)}")
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=official.pk)
    still(locked, facts, seen, event="bureau.official_changed")
    changed = [name for name, value in facts.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, facts[name])
    if changed:
        locked.session_epoch += 1
        locked.save()
        record("bureau.official_changed", locked, actor, fields=sorted(changed))
    return locked
