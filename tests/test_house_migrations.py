"""House rules about migrations: named, reversible, none missing, data apart from schema."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from tests.walk import modules, named

MIGRATIONS = [p for p in modules(migrations=True) if p.parent.name == "migrations" and p.name != "__init__.py"]


def own_migrations():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [m for m in loader.disk_migrations.values() if m.__module__.startswith("gongkai.")]


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"缺少迁移：\n{said.getvalue()}")


def test_migrations_are_named_for_what_they_do():
    assert [named(path) for path in MIGRATIONS if re.search(r"_auto_|_alter_\w+_and_more$", path.stem)] == []


def test_every_migration_can_be_undone():
    stuck = [
        f"{migration.app_label}.{migration.name}"
        for migration in own_migrations()
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert not stuck


def test_data_is_moved_in_migrations_of_its_own():
    mixed = [
        f"{migration.app_label}.{migration.name}"
        for migration in own_migrations()
        if any(isinstance(operation, RunPython) and not operation.elidable for operation in migration.operations)
        and not all(isinstance(operation, RunPython | RunSQL) for operation in migration.operations)
    ]
    assert not mixed


def test_each_app_has_one_line_of_migrations():
    leaves = MigrationLoader(connection=None, ignore_no_migrations=True).graph.leaf_nodes()
    labels = [label for label, _ in leaves]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.django_db
def test_the_database_stands_where_the_models_do():
    assert MigrationLoader(connection).detect_conflicts() == {}
