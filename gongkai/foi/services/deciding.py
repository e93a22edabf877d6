"""From the unit's work to the signature: handed out, searched, drafted, examined by three persons."""

from collections.abc import Collection

from django.db import transaction

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception.rules import TEXT_LENGTH, clean
from gongkai.workdays import services as workdays

from .. import queries
from ..models import Application, Search
from ..rules.decisions import DECISIONS, FINDING_WORDS
from ..rules.stages import Act, Stage
from .situation import locked, moved, on_behalf

PASSES = {
    Stage.REVIEW: (Act.PASS_LEGAL, "legal_by", "法制审核"),
    Stage.SECRECY: (Act.PASS_SECRECY, "secrecy_by", "保密审查"),
}
STEP_LABELS = {Stage.REVIEW: "法制审核", Stage.SECRECY: "保密审查", Stage.SIGNATURE: "签发"}


@transaction.atomic
def assign(*, case: Application, actor: Official, unit: Unit, handler: Official | None = None) -> Application:
    """Hand an application to the unit that holds the information; the clock runs on. Raises Refused."""
    fresh = locked(case, Act.ASSIGN, actor)
    stand_in = on_behalf(fresh, Act.ASSIGN, actor)
    if not Official.objects.holding(DutyCode.DRAFT, clock.today(), unit).exists():
        raise Refused([Reason(f"{unit.short_name}没有承担起草职责的人员，不能承办。", field="unit")])
    if handler is not None and handler.unit_id != unit.pk:
        raise Refused([Reason(f"{handler.name}不在{unit.short_name}，请从承办单位选择承办人。", field="handler")])
    fresh.unit, fresh.handler = unit, handler
    deadline = queries.running(fresh)
    if deadline is not None:
        workdays.hand_over(deadline=deadline, unit=unit, official=handler, actor=actor)
    moved(fresh, Act.ASSIGN, "unit", "handler")
    record("foi.assigned", fresh, actor, on_behalf_of=stand_in, unit=unit.short_name)
    return fresh


@transaction.atomic
def search(*, case: Application, actor: Official, places: str, terms: str, found: str) -> Search:
    """Keep where was searched, for what, by whom and when (REQ-35). Raises Refused."""
    fresh = locked(case, Act.SEARCH, actor)
    typed = {"places": places.strip(), "terms": terms.strip(), "found": found.strip()}
    reasons = [Reason("请填写这一项。", field=field) for field, text in typed.items() if not text]
    if reasons:
        raise Refused(reasons)
    row = Search.objects.create(application=fresh, by=actor, on=clock.today(), **typed)
    record("foi.searched", fresh, actor)
    return row


@transaction.atomic
def draft_decision(
    *, case: Application, actor: Official, code: str, findings: Collection[str], text: str, edition: int | None = None
) -> Application:
    """Write the decision: which of the table, what was found, the text that the applicant will read. Raises Refused.

    `edition` is the draft that was open: another one since then is refused.
    """
    fresh = locked(case, Act.DRAFT, actor)
    text, reasons = clean(text), []
    if code not in DECISIONS:
        reasons.append(Reason("请选择办理结果。", field="code"))
    if not text:
        reasons.append(Reason("请填写答复的内容。", field="text"))
    elif len(text) > TEXT_LENGTH:
        reasons.append(Reason(f"答复不超过 {TEXT_LENGTH} 字。", field="text"))
    if edition is not None and edition != fresh.edition:
        reasons.append(Reason("决定稿已经由他人改动，请重新打开本页，看过现在的文字再修改。"))
    if reasons:
        raise Refused(reasons)
    known = {finding.value for finding in FINDING_WORDS}
    fresh.decision, fresh.findings, fresh.draft = code, sorted(known.intersection(findings)), text
    fresh.draft_by, fresh.edition = actor, fresh.edition + 1
    fresh.legal_by = fresh.secrecy_by = None
    fields = ("decision", "findings", "draft", "draft_by", "edition", "legal_by", "secrecy_by")
    moved(fresh, Act.DRAFT, *fields)
    record("foi.drafted", fresh, actor, code=code)
    return fresh


@transaction.atomic
def submit_decision(*, case: Application, actor: Official) -> Application:
    """Send the draft to the examiners; raises Refused while a finding is missing or somebody is still being asked."""
    fresh = locked(case, Act.SUBMIT, actor)
    moved(fresh, Act.SUBMIT)
    record("foi.submitted", fresh, actor, on_behalf_of=on_behalf(case, Act.SUBMIT, actor))
    return fresh


@transaction.atomic
def pass_step(*, case: Application, actor: Official, edition: int | None = None) -> Application:
    """Pass the legal or the confidentiality review, whichever is due; raises Refused."""
    stage = Stage(Application.objects.get(pk=case.pk).stage)
    act, field, label = PASSES.get(stage, PASSES[Stage.REVIEW])
    fresh = locked(case, act, actor)
    _same_edition(fresh, edition)
    stand_in = on_behalf(fresh, act, actor)
    setattr(fresh, field, actor)
    moved(fresh, act, field)
    record("foi.passed", fresh, actor, on_behalf_of=stand_in, step=label)
    return fresh


@transaction.atomic
def return_decision(*, case: Application, actor: Official, remarks: str) -> Application:
    """Send the draft back with what has to change; raises Refused."""
    fresh = locked(case, Act.RETURN, actor)
    remarks = clean(remarks)
    if not remarks:
        raise Refused([Reason("请写明需要修改什么。", field="remarks")])
    label, stand_in = STEP_LABELS[Stage(fresh.stage)], on_behalf(fresh, Act.RETURN, actor)
    fresh.remarks, fresh.legal_by, fresh.secrecy_by = remarks[:2000], None, None
    moved(fresh, Act.RETURN, "remarks", "legal_by", "secrecy_by")
    record("foi.returned", fresh, actor, on_behalf_of=stand_in, step=label)
    return fresh


@transaction.atomic
def sign(*, case: Application, actor: Official, edition: int | None = None) -> Application:
    """Sign the decision: it is made on this day. Raises Refused."""
    fresh = locked(case, Act.SIGN, actor)
    _same_edition(fresh, edition)
    stand_in = on_behalf(fresh, Act.SIGN, actor)
    fresh.signed_by, fresh.decided_on = actor, clock.today()
    moved(fresh, Act.SIGN, "signed_by", "decided_on")
    record("foi.signed", fresh, actor, on_behalf_of=stand_in, code=fresh.decision)
    return fresh


def _same_edition(case: Application, edition: int | None) -> None:
    if edition is not None and edition != case.edition:
        raise Refused(["决定稿已经改动，请重新打开本页，看过现在的文字再决定。"])
