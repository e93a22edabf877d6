"""From one version to the next: saved first, then step by step; broken off, it goes on with the step that is not done."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

import gongkai
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from . import backing_up, restoring
from .backing_up import Say, Taken, silent


@dataclass(frozen=True)
class Step:
    """One step; each is harmless to repeat."""

    code: str
    sentence: str
    run: Callable[["Upgrade"], object]


@dataclass
class Upgrade:
    """An upgrade under way. What is done stands in a file beside the data, since the database is being changed."""

    folder: Path
    say: Say = silent
    taken: Taken | None = None

    @property
    def notes(self) -> Path:
        return Path(settings.VAR) / "upgrade.json"

    def goal(self) -> str:
        """What it leads to: the version, and the newest migration of each app that this code knows."""
        executor = MigrationExecutor(connections["default"])
        return f"{gongkai.__version__} " + " ".join(
            sorted("/".join(leaf) for leaf in executor.loader.graph.leaf_nodes())
        )

    def done(self) -> list[str]:
        """Steps done by an upgrade to the same goal that was broken off."""
        if not self.notes.exists():
            return []
        said: dict[str, Any] = json.loads(self.notes.read_text())
        return list(said["done"]) if said["goal"] == self.goal() else []

    def note(self, done: list[str]) -> None:
        new = self.notes.with_suffix(".new")
        new.write_text(json.dumps({"goal": self.goal(), "done": done}))
        new.replace(self.notes)


def waiting() -> list[str]:
    """Migrations that this code has and the database has not, in their order."""
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def upgrade(*, folder: Path, say: Say = silent) -> list[str]:
    """Bring the database to this code. Returns the steps that were done now. Raises Refused, and then nothing further
    was done; the same call goes on where it stopped."""
    if not connections["default"].introspection.table_names():
        raise Refused(["数据库是空的，无须升级。请用 script/server 启动，会自动建库。"])
    under_way = Upgrade(folder, say)
    before, now = under_way.done(), []
    if before:
        say(f"接着上次中断的升级；已完成 {len(before)} 步。")
    for step in STEPS:
        if step.code in before:
            continue
        say(step.sentence)
        step.run(under_way)
        now.append(step.code)
        under_way.note(before + now)
    under_way.notes.unlink()
    with transaction.atomic():
        record("operations.upgraded", Party("platform", gongkai.__version__, gongkai.__version__), SYSTEM,
               version=gongkai.__version__, steps=now)  # fmt: skip
    return now


def _back_up(under_way: Upgrade) -> None:
    """The old tables, as they are; the journal is told once it has its new ones."""
    under_way.taken = backing_up.back_up(folder=under_way.folder, say=under_way.say, noted=False)
    if under_way.taken.missing or under_way.taken.damaged:
        under_way.say(
            f"有 {len(under_way.taken.missing) + len(under_way.taken.damaged)} 个文件缺失或损坏，升级后请运行 backup DIR --verify。"
        )


def _migrate(under_way: Upgrade) -> None:
    for name in waiting():
        under_way.say(f"  {name}")
    call_command("migrate", verbosity=0, interactive=False)
    if under_way.taken is not None:
        backing_up.note(under_way.taken)


def _check(under_way: Upgrade) -> None:
    """Nothing may be left to migrate, and the newest part of the journal must hold."""
    call_command("check", fail_level="ERROR", verbosity=0)
    if left := waiting():
        raise Refused([f"还有 {len(left)} 项数据库变更没有完成：{'、'.join(left[:5])}。请再运行一次 upgrade。"])


STEPS = (
    Step("backup", "备份", _back_up),
    Step("migrate", "更新数据库结构", _migrate),
    Step("seed", "更新基础数据", lambda under_way: call_command("seed", quiet=True)),
    Step("static", "汇集静态文件", lambda under_way: call_command("collectstatic", interactive=False, verbosity=0)),
    Step("derived", "重建索引和缓存", lambda under_way: restoring.rebuild_derived(under_way.say)),
    Step("check", "检查", _check),
)
