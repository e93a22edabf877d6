"""系统状态 and 保存期限: what the registers of the journal say, for the administrators."""

from collections.abc import Iterable
from typing import Any

from gongkai.bureau.models import Credentials, Official
from gongkai.journal import beats, clock, health, retention
from gongkai.journal.health import Level

from ... import registry
from ...access import ADMINISTRATORS, SYSTEM
from ...views import Chip, Page

TONES = {Level.GOOD: "green", Level.WATCH: "amber", Level.BAD: "red", Level.UNKNOWN: "plain"}
# The worker's hourly look (operations): which checks were not well.
LAST_LOOK = "health"


class Health(Page):
    """Looks at everything now; gravest first."""

    access, title, template_name = SYSTEM, "系统状态", "desk/administration/health.html"

    def context(self, **more: Any) -> dict[str, Any]:
        found = health.look_at_all()
        gravity = list(Level)[::-1]
        rows = sorted(found, key=lambda pair: gravity.index(pair[1].level))
        # What is not set up says so in its row; the whole is not in doubt because of it.
        level = health.worst([pair for pair in found if pair[1].level != Level.UNKNOWN])
        return super().context(
            rows=[(check, finding, Chip(finding.word, TONES[finding.level])) for check, finding in rows],
            overall=Chip(health.WORDS[level], TONES[level]), at=clock.now(), last=beats.last(LAST_LOOK), **more,
        )  # fmt: skip


class Retention(Page):
    """Every rule with its term and what the last run did. Terms are settings: shown here, changed on the machine."""

    access, title, template_name = ADMINISTRATORS, "保存期限", "desk/administration/retention.html"

    def context(self, **more: Any) -> dict[str, Any]:
        last = beats.last(retention.BEAT)
        done, failed = (last.facts["done"], last.facts["failed"]) if last else ({}, [])
        rows = [
            (rule, rule.term(), Chip("没有完成", "red") if rule.code in failed else done.get(rule.code))
            for rule in retention.all_rules()
        ]
        return super().context(rows=rows, last=last, **more)


def tasks(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[registry.Task]:
    """For the system administrator: what was not well at the last hourly look."""
    row = beats.last(LAST_LOOK) if official.admin_role == Official.AdminRole.SYSTEM else None
    if row is None:
        return []
    return [
        registry.Task(f"health:{code}", f"{said['label']}：{said['sentence']}", health.WORDS[Level(said["level"])], "",
                      "/desk/health/", act_label="查看", since=row.at)
        for code, said in row.facts.get("unwell", {}).items()
    ]  # fmt: skip
