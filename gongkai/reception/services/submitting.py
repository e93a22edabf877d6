"""Taking in a letter: once, however often its form is sent; the answer is the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.uploads.models import Upload
from gongkai.vault import digests
from gongkai.vault.ring import default_ring

from .. import kinds, queries, rules, secrets
from ..models import Letter, Message
from ..rules import Submission
from .quiet import record_of_writer
from .taking import give

SHORTEST_KEY = 16
MOST_ATTEMPTS = 4
# So long after the letter its receipt, with the code, can be opened by the form's own key (an engineering value).
RECEIPT_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Receipt:
    """What the writer keeps: `number` names the letter, `code` opens it. `again` tells that the letter was there already."""

    letter: Letter
    code: str
    again: bool = False

    @property
    def number(self) -> str:
        return self.letter.number


def submit(
    *,
    kind: str,
    key: str,
    submission: Submission,
    files: Sequence[Upload] = (),
    facts: Mapping[str, Any] | None = None,
    citizen: str = "",
) -> Receipt:
    """Take in a letter of a registered kind; raises Refused with every reason at its field.

    `key` is the random key of the form: the same key again answers with the same receipt, whatever else was sent.
    `facts` go to the room that opens the case; `citizen` is the identity of somebody who is logged in, an opaque text.
    `files` come from `take_in`; the caller discards them when this raises or answers `again`.
    """
    info = kinds.get(kind)
    if len(key) < SHORTEST_KEY:
        raise Refused(["页面已过期，请核对内容后重新提交。"])
    known = _known(key)
    if known is not None:
        return known
    submission = rules.cleaned(submission)
    reasons = [Reason(sentence, field=field) for field, sentence in rules.submission_reasons(submission)]
    if reasons:
        raise Refused(reasons)
    for attempt in range(MOST_ATTEMPTS):
        try:
            with transaction.atomic():
                return _take(info, key, attempt, submission, files, facts or {}, citizen)
        except IntegrityError:
            known = _known(key)
            if known is not None:
                return known
    raise RuntimeError("no free receipt number was found")


def receipt_of(key: str) -> Receipt | None:
    """The receipt of the form with this key while it may still be shown; None for any other key and afterwards."""
    known = _known(key)
    if known is None or clock.now() - known.letter.received_at > RECEIPT_FOR or known.letter.erased_at:
        return None
    return known


def _known(key: str) -> Receipt | None:
    letter = Letter.objects.filter(key_digest=secrets.key_digest(key)).first()
    return Receipt(letter, secrets.query_code(key, letter.number), again=True) if letter else None


def _take(
    info: kinds.LetterKind,
    key: str,
    attempt: int,
    submission: Submission,
    files: Sequence[Upload],
    facts: Mapping[str, Any],
    citizen: str,
) -> Receipt:
    moment = clock.now()
    number = f"{info.prefix}{clock.local(moment):%y%m%d}-{secrets.serial(key, attempt)}"
    code = secrets.query_code(key, number)
    letter = _letter(info.code, number, submission, citizen)
    letter.received_at = moment
    letter.key_digest, letter.code_digest = secrets.key_digest(key), secrets.code_digest(number, code)
    salt = digests.new_salt()
    letter.receipt_salt, letter.receipt_digest = salt, digests.receipt_digest(salt, _submitted(letter, submission))
    letter.save(force_insert=True)
    message = Message(
        letter=letter, purpose=Message.Purpose.LETTER, text=submission.text, at=moment, file_count=len(files)
    )
    message.save(force_insert=True)
    give(files, message, letter)
    info.open(letter, facts)
    record_of_writer("reception.received", letter, kind=info.code, label=info.label)
    return Receipt(letter, code)


def _letter(kind: str, number: str, submission: Submission, citizen: str) -> Letter:
    ring, contact = default_ring(), submission.contact
    return Letter(
        kind=kind,
        number=number,
        subject=submission.subject,
        about=submission.about,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        citizen=citizen,
        phone_index=ring.blind_index(contact.phone, queries.PHONE) if contact.phone else "",
        email_index=ring.blind_index(contact.email, queries.EMAIL) if contact.email else "",
        citizen_index=ring.blind_index(citizen, queries.CITIZEN) if citizen else "",
        notice=submission.notice,
        may_publish=submission.may_publish,
    )


def _submitted(letter: Letter, submission: Submission) -> dict[str, Any]:
    """What the receipt binds: everything the writer sent, and the number and moment that he was given."""
    content = asdict(submission) | {"notice": str(submission.notice)}
    return {"v": 1, "number": letter.number, "kind": letter.kind, "t": letter.received_at.isoformat(), **content}
