"""Tables as rows of text by heading: JSON, CSV, XLSX; read a piece at a time, whatever their length."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes
from openpyxl import load_workbook

from .rows import Unreadable

CHUNK = 64 * 1024
LONGEST_CELL = 50 * 1024 * 1024  # characters
SUFFIXES = {".json", ".jsonl", ".csv", ".tsv", ".xlsx"}


def read(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(line, values) of every row; raises Unreadable where the file as a whole cannot be read."""
    readers = {".json": _json, ".jsonl": _json_lines, ".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx}
    yield from readers[path.suffix.lower()](path)


def _json(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The first list of objects in the file: `[…]`, or the value of `documents`, `items` or `records`."""
    decoder, number = json.JSONDecoder(), 0
    with path.open(encoding="utf-8-sig") as file:
        buffer = _to_the_list(file)
        while True:
            buffer = buffer.lstrip(" \r\n\t,")
            if buffer.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(buffer)
            except json.JSONDecodeError as fault:
                more = file.read(CHUNK)
                if not more:
                    raise Unreadable(f"JSON 在第 {number + 1} 项之后不完整：{fault.msg}。") from None
                buffer += more
                continue
            number += 1
            buffer = buffer[end:]
            if not isinstance(value, dict):
                raise Unreadable(f"JSON 第 {number} 项不是一条记录。")
            yield f"第{number}项", value


def _to_the_list(file: Any) -> str:
    head = file.read(CHUNK)
    start = head.find("[")
    while start < 0:
        more = file.read(CHUNK)
        if not more:
            raise Unreadable("JSON 里没有记录列表（[…]）。")
        head += more
        start = head.find("[")
    return str(head[start + 1 :])


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    value = json.loads(line)
                except json.JSONDecodeError:
                    value = {"": line}
                yield f"第{number}行", value if isinstance(value, dict) else {"": line}


def encoding_of(path: Path) -> str:
    """The encoding of a text file by its first part; old sites are often GB 18030."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    for name in ("utf-8-sig", "gb18030"):
        try:
            head.decode(name)
        except UnicodeDecodeError as fault:
            if fault.start < len(head) - 4:  # not merely cut in the middle of a character
                continue
        return name
    best = from_bytes(head).best()
    return best.encoding if best else "utf-8"


def _csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    before = csv.field_size_limit(LONGEST_CELL)  # whole texts stand in cells; the limit holds for the process
    try:
        with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
            if not reader.fieldnames:
                raise Unreadable("表格是空的，没有表头。")
            for values in reader:
                yield f"第{reader.line_num}行", {key: value for key, value in values.items() if key}
    finally:
        csv.field_size_limit(before)


def _xlsx(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as fault:  # noqa: BLE001  openpyxl raises many kinds for a broken file
        raise Unreadable(f"工作簿无法打开：{type(fault).__name__}。") from None
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        heads = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
        if not any(heads):
            raise Unreadable("工作表第一行没有表头。")
        for number, cells in enumerate(rows, start=2):
            if any(cell is not None for cell in cells):
                yield f"第{number}行", dict(zip(heads, cells, strict=False))
    finally:
        book.close()
