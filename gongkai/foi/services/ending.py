"""How an application ends: delivered, withdrawn, lapsed; and what becomes of it then."""

from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.mailbox.services.situation import reason_given
from gongkai.reception import services as reception
from gongkai.reception.models import Letter
from gongkai.workdays import services as workdays
from gongkai.workdays.queries import deadlines_of

from .. import queries
from ..models import Application, Consultation, Way
from ..rules import remedies
from ..rules.decisions import DECISIONS, Finding, Remedy
from ..rules.stages import Act
from . import disputes
from .situation import locked, moved, on_behalf

PROOF_LENGTH = 200


def remedy_of(case: Application) -> remedies.Block | None:
    """The remedy block of a decision by its date; raises Refused while a name it needs, or the officer's word, is missing."""
    names = remedies.Authorities(
        settings.BUREAU["superior"], settings.FOI_SUPERIOR, settings.FOI_COURT, settings.FOI_RECONSIDERATION_URL
    )
    settled = Remedy(settings.FOI_OPEN_REMEDY) if settings.FOI_OPEN_REMEDY else None
    try:
        return remedies.block(
            DECISIONS[case.decision].remedy,
            decided_on=case.decided_on or clock.today(),
            authorities=names,
            online=case.wanted_way in {Way.ONLINE, Way.EMAIL},
            partly=settled,
        )
    except remedies.Unsettled as unsettled:
        raise Refused(unsettled.reasons) from unsettled


@transaction.atomic
def deliver(*, case: Application, actor: Official, proof: str, on: date | None = None) -> Application:
    """The answer reaches the applicant, with its remedy block and its proof of delivery; the duty is met. Raises Refused."""
    fresh = locked(case, Act.DELIVER, actor)
    proof, today = proof.strip()[:PROOF_LENGTH], clock.today()
    day = on or today
    if not proof:
        raise Refused([Reason("请写明送达的方式和凭证，例如网上送达、挂号信编号、签收人。", field="proof")])
    if day > today or (fresh.decided_on and day < fresh.decided_on):
        raise Refused([Reason("送达日期不能早于决定之日，也不能晚于今天。", field="on")])
    stand_in, remedy = on_behalf(fresh, Act.DELIVER, actor), remedy_of(fresh)
    decision = DECISIONS[fresh.decision]
    parts = [draft_of(fresh), f"依据：{decision.basis}。" if decision.basis else "", remedy.text if remedy else ""]
    text = "\n\n".join(part for part in parts if part)
    reception.answer(letter=fresh.letter, actor=actor, text=text, signed=fresh.register.organ)
    fresh.delivered_on, fresh.delivery = day, proof
    _met(fresh, actor, day)
    disputes.carried_out(fresh, actor, day)
    moved(fresh, Act.DELIVER, "delivered_on", "delivery")
    record("foi.delivered", fresh, actor, on_behalf_of=stand_in, way=fresh.get_wanted_way_display(), on=day.isoformat())
    return fresh


def draft_of(case: Application) -> str:
    """The text of the decision as it stands."""
    return case.draft.reveal() if case.draft else ""  # type: ignore[attr-defined]  # ciphertext that reveals itself


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
    fresh.decision, fresh.findings, fresh.decided_on = "D23", [Finding.CAUSE], clock.today()
    if fresh.received_on is None:
        fresh.received_on = clock.local(fresh.arrived_at).date()
    _fallen_away(fresh, actor, "申请人撤回")
    reception.close(letter=fresh.letter, actor=actor, reason="申请人撤回")
    moved(fresh, Act.WITHDRAWN, "decision", "findings", "decided_on", "received_on")
    record("foi.withdrawn", fresh, actor, reason=reason)
    return fresh


def _fallen_away(case: Application, actor: Official, why: str) -> None:
    for deadline in deadlines_of(case.letter.as_party()).open():
        workdays.close(deadline=deadline, actor=actor, why=why)


@transaction.atomic
def lapse(*, case: Application, actor: Official) -> Application:
    """What was asked of the applicant has not come in time: the ending is drafted and goes to the examiners. Raises Refused."""
    fresh = locked(case, Act.LAPSE, actor)
    unpaid = fresh.fee is not None and fresh.paid_on is None
    code, limit = ("D22", fresh.fee_until) if unpaid else ("D21", fresh.correction_until)
    why = "逾期未缴费" if unpaid else "逾期未补正"
    fresh.decision, fresh.draft_by, fresh.edition = code, actor, fresh.edition + 1
    fresh.draft = (
        f"本机关于{(fresh.correction_on or fresh.received_on):%Y年%-m月%-d日}发出告知，期限至{limit:%Y年%-m月%-d日}。"
        f"您{why}，没有说明正当理由，视为放弃申请，本机关不再处理这件申请。"
    )
    fresh.findings = []
    moved(fresh, Act.LAPSE, "decision", "draft_by", "edition", "draft", "findings")
    record("foi.lapsed", fresh, actor, why=why)
    return fresh


@transaction.atomic
def archive(*, case: Application, actor: Official) -> Application:
    """Close the file (Art. 45); raises Refused."""
    fresh = locked(case, Act.ARCHIVE, actor)
    if fresh.letter.state != "closed":
        reception.close(letter=fresh.letter, actor=actor)
    fresh.archived_at = clock.now()
    moved(fresh, Act.ARCHIVE, "archived_at")
    record("foi.archived", fresh, actor)
    return fresh


def forget(letter: Letter) -> None:
    """Part of the letter's erasure: what this room has written of persons goes as well; codes, stages and dates stay."""
    case = Application.objects.select_for_update().get(letter=letter)
    for name in ("identity", "address", "draft", "remarks", "identity_index"):
        setattr(case, name, "")
    case.save(update_fields=["identity", "address", "draft", "remarks", "identity_index"])
    for row in Consultation.objects.select_for_update().filter(application=case):
        row.name = row.reasons = ""
        row.save(update_fields=["name", "reasons"])
    disputes.forget(case)
