"""Packages for the archive and the library: what became public in a period, with files and digests (《条例》 art. 25, PUB-17)."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import ArchiveDelivery, Publication
from ..rules.states import PublicationState
from . import packing

DUTIES = ("publicity", "catalogue")


def folder() -> Path:
    """Where packages lie: below `VAR`."""
    return Path(settings.VAR) / "archive"


def path_of(delivery: ArchiveDelivery) -> Path:
    return folder() / delivery.path


@dataclass(frozen=True)
class Packed:
    """A package that is written and not yet in the register."""

    receiver: str
    from_day: date
    to_day: date
    count: int
    digest: str
    path: str
    began: datetime


def package(*, receiver: str, from_day: date, to_day: date, actor: Official) -> ArchiveDelivery:
    """Write a package and register it; see `pack` and `register`."""
    return register(packed=pack(receiver=receiver, from_day=from_day, to_day=to_day, actor=actor), actor=actor)


def pack(*, receiver: str, from_day: date, to_day: date, actor: Official) -> Packed:
    """Write one ZIP of everything that is public now and became public from `from_day` to `to_day` (both included).

    Each item has its own folder: record.json with the facts and digests, text.html, its files; records.csv where it is a
    list. index.csv names them all. Outside any transaction, since it takes as long as there is to pack. Raises Refused.
    """
    _refuse(_package_reasons(receiver, from_day, to_day, actor))
    began = clock.now()
    folder().mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder(), suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            count = packing.write(file, from_day, to_day)
            file.flush()
            os.fsync(file.fileno())
        if not count:
            raise Refused([Reason("这段时间没有公开的信息，不需要生成移交包。", field="from_day")])
        with open(draft, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        name = f"{from_day:%Y%m%d}-{to_day:%Y%m%d}-{digest[:12]}.zip"
        os.replace(draft, folder() / name)
    finally:
        Path(draft).unlink(missing_ok=True)
    return Packed(receiver.strip(), from_day, to_day, count, digest, name, began)


def register(*, packed: Packed, actor: Official) -> ArchiveDelivery:
    """Enter a written package in the register. Refuses, and destroys it, when something in it was erased meanwhile."""
    try:
        return _registered(packed, actor)
    except Refused:
        discard(packed)
        raise


def discard(packed: Packed) -> None:
    """Destroy a written package unless it is in the register."""
    if not ArchiveDelivery.objects.filter(path=packed.path).exists():
        (folder() / packed.path).unlink(missing_ok=True)


@transaction.atomic
def _registered(packed: Packed, actor: Official) -> ArchiveDelivery:
    within = Publication.objects.filter(listed_on__gte=packed.from_day, listed_on__lte=packed.to_day)
    if within.filter(state=PublicationState.ERASED, changed_at__gte=packed.began).exists():
        raise Refused(["打包期间有信息被依法清除，移交包已销毁。请重新生成。"])
    made = ArchiveDelivery.objects.create(
        receiver=packed.receiver, from_day=packed.from_day, to_day=packed.to_day, count=packed.count,
        digest=packed.digest, path=packed.path, made_at=clock.now(), made_by=actor,
    )  # fmt: skip
    record("publications.archive_packed", made, actor, count=made.count, digest=made.digest,
           from_day=made.from_day.isoformat(), to_day=made.to_day.isoformat())  # fmt: skip
    return made


@transaction.atomic
def deliver(*, delivery: ArchiveDelivery, actor: Official, delivered_on: date, receipt: str) -> ArchiveDelivery:
    """Record that the receiver has the package: the day, and the number of his receipt. Once only. Raises Refused."""
    delivery = ArchiveDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    problems = _duty_reasons(actor)
    if delivery.delivered_on is not None:
        problems.append(Reason(f"这个移交包已于 {delivery.delivered_on} 登记移交。"))
    if not receipt.strip():
        problems.append(Reason("请填写接收单位的回执文号，或写明签收人和方式。", field="receipt"))
    made_on = clock.local(delivery.made_at).date()
    if not made_on <= delivered_on <= clock.today():
        problems.append(Reason(f"移交日期应在 {made_on} 至今天之间，请核对。", field="delivered_on"))
    _refuse(problems)
    delivery.delivered_on, delivery.receipt = delivered_on, receipt.strip()
    delivery.save(update_fields=["delivered_on", "receipt"])
    record("publications.archive_delivered", delivery, actor, count=delivery.count, receipt=delivery.receipt,
           on=delivered_on.isoformat())  # fmt: skip
    return delivery


def forget_erased(publication_ids: list[int]) -> None:
    """Destroy the packages that may hold what has been erased since; the register of deliveries keeps their digest.

    A purge in the sense of `removal_hooks`: idempotent, and blind to every other removal.
    """
    days = Publication.objects.filter(pk__in=publication_ids, state=PublicationState.ERASED)
    for day in set(days.exclude(listed_on=None).values_list("listed_on", flat=True)):
        for delivery in ArchiveDelivery.objects.filter(from_day__lte=day, to_day__gte=day):
            path_of(delivery).unlink(missing_ok=True)


def _package_reasons(receiver: str, from_day: date, to_day: date, actor: Official) -> list[Reason]:
    found = _duty_reasons(actor)
    if not receiver.strip():
        found.append(Reason("请填写接收单位。", field="receiver"))
    if from_day > to_day:
        found.append(Reason("起始日期晚于截止日期，请核对。", field="to_day"))
    if to_day > clock.today():
        found.append(Reason("截止日期晚于今天，请核对。", field="to_day"))
    return found


def _duty_reasons(actor: Official) -> list[Reason]:
    if credentials(actor).holds_any(*DUTIES):
        return []
    return [Reason("您没有“政务公开”或“目录管理”职责，不能办理移交。")]


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(reasons)
