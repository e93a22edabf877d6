"""Taking a file in: inspected, re-encoded or converted where needed, then stored by digest."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import HasParty, Party, party_of
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from .. import conf, convert, events, rules, sandbox, storage
from ..models import StoredFile, Upload
from ..rules import FileType
from . import viruses

CHUNK = 1024 * 1024
OVERRUN = "检查这个文件所用的时间或者内存超过上限，不予接收。请拆分或者简化后重新上传。"


@dataclass(frozen=True)
class _Accepted:
    """A file that passed, still in its workplace; `path` is what is to be stored."""

    path: Path
    digest: str
    received_digest: str
    kind: FileType
    name: str
    facts: dict[str, Any]
    virus: str


def take_in(
    *, file: IO[bytes] | File, name: str, actor: HasParty | Party, purpose: str, owner: HasParty | Party | None = None
) -> Upload:
    """Inspect and store one file as a private upload; raises Refused with every reason against it.

    `name` is what the sender called it; `purpose` is a code of the room that asks; `owner` the record it belongs to.
    """
    with storage.workplace() as folder:
        sender = party_of(actor)
        accepted = _accept(file, name, folder, sender)
        return _store(accepted, sender, purpose, party_of(owner) if owner else Party("", ""))


def keep_made(
    *, path: Path, code: str, name: str, actor: HasParty | Party, purpose: str, owner: HasParty | Party
) -> Upload:
    """Store a file that the platform has made itself out of inspected parts; `path` lies in a `workplace`."""
    digest = storage.settled(path)
    made = _Accepted(path, digest, digest, rules.TYPES[code], name, {}, Upload.Virus.UNCHECKED)
    return _store(made, party_of(actor), purpose, party_of(owner))


@transaction.atomic
def assign(*, upload: Upload, owner: HasParty | Party, actor: HasParty | Party) -> Upload:
    """Give an upload to the record that it belongs to; raises Refused when it belongs to another already."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    party = party_of(owner)
    if upload.owner_id and (upload.owner_kind, upload.owner_id) != (party.kind, party.id):
        raise Refused(["这个附件已经归入另一件事项，请重新上传。"])
    if upload.state == Upload.State.REMOVED:
        raise Refused(["这个附件已经销毁。"])
    upload.owner_kind, upload.owner_id = party.kind, party.id
    upload.save(update_fields=["owner_kind", "owner_id"])
    record(events.ASSIGNED.name, upload, actor, owner=party.name or f"{party.kind} {party.id}")
    return upload


def _accept(file: IO[bytes] | File, name: str, folder: Path, sender: Party) -> _Accepted:
    name = rules.clean_name(name)
    kind = rules.type_of_name(name, conf.optional_types())
    if kind is None:
        raise Refused([rules.not_on_the_list(name, conf.optional_types())])
    received = folder / "received"
    try:
        received_digest = storage.receive(_pieces(file), received, kind.cap)
    except storage.TooLarge:
        raise Refused([f"文件超过{kind.label}的上限 {rules.size_said(kind.cap)}。"]) from None
    path, report = _inspected(received, kind, folder)
    if kind.code in rules.LEGACY:
        path = convert.to_modern(path, kind.code, folder, conf.limits().convert_seconds)
        kind = rules.TYPES[rules.LEGACY[kind.code]]
        name = f"{name.rpartition('.')[0]}.{kind.extension}"
        path, report = _inspected(path, kind, folder)
    virus = viruses.verdict_on((received, path), sender)
    return _Accepted(path, storage.settled(path), received_digest, kind, name, report["facts"], virus)


def _pieces(file: IO[bytes] | File) -> Iterator[bytes]:
    if isinstance(file, File):
        yield from file.chunks(CHUNK)
        return
    while piece := file.read(CHUNK):
        yield piece


def _inspected(path: Path, kind: FileType, folder: Path) -> tuple[Path, dict[str, Any]]:
    """The file to store and the report on it; raises Refused."""
    limits = conf.limits()
    output = folder / f"rewritten.{kind.extension}"
    order = {
        "task": "inspect",
        "path": str(path),
        "code": kind.code,
        "output": str(output) if kind.code in rules.IMAGES else None,
        "limits": asdict(limits),
    }
    try:
        report = sandbox.run(order, sandbox.inspecting(limits))
    except sandbox.Overrun:
        raise Refused([OVERRUN]) from None
    if report["refusals"]:
        raise Refused(report["refusals"])
    return (output if report["rewritten"] else path), report


@transaction.atomic
def _store(accepted: _Accepted, actor: Party, purpose: str, owner: Party) -> Upload:
    stored = kept(accepted.path, accepted.digest, accepted.kind.code)
    upload = Upload.objects.create(
        stored=stored,
        received_digest=accepted.received_digest,
        name=accepted.name,
        uploader_kind=actor.kind,
        uploader_id=actor.id,
        uploader_name=actor.name[:80],
        uploader_unit=actor.unit[:80],
        purpose=purpose,
        owner_kind=owner.kind,
        owner_id=owner.id,
        facts=accepted.facts,
        virus=accepted.virus,
        virus_checked_at=clock.now() if accepted.virus == Upload.Virus.CLEAN else None,
        created_at=clock.now(),
    )
    record(
        events.TAKEN_IN.name,
        upload,
        actor,
        label=accepted.kind.label,
        size=stored.size,
        digest=stored.digest,
        received=accepted.received_digest,
        purpose=purpose,
    )
    return upload


def kept(path: Path, digest: str, code: str) -> StoredFile:
    """The row of this digest, its bytes in place; called inside a transaction, which holds off `destroy` of the same."""
    StoredFile.objects.get_or_create(
        digest=digest, defaults={"size": path.stat().st_size, "code": code, "created_at": clock.now()}
    )
    stored = StoredFile.objects.select_for_update().get(digest=digest)
    storage.keep(path, digest)
    if stored.erased_at is not None:
        stored.erased_at = None
        stored.save(update_fields=["erased_at"])
    return stored
