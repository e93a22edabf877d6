"""Acts on reconsideration and litigation: entered with its deadline, answered, ended; a correction flows back."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction

from gongkai.bureau.models import Credentials, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception import services as reception
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload
from gongkai.workdays import services as workdays
from gongkai.workdays.queries import deadlines_of
from gongkai.workdays.rules.counting import Unit as Measure

from ..models import Application, Dispute, EarlierAnswer
from ..rules import disputes as rules
from ..rules import stages
from ..rules.disputes import Act, Against, Procedure, Result, Road, Situation, Stage
from ..rules.limits import ANSWER
from .situation import moved
from .situation import situation as situation_of_application

PURPOSE = "foi_dispute"
NOTE_LENGTH, NUMBER_LENGTH, BODY_LENGTH = 2000, 60, 80
LONGEST_REDO = 365
REDO = "按复议、诉讼结果重新处理"


def situation(case: Dispute, official: Official, may: Credentials | None = None) -> Situation:
    """The facts that the rules decide by."""
    may = may or credentials(official)
    unit = case.application.unit_id
    return Situation(Stage(case.stage), frozenset(duty for duty in rules.DUTY_LABELS if may.holds(duty, unit)))


def may_enter(application: Application, official: Official, may: Credentials | None = None) -> list[Reason]:
    """Why he may not enter a case against this application; none when he may."""
    may = may or credentials(official)
    found = []
    if application.received_on is None:
        found.append(Reason("这件申请还没有登记，不能登记复议、诉讼案件。请先登记申请。"))
    if not any(may.holds(duty, application.unit_id) for duty in rules.DUTY_LABELS):
        found.append(Reason("登记复议、诉讼案件需要法制审核或者政务公开职责，请由承担该职责的同事办理。"))
    return found


@transaction.atomic
def enter(
    *,
    application: Application,
    actor: Official,
    road: str,
    against: str,
    body: str,
    received_on: date,
    case_number: str = "",
    procedure: str = Procedure.ORDINARY,
    prior: Dispute | None = None,
) -> Dispute:
    """Enter a case that has come in; what is owed to the body that examines goes into the ledger. Raises Refused."""
    Application.objects.select_for_update().get(pk=application.pk)
    fresh = Application.objects.select_related("letter", "unit", "register").get(pk=application.pk)
    if reasons := may_enter(fresh, actor):
        raise Refused(reasons)
    case = Dispute(
        application=fresh, road=road, against=against, procedure=procedure, body=body.strip(), prior=prior,
        case_number=case_number.strip(), received_on=received_on, entered_by=actor, entered_at=clock.now(),
        row_key=uuid.uuid4().hex,
    )  # fmt: skip
    if reasons := _faults(case):
        raise Refused(reasons)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as clash:
        raise Refused([Reason(f"案号 {case.case_number} 已经登记过。", field="case_number")]) from clash
    limit = rules.limit_of(Road(road), Procedure(procedure), received_on, settings.FOI_DISPUTE_DAYS)
    workdays.start(
        subject=case, limit=limit, unit=fresh.unit, actor=actor, started_on=received_on, url=case.get_absolute_url()
    )
    record("foi.disputed", case, actor, road=case.get_road_display(), against=case.get_against_display())
    return case


def _faults(case: Dispute) -> list[Reason]:
    application, found = case.application, []
    for field, known in (("road", Road), ("against", Against), ("procedure", Procedure)):
        if getattr(case, field) not in set(known):
            found.append(Reason("请选择这一项。", field=field))
    if not case.body:
        found.append(Reason("请填写复议机关或者人民法院的名称。", field="body"))
    elif len(case.body) > BODY_LENGTH:
        found.append(Reason(f"名称不超过 {BODY_LENGTH} 字。", field="body"))
    if len(case.case_number) > NUMBER_LENGTH:
        found.append(Reason(f"案号不超过 {NUMBER_LENGTH} 字。", field="case_number"))
    if case.received_on > clock.today():
        found.append(Reason("收到日期不能晚于今天。", field="received_on"))
    elif application.received_on and case.received_on < application.received_on:
        found.append(Reason(f"收到日期不能早于收到申请之日（{application.received_on}）。", field="received_on"))
    if case.against == Against.DECISION and application.decided_on is None and not application.first_decision:
        found.append(Reason("这件申请还没有作出答复，请选择“逾期未答复”。", field="against"))
    prior = case.prior
    if prior is not None and (prior.application_id != application.pk or prior.road != Road.RECONSIDERATION):
        found.append(Reason("在先的案件应当是同一申请的行政复议。", field="prior"))
    return found


def locked(case: Dispute, act: Act, official: Official) -> Dispute:
    """The case, fresh and locked until commit, if the act may happen now; raises Refused with every reason."""
    Dispute.objects.select_for_update().get(pk=case.pk)
    rows = Dispute.objects.select_related("application__letter", "application__unit", "application__register")
    fresh = rows.get(pk=case.pk)
    if reasons := rules.refusals(act, situation(fresh, official)):
        raise Refused(reasons)
    return fresh


@transaction.atomic
def defend(*, case: Dispute, actor: Official, on: date | None = None) -> Dispute:
    """The answer and the evidence have been handed in; the duty is met. Raises Refused."""
    fresh = locked(case, Act.DEFEND, actor)
    day = _day(fresh, on, "on")
    fresh.stage, fresh.defended_on = Stage.DEFENDED, day
    fresh.save(update_fields=["stage", "defended_on"])
    _met(fresh, actor, day)
    record("foi.defended", fresh, actor, body=fresh.body, on=day.isoformat())
    return fresh


@transaction.atomic
def attach(*, case: Dispute, actor: Official, upload: Upload) -> Dispute:
    """Put a paper with the case; raises Refused."""
    fresh = locked(case, Act.ATTACH, actor)
    uploads.assign(upload=upload, owner=fresh, actor=actor)
    record("foi.dispute_file_added", fresh, actor, digest=upload.stored.digest)
    return fresh


def papers(case: Dispute) -> Sequence[Upload]:
    """What is kept with the case, oldest first."""
    return list(
        Upload.objects.kept().filter(owner_kind="foi_dispute", owner_id=str(case.pk)).select_related("stored").order_by("pk")
    )  # fmt: skip


@transaction.atomic
def end(
    *,
    case: Dispute,
    actor: Official,
    result: str,
    on: date | None = None,
    number: str = "",
    note: str = "",
    redo_amount: int | None = None,
    redo_measure: str = "",
) -> Dispute:
    """Enter how a case ended. With `redo_amount` the result orders a new decision within so many days of `redo_measure`:

    an application that was answered is opened again with that period, one that was not has it beside its own. Raises Refused.
    """
    fresh = locked(case, Act.END, actor)
    day = _day(fresh, on, "on")
    fresh.result, fresh.redo_amount, fresh.redo_measure = result, redo_amount, redo_measure if redo_amount else ""
    fresh.result_number, fresh.result_note = number.strip()[:80], note.strip()[:NOTE_LENGTH]
    if reasons := _result_faults(fresh):
        raise Refused(reasons)
    fresh.stage, fresh.result_on = Stage.ENDED, day
    fresh.save()
    _met_or_closed(fresh, actor)
    record("foi.dispute_ended", fresh, actor, road=fresh.get_road_display(), result=fresh.get_result_display())
    if redo_amount:
        _order_anew(fresh, actor, day)
    return fresh


def _result_faults(case: Dispute) -> list[Reason]:
    found = []
    if case.result not in set(Result):
        found.append(Reason("请选择结果。", field="result"))
    if not case.result_number:
        found.append(Reason("请填写决定书、裁判文书的文号。", field="number"))
    if case.redo_amount:
        if case.result != Result.CORRECTED:
            found.append(Reason("只有“结果纠正”的案件才填写责令重新处理的期限。", field="redo_amount"))
        if case.redo_measure not in {Measure.WORKING_DAY, Measure.DAY}:
            found.append(Reason("请选择期限按工作日还是按日计算。", field="redo_measure"))
        if case.redo_amount > LONGEST_REDO:
            found.append(Reason(f"期限不超过 {LONGEST_REDO} 日，请核对。", field="redo_amount"))
    return found


def _day(case: Dispute, on: date | None, field: str) -> date:
    day = on or clock.today()
    if not case.received_on <= day <= clock.today():
        raise Refused([Reason(f"日期不能早于收到案件之日（{case.received_on}），也不能晚于今天。", field=field)])
    return day


def _met(case: Dispute, actor: Official, day: date) -> None:
    at = None if day == clock.today() else datetime.combine(day, time(23, 59), tzinfo=clock.BUREAU_ZONE)
    for deadline in deadlines_of(case).open():
        workdays.meet(deadline=deadline, actor=actor, at=at)


def _met_or_closed(case: Dispute, actor: Official) -> None:
    for deadline in deadlines_of(case).open():
        workdays.close(deadline=deadline, actor=actor, why="案件已审结")


def _order_anew(case: Dispute, actor: Official, day: date) -> None:
    """The correction flows back: the application is opened again, or its ordered period runs beside its own."""
    application = case.application
    basis, measure = f"{case.body}{case.result_number}", Measure(case.redo_measure)
    amount = case.redo_amount or 0
    words = f"{amount}{measure.words}"
    if application.is_open:
        limit = rules.redo_limit(REDO, amount, measure, basis)
        workdays.start(subject=case, limit=limit, unit=application.unit, actor=actor, started_on=day,
                       url=application.get_absolute_url())  # fmt: skip
    else:
        _reopen(case, application, actor)
        limit = rules.redo_limit(ANSWER[0].duty, amount, measure, basis)
        workdays.start(subject=application.letter, limit=limit, unit=application.unit, actor=actor, started_on=day,
                       official=application.handler, url=application.get_absolute_url())  # fmt: skip
    record("foi.reopened", application, actor, basis=basis, words=words, dispute=case.pk)


def _reopen(case: Dispute, application: Application, actor: Official) -> None:
    reasons = stages.refusals(stages.Act.REOPEN, situation_of_application(application, actor))
    if application.letter.erased_at is not None:
        reasons.append(Reason("这件申请的保存期已满，内容已经清除，不能重新办理。"))
    if reasons:
        raise Refused(reasons)
    reception.reopen(letter=application.letter, actor=actor, reason="按复议、诉讼结果重新办理")
    _keep_earlier(case, application)
    if not application.first_decision:
        application.first_decision = application.decision
        application.first_ended_on = application.delivered_on or application.decided_on
    application.decision, application.findings, application.paper, application.delivery = "", [], None, ""
    application.override = ""
    application.draft_by = application.legal_by = application.secrecy_by = application.signed_by = None
    application.decided_on = application.delivered_on = application.archived_at = None
    application.edition, application.extended_days = application.edition + 1, 0
    moved(
        application, stages.Act.REOPEN, "first_decision", "first_ended_on", "decision", "findings", "paper", "delivery", "override",
        "draft_by", "legal_by", "secrecy_by", "signed_by", "decided_on", "delivered_on", "archived_at", "edition",
        "extended_days",
    )  # fmt: skip


def _keep_earlier(case: Dispute, application: Application) -> None:
    kept = EarlierAnswer(application=application, dispute=case)
    for name in ("decision", "findings", "paper", "draft_by", "legal_by", "secrecy_by", "signed_by", "decided_on", "delivered_on",
                 "delivery"):  # fmt: skip
        setattr(kept, name, getattr(application, name))
    kept.save(force_insert=True)


def carried_out(application: Application, actor: Official, day: date) -> None:
    """The new decision has reached the applicant: part of its delivery. What was ordered is met, and both are linked."""
    rows = application.disputes.filter(redo_amount__isnull=False, redone_on__isnull=True).order_by("pk")
    for case in rows.select_for_update():
        case.redone_on = day
        case.save(update_fields=["redone_on"])
        _met(case, actor, day)
        record("foi.redone", case, actor, basis=f"{case.body}{case.result_number}", on=day.isoformat())


def forget(application: Application) -> None:
    """Part of the letter's erasure: texts about the case go, dates and results stay."""
    for case in Dispute.objects.select_for_update().filter(application=application):
        case.result_note = ""
        case.save(update_fields=["result_note"])
    for row in EarlierAnswer.objects.select_for_update().filter(application=application):
        row.delivery = ""
        row.save(update_fields=["delivery"])
