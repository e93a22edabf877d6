"""Files that no scanner has seen yet: looked at once one is there, or let go by a person."""

import logging

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import clamd, conf, events, storage
from ..models import Upload
from ..queries import GONE
from . import opening

log = logging.getLogger(__name__)
WAITING = (Upload.Virus.HELD, Upload.Virus.UNCHECKED)
AT_ONCE = 50  # files looked at in one round of the worker


def check_waiting(*, limit: int = AT_ONCE) -> int:
    """Look at files that no scanner has seen, held ones first; returns how many got an answer.

    Nothing happens without a scanner. One that does not answer ends the round; a file that it will not scan waits behind
    the others.
    """
    scanner = conf.virus_scanner()
    if scanner is None:
        return 0
    answered = 0
    for upload in _waiting(limit):
        try:
            found = scanner(storage.path_of(upload.stored.digest))
        except clamd.ScannerDown:
            return answered
        except Exception as fault:  # noqa: BLE001  this file stays as it was, the next may go through
            log.warning("virus scanner: upload %s: %s", upload.pk, type(fault).__name__)
            Upload.objects.filter(pk=upload.pk, virus__in=WAITING).update(virus_checked_at=clock.now())
            continue
        _judge(upload, found)
        answered += 1
    return answered


def _waiting(limit: int) -> list[Upload]:
    """Held files before unchecked ones, those never tried before those tried longest ago."""
    found: list[Upload] = []
    for virus in WAITING:
        for untried in (True, False):
            rows = Upload.objects.kept().filter(virus=virus, virus_checked_at__isnull=untried).select_related("stored")
            if len(found) < limit:
                found += rows.order_by("virus_checked_at", "pk")[: limit - len(found)]
    return found


@transaction.atomic
def _judge(upload: Upload, found: str) -> None:
    """Keep what the scanner said; an infected file is closed at once."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("stored", "public_copy").get(pk=upload.pk)
    if upload.virus not in WAITING or upload.state == Upload.State.REMOVED:
        return
    held = upload.virus == Upload.Virus.HELD
    if found:
        opening.close(upload=upload, reason="发现恶意代码")
    upload.virus = Upload.Virus.INFECTED if found else Upload.Virus.CLEAN
    upload.virus_checked_at = clock.now()
    upload.save(update_fields=["virus", "virus_checked_at"])
    if found:
        record(events.INFECTED.name, upload, SYSTEM, found=found, digest=upload.stored.digest)
    elif held:
        record(events.CLEARED.name, upload, SYSTEM, digest=upload.stored.digest)


@transaction.atomic
def release(*, upload: Upload, actor: HasParty | Party, reason: str) -> Upload:
    """A person lets a held file go without a scanner; raises Refused."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("stored").get(pk=upload.pk)
    if upload.state == Upload.State.REMOVED:
        raise Refused([GONE])
    if upload.virus == Upload.Virus.INFECTED:
        raise Refused(["这个文件中发现了恶意代码，不能放行，只能销毁。"])
    if upload.virus != Upload.Virus.HELD:
        raise Refused(["这个文件不在待查之列，不需要放行。"])
    if not reason.strip():
        raise Refused([Reason("请写明用什么方法查过、为什么可以放行。", field="reason")])
    upload.virus, upload.virus_checked_at = Upload.Virus.RELEASED, clock.now()
    upload.save(update_fields=["virus", "virus_checked_at"])
    record(events.RELEASED.name, upload, actor, reason=reason, digest=upload.stored.digest)
    return upload
