"""One application, one item: what asks for several things is split into applications of their own (REQ-08, B)."""

import secrets
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception import queries as reception_queries
from gongkai.reception import services as reception
from gongkai.reception.rules import SUBJECT_LENGTH, Notice, Submission
from gongkai.reception.services import Receipt
from gongkai.workdays import services as workdays

from .. import queries
from ..models import Application
from ..rules.stages import Act
from .intake import KIND, Wanted, register
from .situation import locked, on_behalf

MOST_PARTS = 20


@transaction.atomic
def split(*, case: Application, actor: Official, items: Sequence[str]) -> list[Application]:
    """Make an application of its own of each item; the first one stays with what is left of its content.

    The parts have the day of receipt and the running period of the whole. The applicant is told their numbers and codes.
    Raises Refused.
    """
    fresh = locked(case, Act.SPLIT, actor)
    stand_in = on_behalf(fresh, Act.SPLIT, actor)
    wanted = _checked(items)
    answer = queries.running(fresh)
    if answer is None or answer.started_on is None or fresh.received_on is None:
        raise Refused(["答复期限暂停计算期间不能分拆，请在收到意见以后办理。"])
    receipts = [_part(fresh, item) for item in wanted]
    parts = [_registered(fresh, receipt, actor, (fresh.received_on, answer.started_on)) for receipt in receipts]
    numbers = "、".join(str(part) for part in parts)
    record("foi.split", fresh, actor, on_behalf_of=stand_in, count=len(parts), numbers=numbers)
    reception.tell(letter=fresh.letter, actor=actor, text=_told(parts, receipts), signed=fresh.register.organ)
    return parts


def _checked(items: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(item.strip() for item in items if item.strip()))
    if not found:
        raise Refused([Reason("请写明分出来的每一项内容，一行一项。", field="items")])
    if len(found) > MOST_PARTS:
        raise Refused([Reason(f"一次最多分出 {MOST_PARTS} 件。", field="items")])
    if long := [item for item in found if len(item) > SUBJECT_LENGTH]:
        raise Refused([Reason(f"每一项不超过 {SUBJECT_LENGTH} 字：{long[0][:20]}……", field="items")])
    return found


def _part(case: Application, item: str) -> Receipt:
    """The same applicant's application for one item, in his own words of the whole."""
    letter = case.letter
    text = f"由申请 {case} 分出：{item}"
    submission = Submission(item, text, reception_queries.contact_of(letter), "", Notice(letter.notice), False)
    wanted = Wanted(
        applicant_kind=case.applicant_kind,
        identity=case.identity.reveal() if case.identity else "",  # type: ignore[attr-defined]  # an encrypted column gives a Sealed
        address=case.address.reveal() if case.address else "",  # type: ignore[attr-defined]
        form=case.wanted_form,
        way=case.wanted_way,
        needs_help=case.needs_help,
        channel=case.channel,
    )
    facts = {"wanted": wanted, "register": case.register, "parent": case}
    return reception.submit(kind=KIND, key=secrets.token_urlsafe(24), submission=submission, facts=facts)


def _registered(case: Application, receipt: Receipt, actor: Official, days: tuple[date, date]) -> Application:
    """Entered with the whole's day of receipt; counted from the day on which the whole is counted, a correction's perhaps."""
    received_on, started_on = days
    part = queries.application_of(receipt.letter)
    done = register(case=part, actor=actor, received_on=received_on, evidence=f"由申请 {case} 分拆")
    running = queries.running(done)
    if running is not None and running.started_on != started_on:
        workdays.restart(deadline=running, actor=actor, on=started_on, why=f"与申请 {case} 同一起算日")
    return done


def _told(parts: Sequence[Application], receipts: Sequence[Receipt]) -> str:
    lines = [
        f"{part}：{receipt.letter.subject_text}。来信编号 {receipt.number}，查询码 {receipt.code}。"
        for part, receipt in zip(parts, receipts, strict=True)
    ]
    return "您的申请包含多项内容，按照一件申请对应一项内容的原则，分为以下申请分别答复，答复期限不变：\n" + "\n".join(
        lines
    )
