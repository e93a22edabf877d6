"""What the worker does for case files: gather the parts, measure, set the index, join, keep. One case a round."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record
from gongkai.letters.layout.pdf import Unprintable
from gongkai.letters.models import LetterFile
from gongkai.letters.rules.structure import Letter
from gongkai.uploads import storage
from gongkai.uploads.models import Upload
from gongkai.uploads.rules import MB
from gongkai.uploads.services import bundling
from gongkai.vault.digests import sha256

from ..models import Application, CaseFile
from ..rules.archiving import MOST_ATTEMPTS, Part, State, paged
from . import case_files, case_sheets

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)
MOST_JOINED = 150 * MB  # of attachments: what one child can hold at once (an engineering value)
TOO_LARGE = "整卷过大，没有并入"
TRIED = "制作时多次出错，请系统管理员查看日志后重做。"


class Piece(NamedTuple):
    """A part with the file that holds it; None where it is only listed."""

    part: Part
    file: bundling.Part | None


def work() -> int:
    """Make the file that waits longest; returns how many were taken up (0 or 1)."""
    row = _taken()
    if row is None:
        return 0
    if row.attempts > MOST_ATTEMPTS:
        _failed(row, TRIED)
        return 1
    try:
        with storage.workplace() as folder:
            parts, path = _made(row.application, folder)
            _written(row, parts, path)
    except Refused as refused:
        _failed(row, refused.reasons[0].sentence)
    except Unprintable as unprintable:
        _failed(row, unprintable.why)
    return 1


@transaction.atomic
def _taken() -> CaseFile | None:
    """The next one to make, for this worker alone; each taking counts as an attempt."""
    now = clock.now()
    waiting = CaseFile.objects.filter(state=State.MAKING).exclude(leased_until__gt=now)
    free = waiting.order_by("leased_until", "pk").values_list("pk", flat=True).first()
    if free is None:
        return None
    CaseFile.objects.select_for_update().get(pk=free)
    row = CaseFile.objects.select_related("application__letter", "application__unit", "application__register").get(
        pk=free
    )
    if row.state != State.MAKING or (row.leased_until and row.leased_until > now):
        return None
    row.leased_until, row.attempts = now + LEASE, row.attempts + 1
    row.save(update_fields=["leased_until", "attempts"])
    return row


@transaction.atomic
def _failed(row: CaseFile, why: str) -> None:
    changed = CaseFile.objects.filter(pk=row.pk, edition=row.edition, state=State.MAKING)
    if changed.update(state=State.FAILED, why=why[:300], leased_until=None):
        record("foi.case_file_failed", row.application, SYSTEM)


@transaction.atomic
def _written(row: CaseFile, parts: list[Part], path: Path) -> None:
    CaseFile.objects.select_for_update().get(pk=row.pk)
    fresh = CaseFile.objects.select_related("bundle", "application__letter", "application__unit").get(pk=row.pk)
    if (fresh.edition, fresh.state) != (row.edition, row.state):
        return
    case = fresh.application
    bundle = bundling.keep(path=path, name=f"{case} 案卷.pdf", actor=SYSTEM, owner=fresh)
    case_files.replace(fresh, bundle, parts)
    left_out = sum(not part.pages for part in parts)
    record("foi.case_file_made", case, SYSTEM, pages=fresh.pages, left_out=left_out, digest=bundle.stored.digest)


def _made(case: Application, folder: Path) -> tuple[list[Part], Path]:
    """The bundle in `folder`: everything measured first, since the index stands before what it names."""
    own = [_set(case_sheets.cover(case), "cover", case_sheets.COVER, folder), *_letters(case, folder)]
    if record_sheet := case_sheets.record(case):
        own.append(_set(record_sheet, "record", case_sheets.RECORD, folder))
    own.append(_set(case_sheets.messages(case), "messages", case_sheets.MESSAGES, folder))
    measured = [*_measured(own), *_attachments(case)]
    pieces = _with_index(case, measured, folder)
    path = folder / "bundle.pdf"
    bundling.join([piece.file for piece in pieces if piece.file], path)
    return [piece.part for piece in pieces], path


def _measured(own: list[Piece]) -> list[Piece]:
    """What we have made ourselves opens, or the whole file fails."""
    found = bundling.measure([piece.file for piece in own if piece.file])
    if trouble := next((measure.trouble for measure in found if measure.trouble), ""):
        raise Refused([f"文书或者卷内页不能并入：{trouble}。请系统管理员查看日志后重做。"])
    return [Piece(piece.part._replace(pages=said.pages), piece.file) for piece, said in zip(own, found, strict=True)]


def _letters(case: Application, folder: Path) -> Iterator[Piece]:
    """Every issued letter in the order of issue, the register sheet first."""
    files = LetterFile.objects.filter(form=LetterFile.Form.PDF, issued__letter__in=case.papers.values("letter"))
    for file in files.select_related("issued").order_by("issued_id").iterator(chunk_size=5):
        data = file.read()
        name = f"{file.issued.title}（{file.issued.number}）"
        yield _laid(data, Part("letter", str(file.pk), name, len(data), sha256(data)), folder)


def _set(sheet: Letter, source: str, name: str, folder: Path) -> Piece:
    data = case_sheets.printed(sheet)
    return _laid(data, Part(source, "", name, len(data), sha256(data), case_files.said_digest(sheet)), folder)


def _laid(data: bytes, part: Part, folder: Path) -> Piece:
    path = folder / f"{part.source}{part.key}.pdf"
    path.write_bytes(data)
    return Piece(part, bundling.Part(path, "pdf"))


def _attachments(case: Application) -> list[Piece]:
    """Each looked at alone: one that cannot be joined is listed, and never breaks the bundle."""
    found, total = [], 0
    for name, upload in case_sheets.attachments_of(case):
        part = Part("upload", str(upload.pk), name, upload.stored.size, upload.stored.digest)
        total += upload.stored.size
        found.append(_attachment(part, upload) if total <= MOST_JOINED else Piece(part._replace(why=TOO_LARGE), None))
    # The sources of what was given hold what is withheld: they are proved, and not spread.
    for row in (
        case.redactions.filter(source__state=Upload.State.PRIVATE).select_related("source__stored").order_by("pk")
    ):
        stored, name = row.source.stored, f"{row.name}（遮盖前的原件）"
        part = Part("upload", str(row.source_id), name, stored.size, stored.digest, why="含不予公开的内容，另行保存")
        found.append(Piece(part, None))
    return found


def _attachment(part: Part, upload: Upload) -> Piece:
    try:
        file = bundling.part_of(upload)
    except Refused as refused:
        return Piece(part._replace(why=refused.reasons[0].sentence.rstrip("。")), None)
    said = bundling.measure([file])[0]
    if said.trouble:
        return Piece(part._replace(why=said.trouble), None)
    return Piece(part._replace(pages=said.pages), file)


def _with_index(case: Application, pieces: list[Piece], folder: Path) -> list[Piece]:
    """The index after the cover: its own length moves what it names, so it is set until both agree."""
    long = 1
    for _ in range(MOST_ATTEMPTS + 2):
        place = Part("index", "", case_sheets.INDEX, 0, "", pages=long)
        parts = paged([pieces[0].part, place, *(piece.part for piece in pieces[1:])])
        made = _set(case_sheets.index(case, parts), "index", case_sheets.INDEX, folder)
        said = bundling.measure([made.file])[0]  # type: ignore[list-item]  # it was just laid there
        if said.pages == long:
            parts[1] = made.part._replace(page=parts[1].page, pages=long)
            files = [pieces[0].file, made.file, *(piece.file for piece in pieces[1:])]
            return [Piece(part, file) for part, file in zip(parts, files, strict=True)]
        long = said.pages
    raise Refused(["卷内目录的页数不能确定，请系统管理员查看日志。"])
