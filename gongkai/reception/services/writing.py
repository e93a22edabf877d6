"""The writer's own acts on his letter: a message back, a rating, a corrected contact."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.uploads.models import Upload
from gongkai.vault.ring import default_ring

from .. import queries, rules, secrets
from ..models import Letter, Message
from ..rules import Act, Contact, Notice, State
from .quiet import record_of_writer
from .taking import give


def write_back(*, letter: Letter, key: str, text: str, files: Sequence[Upload] = ()) -> Message:
    """Add the writer's message to the thread, once for each key of a form; raises Refused.

    One that was asked for brings the letter back into hand.
    """
    digest = secrets.key_digest(key)
    known = Message.objects.filter(key_digest=digest, letter=letter).first()
    if known is not None:
        return known
    text = rules.clean(text)
    reasons = [Reason(sentence, field=field) for field, sentence in rules.text_reasons(text)]
    if not text:
        reasons.append(Reason("请填写要补充的内容。", field="text"))
    if reasons:
        raise Refused(reasons)
    try:
        with transaction.atomic():
            fresh = locked(letter, Act.WRITE_BACK)
            message = Message(letter=fresh, purpose=Message.Purpose.SUPPLEMENT, text=text, at=clock.now(),
                              key_digest=digest, file_count=len(files))  # fmt: skip
            message.save(force_insert=True)
            give(files, message, fresh)
            asked = fresh.state == State.ASKED
            fresh.state = rules.after(Act.WRITE_BACK, State(fresh.state))
            fresh.save(update_fields=["state"])
            record_of_writer("reception.written_back", fresh, asked=asked)
    except IntegrityError:  # the same form, sent twice at once
        return Message.objects.get(key_digest=digest, letter=letter)
    return message


@transaction.atomic
def rate(*, letter: Letter, score: int, words: str = "") -> Letter:
    """Say how good the answer was, 1 to 5, once; raises Refused."""
    fresh = locked(letter, Act.RATE)
    words = rules.clean(words)
    reasons = []
    if not 1 <= score <= rules.BEST_RATING:
        reasons.append(Reason("请选择 1 到 5 分。", field="score"))
    if len(words) > rules.WORDS_LENGTH:
        reasons.append(Reason(f"评价意见不超过 {rules.WORDS_LENGTH} 字。", field="words"))
    if reasons:
        raise Refused(reasons)
    fresh.rating, fresh.rating_words, fresh.rated_at = score, words, clock.now()
    fresh.save(update_fields=["rating", "rating_words", "rated_at"])
    record_of_writer("reception.rated", fresh, score=score)
    return fresh


@transaction.atomic
def correct_contact(*, letter: Letter, contact: Contact, notice: Notice, may_publish: bool) -> Letter:
    """Replace what the writer said of himself; raises Refused. Art. 46 of the 个人信息保护法: he may correct it."""
    fresh = locked(letter, Act.CORRECT)
    contact = rules.cleaned(rules.Submission("", "", contact)).contact
    reasons = [Reason(sentence, field=field) for field, sentence in rules.contact_reasons(contact, notice)]
    if reasons:
        raise Refused(reasons)
    ring = default_ring()
    fresh.name, fresh.phone, fresh.email = contact.name, contact.phone, contact.email
    fresh.phone_index = ring.blind_index(contact.phone, queries.PHONE) if contact.phone else ""
    fresh.email_index = ring.blind_index(contact.email, queries.EMAIL) if contact.email else ""
    fresh.notice, fresh.may_publish = notice, may_publish
    fresh.save(update_fields=["name", "phone", "email", "phone_index", "email_index", "notice", "may_publish"])
    record_of_writer("reception.corrected", fresh)
    return fresh


def locked(letter: Letter, act: Act) -> Letter:
    """The letter, fresh and locked until commit, if the act may happen now; raises Refused."""
    fresh = Letter.objects.select_for_update().get(pk=letter.pk)
    reasons = rules.refusals(act, fresh.standing)
    if reasons:
        raise Refused(reasons)
    return fresh
