"""Putting notices into the outbox, sending what is due, and what a person does about those that did not go through."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record
from gongkai.reception import queries as reception
from gongkai.reception.models import Letter

from . import adapters
from .models import Shipment

# What a notice says: number and way, never what was written.
SAID = {
    "reception.received": "您的来信已收到",
    "reception.answered": "您的来信已有答复",
    "reception.asked_back": "您的来信需要补充情况",
}
# Seconds after the nth failure; after the last one a person must look (engineering value, no law).
BACK_OFF = (10, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)
LEASE = timedelta(minutes=2)  # how long one worker has a shipment to itself
BATCH = 50


def queue(*, entry: Entry) -> Shipment | None:
    """One shipment for an entry whose letter wants to be told; the same entry again changes nothing."""
    letter = Letter.objects.kept().exclude(notice="none").filter(pk=entry.subject_id).first()
    if letter is None or entry.event not in SAID:
        return None
    moment = clock.now()
    made, _ = Shipment.objects.get_or_create(
        key=f"{entry.event}:{letter.pk}:{entry.pk}",
        defaults={
            "letter": letter,
            "topic": entry.event,
            "channel": letter.notice,
            "created_at": moment,
            "next_at": moment,
        },
    )
    return made


def send_due(*, limit: int = BATCH) -> int:
    """Send what is due, oldest first; returns how many were tried. No transaction is open while the wire is waited for."""
    tried = 0
    for row in list(Shipment.objects.due(clock.now()).select_related("letter").order_by("next_at", "pk")[:limit]):
        claimed = Shipment.objects.filter(pk=row.pk, state=Shipment.State.WAITING, next_at=row.next_at)
        if not claimed.update(next_at=clock.now() + LEASE):
            continue  # another worker has it
        _send(row)
        tried += 1
    return tried


def _send(row: Shipment) -> None:
    """The address is asked for now: who has changed it, or wants none any more, is taken at his word."""
    found = reception.notice_contact(row.letter_id)
    if found is None:
        _end(row, Shipment.State.DROPPED, "")
        return
    channel, address = found
    row.channel = channel.value
    words, number = SAID[row.topic], row.letter.number
    text = (
        f"【{settings.BUREAU['name']}】{words}，编号 {number}。请凭编号和查询码查看："
        f"https://{settings.BUREAU['domain']}/ask/follow/?number={number}"
    )
    try:
        adapters.send(channel, key=row.key, to=address, subject=f"{words}（{number}）", text=text)
    except adapters.NotSent as fault:
        _failed(row, fault)
    else:
        _end(row, Shipment.State.SENT, "ok")


def _failed(row: Shipment, fault: adapters.NotSent) -> None:
    if not fault.again or row.attempts >= len(BACK_OFF):
        _end(row, Shipment.State.DEAD, fault.code)
        return
    Shipment.objects.filter(pk=row.pk, state=Shipment.State.WAITING).update(
        attempts=row.attempts + 1, code=fault.code, channel=row.channel,
        next_at=clock.now() + timedelta(seconds=BACK_OFF[row.attempts]),
    )  # fmt: skip


@transaction.atomic
def _end(row: Shipment, state: Shipment.State, code: str) -> None:
    changed = Shipment.objects.filter(pk=row.pk, state=Shipment.State.WAITING).update(
        state=state, code=code, channel=row.channel, attempts=row.attempts + 1, ended_at=clock.now()
    )
    if changed and state in {Shipment.State.SENT, Shipment.State.DEAD}:
        event = "channels.sent" if state == Shipment.State.SENT else "channels.dead"
        record(event, row.letter, SYSTEM, channel=row.channel_label, code=code)


@transaction.atomic
def retry(*, shipment: Shipment, actor: HasParty | Party) -> Shipment:
    """Give one that did not go through another round, after a person has looked; raises Refused."""
    row = _locked(shipment)
    if row.state != Shipment.State.DEAD:
        raise Refused(["只有未能发出的通知可以重新发送。"])
    row.state, row.attempts, row.next_at, row.ended_at = Shipment.State.WAITING, 0, clock.now(), None
    row.save(update_fields=["state", "attempts", "next_at", "ended_at"])
    record("channels.retried", row.letter, actor, channel=row.channel_label)
    return row


@transaction.atomic
def cancel(*, shipment: Shipment, actor: HasParty | Party) -> Shipment:
    """Send it no more; raises Refused once it is out."""
    row = _locked(shipment)
    if row.state not in {Shipment.State.WAITING, Shipment.State.DEAD}:
        raise Refused(["这条通知已经结束，不能取消。"])
    row.state, row.ended_at = Shipment.State.CANCELLED, clock.now()
    row.save(update_fields=["state", "ended_at"])
    record("channels.cancelled", row.letter, actor, channel=row.channel_label)
    return row


def _locked(shipment: Shipment) -> Shipment:
    return Shipment.objects.select_for_update(of=("self",)).select_related("letter").get(pk=shipment.pk)
