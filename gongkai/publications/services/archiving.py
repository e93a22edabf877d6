"""Packages for the archive and the library: what became public in a period, with files and digests (《条例》 art. 25, PUB-17)."""

import csv
import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads import storage
from gongkai.uploads.rules import clean_name

from ..models import ArchiveDelivery, Attachment, Publication, Version
from ..rules.states import PublicationState
from .content import attachments, public_record

DUTIES = ("publicity", "catalogue")
CHUNK = 200
INDEX_HEAD = ("索引号", "标题", "发文字号", "体裁", "责任单位", "生成日期", "公开日期", "文件夹", "存证摘要")
RECORD_HEAD = ("编号", "名称", "决定日期", "公示截止日期", "状态")
# What makes a spreadsheet take a text for a formula.
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")


def folder() -> Path:
    """Where packages lie: below `VAR`."""
    return Path(settings.VAR) / "archive"


def path_of(delivery: ArchiveDelivery) -> Path:
    return folder() / delivery.path


def package(*, receiver: str, from_day: date, to_day: date, actor: Official) -> ArchiveDelivery:
    """Write one ZIP of everything that is public now and became public from `from_day` to `to_day` (both included).

    Each item has its own folder: record.json with the facts and digests, text.html, its files; records.csv where it is a
    list. index.csv names them all. Memory does not grow with the number of items. Raises Refused.
    """
    _refuse(_package_reasons(receiver, from_day, to_day, actor))
    folder().mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder(), suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            count = _write(file, from_day, to_day)
            file.flush()
            os.fsync(file.fileno())
        if not count:
            raise Refused([Reason("这段时间没有公开的信息，不需要生成移交包。", field="from_day")])
        with open(draft, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        name = f"{from_day:%Y%m%d}-{to_day:%Y%m%d}-{digest[:12]}.zip"
        os.replace(draft, folder() / name)
    finally:
        Path(draft).unlink(missing_ok=True)
    return _registered(receiver.strip(), from_day, to_day, actor, count=count, digest=digest, path=name)


@transaction.atomic
def _registered(receiver: str, from_day: date, to_day: date, actor: Official, **facts: Any) -> ArchiveDelivery:
    made = ArchiveDelivery.objects.create(
        receiver=receiver, from_day=from_day, to_day=to_day, made_at=clock.now(), made_by=actor, **facts
    )
    record("publications.archive_packed", made, actor, count=made.count, digest=made.digest,
           from_day=from_day.isoformat(), to_day=to_day.isoformat())  # fmt: skip
    return made


@transaction.atomic
def deliver(*, delivery: ArchiveDelivery, actor: Official, delivered_on: date, receipt: str) -> ArchiveDelivery:
    """Record that the receiver has the package: the day, and the number of his receipt. Once only. Raises Refused."""
    delivery = ArchiveDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    problems = _duty_reasons(actor)
    if delivery.delivered_on is not None:
        problems.append(Reason(f"这个移交包已于 {delivery.delivered_on} 登记移交。"))
    if not receipt.strip():
        problems.append(Reason("请填写接收单位的回执文号，或写明签收人和方式。", field="receipt"))
    made_on = clock.local(delivery.made_at).date()
    if not made_on <= delivered_on <= clock.today():
        problems.append(Reason(f"移交日期应在 {made_on} 至今天之间，请核对。", field="delivered_on"))
    _refuse(problems)
    delivery.delivered_on, delivery.receipt = delivered_on, receipt.strip()
    delivery.save(update_fields=["delivered_on", "receipt"])
    record("publications.archive_delivered", delivery, actor, count=delivery.count, receipt=delivery.receipt,
           on=delivered_on.isoformat())  # fmt: skip
    return delivery


def forget_erased(publication_ids: list[int]) -> None:
    """Destroy the packages that may hold what has been erased since; the register of deliveries keeps their digest.

    A purge in the sense of `removal_hooks`: idempotent, and blind to every other removal.
    """
    days = Publication.objects.filter(pk__in=publication_ids, state=PublicationState.ERASED)
    for day in set(days.exclude(listed_on=None).values_list("listed_on", flat=True)):
        for delivery in ArchiveDelivery.objects.filter(from_day__lte=day, to_day__gte=day):
            path_of(delivery).unlink(missing_ok=True)


def _package_reasons(receiver: str, from_day: date, to_day: date, actor: Official) -> list[Reason]:
    found = _duty_reasons(actor)
    if not receiver.strip():
        found.append(Reason("请填写接收单位。", field="receiver"))
    if from_day > to_day:
        found.append(Reason("起始日期晚于截止日期，请核对。", field="to_day"))
    if to_day > clock.today():
        found.append(Reason("截止日期晚于今天，请核对。", field="to_day"))
    return found


def _duty_reasons(actor: Official) -> list[Reason]:
    if credentials(actor).holds_any(*DUTIES):
        return []
    return [Reason("您没有“政务公开”或“目录管理”职责，不能办理移交。")]


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(reasons)


# --- What is written ---


def _write(file: IO[bytes], from_day: date, to_day: date) -> int:
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
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as table:
        lines = csv.writer(table)
        lines.writerow(RECORD_HEAD)
        for row in publication.records.exclude(state="draft").order_by("pk").iterator(chunk_size=CHUNK):
            values = (row.key, row.title, _iso(row.decided_on), _iso(row.ends_on), row.get_state_display())
            lines.writerow([_cell(value) for value in values])
        table.seek(0)
        _put_file(package, name, table.buffer, b"\xef\xbb\xbf")


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
