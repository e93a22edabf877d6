"""Asking: the applicant for a correction or for reasons, third parties and co-makers for their opinion."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception import services as reception
from gongkai.reception.rules import clean
from gongkai.workdays import services as workdays
from gongkai.workdays.calendars import calendar_now
from gongkai.workdays.models import Deadline
from gongkai.workdays.rules.counting import derive
from gongkai.workdays.rules.ledger import State

from .. import queries
from ..models import Application, Consultation
from ..rules import limits
from ..rules.stages import Act
from . import papers
from .situation import day_of_act, locked, moved, on_behalf, the_clock

BATCH = 200
RULE_OF = {Consultation.Whom.THIRD_PARTY: limits.THIRD_PARTY[0], Consultation.Whom.CO_MAKER: limits.CO_MAKER[0]}


@transaction.atomic
def ask_correction(*, case: Application, actor: Official, text: str, until: date) -> Application:
    """Tell the applicant once everything that has to be corrected, with a reasonable limit (Art. 30). Raises Refused.

    A notice after seven working days is possible and stands in the journal as late (REQ-13).
    """
    fresh = locked(case, Act.ASK_CORRECTION, actor)
    stand_in = on_behalf(fresh, Act.ASK_CORRECTION, actor)
    _text_given(text, "请写明需要补正的全部事项。")
    _limit_given(until, "until")
    rule = limits.CORRECTION[0]
    last = derive(fresh.received_on, rule.amount, rule.unit, calendar_now()).due  # type: ignore[arg-type]
    fresh.correction_on, fresh.correction_until = clock.today(), until
    facts = {"补正事项": text, "补正期限": until}
    papers.to_applicant(fresh, 3, reception.ask_back, actor=actor, facts=facts, stands_in_for=stand_in)
    moved(fresh, Act.ASK_CORRECTION, "correction_on", "correction_until")
    late = clock.today() > last
    record("foi.correction_asked", fresh, actor, on_behalf_of=stand_in, until=until.isoformat(), late=late)
    return fresh


@transaction.atomic
def corrected(*, case: Application, actor: Official, on: date | None = None) -> Application:
    """The correction has come: the whole period runs anew from that day (Art. 30; REQ-14). Raises Refused."""
    fresh = locked(case, Act.CORRECTED, actor)
    day = day_of_act(fresh, on)
    if fresh.correction_on and day < fresh.correction_on:
        raise Refused([Reason(f"收到补正的日期不能早于补正告知之日（{fresh.correction_on}）。", field="on")])
    workdays.restart(deadline=the_clock(fresh), actor=actor, on=day, why="收到补正")
    moved(fresh, Act.CORRECTED)
    record("foi.corrected", fresh, actor, on=day.isoformat())
    return fresh


@transaction.atomic
def ask_reasons(*, case: Application, actor: Official, text: str, until: date) -> Application:
    """Number or frequency is clearly beyond reason: the applicant may be asked for his reasons (Art. 35). Raises Refused."""
    fresh = locked(case, Act.ASK_REASONS, actor)
    _text_given(text, "请写明为什么需要说明理由。")
    _limit_given(until, "until")
    facts = {"要求说明的理由": text, "说明期限": until}
    stand_in = on_behalf(fresh, Act.ASK_REASONS, actor)
    papers.to_applicant(fresh, 4, reception.ask_back, actor=actor, facts=facts, stands_in_for=stand_in)
    moved(fresh, Act.ASK_REASONS)
    record("foi.reasons_asked", fresh, actor, until=until.isoformat())
    return fresh


@transaction.atomic
def reasons_given(*, case: Application, actor: Official, on: date | None = None) -> Application:
    """The applicant has given his reasons; a person decides about them. Raises Refused."""
    fresh = locked(case, Act.REASONS_GIVEN, actor)
    day = day_of_act(fresh, on)
    moved(fresh, Act.REASONS_GIVEN)
    record("foi.reasons_given", fresh, actor, on=day.isoformat())
    return fresh


def _text_given(text: str, sentence: str) -> None:
    if not clean(text):
        raise Refused([Reason(sentence, field="text")])


def _limit_given(until: date, field: str) -> None:
    if until <= clock.today():
        raise Refused([Reason("期限应当晚于今天，并且合理。", field=field)])


@transaction.atomic
def consult(
    *,
    case: Application,
    actor: Official,
    whom: str,
    name: str,
    on: date | None = None,
    delivered_on: date | None = None,
    concerning: str = "",
) -> Consultation:
    """Ask a third party (Art. 32) or a co-maker (Art. 34) in writing; the time of it does not count. Raises Refused.

    `concerning` is what of the information concerns him; what was applied for, unless given. The applicant is told.
    """
    fresh = locked(case, Act.CONSULT, actor)
    stand_in = on_behalf(fresh, Act.CONSULT, actor)
    day = day_of_act(fresh, on)
    if whom not in Consultation.Whom.values:
        raise Refused([Reason("请选择征求意见的对象。", field="whom")])
    if not name.strip():
        raise Refused([Reason("请填写征求意见的对象名称。", field="name")])
    if delivered_on is not None and not day <= delivered_on <= clock.today():
        raise Refused([Reason("送达日期不能早于发出日期，也不能晚于今天。", field="delivered_on")])
    rule = RULE_OF[Consultation.Whom(whom)]
    until = derive(delivered_on or day, rule.amount, rule.unit, calendar_now()).due
    row = Consultation(
        application=fresh, whom=whom, row_key=uuid.uuid4().hex, asked_on=day, delivered_on=delivered_on, until=until
    )
    row.name = name.strip()[:120]
    deadline = the_clock(fresh)
    if deadline.state == State.RUNNING:
        workdays.exclude(deadline=deadline, actor=actor, after=day, why=f"征求{row.get_whom_display()}意见")
    row.save(force_insert=True)
    _written(fresh, row, actor, stand_in, clean(concerning) or fresh.letter.subject_text)
    record("foi.consulted", fresh, actor, on_behalf_of=stand_in, whom=row.get_whom_display(), until=until.isoformat())
    return row


def _written(case: Application, row: Consultation, actor: Official, stand_in: str, concerning: str) -> None:
    """The letter to whom is asked, with its reply form for a third party, and the applicant's notice of it."""
    facts = {"编号": str(case), "涉及的信息": concerning}
    about: dict[str, Any] = {"actor": actor, "stands_in_for": stand_in, "consultation": row}
    name = row.name.reveal()  # type: ignore[attr-defined]  # ciphertext that reveals itself
    if row.whom == Consultation.Whom.THIRD_PARTY:
        form = {"编号": str(case), "征求意见日期": row.asked_on}
        papers.issued(case, 6, facts=facts, addressee=name, attachments=["政府信息公开征求意见确认函"], **about)
        papers.issued(case, 7, facts=form, addressee=case.register.organ, **about)
    else:
        papers.issued(case, 10, facts=facts, addressee=name, **about)
    told = {"征求对象": row.get_whom_display(), "征求意见日期": row.asked_on}
    papers.to_applicant(case, 8, reception.tell, facts=told, **about)


@transaction.atomic
def opinion(
    *, consultation: Consultation, actor: Official, said: str, reasons: str = "", on: date | None = None
) -> Consultation:
    """An opinion has come: agreed or refused, with reasons; the clock goes on when it was the last. Raises Refused."""
    case = locked(consultation.application, Act.OPINION, actor)
    row = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if row.opinion:
        raise Refused([f"这项征求意见已经登记为“{row.get_opinion_display()}”。"])
    if said not in {Consultation.Opinion.AGREED, Consultation.Opinion.REFUSED}:
        raise Refused([Reason("请选择意见。", field="said")])
    if said == Consultation.Opinion.REFUSED and not reasons.strip():
        raise Refused([Reason(f"不同意公开的，请登记其理由（{limits.article('三十二')}）。", field="reasons")])
    day = day_of_act(case, on)
    if day < row.asked_on:
        raise Refused([Reason(f"收到意见的日期不能早于征求意见之日（{row.asked_on}）。", field="on")])
    row.opinion, row.answered_on, row.reasons = said, day, reasons.strip()[:2000]
    row.save(update_fields=["opinion", "answered_on", "reasons"])
    _go_on(case, min(day, row.until), actor)
    record("foi.opinion_received", case, actor, opinion=row.get_opinion_display())
    return row


def _go_on(case: Application, day: date, actor: Official | None) -> None:
    """Let the clock run on when nobody is asked any more; which days did not count, is the reading of REQ-23."""
    deadline = queries.running(case)
    if deadline is None or deadline.state != State.PAUSED or queries.open_consultations(case).exists():
        return
    last = _latest_end(case, day)
    workdays.resume(deadline=deadline, actor=actor or SYSTEM, on=max(last, _paused_since(deadline)), why="征求意见结束")


def _latest_end(case: Application, day: date) -> date:
    rows = case.consultations.exclude(opinion="").values_list("answered_on", "until")
    return max([day, *(min(answered, until) for answered, until in rows if answered)])


def _paused_since(deadline: Deadline) -> date:
    from_line = deadline.ledger.filter(act="exclude", until__isnull=True).order_by("-pk").first()
    return from_line.on if from_line is not None and from_line.on is not None else clock.today()


def lapse_silent() -> int:
    """Enter silence where the limit has passed; the clock goes on. Returns how many. Run once a day; again is harmless."""
    rows = Consultation.objects.filter(opinion="", until__lt=clock.today()).order_by("pk")
    done = 0
    while batch := list(rows.values_list("pk", flat=True)[:BATCH]):
        for pk in batch:
            done += _lapse(pk)
    return done


@transaction.atomic
def _lapse(pk: int) -> int:
    row = Consultation.objects.select_for_update().get(pk=pk)
    if row.opinion:
        return 0
    row.opinion, row.answered_on = Consultation.Opinion.SILENT, row.until
    row.save(update_fields=["opinion", "answered_on"])
    case = Application.objects.select_related("letter", "unit", "register").get(pk=row.application_id)
    if case.is_open:
        _go_on(case, row.until, None)
    record("foi.opinion_lapsed", case, SYSTEM, whom=row.get_whom_display())
    return 1
