"""How an application ends: delivered, withdrawn, lapsed; and what becomes of it then."""

from datetime import date, datetime, time

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import HasParty, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.letters import services as letters
from gongkai.letters.models import OfficialLetter
from gongkai.letters.rules.structure import chinese_date
from gongkai.mailbox.services.situation import reason_given
from gongkai.reception import services as reception
from gongkai.reception.models import Letter
from gongkai.workdays import services as workdays
from gongkai.workdays.queries import deadlines_of

from .. import material, queries
from ..models import ApplicantKind, Application, Consultation, Cooperation, Search
from ..rules.decisions import Finding
from ..rules.stages import Act
from . import case_files, disputes, papers, redacting, review
from .composing import kept
from .situation import locked, moved, on_behalf

PROOF_LENGTH = 200


@transaction.atomic
def deliver(
    *, case: Application, actor: Official, proof: str, on: date | None = None, channel: str = ""
) -> Application:
    """The answer's letter reaches the applicant, with its proof of delivery; the duty is met. Raises Refused.

    `channel` is a value of LetterDelivery.Channel, by default the way in which the applicant wants his answer.
    """
    fresh = locked(case, Act.DELIVER, actor)
    proof, today = proof.strip()[:PROOF_LENGTH], clock.today()
    day = on or today
    if not proof:
        raise Refused([Reason("请写明送达的方式和凭证，例如网上送达、挂号信编号、签收人。", field="proof")])
    if day > today or (fresh.decided_on and day < fresh.decided_on):
        raise Refused([Reason("送达日期不能早于决定之日，也不能晚于今天。", field="on")])
    stand_in, paper = on_behalf(fresh, Act.DELIVER, actor), fresh.papers.filter(letter=fresh.paper).first()
    if paper is None:
        raise Refused(["决定还没有文书，不能送达。"])
    paper.message = reception.answer(
        letter=fresh.letter,
        actor=actor,
        text=papers.message_of(paper.letter),
        signed=fresh.register.organ,
        files=material.to_hand_out(fresh),
    )
    paper.save(update_fields=["message"])
    papers.sent(paper, actor, channel=channel, on=day, proof=proof)
    fresh.delivered_on, fresh.delivery = day, proof
    _met(fresh, actor, day)
    disputes.carried_out(fresh, actor, day)
    review.begin_rereview(fresh, day)
    moved(fresh, Act.DELIVER, "delivered_on", "delivery")
    record("foi.delivered", fresh, actor, on_behalf_of=stand_in, way=fresh.get_wanted_way_display(), on=day.isoformat())
    return fresh


def _met(case: Application, actor: Official, day: date) -> None:
    deadline = queries.running(case)
    if deadline is None:
        return
    at = None if day == clock.today() else datetime.combine(day, time(23, 59), tzinfo=clock.BUREAU_ZONE)
    workdays.meet(deadline=deadline, actor=actor, at=at)


@transaction.atomic
def withdrawn(*, case: Application, actor: Official, reason: str) -> Application:
    """The applicant has withdrawn: no answer is owed any more (D23). Raises Refused."""
    fresh = locked(case, Act.WITHDRAWN, actor)
    reason = reason_given(reason)
    if fresh.received_on is None:
        fresh.received_on = clock.local(fresh.arrived_at).date()
    fresh.withdrawal = reason
    end_withdrawn(fresh, actor, on_behalf(fresh, Act.WITHDRAWN, actor))
    record("foi.withdrawn", fresh, actor)
    return fresh


def end_withdrawn(case: Application, actor: HasParty | Party, stands_in_for: str = "") -> None:
    """What follows when an application is withdrawn, at the desk or by the applicant himself: its letter, its end."""
    case.decision, case.findings, case.decided_on = "D23", [Finding.CAUSE], clock.today()
    _fallen_away(case, actor, "申请人撤回")
    called = "您" if case.applicant_kind == ApplicantKind.PERSON else "贵单位"
    facts = {"事由": f"{chinese_date(clock.today())}，{called}撤回这件申请。"}
    papers.to_applicant(case, 26, reception.tell, actor=actor, facts=facts, stands_in_for=stands_in_for)
    reception.close(letter=case.letter, actor=actor, reason="申请人撤回")
    moved(case, Act.WITHDRAWN, "decision", "findings", "decided_on", "received_on", "withdrawal")


def _fallen_away(case: Application, actor: HasParty | Party, why: str) -> None:
    for deadline in deadlines_of(case.letter.as_party()).open():
        workdays.close(deadline=deadline, actor=actor, why=why)


@transaction.atomic
def lapse(*, case: Application, actor: Official) -> Application:
    """What was asked of the applicant has not come in time: the ending is drafted and goes to the examiners. Raises Refused."""
    fresh = locked(case, Act.LAPSE, actor)
    unpaid = fresh.fee is not None and fresh.paid_on is None
    code, why = ("D22", "逾期未缴费") if unpaid else ("D21", "逾期未补正")
    fresh.decision, fresh.draft_by, fresh.edition = code, actor, fresh.edition + 1
    fresh.paper = kept(fresh, code, {"事由": _cause(fresh, unpaid)}, actor)
    fresh.findings, fresh.legal_by, fresh.secrecy_by = [], None, None
    moved(fresh, Act.LAPSE, "decision", "draft_by", "edition", "paper", "findings", "legal_by", "secrecy_by")
    record("foi.lapsed", fresh, actor, why=why)
    return fresh


def _cause(case: Application, unpaid: bool) -> str:
    """Which limit was missed, as the letter says it."""
    notice = case.papers.filter(number=12 if unpaid else 3).select_related("letter__issued").last()
    asked = "收费通知" if unpaid else "补正告知"
    until = case.fee_until if unpaid else case.correction_until
    on = chinese_date(notice.letter.issued.dated_on) if notice else chinese_date(case.received_on)  # type: ignore[arg-type]  # registered
    number = f"（文号：{notice.letter.number}）" if notice else ""
    what = "缴费" if unpaid else "补正"
    return (
        f"本机关于{on}发出{asked}{number}，{what}期限至{chinese_date(until)}。"  # type: ignore[arg-type]  # asked for
        f"{'您' if case.applicant_kind == ApplicantKind.PERSON else '贵单位'}逾期没有{what}，也没有说明正当理由。"
    )


@transaction.atomic
def archive(*, case: Application, actor: Official) -> Application:
    """Close the file (Art. 45); the worker then makes it one bundle. Raises Refused."""
    fresh = locked(case, Act.ARCHIVE, actor)
    if fresh.letter.state != "closed":
        reception.close(letter=fresh.letter, actor=actor)
    fresh.archived_at = clock.now()
    moved(fresh, Act.ARCHIVE, "archived_at")
    case_files.begin(fresh)
    record("foi.archived", fresh, actor)
    return fresh


def forget(letter: Letter) -> None:
    """Part of the letter's erasure: what this room has written of persons goes as well; codes, stages and dates stay."""
    case = Application.objects.select_for_update().get(letter=letter)
    names = ("identity", "address", "override", "proactive_wish", "remarks", "identity_index", "evidence", "delivery",
             "withdrawal")  # fmt: skip
    for name in names:
        setattr(case, name, "")
    case.save(update_fields=names)
    for row in Consultation.objects.select_for_update().filter(application=case):
        row.name = row.reasons = ""
        row.save(update_fields=["name", "reasons"])
    for paper in OfficialLetter.objects.about(case.as_party()):
        letters.erase(letter=paper)
    for search in Search.objects.select_for_update().filter(application=case):
        search.places = search.terms = search.found = ""
        search.save(update_fields=["places", "terms", "found"])
    disputes.forget(case)
    redacting.forget(case)
    case_files.forget(case)
    for asked in Cooperation.objects.select_for_update().filter(application=case):
        asked.what = asked.reply = ""
        asked.save(update_fields=["what", "reply"])
