"""That a letter went out and arrived, and that somebody looked at it whole."""

from datetime import date

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads.models import Upload

from ..models import LetterDelivery, LetterFile, OfficialLetter

State = OfficialLetter.State


@transaction.atomic
def send(
    *,
    letter: OfficialLetter,
    channel: str,
    sent_on: date | None = None,
    proof: str = "",
    proof_file: Upload | None = None,
    actor: HasParty | Party = SYSTEM,
) -> LetterDelivery:
    """Record that the letter was sent (again); `channel` is a value of LetterDelivery.Channel, `proof` its receipt number."""
    row = OfficialLetter.objects.select_for_update(of=("self",)).select_related("unit", "issued").get(pk=letter.pk)
    on = sent_on or clock.today()
    found = []
    if row.state not in (State.ISSUED, State.SENT):
        found.append(Reason(f"文书{row.get_state_display()}，不能送出。"))
    elif on < row.issued.dated_on:
        found.append(Reason("送出日期早于成文日期，请核对。", field="sent_on"))
    if on > clock.today():
        found.append(Reason("送出日期晚于今天，请核对。", field="sent_on"))
    if channel not in LetterDelivery.Channel.values:
        found.append(Reason("请选择送达方式。", field="channel"))
    if found:
        raise Refused(found)
    delivery = LetterDelivery(letter=row, channel=channel, sent_on=on, proof_file=proof_file, recorded_at=clock.now())
    delivery.proof = proof.strip()
    delivery.save()
    if row.state == State.ISSUED:
        row.state, row.sent_at = State.SENT, clock.now()
        row.save(update_fields=["state", "sent_at"])
    record("letters.sent", row, actor, channel=delivery.get_channel_display(), on=on.isoformat())
    return delivery


@transaction.atomic
def confirm_received(
    *, delivery: LetterDelivery, received_on: date, actor: HasParty | Party = SYSTEM
) -> LetterDelivery:
    """Record the day of receipt, from which limits for the addressee run; it is set once."""
    row = LetterDelivery.objects.select_for_update(of=("self",)).select_related("letter__unit").get(pk=delivery.pk)
    found = []
    if row.received_on is not None:
        found.append(Reason(f"已登记为 {row.received_on} 收到，不能重复登记。"))
    if received_on < row.sent_on:
        found.append(Reason("收到日期早于送出日期，请核对。", field="received_on"))
    if received_on > clock.today():
        found.append(Reason("收到日期晚于今天，请核对。", field="received_on"))
    if found:
        raise Refused(found)
    row.received_on = received_on
    row.save(update_fields=["received_on"])
    record("letters.received", row.letter, actor, on=received_on.isoformat())
    return row


@transaction.atomic
def reveal(*, letter: OfficialLetter, official: Official, reason: str) -> None:
    """Note that an official looks at the whole letter, with whom it is for, and why; raises Refused without a reason."""
    if not reason.strip():
        raise Refused([Reason("请写明查看全文的理由。", field="reason")])
    record("letters.revealed", letter, official, reason=reason.strip()[:300])


@transaction.atomic
def take_file(*, file: LetterFile, letter: OfficialLetter, official: Official) -> bytes:
    """The file's bytes, and a note that they were taken."""
    record("letters.file_taken", letter, official, form=file.get_form_display(), digest=file.digest)
    return file.read()
