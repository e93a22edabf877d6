"""Questions about letters: by number and code, by telephone or mailbox, a thread, an address to send news to."""

import hmac
from collections.abc import Sequence

from django.db.models import Q

from gongkai.uploads.models import Upload
from gongkai.vault.ring import default_ring

from .models import Letter, LetterQuerySet, Message
from .rules import Contact, Notice, plain_code, plain_number
from .secrets import code_digest

PHONE, EMAIL, CITIZEN = "reception.phone", "reception.email", "reception.citizen"


def by_number_and_code(number: str, code: str) -> Letter | None:
    """The letter that this number and code open together, else None; a wrong code costs as much as a wrong number."""
    number = plain_number(number)
    letter = Letter.objects.filter(number=number).first() if number.isascii() and len(number) <= 30 else None
    expected = letter.code_digest if letter else code_digest("", "")
    return letter if hmac.compare_digest(expected, code_digest(number, plain_code(code))) and letter else None


def by_number(number: str) -> Letter | None:
    """The letter of this number, for officials and for whoever has opened it with its code before."""
    return Letter.objects.filter(number=plain_number(number)).first()


def written_by(contact: str) -> LetterQuerySet:
    """Letters from this telephone number or mailbox, by their blind indexes."""
    ring = default_ring()
    return Letter.objects.filter(
        Q(phone_index__in=ring.blind_indexes(contact, PHONE)) | Q(email_index__in=ring.blind_indexes(contact, EMAIL))
    )


def of_citizen(citizen: str) -> LetterQuerySet:
    """Letters that somebody wrote while logged in; `citizen` is the provider's opaque subject."""
    return Letter.objects.filter(citizen_index__in=default_ring().blind_indexes(citizen, CITIZEN))


def thread(letter: Letter) -> list[Message]:
    """Everything that was said, oldest first."""
    return list(letter.messages.order_by("id"))


def files_of(messages: Sequence[Message]) -> dict[str, list[Upload]]:
    """The files that are still held, by the message they came with: one query."""
    with_files = [str(message.public_id) for message in messages if message.file_count]
    if not with_files:
        return {}
    rows = Upload.objects.kept().filter(owner_kind="letter_message", owner_id__in=with_files).select_related("stored")
    found: dict[str, list[Upload]] = {}
    for upload in rows.order_by("id"):
        found.setdefault(upload.owner_id, []).append(upload)
    return found


def contact_of(letter: Letter) -> Contact:
    """Name, telephone, mailbox in full: call it through an act that the journal records."""
    return Contact(*(field.reveal() if field else "" for field in (letter.name, letter.phone, letter.email)))  # type: ignore[attr-defined]  # an encrypted column gives a Sealed


def notice_contact(letter_id: int | str) -> tuple[Notice, str] | None:
    """How and where to tell the writer that there is news, None where he wants none; asked when it is sent."""
    letter = Letter.objects.kept().filter(pk=letter_id).first()
    if letter is None or letter.notice == Notice.NONE:
        return None
    notice = Notice(letter.notice)
    address = letter.email if notice is Notice.EMAIL else letter.phone
    return (notice, address.reveal()) if address else None  # type: ignore[attr-defined]  # a Sealed
