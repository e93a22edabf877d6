"""What is kept for how long: each app registers its rules, the worker carries them out daily, the desk lists them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from . import beats
from .parties import SYSTEM, Party
from .services import record

log = logging.getLogger(__name__)
BEAT = "retention"


@dataclass(frozen=True)
class Rule:
    """One kind of thing with its term. The term is a setting of the installation, therefore shown and not changed here.

    `term()` says it in words (200 天); `basis` the law with its article, or that the value is the bureau's own (grade B/C);
    `act` what happens then (删除、删去个人信息). `sweep()` does it, idempotently and in bounded steps, and returns how many.
    """

    code: str  # stands in journal entries: never rename it
    label: str
    term: Callable[[], str]
    basis: str
    act: str
    sweep: Callable[[], int]
    setting: str = ""
    order: int = 100


_register: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Add rules, from an AppConfig.ready; the same code twice with different content is a programming error."""
    for rule in rules:
        if _register.setdefault(rule.code, rule) != rule:
            raise ValueError(f"retention rule {rule.code} is registered twice with different content")


def all_rules() -> list[Rule]:
    return sorted(_register.values(), key=lambda rule: (rule.order, rule.code))


class Incomplete(RuntimeError):
    """Raised when a rule could not be carried out; the others were."""


def run() -> int:
    """Carry out every rule; one entry in the journal says how many each removed. Returns the sum.

    A rule that fails keeps none of the others from being carried out; the run then ends in Incomplete, so that the
    worker tries again.
    """
    done: dict[str, int] = {}
    failed: list[str] = []
    for rule in all_rules():
        try:
            done[rule.code] = int(rule.sweep() or 0)
        except Exception:
            log.exception("retention: %s failed", rule.code)
            failed.append(rule.code)
    with transaction.atomic():
        record("journal.retention_ran", Party("retention", "daily", "保存期限"), SYSTEM,
               total=sum(done.values()), done=done, failed=failed)  # fmt: skip
        beats.beat(BEAT, done=done, failed=failed)
    if failed:
        raise Incomplete("、".join(failed))
    return sum(done.values())


# The journal itself: shown among the others, since people ask.
OWN = (
    Rule("journal.entries", "日志", lambda: "长期保存", "等级保护三级：审计记录保存不少于 6 个月（GB/T 22239）", "不删除",
         lambda: 0, order=1),
)  # fmt: skip
