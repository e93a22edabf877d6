"""Taking a backup while the platform serves, looking whether one is whole, and letting old ones go."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

import gongkai
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record
from gongkai.uploads import storage
from gongkai.vault import keyfiles

from .. import files, keys, queries, schema, snapshots, tables
from ..snapshots import Snapshot

Say = Callable[[str], None]


def silent(sentence: str) -> None:
    """Says nothing."""


@dataclass
class Taken:
    """A finished backup. `missing`: files that a row names and nobody has; `damaged`: those with other bytes."""

    snapshot: Snapshot
    manifest: dict[str, Any]
    new_files: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"].values())


def back_up(*, folder: Path, keys_to: Path | None = None, say: Say = silent, noted: bool = True) -> Taken:
    """Save one moment of the database, and the files it names, into `folder`; writers are not held up. Raises Refused.

    The backup is there whole or not at all: it gets its name when everything is on disk. The journal's entry follows
    it; whoever sets `noted` to False writes it himself (`note`), since its tables are about to change.
    """
    if keys_to is not None:
        keys.refuse_beside(folder, keys_to)
    if not queries.has_tables():
        raise Refused(["数据库是空的，没有可备份的内容。请核对 GONGKAI_VAR 和 DATABASE_URL 是否与网站相同。"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with keyfiles.one_writer(folder):
        name = _free_name(folder)
        for leftover in (folder / "snapshots").glob(f"{snapshots.UNFINISHED}*"):
            shutil.rmtree(leftover)
        unfinished = folder / "snapshots" / f"{snapshots.UNFINISHED}{name}"
        (unfinished / "tables").mkdir(parents=True, mode=0o700)
        taken = _write(Snapshot(folder, name), unfinished, say)
        unfinished.rename(taken.snapshot.path)
        keyfiles.sync(taken.snapshot.path.parent)
    if keys_to is not None:
        say(f"密钥 {keys.copy_out(keys_to)} 个文件已另存到 {keys_to}")
    if noted:
        note(taken)
    return taken


@transaction.atomic
def note(taken: Taken) -> None:
    """Tell the journal of a finished backup."""
    name = taken.snapshot.name
    record("operations.backed_up", Party("backup", name, name), SYSTEM, name=name, rows=taken.rows,
           tables=len(taken.manifest["tables"]), files=taken.manifest["files"]["count"],
           bytes=_bytes(taken.manifest), sha256=taken.manifest["sha256"])  # fmt: skip


def _free_name(folder: Path) -> str:
    plain = clock.real_now().strftime("%Y%m%dT%H%M%SZ")
    taken = {snapshot.name for snapshot in snapshots.all_in(folder)}
    return next(name for n in range(1, 1000) if (name := plain if n == 1 else f"{plain}-{n:03}") not in taken)


def _write(snapshot: Snapshot, place: Path, say: Say) -> Taken:
    manifest: dict[str, Any] = {
        "format": snapshots.FORMAT, "name": snapshot.name, "taken_at": clock.real_now().isoformat(),
        "platform": gongkai.__version__, "bureau": settings.BUREAU["name"], "database": connections["default"].vendor,
        "left_out": sorted(schema.LEFT_OUT), "keys": keys.described(snapshot.name), "tables": {},
    }  # fmt: skip
    taken = Taken(snapshot, manifest)
    with queries.one_moment() as alias:
        manifest["migrations"] = schema.applied(alias)
        known = schema.tables_of(manifest["migrations"])
        manifest["journal"] = _head(known, alias)
        for table in known:
            facts = tables.dump(table, alias, place / "tables" / f"{table.name}.jsonl.gz")
            manifest["tables"][table.name] = {"model": table.model._meta.label, **facts}
        say(f"数据库：{len(known)} 张表，{taken.rows:,} 行")
        manifest["files"] = snapshots.write_list(place / "files.txt.gz", _bring_files(taken, known, alias))
    say(f"文件：{manifest['files']['count']:,} 个，其中新存 {taken.new_files:,} 个")
    manifest |= {"missing": taken.missing, "damaged": taken.damaged}
    manifest["sha256"] = snapshots.write_manifest(place, manifest)
    return taken


def _rows_of(known: list[schema.Table], label: str, alias: str) -> Any:
    """All rows of one model, as its table was at that moment; None where there is no such table."""
    model = next((table.model for table in known if table.model._meta.label_lower == label), None)
    return model and model._base_manager.using(alias)


def _head(known: list[schema.Table], alias: str) -> dict[str, Any]:
    """Where the journal stood: its newest entry and the head of its chain."""
    last = _rows_of(known, "journal.seal", alias).order_by("-last_entry").first()
    newest = _rows_of(known, "journal.entry", alias).order_by("-pk").values_list("pk", flat=True).first()
    return {"last_entry": newest or 0, "sealed_to": last.last_entry if last else 0, "head": last.digest if last else ""}


def _bring_files(taken: Taken, known: list[schema.Table], alias: str) -> Iterator[tuple[str, int]]:
    """Store every file that the moment names and that is not stored yet; answers those that the backup holds."""
    stored = _rows_of(known, "uploads.storedfile", alias)
    if stored is None:
        return
    rows = stored.filter(erased_at__isnull=True).order_by("digest")
    for digest, size in rows.values_list("digest", "size").iterator(chunk_size=tables.CHUNK):
        try:
            target = files.path_in(taken.snapshot.files, digest)
            taken.new_files += files.bring(storage.path_of(digest), target, digest, size)
        except FileNotFoundError:
            taken.missing.append(digest)  # erased meanwhile, or lost: verification tells
        except files.Damaged:
            taken.damaged.append(digest)
        else:
            yield digest, size


def _bytes(manifest: dict[str, Any]) -> int:
    """Bytes that the backup takes, files included that others share."""
    return int(sum(table["bytes"] for table in manifest["tables"].values()) + manifest["files"]["bytes"])


def faults(*, snapshot: Snapshot, say: Say = silent) -> list[str]:
    """Read a backup from end to end; sentences about everything that is not as its manifest says."""
    manifest, found = snapshot.manifest(), []
    for name, said in manifest["tables"].items():
        path = snapshot.table_file(name)
        if not path.exists():
            found.append(f"缺少数据表 {name}。")
        elif files.digest_of(path) != said["sha256"]:
            found.append(f"数据表 {name} 的文件已损坏。")
        elif tables.checked(path) != {"rows": said["rows"], "digest": said["digest"]}:
            found.append(f"数据表 {name} 的行数或摘要与清单不符。")
    say(f"数据表 {len(manifest['tables'])} 张已核对")
    for digest, size in snapshot.listed():
        path = files.path_in(snapshot.files, digest)
        if not path.exists():
            found.append(f"缺少文件 {digest[:16]}…")
        elif path.stat().st_size != size or files.digest_of(path) != digest:
            found.append(f"文件 {digest[:16]}… 已损坏。")
    say(f"文件 {manifest['files']['count']} 个已核对")
    return found


def prune(*, folder: Path, days: int) -> int:
    """Remove backups older than so many days, the newest excepted, and files that no other backup names.

    With them goes what was erased from the platform since: an erasure is complete once the last older backup is gone.
    """
    limit = clock.real_now() - timedelta(days=days)
    with keyfiles.one_writer(folder):
        known = snapshots.all_in(folder)
        old = [snapshot for snapshot in known[:-1] if snapshot.taken_at() < limit]
        for snapshot in old:
            (snapshot.path / "manifest.sha256").unlink()  # first of all it ceases to be a backup
            shutil.rmtree(snapshot.path)
        if old:
            _drop_unnamed(folder, [snapshot for snapshot in known if snapshot not in old])
    if old:
        with transaction.atomic():
            record("operations.pruned", Party("backup", "prune", str(folder)), SYSTEM, count=len(old),
                   names=[snapshot.name for snapshot in old])  # fmt: skip
    return len(old)


def _drop_unnamed(folder: Path, kept: list[Snapshot]) -> None:
    named = {bytes.fromhex(digest) for snapshot in kept for digest, _ in snapshot.listed()}
    for path in files.digests_in(snapshots.files_folder(folder)):
        if bytes.fromhex(path.name) not in named:
            path.unlink()


def last_one() -> Entry | None:
    """The journal's entry of the newest backup."""
    return Entry.objects.filter(event="operations.backed_up").order_by("-pk").first()
