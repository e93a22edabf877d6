"""Rows into drafts of one release set: in batches, each one transaction; what was taken before is recognised."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from io import BytesIO
from itertools import islice

from django.db import transaction

from gongkai.bureau.models import Official, Unit
from gongkai.journal import clock
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from .. import kinds, text
from ..models import Attachment, ImportFault, ImportRun, OldAddress, Publication, ReleaseSet, Version
from ..rules.openness import Openness
from ..rules.states import VersionState
from ..services import sets
from .rows import Fault, Row

BATCH = 250


@dataclass
class Progress:
    """Counts so far."""

    seen: int = 0
    taken: int = 0
    unchanged: int = 0
    refused: int = 0


@transaction.atomic
def begin(*, source: str, digest: str, by: Official, unit: Unit, title: str) -> ImportRun:
    """A new run with its release set, or the unfinished one of the same source, to go on with."""
    running = ImportRun.objects.filter(source_digest=digest, finished_at=None).select_related("release_set").first()
    if running is not None:
        return running
    release_set = sets.make(title=title, unit=unit, author=by)
    run = ImportRun.objects.create(
        source=source[:300], source_digest=digest, started_at=clock.now(), by=by, release_set=release_set
    )
    record("publications.import_started", run, by, source=source[-200:])
    return run


def take(
    run: ImportRun, rows: Iterable[Row | Fault], *, bureau: str, tell: Callable[[Progress], None] = lambda _: None
) -> Progress:
    """Take every row; after a stop the same call goes on where it was."""
    progress, rows = Progress(), iter(rows)
    while batch := list(islice(rows, BATCH)):
        _take_batch(run, batch, bureau, progress)
        tell(progress)
    _finish(run, progress)
    return progress


@transaction.atomic
def _finish(run: ImportRun, progress: Progress) -> None:
    run.finished_at, run.total, run.taken = clock.now(), progress.seen, progress.taken
    run.unchanged, run.refused = progress.unchanged, progress.refused
    run.save()
    record("publications.import_finished", run, run.by, taken=progress.taken, refused=progress.refused,
           unchanged=progress.unchanged)  # fmt: skip


@transaction.atomic
def _take_batch(run: ImportRun, batch: list[Row | Fault], bureau: str, progress: Progress) -> None:
    progress.seen += len(batch)
    faults = [row for row in batch if isinstance(row, Fault)]
    good: dict[str, Row] = {}
    for row in batch:
        if isinstance(row, Row):
            if row.key in good:
                faults.append(Fault(row.line, f"与{good[row.key].line}是同一件（{row.key}）。", row.title))
            else:
                good[row.key] = row
    known = {
        publication.source_key: publication for publication in Publication.objects.filter(source_key__in=list(good))
    }
    fresh = []
    for key, row in good.items():
        publication = known.get(key)
        if publication is None:
            fresh.append(row)
        elif publication.source_digest == digest_of(row):
            progress.unchanged += 1
        else:
            fault = _take_again(run, publication, row, bureau)
            faults += [fault] if fault else []
            progress.taken += not fault
    faults += _create(run, fresh, bureau, progress)
    _report(run, faults)
    progress.refused += len(faults)


def _report(run: ImportRun, faults: list[Fault]) -> None:
    ImportFault.objects.filter(run=run, line__in=[fault.line for fault in faults]).delete()
    ImportFault.objects.bulk_create(
        ImportFault(run=run, line=fault.line[:80], name=fault.name[:300], why=fault.why[:300]) for fault in faults
    )


def digest_of(row: Row) -> str:
    """What is compared to see whether a source has changed a row: everything but its place."""
    digest = hashlib.sha256()
    for field in fields(Row):
        if field.name not in {"line", "files"}:
            digest.update(f"{field.name}={getattr(row, field.name)!r}\n".encode())
    for file in row.files:
        digest.update(hashlib.sha256(file.data).digest())
    return digest.hexdigest()


def _create(run: ImportRun, rows: list[Row], bureau: str, progress: Progress) -> list[Fault]:
    release_set = _open_set(run)
    publications = [_publication(row, release_set.unit) for row in rows]
    Publication.objects.bulk_create(publications, batch_size=100)
    versions = [
        _version(row, publication, run.by, release_set, bureau)
        for row, publication in zip(rows, publications, strict=True)
    ]
    Version.objects.bulk_create(versions, batch_size=100)
    faults = []
    for row, version in zip(rows, versions, strict=True):
        faults += [Fault(row.line, why, row.title) for why in _files(row, version, run.by)]
    _addresses(zip(rows, publications, strict=True))
    ReleaseSet.objects.filter(pk=release_set.pk).update(count=release_set.versions.count())
    if publications:
        record("publications.imported", run, run.by, count=len(publications),
               publications=[publication.pk for publication in publications])  # fmt: skip
    progress.taken += len(rows)
    return faults


def _open_set(run: ImportRun) -> ReleaseSet:
    release_set = run.release_set
    if release_set is None or release_set.state != VersionState.DRAFT:
        raise Refused(["这次导入的批次已经送审，不能再加入。请重新导入，会另建一个批次。"])
    return release_set


def _publication(row: Row, unit: Unit) -> Publication:
    return Publication(
        kind=row.kind,
        unit=unit,
        legacy=True,
        source_key=row.key[:300],
        source_url=row.source_url,
        source_digest=digest_of(row),
        title=row.title,
        column=row.column or kinds.get(row.kind).column,
        doc_no=row.doc_no,
        created_at=clock.now(),
        changed_at=clock.now(),
    )


def _values(row: Row, bureau: str) -> dict[str, object]:
    return {
        "title": row.title,
        "body": text.clean(row.body),
        "summary": row.summary[:500],
        "keywords": row.keywords[:200],
        "column": row.column or kinds.get(row.kind).column,
        "topic": row.topic[:80],
        "catalogue_code": row.catalogue_code,
        "doc_no": row.doc_no,
        "formed_on": row.formed_on,
        "effective_on": row.effective_on,
        "expires_on": row.expires_on,
        "claimed_published_on": row.published,
        "claimed_validity": row.claimed_validity,
        "source": row.source[:80],
        "facts": {"maker": row.maker} if kinds.get(row.kind).is_policy else {},
        "full_text_held": row.full_text_held,
        "openness": Openness.PUBLIC,
        # Another organ's document may be named with its place, not published by this bureau (《条例》 art. 10).
        "made_elsewhere": row.maker not in ("", bureau),
    }


def _version(row: Row, publication: Publication, by: Official, release_set: ReleaseSet, bureau: str) -> Version:
    return Version(
        publication=publication, serial=1, author=by, release_set=release_set, created_at=clock.now(),
        saved_at=clock.now(), **_values(row, bureau),
    )  # fmt: skip


def _files(row: Row, version: Version, by: Official) -> Iterator[str]:
    """Store the row's files; yields a sentence for each that could not be taken (the text is taken all the same)."""
    body = version.body
    for order, file in enumerate(row.files):
        try:
            upload = uploads.take_in(file=BytesIO(file.data), name=file.name, actor=by, purpose="publication",
                                     owner=version.publication)  # fmt: skip
        except Refused as refused:
            yield f"附件“{file.name}”未收：{refused}"
            body = body.replace(f'src="{file.marker}"', "") if file.marker else body
            continue
        uploads.scan(upload=upload)
        Attachment.objects.create(version=version, upload=upload, name=file.name[:200], order=order, inline=file.inline)
        body = _placed(body, file.marker, upload)
    if body != version.body:
        version.body = body
        version.save(update_fields=["body"])


def _placed(body: str, marker: str, upload: Upload) -> str:
    return body.replace(f'src="{marker}"', f'src="/f/{upload.stored.digest}"') if marker else body


def _addresses(pairs: Iterable[tuple[Row, Publication]]) -> None:
    OldAddress.objects.bulk_create(
        (OldAddress(path=row.old_path, publication=publication) for row, publication in pairs if row.old_path),
        ignore_conflicts=True,
    )


def _take_again(run: ImportRun, publication: Publication, row: Row, bureau: str) -> Fault | None:
    """A row that the source has changed: a draft takes the change, what is under or past review is left alone."""
    version = publication.versions.order_by("-serial").first()
    if version is None or version.state != VersionState.DRAFT:
        return Fault(row.line, "来源内容有变化，但这件信息已送审或发布；请在工作台修订。", row.title)
    for name, value in _values(row, bureau).items():
        setattr(version, name, value)
    version.edition += 1
    version.saved_at = clock.now()
    version.save()
    publication.source_digest = digest_of(row)
    publication.title, publication.doc_no = row.title, row.doc_no
    publication.save(update_fields=["source_digest", "title", "doc_no"])
    record("publications.edited", publication, run.by, serial=version.serial, fields=["import"])
    return None
