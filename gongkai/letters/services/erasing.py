"""Retention: when its term is over a letter loses whom it was for and what it said; number, dates and digests stay.

What was issued never changes; erasure is the one exception, and leaves nothing that could be read another way.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.services import record
from gongkai.reception.rules import months_before
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from .. import kinds
from ..models import IssuedLetter, LetterDelivery, LetterDraft, LetterFile, OfficialLetter

BATCH = 200


@transaction.atomic
def erase(*, letter: OfficialLetter, actor: HasParty | Party = SYSTEM, reason: str = "保存期满") -> OfficialLetter:
    """Destroy addressee, drafts, text, files and proofs of a letter. Again is harmless."""
    row = OfficialLetter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=letter.pk)
    if row.erased_at is not None:
        return row
    row.addressee, row.erased_at = "", clock.now()
    row.save(update_fields=["addressee", "erased_at"])
    # Rows that are written once are emptied past their own managers, which refuse every change.
    LetterDraft._base_manager.filter(letter=row).update(content="")
    IssuedLetter._base_manager.filter(letter=row).update(content="")
    LetterFile._base_manager.filter(issued__letter=row).update(body="")
    for delivery in LetterDelivery.objects.filter(letter=row):
        delivery.proof = ""
        delivery.save(update_fields=["proof"])
    proofs = LetterDelivery.objects.filter(letter=row, proof_file__isnull=False).values("proof_file")
    for upload in Upload.objects.kept().filter(pk__in=proofs):
        uploads.destroy(upload=upload, actor=actor, reason=reason)
    record("letters.erased", row, actor, reason=reason, number=row.number or "")
    return row


def erase_expired() -> int:
    """Erase every letter whose term has run out since it was last sent, issued or voided; returns how many.

    Kinds that their rooms keep go with the case. Run once a day.
    """
    last = months_before(clock.today(), settings.OFFICIAL_LETTER_RETENTION)
    kept = [kind.code for kind in kinds.all_kinds() if kind.kept_by_room]
    old = Q(created_at__date__lt=last) & ~Q(sent_at__date__gte=last) & ~Q(voided_at__date__gte=last)
    rows = OfficialLetter.objects.filter(old, erased_at__isnull=True).exclude(kind__in=kept).order_by("pk")
    done = 0
    while batch := list(rows[:BATCH]):
        for letter in batch:
            erase(letter=letter)
        done += len(batch)
    return done
