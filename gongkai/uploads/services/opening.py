"""Opening an upload to the public, closing it, destroying it."""

from dataclasses import asdict
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from .. import conf, events, rules, sandbox, storage
from ..models import StoredFile, Upload
from ..queries import refusals
from .taking import kept

NO_COPY = "不能生成公开副本：处理文件所用的时间或者内存超过上限。请拆分或者简化后重新上传。"
MISSING = "文件不在存储中，请重新上传。"


def prepare_public_copy(*, upload: Upload) -> Upload:
    """Make the copy without metadata ahead of the release, outside of its transaction; raises Refused.

    Once more is harmless: a copy that is there is kept.
    """
    if upload.state == Upload.State.REMOVED:
        raise Refused(["这个附件已经销毁。"])
    if upload.public_copy is not None:
        return upload
    with storage.workplace() as folder:
        copy = _copied(upload, folder)
        with transaction.atomic():
            upload = _locked(upload)
            if copy is None:
                upload.public_copy = upload.stored
            else:
                upload.public_copy = kept(copy, storage.settled(copy), upload.stored.code)
            upload.save(update_fields=["public_copy"])
    return upload


def open_to_public(*, upload: Upload, actor: HasParty | Party = SYSTEM) -> Upload:
    """Let anybody fetch the copy without metadata; raises Refused with every reason. Once more is harmless."""
    _refuse(refusals(upload))
    if upload.state == Upload.State.OPEN:
        return upload
    prepare_public_copy(upload=upload)
    with transaction.atomic():
        upload = _locked(upload)
        _refuse(refusals(upload))
        if upload.state == Upload.State.OPEN:
            return upload
        upload.state, upload.opened_at = Upload.State.OPEN, clock.now()
        upload.save(update_fields=["state", "opened_at"])
        record(events.OPENED.name, upload, actor, digest=upload.stored.digest, copy=_copy_of(upload).digest)
    return upload


@transaction.atomic
def close(*, upload: Upload, actor: HasParty | Party = SYSTEM, reason: str = "") -> Upload:
    """Make an open upload private again, at once. One that is not open stays as it is."""
    upload = _locked(upload)
    if upload.state != Upload.State.OPEN:
        return upload
    upload.state = Upload.State.PRIVATE
    upload.save(update_fields=["state"])
    record(events.CLOSED.name, upload, actor, reason=reason, digest=upload.stored.digest)
    return upload


@transaction.atomic
def destroy(*, upload: Upload, actor: HasParty | Party = SYSTEM, reason: str = "") -> Upload:
    """Remove the bytes of the file and its copy unless another upload refers to them; digest and dates stay.

    The files are gone when the outermost transaction has ended. Once more is harmless.
    """
    upload = _locked(upload)
    if upload.state == Upload.State.REMOVED:
        return upload
    upload.state, upload.removed_at = Upload.State.REMOVED, clock.now()
    upload.name = f"{rules.NAMELESS}.{upload.stored.type.extension}"
    upload.scan, upload.facts = None, {}
    upload.save(update_fields=["state", "removed_at", "name", "scan", "facts"])
    record(events.DESTROYED.name, upload, actor, reason=reason, digest=upload.stored.digest)
    wanted = {stored.pk for stored in (upload.stored, upload.public_copy) if stored is not None}
    for stored in StoredFile.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        if not Upload.objects.filter(Q(stored=stored) | Q(public_copy=stored)).kept().exists():
            stored.erased_at = upload.removed_at
            stored.save(update_fields=["erased_at"])
    transaction.on_commit(lambda: remove_erased(wanted))
    return upload


@transaction.atomic
def remove_erased(primary_keys: set[int]) -> None:
    """Remove the bytes of those rows that are (still) marked as erased: somebody may have uploaded the same meanwhile."""
    for stored in StoredFile.objects.select_for_update().filter(pk__in=primary_keys, erased_at__isnull=False):
        storage.remove(stored.digest)


def _locked(upload: Upload) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).select_related("stored", "public_copy").get(pk=upload.pk)


def _copy_of(upload: Upload) -> StoredFile:
    if upload.public_copy is None:
        raise Refused([MISSING])
    return upload.public_copy


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons)


def _copied(upload: Upload, folder: Path) -> Path | None:
    """The new copy, or None where the stored file itself has nothing to strip; raises Refused."""
    source, output, limits = storage.path_of(upload.stored.digest), folder / "copy", conf.limits()
    if not source.exists():
        raise Refused([MISSING])
    order = {
        "task": "copy",
        "path": str(source),
        "code": upload.stored.code,
        "output": str(output),
        "limits": asdict(limits),
    }
    try:
        answer = sandbox.run(order, sandbox.copying(limits))
    except sandbox.Overrun:
        raise Refused([NO_COPY]) from None
    if answer.get("refused"):
        raise Refused([answer["refused"]])
    return None if answer.get("same") else output
