"""ZIP archives, where a setting allows them: every member is itself an allowed file; no archive inside an archive."""

import tempfile
import zipfile
from pathlib import Path
from typing import Protocol

from .. import rules
from ..rules import Limits
from . import zips
from .findings import Report

TAKEN_INSIDE = frozenset({"pdf", "ofd", "docx", "xlsx", "pptx", "txt", "csv", "jpg", "png", "gif", "webp"})


class InspectFile(Protocol):
    def __call__(self, path: Path, code: str, output: Path | None, limits: Limits) -> Report: ...


def inspect(archive: zipfile.ZipFile, path: Path, limits: Limits, report: Report, inspect_file: InspectFile) -> None:
    """Unpack each member alone and inspect it as if it had been uploaded by itself."""
    zips.sizes_are_real(archive, path, limits)
    for member in archive.infolist():
        if member.is_dir():
            continue
        kind = rules.type_of_name(member.filename)
        if kind is None or kind.code not in TAKEN_INSIDE:
            report.refuse(f"压缩包中的“{member.filename[:80]}”不是可以接收的类型（压缩包内不能再有压缩包）。")
            continue
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=f".{kind.extension}") as file:
            for piece in zips.chunks(archive, member):
                file.write(piece)
            file.flush()
            inner = inspect_file(Path(file.name), kind.code, None, limits)
        for sentence in inner.refusals:
            report.refuse(f"压缩包中的“{member.filename[:80]}”：{sentence}")
        _add_facts(report, inner)


def _add_facts(report: Report, inner: Report) -> None:
    for fact, value in inner.facts.items():
        if isinstance(value, bool):
            report.facts[fact] = True
        elif isinstance(value, int):
            report.facts[fact] = report.facts.get(fact, 0) + value
        else:
            report.facts[fact] = [*report.facts.get(fact, []), *value][:50]
