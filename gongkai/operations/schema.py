"""The tables as a database has them now, which may be older than this code: read from its applied migrations."""

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field

from gongkai.journal.refusals import Refused

Applied = list[tuple[str, str]]
# Whoever was logged in logs in again: a session has no business in a backup.
LEFT_OUT = frozenset({"sessions.session"})


@dataclass(frozen=True)
class Table:
    """A table with its columns, as a historical model knows them."""

    model: Any

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def fields(self) -> list[Field]:
        return list(self.model._meta.local_concrete_fields)

    @property
    def columns(self) -> list[str]:
        return [field.column for field in self.fields]


def applied(alias: str) -> Applied:
    """What has been migrated in this database, by the names of migrations."""
    return sorted(MigrationLoader(connections[alias]).applied_migrations)


def tables_of(migrations: Applied) -> list[Table]:
    """All tables after exactly these migrations. Raises Refused when this code does not know one of them."""
    loader = MigrationLoader(None)
    state = loader.project_state(leaves(migrations, loader))
    models = state.apps.get_models(include_auto_created=True)
    kept = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted(
        (Table(model) for model in kept if model._meta.label_lower not in LEFT_OUT), key=lambda table: table.name
    )


def leaves(migrations: Applied, loader: MigrationLoader) -> Applied:
    """Those of the migrations after which no other of the same app was applied."""
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in loader.graph.nodes]
    if unknown:
        raise Refused(
            [f"有本版本程序不认识的数据库结构（{'、'.join(unknown[:5])}）。请先换成不低于备份时的程序版本，再重试。"]
        )
    known = set(migrations)
    return [
        (app, name)
        for app, name in migrations
        if not any(child.key in known and child.key[0] == app for child in loader.graph.node_map[(app, name)].children)
    ]


def build(migrations: Applied) -> None:
    """Make exactly these tables in the empty default database; nothing else is written that waits for a migration."""
    executor = MigrationExecutor(connections["default"])
    executor.migrate(leaves(migrations, executor.loader))
