"""Where rows come from: a table, a folder with or without a manifest, a single document."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import documents, mapping, tables
from .rows import Fault, Row, Unreadable

MANIFESTS = ("manifest.csv", "manifest.xlsx", "manifest.json")
FILE_HEADINGS = ("file", "文件", "文件名")


def rows(source: Path, *, defaults: Mapping[str, str], bureau: str) -> Iterator[Row | Fault]:
    """Every row or fault of the source, in its order; raises Unreadable when it is no source at all."""
    if source.is_dir():
        yield from _folder(source, defaults, bureau)
    elif source.suffix.lower() in tables.SUFFIXES:
        for line, values in tables.read(source):
            yield mapping.row_of(line, values, defaults=defaults, bureau=bureau)
    elif source.suffix.lower() in documents.SUFFIXES:
        yield _document(source, source.parent, dict(defaults), defaults, bureau)
    elif source.suffix.lower() == ".xls":
        raise Unreadable("请先将 .xls 另存为 .xlsx 后导入。")
    elif not source.exists():
        raise Unreadable(f"没有这个文件或文件夹：{source}。")
    else:
        raise Unreadable(f"不支持这种文件：{source.name}。可用 JSON、CSV、XLSX、HTML、DOCX、PDF、TXT 或文件夹。")


def _folder(folder: Path, defaults: Mapping[str, str], bureau: str) -> Iterator[Row | Fault]:
    manifest = next((folder / name for name in MANIFESTS if (folder / name).exists()), None)
    given = _manifest(manifest) if manifest else {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not path.is_file() or path == manifest or any(part.startswith(".") for part in path.parts[-2:]):
            continue
        if path.suffix.lower() in documents.SUFFIXES:
            yield _document(path, folder, given.pop(name, {}), defaults, bureau)
        elif path.suffix.lower() not in {".png", ".jpg", ".jpeg", ".gif", ".webp", ".css", ".js"}:
            yield Fault(name, "不支持这种文件。")
    for name in given:
        yield Fault(name, "清单里有这个文件，文件夹里没有。")


def _manifest(path: Path) -> dict[str, dict[str, Any]]:
    listed: dict[str, dict[str, Any]] = {}
    for _, values in tables.read(path):
        name = next((str(values[heading]) for heading in FILE_HEADINGS if values.get(heading)), "")
        listed[name] = {key: value for key, value in values.items() if key not in FILE_HEADINGS}
    return listed


def _document(path: Path, folder: Path, given: dict[str, Any], defaults: Mapping[str, str], bureau: str) -> Row | Fault:
    values = documents.read(path, folder, given)
    if isinstance(values, Fault):
        return values
    files = tuple(values.pop("files", ()))
    row = mapping.row_of(str(path.relative_to(folder)), values, defaults=defaults, bureau=bureau)
    return row if isinstance(row, Fault) else replace(row, files=files)
