"""The plain facts that the rules decide by, gathered for one application and one official."""

from dataclasses import dataclass, replace
from datetime import date

from gongkai.bureau.models import Credentials, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.workdays.models import Deadline

from .. import material, queries
from ..models import Application, Consultation
from ..rules import decisions, limits, stages
from ..rules.decisions import DECISIONS, Finding, Remedy
from ..rules.stages import Act, Situation, Stage
from .composing import blanks
from .remedy import settled, unsettled_reason


@dataclass(frozen=True)
class Known:
    """What a page has read already and the rules ask for too."""

    deadline: Deadline | None
    open_consultations: int


def situation(
    case: Application, official: Official, may: Credentials | None = None, known: Known | None = None
) -> Situation:
    """Two queries beside the credentials, none where they are `known`; six more while a decision is being drafted."""
    may = may or credentials(official)
    if known is None:
        known = (
            Known(queries.running(case), queries.open_consultations(case).count()) if case.is_open else Known(None, 0)
        )
    today = clock.today()
    passed = {"legal": case.legal_by_id, "secrecy": case.secrecy_by_id}
    limit = case.correction_until if case.stage == Stage.CORRECTION else case.fee_until
    return Situation(
        stage=Stage(case.stage),
        duties=frozenset(duty for duty in stages.DUTY_LABELS if may.holds(duty, case.unit_id)),
        wrote_draft=case.draft_by_id == official.pk,
        examined=frozenset(step for step, by in passed.items() if by == official.pk),
        is_handler=case.handler_id == official.pk,
        confirmed=case.received_on is not None,
        corrected_before=case.correction_on is not None,
        extended=case.extended_days > 0,
        charged=case.fee is not None,
        due_on=known.deadline.due_on if known.deadline else None,
        today=today,
        open_consultations=known.open_consultations,
        decision=case.decision,
        missing=tuple(missing(case)),
        limit_over=bool(limit and today > limit),
    )


def missing(case: Application) -> list[str]:
    """What the decision still needs on record and in its letter, as sentences; asked while it is being drafted."""
    if not case.decision or case.stage != Stage.IN_HAND:
        return []
    found = {Finding(code) for code in case.findings}
    if case.correction_on is not None:
        found.add(Finding.CORRECTION)
    if case.fee is not None:
        found.add(Finding.FEE_NOTICE)
    if case.searches.exists():
        found.add(Finding.SEARCH)
    if case.consultations.filter(whom=Consultation.Whom.THIRD_PARTY).exists():
        found.add(Finding.THIRD_PARTY)
    decision = DECISIONS[case.decision]
    return [*decisions.missing(decision, frozenset(found)), *_not_ready(case, decision), *material.missing(case)]


def _not_ready(case: Application, decision: decisions.Decision) -> list[str]:
    """Why the letter of the decision could not be issued today."""
    said = [f"决定稿中还没有填写“{name}”。" for name in blanks(case)]
    if decision.remedy is Remedy.OPEN and settled(decision.code, clock.today()) is None:
        said.append(unsettled_reason(decision.code).sentence)
    refused = case.consultations.filter(whom=Consultation.Whom.THIRD_PARTY, opinion=Consultation.Opinion.REFUSED)
    if decision.code in decisions.DISCLOSING and not case.override and refused.exists():
        said.append(
            f"第三方不同意公开。决定公开的，请在决定稿中写明不公开对公共利益的重大影响（{limits.article('三十二')}）。"
        )
    return said


def locked(case: Application, act: Act, official: Official, *, confirms: bool = False) -> Application:
    """The case, fresh and locked until commit, if the act may happen now; raises Refused with every reason.

    `confirms`: the act itself brings the day of receipt.
    """
    Application.objects.select_for_update().get(pk=case.pk)
    fresh = Application.objects.select_related("letter", "unit", "register__unit", "paper").get(pk=case.pk)
    now = situation(fresh, official)
    if confirms:
        now = replace(now, confirmed=True)
    if fresh.letter.erased_at is not None:
        raise Refused([Reason("这件申请的保存期已满，内容已经清除，不能再办理。")])
    reasons = stages.refusals(act, now)
    if reasons:
        raise Refused(reasons)
    return fresh


def on_behalf(case: Application, act: Act, official: Official) -> str:
    """For whom he stands in when the duty is lent, '' where it is his own."""
    may = credentials(official)
    grounds = [may.grounds(duty, case.unit_id) for duty in stages.duties_for(act, Stage(case.stage))]
    held = [ground for ground in grounds if ground is not None]
    return "" if not held or "" in held else held[0]


def moved(case: Application, act: Act, *fields: str) -> Application:
    """Save the case where the act leads; the fields that changed with it."""
    to = stages.TABLE[act].to
    if to is not None:
        case.stage, case.stage_since = to, clock.now()
        fields = ("stage", "stage_since", *fields)
    case.save(update_fields=list(fields))
    return case


def day_of_act(case: Application, on: date | None, field: str = "on") -> date:
    """The legal date of an act, which may lie before its entry: not in the future, not before the receipt. Raises Refused."""
    today = clock.today()
    day = on or today
    if day > today:
        raise Refused([Reason("日期不能晚于今天。", field=field)])
    if case.received_on is not None and day < case.received_on:
        raise Refused([Reason(f"日期不能早于收到申请之日（{case.received_on}）。", field=field)])
    return day


def the_clock(case: Application) -> Deadline:
    """The running deadline; raises Refused where there is none."""
    deadline = queries.running(case)
    if deadline is None:
        raise Refused(["这件申请没有正在计算的答复期限。"])
    return deadline
