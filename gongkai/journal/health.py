"""Whether the platform is well: each app registers its own checks, the desk shows them, warnings reach the administrators."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

log = logging.getLogger(__name__)


class Level(StrEnum):
    """How urgent a finding is, mildest first."""

    GOOD = "good"
    UNKNOWN = "unknown"  # not set up, or could not be looked at
    WATCH = "watch"
    BAD = "bad"


WORDS = {Level.GOOD: "正常", Level.UNKNOWN: "未知", Level.WATCH: "注意", Level.BAD: "须处理"}
_GRAVITY = list(Level)


@dataclass(frozen=True)
class Finding:
    """What a check saw: one sentence, and one on what an administrator does about it ('' where nothing is to be done).

    `figures` are numbers for monitoring: Prometheus names without prefix, with their unit (`queue_age_seconds`).
    """

    level: Level
    sentence: str
    cure: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def word(self) -> str:
        return WORDS[self.level]


@dataclass(frozen=True)
class Check:
    """One thing to look at. `look` is cheap (a few indexed queries, no recomputation): the page asks it at each view."""

    code: str
    label: str
    look: Callable[[], Finding]
    order: int = 100


_register: dict[str, Check] = {}


def register(*checks: Check) -> None:
    """Add checks, from an AppConfig.ready; the same code twice with different content is a programming error."""
    for check in checks:
        if _register.setdefault(check.code, check) != check:
            raise ValueError(f"health check {check.code} is registered twice with different content")


def all_checks() -> list[Check]:
    return sorted(_register.values(), key=lambda check: (check.order, check.code))


def look(check: Check) -> Finding:
    """The check's finding; one that fails itself is unknown, and keeps none of the others from being made."""
    try:
        return check.look()
    except Exception:
        log.exception("health: %s could not be looked at", check.code)
        return Finding(Level.UNKNOWN, "这一项没有查成，原因见运行日志。", "请查看运行日志；其他各项不受影响。")


def look_at_all() -> list[tuple[Check, Finding]]:
    return [(check, look(check)) for check in all_checks()]


def worst(findings: list[tuple[Check, Finding]]) -> Level:
    """The gravest level among findings; good where there is none."""
    return max((finding.level for _, finding in findings), key=_GRAVITY.index, default=Level.GOOD)
