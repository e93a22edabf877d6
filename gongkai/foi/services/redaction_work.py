"""What the worker does with material, a few pages a round: prepare the pages, rebuild them, check the result."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload
from gongkai.uploads.services import redacting as engine
from gongkai.wording.survivals import plain

from ..material import page_data
from ..models import Redaction, RedactionMark, RedactionPage
from ..rules.redacting import BUSY, State

LEASE = timedelta(minutes=30)
ON_A_PAGE = re.compile(r"第\d+页")
SHORTEST = 2  # signs: a single one stands everywhere and says nothing; its area and its place are checked all the same
GIVEN = "提供的信息"


@dataclass(frozen=True)
class Portion:
    """What one round has found out, to be written if nobody changed the marks meanwhile."""

    changes: dict[str, Any]
    pages: Sequence[RedactionPage] = ()
    found: Sequence[dict[str, Any]] = ()


def work() -> int:
    """Do one portion for the material that waits longest; returns how much was done (0 or 1)."""
    material = _taken()
    if material is None:
        return 0
    steps = {State.PREPARING: _prepare, State.MAKING: _make, State.CHECKING: _check}
    try:
        portion = steps[State(material.state)](material)
    except Refused as refused:
        portion = Portion({"state": State.STOPPED, "trouble": refused.reasons[0].sentence[:300]})
    _written(material, portion)
    return 1


@transaction.atomic
def _taken() -> Redaction | None:
    """The next material to work on, for this worker alone."""
    now = clock.now()
    waiting = Redaction.objects.filter(state__in=[state.value for state in BUSY])
    free = waiting.exclude(leased_until__gt=now).order_by("leased_until", "pk").values_list("pk", flat=True).first()
    if free is None:
        return None
    Redaction.objects.select_for_update().get(pk=free)
    material = Redaction.objects.select_related("source__stored", "pages_file__stored", "result__stored").get(pk=free)
    if not material.is_busy or (material.leased_until and material.leased_until > now):
        return None
    material.leased_until = now + LEASE
    material.save(update_fields=["leased_until"])
    return material


@transaction.atomic
def _written(before: Redaction, portion: Portion) -> None:
    fresh = Redaction.objects.select_for_update().get(pk=before.pk)
    if (fresh.edition, fresh.state) != (before.edition, before.state):
        _discard(portion)
        return
    RedactionPage.objects.bulk_create(portion.pages)
    for field, value in portion.changes.items():
        setattr(fresh, field, value)
    if portion.found:
        fresh.faults = json.dumps([*fresh.found, *portion.found], ensure_ascii=False)
    if fresh.state == State.CLEAN and fresh.faults:
        fresh.state = State.UNCLEAN
    fresh.leased_until = None
    fresh.save()
    _told(fresh, before)


def _discard(portion: Portion) -> None:
    for file in portion.changes.values():
        if isinstance(file, Upload):
            uploads.destroy(upload=file, reason="标记有改动")


def _told(material: Redaction, before: Redaction) -> None:
    """One entry when the check has ended or the work cannot go on; what was found is not in it."""
    if material.state == before.state:
        return
    if material.state in {State.CLEAN, State.UNCLEAN}:
        said = "未发现残留" if material.state == State.CLEAN else f"发现 {len(material.found)} 处残留"
        digest = material.result.stored.digest if material.result else ""
        record("foi.material_checked", material.application, SYSTEM, material=str(material), result=said, digest=digest)
    elif material.state == State.STOPPED:
        record("foi.material_stopped", material.application, SYSTEM, material=str(material))


def _batch(material: Redaction) -> range:
    return range(material.done + 1, min(material.done + engine.PAGES_AT_ONCE, material.count) + 1)


def _prepare(material: Redaction) -> Portion:
    if not material.count:
        opened = engine.open_pages(upload=material.source, actor=SYSTEM, most=settings.FOI_REDACTION_PAGES)
        pages = None if opened.pages.pk == material.source_id else opened.pages
        return Portion({"count": opened.total, "left_out": opened.left_out, "pages_file": pages})
    batch = _batch(material)
    rows = [_page(material, said) for said in engine.read(upload=material.pages_upload, pages=batch)]
    over = batch[-1] == material.count
    return Portion({"done": 0, "state": State.MARKING} if over else {"done": batch[-1]}, rows)


def _page(material: Redaction, said: dict[str, Any]) -> RedactionPage:
    number = said["number"]
    row = RedactionPage(
        redaction=material, number=number, row_key=f"{material.row_key}-{number}", width=said["width"],
        height=said["height"], recognised=said["recognised"], hidden=said["hidden"],
    )  # fmt: skip
    row.lines = json.dumps(said["lines"], ensure_ascii=False, separators=(",", ":"))
    return row


def _key(material: Redaction) -> str:
    return f"{material.row_key}-{material.edition}"


def _make(material: Redaction) -> Portion:
    if material.done < material.count:
        batch = _batch(material)
        engine.draw(upload=material.pages_upload, pages=page_data(material, batch), key=_key(material))
        return Portion({"done": batch[-1]})
    place = Redaction.objects.filter(application=material.application_id, pk__lte=material.pk).count()
    result = engine.finish(key=_key(material), count=material.count, name=f"{GIVEN}{place}.pdf", actor=SYSTEM)
    return Portion({"result": result, "state": State.CHECKING, "done": 0, "recognised": False})


def _check(material: Redaction) -> Portion:
    """The whole file with the first pages, then page by page; clean only when nothing at all was found."""
    strict, lenient = terms_of(material.marks.all())
    if material.result is None:
        raise Refused([engine.LOST])
    batch = _batch(material)
    faults = []
    if not material.done:
        faults += _judged(engine.check(upload=material.result, terms=[*strict, *lenient]), strict)
    said = engine.check(upload=material.result, terms=strict, pages=page_data(material, batch, lines=False))
    faults += said["faults"]
    over = batch[-1] == material.count
    changes = {"state": State.CLEAN, "done": 0} if over else {"done": batch[-1]}
    return Portion(changes | {"recognised": said["recognised"]}, (), faults)


def _judged(said: dict[str, Any], strict: Sequence[str]) -> list[dict[str, Any]]:
    """Without words that may stay elsewhere on the pages; anywhere else they may not."""
    return [
        fault
        for fault in said["faults"]
        if not fault["term"] or fault["term"] in strict or not ON_A_PAGE.match(fault["where"])
    ]


def terms_of(marks: Sequence[RedactionMark] | Any) -> tuple[list[str], list[str]]:
    """What must be nowhere in the result, and what may stand on its pages because somebody gave a reason."""
    strict: dict[str, None] = {}
    lenient: dict[str, None] = {}
    for mark in marks:
        words = [text for text in (mark.looked_for, *mark.withheld) if _says_something(text)]
        for text in words:
            (lenient if mark.elsewhere or len(plain(text)) < SHORTEST else strict)[text] = None
    return list(strict), [text for text in lenient if text not in strict and len(plain(text)) >= SHORTEST]


def _says_something(text: str) -> bool:
    return any(sign.isalnum() for sign in plain(text))
