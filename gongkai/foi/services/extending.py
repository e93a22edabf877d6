"""A longer period: extended once with approval (Art. 33), or a reasonable later day after reasons were given (Art. 35)."""

from datetime import date

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.mailbox.services.situation import reason_given
from gongkai.reception import services as reception
from gongkai.workdays import services as workdays
from gongkai.workdays.calendars import calendar_now

from ..models import Application
from ..rules import limits
from ..rules.stages import Act
from . import papers
from .situation import locked, on_behalf, the_clock


@transaction.atomic
def extend(*, case: Application, actor: Official, days: int, reason: str) -> Application:
    """Approve an extension of at most twenty working days, once, and tell the applicant (Art. 33; REQ-11). Raises Refused.

    The reason may speak of persons: it stands in the letter alone, not in ledger and journal.

    The actor approves as head of the 公开工作机构; he is not the one who handles the application.
    """
    fresh = locked(case, Act.EXTEND, actor)
    reason = reason_given(reason)
    rule = limits.EXTENSION[0]
    if not 1 <= days <= rule.amount:
        raise Refused([Reason(f"延长的期限应当是1至{rule.amount}个工作日（{rule.basis}）。", field="days")])
    deadline = workdays.extend(deadline=the_clock(fresh), actor=actor, amount=days, approver=actor, why="延长答复期限")
    fresh.extended_days = days
    fresh.save(update_fields=["extended_days"])
    _tell(fresh, actor, "第三十三条", deadline.due_on, reason, on_behalf(fresh, Act.EXTEND, actor))
    record("foi.extended", fresh, actor, on_behalf_of=on_behalf(fresh, Act.EXTEND, actor), days=days)
    return fresh


@transaction.atomic
def delay(*, case: Application, actor: Official, until: date, reason: str) -> Application:
    """Fix a reasonable later day for many or frequent applications with good reason, and tell it (Art. 35). Raises Refused."""
    fresh = locked(case, Act.DELAY, actor)
    reason = reason_given(reason)
    deadline = the_clock(fresh)
    if deadline.due_on is None or until <= deadline.due_on:
        raise Refused(
            [Reason(f"延迟答复的期限应当晚于现在的届满日（{deadline.due_on or '尚未起算'}）。", field="until")]
        )
    added = calendar_now().working_days_between(deadline.due_on, until)
    if added < 1:
        raise Refused([Reason("延迟答复的期限应当是工作日。", field="until")])
    deadline = workdays.extend(deadline=deadline, actor=actor, amount=added, approver=actor, why="延迟答复")
    _tell(fresh, actor, "第三十五条", deadline.due_on, reason, on_behalf(fresh, Act.DELAY, actor))
    record("foi.delayed", fresh, actor, until=until.isoformat())
    return fresh


def _tell(case: Application, actor: Official, basis: str, due: date | None, reason: str, stand_in: str) -> None:
    """A paused clock has no day: it is told when the consultation ends, and the letter says so."""
    if due is None:
        raise Refused(["正在征求意见，答复期限尚未恢复计算，新的期限无法写明。请先登记意见，再延长期限。"])
    facts = {"延期的理由": reason, "依据": basis, "批准人": actor.name, "新的答复期限": due}
    papers.to_applicant(case, 5, reception.tell, actor=actor, facts=facts, stands_in_for=stand_in)
