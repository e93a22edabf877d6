"""Files joined as one PDF: counted first, so that an index can name pages, then joined. Bytes pass by file, never by memory.

Both run in a child process, outside of any transaction: the files came from outside.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from gongkai.journal.parties import HasParty, Party
from gongkai.journal.refusals import Refused

from .. import conf, queries, sandbox, storage
from ..models import Upload
from ..rules import MB
from . import taking

PURPOSE = "bundle"
MEMORY, CPU = 900 * MB, 20.0  # of one child; seconds for each part
WALL = 4  # times the CPU seconds: the machine has other things to do
OVERRUN = "所用的时间或者内存超过上限"
TOO_MUCH = "合并材料所用的时间或者内存超过上限，请系统管理员查看日志后重做。"


class Part(NamedTuple):
    """One file of a bundle: where it lies and which type it has."""

    path: Path
    code: str


class Measure(NamedTuple):
    """How many pages a part has, or why it cannot be joined."""

    pages: int
    trouble: str = ""


def part_of(upload: Upload) -> Part:
    """An upload as a part; raises Refused where its bytes may not or cannot be read."""
    if upload.state == Upload.State.REMOVED:
        raise Refused([queries.GONE])
    if upload.is_held:
        raise Refused([queries.INFECTED if upload.virus == Upload.Virus.INFECTED else queries.HELD])
    path = storage.path_of(upload.stored.digest)
    if not path.exists():
        raise Refused(["文件不在存储中。"])
    return Part(path, upload.stored.code)


def measure(parts: Sequence[Part]) -> list[Measure]:
    """The pages of each part. One that breaks the child is known by measuring it alone."""
    try:
        said = _run("bundle-measure", parts)["parts"]
    except sandbox.Overrun:
        return [Measure(0, OVERRUN)] * len(parts)
    return [Measure(row["pages"], row["trouble"]) for row in said]


def join(parts: Sequence[Part], output: Path) -> int:
    """Write all pages into `output`, numbered from 1; returns how many. Raises Refused."""
    try:
        return int(_run("bundle-join", parts, output)["pages"])
    except sandbox.Overrun:
        raise Refused([TOO_MUCH]) from None


def keep(*, path: Path, name: str, actor: HasParty | Party, owner: HasParty | Party) -> Upload:
    """Store a bundle as a private upload of its owner."""
    return taking.keep_made(path=path, code="pdf", name=name, actor=actor, purpose=PURPOSE, owner=owner)


def _run(task: str, parts: Sequence[Part], output: Path | None = None) -> dict[str, Any]:
    order = {
        "task": task,
        "path": "",
        "parts": [{"path": str(part.path), "code": part.code} for part in parts],
        "output": str(output) if output else None,
        "limits": asdict(conf.limits()),
    }
    seconds = CPU * max(len(parts), 1)
    return sandbox.run(order, sandbox.Allowance(seconds, WALL * seconds, MEMORY))
