"""Retention: when its term is over a letter loses who wrote it and what was written; its dates and figures stay.

个人信息保护法 arts. 19, 47: personal data is kept no longer than its purpose needs. How long is the bureau's own choice (C).
"""

from datetime import datetime, time

from django.conf import settings
from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.services import record
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from .. import kinds, rules
from ..models import Letter, Message

BATCH = 200
EMPTIED = (
    "name", "phone", "email", "citizen", "subject", "about", "rating_words", "phone_index", "email_index", "citizen_index",
)  # fmt: skip


def erase_expired() -> int:
    """Erase every letter whose kind's term has run out since its end; returns how many. Run once a day."""
    done = 0
    for kind in kinds.all_kinds():
        months = rules.retention_of(settings.LETTER_RETENTION, kind.code, kind.retention_months)
        last = datetime.combine(rules.months_before(clock.today(), months), time(), tzinfo=clock.BUREAU_ZONE)
        rows = Letter.objects.kept().filter(kind=kind.code, ended_at__lt=last).order_by("pk")
        while batch := list(rows[:BATCH]):
            for letter in batch:
                erase(letter=letter)
            done += len(batch)
    return done


@transaction.atomic
def erase(*, letter: Letter, actor: HasParty | Party = SYSTEM, reason: str = "保存期满") -> Letter:
    """Destroy what identifies the writer, every text of the thread, its files and the receipt's salt. Again is harmless."""
    fresh = Letter.objects.select_for_update().get(pk=letter.pk)
    if fresh.erased_at is not None:
        return fresh
    for name in EMPTIED:
        setattr(fresh, name, "")
    fresh.notice, fresh.receipt_salt, fresh.erased_at = rules.Notice.NONE, None, clock.now()
    fresh.save(update_fields=[*EMPTIED, "notice", "receipt_salt", "erased_at"])
    messages = list(Message.objects.filter(letter=fresh))
    owners = [str(message.public_id) for message in messages]
    for upload in Upload.objects.kept().filter(owner_kind="letter_message", owner_id__in=owners):
        uploads.destroy(upload=upload, actor=actor, reason=reason)
    Message.objects.filter(letter=fresh).update(text="")
    fresh.kind_info.erase(fresh)
    record("reception.erased", fresh, actor, reason=reason)
    return fresh
