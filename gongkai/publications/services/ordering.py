"""The order of a draft's files: one order, which pages, digests, packages and the interface all follow."""

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from ..models import Attachment
from .content import attachments
from .drafting import locked, touch
from .situation import require, situation


@transaction.atomic
def place(*, attachment: Attachment, at: int, editor: Official) -> None:
    """Put a file at a place among the draft's files, counted from 0; pictures in the text keep theirs.

    Asked twice for the same place, it stays there.
    """
    version = locked(attachment.version)
    require("edit", situation(version.publication, version, editor, content=False))
    rows = attachments(version)
    files = [row for row in rows if not row.inline]
    if attachment not in files:
        raise Refused(["这个附件已不在附件列表中，可能刚被移除。请刷新页面后再调整。"])
    now, at = files.index(attachment), min(max(at, 0), len(files) - 1)
    if now == at:
        return
    files.insert(at, files.pop(now))
    turn = iter(files)
    for order, row in enumerate([row if row.inline else next(turn) for row in rows]):
        row.order = order
    Attachment.objects.bulk_update(rows, ["order"])
    touch(version, editor)
    record("publications.files_ordered", version.publication, editor, name=attachment.name, place=at + 1,
           serial=version.serial)  # fmt: skip
