"""Putting a backup in place: into an empty database, or one that is moved aside; everything is counted again afterwards."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from gongkai.bureau.models import Official
from gongkai.journal import beats, clock, derived, sealing
from gongkai.journal.models import Entry
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record
from gongkai.publications.models import Publication
from gongkai.uploads import storage

from .. import files, keys, queries, schema, snapshots, tables
from ..snapshots import Snapshot
from .backing_up import Say, silent

# A worker that has said so within this time is taken to be running.
ALIVE = timedelta(seconds=60)
EMPTY, SEEDED, IN_USE = "empty", "seeded", "in use"


@dataclass(frozen=True)
class Restored:
    """What was put in place. `faults`: sentences about what is not as the backup says; `keys_open`: the data can be read."""

    manifest: dict[str, Any]
    rows: int
    files: int
    aside: str
    keys_open: bool
    faults: list[str]


def restore(*, folder: Path, name: str = "", keys_from: Path | None = None, replace: bool = False,
            say: Say = silent) -> Restored:  # fmt: skip
    """Put a backup (default: the newest) in place of the present database and files. Raises Refused before it touches
    anything; a fault while loading leaves an empty database, and the same command begins again."""
    snapshot = snapshots.find(folder, name)
    manifest = snapshot.manifest()
    found = state_of_place()
    _refuse(snapshot, manifest, found, replace, keys_from)
    mark = clock.real_now().strftime("%Y%m%dT%H%M%SZ")
    aside = queries.put_aside(mark, keep=found == IN_USE) if found != EMPTY else ""
    if aside:
        say(f"原数据库移到 {aside}")
    if keys_from is not None:
        say(f"密钥 {keys.copy_in(keys_from, mark)} 个文件已放入 {keys.folder()}")
    rows = _load(snapshot, manifest, say)
    faults, count = _bring_files(snapshot)
    say(f"文件：{count:,} 个")
    call_command("migrate", verbosity=0, interactive=False)
    faults += [f"日志第 {row.first_entry}–{row.last_entry} 条：{row.why}。" for row in sealing.breaks()]
    say("日志封存链已核对")
    _note(manifest, rows, count)
    rebuild_derived(say)
    return Restored(manifest, rows, count, aside, keys.open_it(keys.folder(), snapshot.name, manifest["keys"]), faults)


def state_of_place() -> str:
    """Whether the database is empty, holds what every start writes, or holds somebody's work."""
    if not queries.has_tables():
        return EMPTY
    try:
        with transaction.atomic():
            return IN_USE if Official.objects.exists() or Publication.objects.exists() else SEEDED
    except DatabaseError:
        return IN_USE  # tables of another version: whatever they hold is kept


def _refuse(snapshot: Snapshot, manifest: dict[str, Any], found: str, replace: bool, keys_from: Path | None) -> None:
    reasons = []
    if found == IN_USE and not replace:
        reasons.append("当前数据库已有账号或信息。确要以备份替换时请加 --replace：原数据库移到一旁，不会删除。")
    if found != EMPTY and _worker_lives():
        reasons.append("后台进程正在运行。请先停止网站和后台进程，一分钟后再恢复。")
    if keys_from is not None and not keys.open_it(keys_from, snapshot.name, manifest["keys"]):
        reasons.append(f"{keys_from} 中的密钥打不开这份备份。请换用备份当时另存的密钥。")
    try:
        schema.tables_of(_migrations(manifest))
    except Refused as refused:
        reasons += [reason.sentence for reason in refused.reasons]
    reasons += _torn(snapshot, manifest)
    if reasons:
        raise Refused(reasons)


def _migrations(manifest: dict[str, Any]) -> schema.Applied:
    return [(app, name) for app, name in manifest["migrations"]]


def _torn(snapshot: Snapshot, manifest: dict[str, Any]) -> list[str]:
    """What is missing or damaged, as far as it can be told without reading every uploaded file."""
    found = []
    for name, said in manifest["tables"].items():
        path = snapshot.table_file(name)
        if not path.exists() or files.digest_of(path) != said["sha256"]:
            found.append(f"备份中数据表 {name} 的文件缺失或已损坏，请换用另一份备份。")
    if not (snapshot.path / "files.txt.gz").exists():
        found.append("备份中缺少文件清单，请换用另一份备份。")
    return found


def _worker_lives() -> bool:
    try:
        with transaction.atomic():
            row = beats.last("worker")
            # A heartbeat that came with a backup is not of this place.
            brought = row and Entry.objects.filter(event="operations.restored", at__gt=row.at).exists()
    except DatabaseError:
        return False
    return row is not None and not brought and not row.facts.get("stopped") and clock.real_now() - row.at < ALIVE


def _load(snapshot: Snapshot, manifest: dict[str, Any], say: Say) -> int:
    """Build the tables as they were and fill them; read them again before anything is committed. Answers the rows."""
    migrations = _migrations(manifest)
    schema.build(migrations)
    known = schema.tables_of(migrations)
    with transaction.atomic():
        queries.empty(table.name for table in known)
        for table in known:
            tables.load(table, snapshot.table_file(table.name))
        queries.continue_numbers(table.model for table in known)
        for table in known:
            said = manifest["tables"][table.name]
            if tables.summed(table, "default") != {"rows": said["rows"], "digest": said["digest"]}:
                raise Refused(
                    [f"数据表 {table.name} 载入后的行数或摘要与清单不符，没有写入任何数据。请换用另一份备份。"]
                )
    rows = sum(said["rows"] for said in manifest["tables"].values())
    say(f"数据库：{len(known)} 张表，{rows:,} 行，行数和摘要与备份一致")
    return rows


def _bring_files(snapshot: Snapshot) -> tuple[list[str], int]:
    """The files back to where the platform looks for them; answers what is wrong, and how many are there."""
    faults, count = [], 0
    for digest, size in snapshot.listed():
        try:
            files.bring(files.path_in(snapshot.files, digest), storage.path_of(digest), digest, size)
        except FileNotFoundError:
            faults.append(f"备份中缺少文件 {digest[:16]}…")
        except files.Damaged:
            faults.append(f"备份中的文件 {digest[:16]}… 已损坏，没有放入。")
        else:
            count += 1
    return faults, count


def _note(manifest: dict[str, Any], rows: int, count: int) -> None:
    with transaction.atomic():
        record("operations.restored", Party("backup", manifest["name"], manifest["name"]), SYSTEM,
               name=manifest["name"], tables=len(manifest["tables"]), rows=rows, files=count,
               taken_at=manifest["taken_at"])  # fmt: skip
    connection.close()  # the next to use it sees the new database


def rebuild_derived(say: Say = silent) -> None:
    """Make anew what is derived from the database: search index, kept pages."""
    for thing in derived.all_derived():
        thing.rebuild()
        say(f"{thing.label}：已重建")
