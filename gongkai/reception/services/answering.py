"""What the bureau does with a letter: its rooms decide, these acts reach the writer."""

from collections.abc import Sequence

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from .. import queries, rules
from ..models import Letter, Message
from ..rules import Act, Contact, State
from .writing import locked

ENDED = {State.ANSWERED, State.CLOSED}


def ask_back(*, letter: Letter, actor: Official, text: str, signed: str) -> Message:
    """Ask the writer for what is missing; raises Refused."""
    return _said(letter, Act.ASK, Message.Purpose.QUESTION, "reception.asked_back", actor, text, signed)


def tell(*, letter: Letter, actor: HasParty | Party, text: str, signed: str) -> Message:
    """Tell the writer how things stand: passed on, extended; raises Refused."""
    return _said(letter, Act.TELL, Message.Purpose.NOTICE, "reception.told", actor, text, signed)


def answer(*, letter: Letter, actor: Official, text: str, signed: str, files: Sequence[Upload] = ()) -> Message:
    """Give the writer the answer that the room has examined, with files that it has examined too; raises Refused."""
    return _said(letter, Act.ANSWER, Message.Purpose.ANSWER, "reception.answered", actor, text, signed, files)


@transaction.atomic
def _said(letter: Letter, act: Act, purpose: Message.Purpose, event: str, actor: HasParty | Party, text: str, signed: str, files: Sequence[Upload] = ()) -> Message:  # fmt: skip
    fresh = locked(letter, act)
    text = rules.clean(text)
    if not text:
        raise Refused([Reason("请填写要告诉写信人的内容。", field="text")])
    if reasons := [Reason(sentence, field=field) for field, sentence in rules.text_reasons(text)]:
        raise Refused(reasons)
    official = actor if isinstance(actor, Official) else None
    message = Message(letter=fresh, purpose=purpose, text=text, at=clock.now(), official=official, signed=signed[:80])
    message.file_count = len(files)
    message.save(force_insert=True)
    for upload in files:
        uploads.assign(upload=upload, owner=message, actor=actor)
    _move(fresh, act)
    record(event, fresh, actor)
    return message


@transaction.atomic
def close(*, letter: Letter, actor: HasParty | Party = SYSTEM, reason: str = "") -> Letter:
    """End the letter; with the reason where it was not answered. Raises Refused."""
    fresh = locked(letter, Act.CLOSE)
    _move(fresh, Act.CLOSE)
    record("reception.closed", fresh, actor, reason=reason)
    return fresh


@transaction.atomic
def reopen(*, letter: Letter, actor: Official, reason: str) -> Letter:
    """Take an ended letter up again; raises Refused."""
    fresh = locked(letter, Act.REOPEN)
    _move(fresh, Act.REOPEN)
    record("reception.reopened", fresh, actor, reason=reason)
    return fresh


@transaction.atomic
def reveal(*, letter: Letter, actor: Official, reason: str) -> Contact:
    """The writer's contact in full, with the reason in the journal; raises Refused without one."""
    if not reason.strip():
        raise Refused([Reason("请写明为什么需要查看联系方式。", field="reason")])
    if letter.erased_at is not None:
        raise Refused([rules.ERASED])
    record("reception.revealed", letter, actor, reason=reason.strip()[:300])
    return queries.contact_of(letter)


def _move(letter: Letter, act: Act) -> None:
    before, letter.state = State(letter.state), rules.after(act, State(letter.state))
    moment = clock.now()
    if letter.state not in ENDED:
        letter.ended_at = None
    elif before not in ENDED or act is Act.CLOSE:
        letter.ended_at = moment
    if act is Act.ANSWER and letter.answered_at is None:
        letter.answered_at = moment
    letter.save(update_fields=["state", "ended_at", "answered_at"])
