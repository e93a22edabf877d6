"""Files that come with a letter: taken in before its transaction, under names that say nothing of anybody."""

from collections.abc import Iterable
from typing import IO

from django.core.files.base import File

from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import source_address
from gongkai.uploads import rules as upload_rules
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from ..models import Letter, Message
from ..rules import MOST_FILES

PURPOSE = "letter"
WRITER = Party("writer", "")


def take_in(files: Iterable[tuple[IO[bytes] | File, str]]) -> list[Upload]:
    """Inspect and store (file, name) pairs as private uploads; one that is refused takes the others back. Raises Refused.

    What the sender called his file is not kept: it often is somebody's name.
    """
    wanted, taken = list(files), []
    if len(wanted) > MOST_FILES:
        raise Refused([Reason(f"一次最多上传 {MOST_FILES} 个文件。", field="files")])
    token = source_address.set("")
    try:
        for place, (file, name) in enumerate(wanted, 1):
            extension = upload_rules.extension_of(name)
            called = f"附件{place}.{extension}" if extension else f"附件{place}"
            taken.append(uploads.take_in(file=file, name=called, actor=WRITER, purpose=PURPOSE))
    except Refused as refused:
        discard(taken)
        which = f"第 {len(taken) + 1} 个文件：" if len(wanted) > 1 else ""
        raise Refused([Reason(f"{which}{reason.sentence}", field="files") for reason in refused.reasons]) from None
    finally:
        source_address.reset(token)
    return taken


def discard(taken: Iterable[Upload]) -> None:
    """Destroy files whose letter did not come about."""
    for upload in taken:
        uploads.destroy(upload=upload, actor=SYSTEM, reason="来信没有提交成功")


def give(files: Iterable[Upload], message: Message, letter: Letter) -> None:
    """Let the files belong to a message; part of its transaction."""
    for upload in files:
        uploads.assign(upload=upload, owner=message, actor=letter.writer)
