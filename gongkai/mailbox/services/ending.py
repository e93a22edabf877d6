"""How a letter ends other than by its answer alone: closed, left aside, merged; and how it is taken up again."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception import services as reception
from gongkai.reception.models import Letter
from gongkai.workdays import services as workdays

from .. import queries, rules
from ..models import Matter
from ..rules import INVALID_REASONS, Act, Stage, Target
from .handling import begin_clock
from .situation import locked, moved, reason_given

BATCH = 200


@transaction.atomic
def invalidate(*, matter: Matter, actor: Official, why: str) -> Matter:
    """Leave a letter without an answer, for a reason of the closed list that its writer is told; the letter stays.

    Raises Refused.
    """
    fresh = locked(matter, Act.INVALIDATE, actor)
    if why not in INVALID_REASONS:
        raise Refused([Reason("请选择不予办理的原因。", field="why")])
    label, sentence = INVALID_REASONS[why]
    deadline = queries.running(fresh)
    if deadline is not None:
        workdays.close(deadline=deadline, actor=actor, why=f"不予办理：{label}")
    reception.tell(letter=fresh.letter, actor=actor, text=sentence, signed=settings.BUREAU["name"])
    reception.close(letter=fresh.letter, actor=actor, reason=label)
    fresh.invalid_reason = why
    moved(fresh, Stage.INVALID, "invalid_reason")
    record("mailbox.invalidated", fresh, actor, why=label)
    return fresh


@transaction.atomic
def merge(*, matter: Matter, actor: Official, into: Matter) -> Matter:
    """Let a letter be answered together with another of the same content; its own clock runs on. Raises Refused."""
    fresh = locked(matter, Act.MERGE, actor)
    target = Matter.objects.select_for_update(of=("self",)).select_related("letter", "unit").get(pk=into.pk)
    reasons = rules.merge_refusals(Target(Stage(target.stage), target.pk == fresh.pk, target.kind == fresh.kind))
    if reasons:
        raise Refused([Reason(sentence, field="into") for sentence in reasons])
    fresh.merged_into, fresh.unit, fresh.handler = target, target.unit, target.handler
    moved(fresh, Stage.MERGED, "merged_into", "unit", "handler")
    deadline = queries.running(fresh)
    if deadline is not None:
        workdays.hand_over(deadline=deadline, unit=target.unit, official=target.handler, actor=actor)
    record("mailbox.merged", fresh, actor, into=target.number)
    return fresh


@transaction.atomic
def restore(*, matter: Matter, actor: Official, reason: str) -> Matter:
    """Take up by itself what was left aside or merged; the days count from its receipt. Raises Refused."""
    fresh = locked(matter, Act.RESTORE, actor)
    reason = reason_given(reason)
    was_invalid = fresh.stage == Stage.INVALID
    fresh.merged_into, fresh.invalid_reason = None, ""
    moved(fresh, Stage.NEW, "merged_into", "invalid_reason")
    if was_invalid:
        reception.reopen(letter=fresh.letter, actor=actor, reason=reason)
        begin_clock(fresh)
    record("mailbox.restored", fresh, actor, reason=reason)
    return fresh


@transaction.atomic
def close(*, matter: Matter, actor: Official) -> Matter:
    """End an answered letter; raises Refused."""
    return _closed(locked(matter, Act.CLOSE, actor), actor)


def _closed(matter: Matter, actor: HasParty | Party, reason: str = "") -> Matter:
    reception.close(letter=matter.letter, actor=actor, reason=reason)
    return moved(matter, Stage.CLOSED)


@transaction.atomic
def reopen(*, matter: Matter, actor: Official, reason: str) -> Matter:
    """Go on with an answered letter, with a new term from today; raises Refused."""
    fresh = locked(matter, Act.REOPEN, actor)
    reason = reason_given(reason)
    reception.reopen(letter=fresh.letter, actor=actor, reason=reason)
    fresh.draft, fresh.remarks, fresh.extended, fresh.wrote_again = "", "", False, False
    fresh.draft_by = fresh.reviewed_by = None
    moved(fresh, Stage.ASSIGNED, "draft", "remarks", "extended", "wrote_again", "draft_by", "reviewed_by")
    workdays.start(
        subject=fresh.letter.as_party(), limit=rules.limit(settings.LETTER_DAYS), unit=fresh.unit, actor=actor,
        started_on=clock.today(), official=fresh.handler, url=fresh.get_absolute_url(), why=reason,
    )  # fmt: skip
    record("mailbox.reopened", fresh, actor, reason=reason)
    return fresh


def close_quiet() -> int:
    """End what was answered long ago and whose writer has said nothing since; returns how many. Run once a day."""
    before = clock.now() - timedelta(days=settings.LETTER_CLOSE_DAYS)
    rows = Matter.objects.filter(stage=Stage.ANSWERED, stage_since__lt=before, wrote_again=False).order_by("pk")
    done = 0
    while batch := list(rows.values_list("pk", flat=True)[:BATCH]):
        for pk in batch:
            with transaction.atomic():
                fresh = Matter.objects.select_for_update(of=("self",)).select_related("letter", "unit").get(pk=pk)
                if fresh.stage == Stage.ANSWERED:
                    _closed(fresh, SYSTEM, "答复后没有新的来信")
            done += 1
    return done


def forget(letter: Letter) -> None:
    """Part of the letter's erasure: what was written here about it goes as well; stage and dates stay."""
    matter = Matter.objects.select_for_update().get(letter=letter)
    matter.draft, matter.remarks = "", ""
    matter.save(update_fields=["draft", "remarks"])
