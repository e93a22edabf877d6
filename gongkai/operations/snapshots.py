"""The folder of backups: which there are, what their manifests say, where their parts lie.

DIR/files/ab/cd/<digest>                uploaded files, shared by all backups
DIR/snapshots/<name>/manifest.json      what was saved, with counts and digests
DIR/snapshots/<name>/tables/<t>.jsonl.gz
DIR/snapshots/<name>/files.txt.gz       the digests and sizes of its files
"""

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from gongkai.journal.refusals import Refused

FORMAT = 1
UNFINISHED = ".part-"


def files_folder(folder: Path) -> Path:
    return folder / "files"


@dataclass(frozen=True)
class Snapshot:
    """One finished backup."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / "snapshots" / self.name

    @property
    def files(self) -> Path:
        return files_folder(self.folder)

    def manifest(self) -> dict[str, Any]:
        """What was saved. Raises Refused when it was altered since, or written by a later version of this format."""
        text = (self.path / "manifest.json").read_bytes()
        said = (self.path / "manifest.sha256").read_text().strip()
        if sha256(text).hexdigest() != said:
            raise Refused([f"备份 {self.name} 的清单与其摘要不符，已损坏或被改动。请换用另一份备份。"])
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise Refused([f"备份 {self.name} 由更新版本的程序写成，请先升级程序。"])
        return dict(found)

    def taken_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest()["taken_at"])

    def table_file(self, table: str) -> Path:
        return self.path / "tables" / f"{table}.jsonl.gz"

    def listed(self) -> Iterator[tuple[str, int]]:
        """The digest and size (bytes) of each of its files."""
        with gzip.open(self.path / "files.txt.gz", "rt") as lines:
            for line in lines:
                digest, size = line.split()
                yield digest, int(size)


def all_in(folder: Path) -> list[Snapshot]:
    """Finished backups, oldest first."""
    names = sorted(path.parent.name for path in folder.glob("snapshots/*/manifest.sha256"))
    return [Snapshot(folder, name) for name in names if not name.startswith(UNFINISHED)]


def find(folder: Path, name: str = "") -> Snapshot:
    """The backup of this name, or the newest. Raises Refused when there is none."""
    found = all_in(folder)
    if not found:
        raise Refused([f"{folder} 中没有备份。请核对文件夹，它应含有 snapshots 和 files。"])
    if not name:
        return found[-1]
    for snapshot in found:
        if snapshot.name == name:
            return snapshot
    raise Refused([f"{folder} 中没有名为 {name} 的备份。现有：{'、'.join(each.name for each in found)}。"])


def write_list(path: Path, rows: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """Write the list of files; answers their number, their bytes and the list's digest."""
    count = total = 0
    said = sha256()
    with gzip.open(path, "wb", 1) as packed:
        for digest, size in rows:
            line = f"{digest} {size}\n".encode()
            packed.write(line)
            said.update(line)
            count, total = count + 1, total + size
    return {"count": count, "bytes": total, "list_sha256": said.hexdigest()}


def write_manifest(folder: Path, manifest: dict[str, Any]) -> str:
    """Write the manifest and, last of all, its digest, which it answers."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    said = sha256(text).hexdigest()
    for name, content in (("manifest.json", text), ("manifest.sha256", said.encode() + b"\n")):
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    return said
