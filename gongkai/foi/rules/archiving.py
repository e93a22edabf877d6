"""The complete file of an application: how its making stands, its index, its list of digests (Art. 45; REQ-05)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from gongkai.journal.refusals import Reason


class State(StrEnum):
    MAKING = "making"
    MADE = "made"
    FAILED = "failed"
    ERASED = "erased"


STATE_LABELS = {
    State.MAKING: "正在制作",
    State.MADE: "已制作",
    State.FAILED: "未能制作",
    State.ERASED: "已清除",
}
MOST_ATTEMPTS = 3
NEEDS_DUTY = "制作案卷需要政务公开职责，请由承担该职责的同事办理。"
NOT_ARCHIVED = "归档以后才制作案卷。"
BUSY = "案卷正在制作，完成以后才能重做。"
GONE = "保存期已满，案卷已经清除。"
NOT_MADE = "案卷还没有制作完成。"


class Part(NamedTuple):
    """One part of the file: what it is (`source`, `key`), its name and digests, and where it stands in the bundle.

    `sha256` is of its bytes; `content` of what a sheet says, which can be compared whatever fonts it is printed with.
    A part that could not be joined has no pages and says `why`.
    """

    source: str
    key: str
    name: str
    size: int
    sha256: str
    content: str = ""
    page: int = 0
    pages: int = 0
    why: str = ""

    def as_record(self) -> dict[str, Any]:
        return dict(self._asdict())


def part_from(record: Mapping[str, Any]) -> Part:
    return Part(**record)


def paged(parts: Iterable[Part]) -> list[Part]:
    """The same with the page on which each begins, counted from 1; parts without pages take none."""
    found, page = [], 1
    for part in parts:
        found.append(part._replace(page=page if part.pages else 0))
        page += part.pages
    return found


def digest_list(number: str, parts: Iterable[Part], bundle: str) -> str:
    """The list as text, as it is handed out with the bundle: page, digest, name, what was not joined and why."""
    lines = [f"{number} 案卷摘要清单（SHA-256）", ""]
    for part in parts:
        where = f"第{part.page}页起，{part.pages}页" if part.pages else f"未并入（{part.why}），{part.size} 字节"
        lines.append(f"{part.sha256}  {part.name}  {where}")
    return "\n".join([*lines, f"{bundle}  整卷", ""])


def redo_refusals(state: State | None, *, archived: bool, erased: bool, holds_duty: bool) -> list[Reason]:
    """Why the file cannot be made (again) now; none when it can. `state` is None where none was ever begun."""
    rows = (
        (erased or state is State.ERASED, GONE),
        (not archived, NOT_ARCHIVED),
        (state is State.MAKING, BUSY),
        (not holds_duty, NEEDS_DUTY),
    )
    return [Reason(sentence) for true, sentence in rows if true]
