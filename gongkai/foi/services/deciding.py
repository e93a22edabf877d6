"""From the unit's work to the signature: handed out, searched, drafted, examined by three persons."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception.rules import TEXT_LENGTH, clean
from gongkai.workdays import services as workdays

from .. import queries
from ..models import Application, Search
from ..rules.decisions import DECISIONS, Remedy
from ..rules.stages import Act, Stage
from . import papers
from .composing import findings_in, kept, main_field, renewed, typed_in
from .remedy import block as remedy_block
from .remedy import remedy_of
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
    *,
    case: Application,
    actor: Official,
    code: str,
    findings: Collection[str] = (),
    text: str = "",
    facts: Mapping[str, Any] | None = None,
    override: str = "",
    edition: int | None = None,
) -> Application:
    """Write the decision: which of the table, and the facts of its letter, of which some may follow. Raises Refused.

    `facts` by the names of the letter's fields; `text` is the one that the letter is about, for whoever writes no other.
    `override`: why it is disclosed although a third party refused (Art. 32). `edition` is the draft that was open.
    """
    fresh = locked(case, Act.DRAFT, actor)
    text, typed, reasons = clean(text), dict(facts or {}), []
    if code not in DECISIONS:
        raise Refused([Reason("请选择办理结果。", field="code")])
    if text:
        typed.setdefault(main_field(code), text)
    if not any(typed.values()):
        reasons.append(Reason("请填写答复的内容。", field="text"))
    for name, value in typed.items():
        if len(str(value)) > TEXT_LENGTH:
            reasons.append(Reason(f"“{name}”不超过 {TEXT_LENGTH} 字。", field=name))
    if edition is not None and edition != fresh.edition:
        reasons.append(Reason("决定稿已经由他人改动，请重新打开本页，看过现在的文字再修改。"))
    if reasons:
        raise Refused(reasons)
    fresh.paper = kept(fresh, code, typed, actor)
    fresh.decision, fresh.findings, fresh.override = code, findings_in(typed, findings), clean(override)
    fresh.draft_by, fresh.edition = actor, fresh.edition + 1
    fresh.legal_by = fresh.secrecy_by = None
    fields = ("decision", "findings", "paper", "override", "draft_by", "edition", "legal_by", "secrecy_by")
    moved(fresh, Act.DRAFT, *fields)
    record("foi.drafted", fresh, actor, code=code)
    return fresh


@transaction.atomic
def submit_decision(*, case: Application, actor: Official) -> Application:
    """Send the draft to the examiners; raises Refused while a finding is missing or somebody is still being asked."""
    fresh = locked(case, Act.SUBMIT, actor)
    renewed(fresh, actor)
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
    """Sign the decision: it is made on this day, and its letter is issued with the remedy of this day. Raises Refused."""
    fresh = locked(case, Act.SIGN, actor)
    _same_edition(fresh, edition)
    stand_in = on_behalf(fresh, Act.SIGN, actor)
    fresh.signed_by, fresh.decided_on = actor, clock.today()
    _issue(fresh, actor, stand_in)
    moved(fresh, Act.SIGN, "signed_by", "decided_on")
    record("foi.signed", fresh, actor, on_behalf_of=stand_in, code=fresh.decision)
    return fresh


def _issue(case: Application, actor: Official, stand_in: str) -> None:
    """The decision's letter, and the one to a third party whose refusal does not stand in the way (Art. 32)."""
    if case.paper is None:
        raise Refused(["决定还没有文书，请退回后重新拟定。"])
    block = remedy_of(case)
    papers.keep(case, DECISIONS[case.decision].letter, letter=case.paper, by=actor, stands_in_for=stand_in,
                remedy=block.paragraphs if block else ())  # fmt: skip
    if not case.override:
        return
    content = typed_in(case).get(main_field(case.decision))
    reasons = case.override.reveal()  # type: ignore[attr-defined]  # ciphertext that reveals itself
    other = remedy_block(Remedy.OTHER, on=case.decided_on or clock.today(), online=False)
    for row in case.consultations.filter(whom="third_party", opinion="refused").order_by("pk"):
        papers.issued(
            case, 9, actor=actor, author=case.draft_by, stands_in_for=stand_in, consultation=row,
            addressee=row.name.reveal(),  # type: ignore[attr-defined]  # ciphertext that reveals itself

            facts={"编号": str(case), "决定公开的内容": content, "理由": reasons},
            remedy=other.paragraphs if other else (),
        )  # fmt: skip


def _same_edition(case: Application, edition: int | None) -> None:
    if edition is not None and edition != case.edition:
        raise Refused(["决定稿已经改动，请重新打开本页，看过现在的文字再决定。"])
