"""What a package for the archive holds: a folder for each item, and an index of them all."""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from html import escape
from typing import IO, Any, Protocol

from gongkai.journal import clock
from gongkai.journal.refusals import Refused
from gongkai.uploads import storage
from gongkai.uploads.rules import clean_name

from ..models import Attachment, Publication, Record, Version
from .content import attachments, public_record

CHUNK = 200
INDEX_HEAD = ("索引号", "标题", "发文字号", "体裁", "责任单位", "生成日期", "公开日期", "文件夹", "存证摘要")
# What makes a spreadsheet take a text for a formula.
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")


def write(file: IO[bytes], from_day: date, to_day: date) -> int:
    """Write the ZIP of everything that is public now and became public in these days; returns how many items.

    Memory does not grow with their number. Raises Refused where a file is missing.
    """
    count = 0
    # The index grows on disk, not in memory, and goes in last.
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as index:
        lines = csv.writer(index)
        lines.writerow(INDEX_HEAD)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for publication in _public_between(from_day, to_day):
                lines.writerow(_put_item(package, publication))
                count += 1
            index.seek(0)
            _put_file(package, "index.csv", index.buffer, b"\xef\xbb\xbf")
    return count


def _public_between(from_day: date, to_day: date) -> Iterator[Publication]:
    rows = (
        Publication.objects.public()
        .filter(listed_on__gte=from_day, listed_on__lte=to_day)
        .select_related("unit", "live_version")
        .prefetch_related("live_version__attachments__upload__stored", "live_version__attachments__upload__public_copy")
        .order_by("listed_on", "pk")
    )
    return rows.iterator(chunk_size=CHUNK)


def _put_item(package: zipfile.ZipFile, publication: Publication) -> list[str]:
    version = publication.live_version
    if version is None:
        raise RuntimeError("a public item has a live version")
    version.publication = publication
    place = (publication.number or str(publication.pk)).replace("/", "_")
    names = {row.pk: f"files/{_file_name(number, row)}" for number, row in enumerate(attachments(version), start=1)}
    facts = public_record(version) | {
        "released_at": publication.released_at,
        "listed_on": publication.listed_on,
        "kind": publication.kind_info.label,
        "unit": publication.unit.name,
        "digest": version.digest,
        "files": list(names.values()),
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1, default=_iso)
    _put(package, f"items/{place}/record.json", text.encode())
    _put(package, f"items/{place}/text.html", _page(publication, version, names).encode())
    for row in attachments(version):
        _put_attachment(package, f"items/{place}/{names[row.pk]}", row)
    if publication.kind_info.batch:
        _put_records(package, f"items/{place}/records.csv", publication)
    cells = (publication.number or "", publication.title, publication.doc_no, publication.kind_info.label,
             publication.unit.name, _iso(publication.formed_on), _iso(publication.listed_on), f"items/{place}",
             version.digest)  # fmt: skip
    return [_cell(value) for value in cells]


def _put_attachment(package: zipfile.ZipFile, name: str, attachment: Attachment) -> None:
    stored = attachment.upload.cited
    try:
        with storage.path_of(stored.digest).open("rb") as file:
            _put_file(package, name, file)
    except FileNotFoundError:
        raise Refused([f"附件“{attachment.name}”不在存储中，移交包不完整，没有生成。请联系系统管理员。"]) from None


def _put_records(package: zipfile.ZipFile, name: str, publication: Publication) -> None:
    """The rows as the public has them: of a withdrawn one its number and the reason, nothing else."""
    rows = publication.records.exclude(state=Record.State.DRAFT).order_by("pk")
    labels = {fact.name: fact.label for fact in publication.kind_info.facts}
    live = rows.filter(state=Record.State.LIVE).values_list("facts", flat=True)
    names = list(dict.fromkeys(fact for facts in live.iterator(chunk_size=CHUNK) for fact in facts))
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as table:
        lines = csv.writer(table)
        fields = [_cell(labels.get(fact, fact)) for fact in names]
        lines.writerow(["编号", "名称", *fields, "决定日期", "公示截止日期", "状态", "撤回理由"])
        for row in rows.iterator(chunk_size=CHUNK):
            lines.writerow([_cell(value) for value in _record_cells(row, names)])
        table.seek(0)
        _put_file(package, name, table.buffer, b"\xef\xbb\xbf")


def _record_cells(row: Record, names: list[str]) -> list[Any]:
    if row.state == Record.State.WITHDRAWN:
        return [row.key, "", *("" for _ in names), "", "", row.get_state_display(), row.withdrawal_reason]
    facts = [row.facts.get(name) for name in names]
    return [row.key, row.title, *facts, _iso(row.decided_on), _iso(row.ends_on), row.get_state_display(), ""]


def _page(publication: Publication, version: Version, names: dict[int, str]) -> str:
    """The text as a page of its own, its pictures and files beside it."""
    body = version.body
    for row in attachments(version):
        body = re.sub(rf"/f/{row.upload.stored.digest}(\.[a-z0-9]{{1,5}})?", names[row.pk], body)
        body = re.sub(rf"attachment:{row.pk}(?=\")", names[row.pk], body)
    facts = (("索引号", publication.number), ("发文字号", publication.doc_no), ("责任单位", publication.unit.name),
             ("公开日期", _iso(publication.listed_on)), ("内容概述", version.summary))  # fmt: skip
    table = "".join(f"<tr><th>{label}</th><td>{escape(str(value))}</td></tr>" for label, value in facts if value)
    title = escape(version.title)
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><h1>{title}</h1>\n<table>{table}</table>\n{body}\n</body></html>\n"
    )


def _file_name(number: int, attachment: Attachment) -> str:
    extension = attachment.upload.stored.type.extension
    stem = clean_name(attachment.name)
    stem = stem.removesuffix(f".{extension}")
    return f"{number:02}-{stem[:80]}.{extension}"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, clock.local(clock.now()).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    _put_file(package, name, io.BytesIO(content))


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> Any: ...


def _put_file(package: zipfile.ZipFile, name: str, source: _Readable, before: bytes = b"") -> None:
    with package.open(_entry(name), "w") as target:
        target.write(before)
        while piece := source.read(1024 * 1024):
            target.write(piece)


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else ""


def _cell(value: Any) -> str:
    text = str(value or "")
    return f"'{text}" if _FORMULA.match(text) else text
