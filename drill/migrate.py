"""Bring a filled older database forward while the migration is killed again and again: every row is as it was.

`migrate [ROWS] [KILLS]`: so many notices (default 25,000: some 125,000 rows) one migration back in every app, and so many kills.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time

from bench import _fill
from bench._start import begin


def one_back() -> list[str]:
    """Undo the newest migration of every app of ours that has more than one; answers which."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    undone = []
    for app, name in sorted(MigrationExecutor(connection).loader.graph.leaf_nodes()):
        graph = MigrationExecutor(connection).loader.graph
        before = [parent.key for parent in graph.node_map[(app, name)].parents if parent.key[0] == app]
        if before and graph.nodes[(app, name)].__module__.startswith("gongkai."):
            call_command("migrate", app, before[0][1], verbosity=0)
            undone.append(f"{app}.{name}")
    return undone


def sums(columns: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    """Rows and digest of each table over these columns, as the database has them now."""
    from gongkai.operations import rows, schema

    found = {}
    for table in schema.tables_of(schema.applied("default")):
        wanted = [field.attname for field in table.fields if field.column in columns.get(table.name, ())]
        if wanted:
            total = rows.RowSum()
            for row in table.model._base_manager.order_by("pk").values_list(*sorted(wanted)).iterator(chunk_size=2000):
                total.add(rows.encoded(row))
            found[table.name] = (total.count, total.digest)
    return found


def columns_now() -> dict[str, list[str]]:
    from gongkai.operations import schema

    return {table.name: table.columns for table in schema.tables_of(schema.applied("default"))}


def kill_during_migration(after: float) -> bool:
    """Start the migration and kill it; answers whether it was still at work."""
    child = subprocess.Popen([sys.executable, "manage.py", "migrate", "-v", "0"], stderr=subprocess.DEVNULL)
    timer = threading.Timer(after, lambda: child.send_signal(signal.SIGKILL))
    timer.start()
    child.wait()
    timer.cancel()
    return child.returncode == -signal.SIGKILL


def main(count: int, kills: int) -> None:
    begin()
    from django.db import connection

    from gongkai.operations.services import upgrading

    team = _fill.people()
    _fill.fill(team.unit, team.draft, count)
    undone = one_back()
    before = columns_now()
    old = sums(before)
    chance, cut = random.Random(1), 0
    for _ in range(kills):
        cut += kill_during_migration(chance.uniform(0.8, 4))
    os.environ["GONGKAI_HASHED_STATIC"] = "0"
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "manage.py", "upgrade"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    spent = time.monotonic() - begun
    connection.close()
    assert not upgrading.waiting(), upgrading.waiting()
    after = columns_now()
    common = {name: sorted(set(columns) & set(after[name])) for name, columns in before.items() if name in after}
    assert set(before) <= set(after), f"tables that are gone: {set(before) - set(after)}"
    assert common == {name: sorted(columns) for name, columns in before.items()}, "columns that are gone"
    new = sums(common)
    # The upgrade itself is told to the journal, and renews reference data.
    changed = [
        name
        for name, said in old.items()
        if new[name] != said and not name.startswith(("journal_", "django_", "auth_"))
    ]
    grown = [
        name
        for name in changed
        if new[name][0] > old[name][0] and name.startswith(("publications_norm", "portal_", "workdays_"))
    ]
    assert set(changed) <= set(grown), [(name, old[name], new[name]) for name in changed]
    print(
        f"{connection.vendor}：{sum(said[0] for said in old.values()):,} 行，退回 {len(undone)} 项变更，{kills} 次 kill -9"
        f"（{cut} 次打断），升级 {spent:.1f} s；{len(old)} 张表的行数和摘要与升级前一致"
    )


if __name__ == "__main__":
    numbers = [int(part) for part in sys.argv[1:]]
    main(*(numbers + [25_000, 6][len(numbers) :]))
