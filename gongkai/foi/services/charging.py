"""The information-processing fee: asked for once, and the period that runs anew from its payment."""

from datetime import date, timedelta

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception import services as reception
from gongkai.workdays import services as workdays

from ..models import Application
from ..rules.clock import PAYMENT_DAYS
from ..rules.stages import Act
from . import papers
from .situation import day_of_act, locked, moved, on_behalf, the_clock


@transaction.atomic
def charge(*, case: Application, actor: Official, amount: int, standard: str, how: str) -> Application:
    """Send the fee notice: basis, standard, amount, way and limit of payment, what follows if unpaid. Raises Refused."""
    fresh = locked(case, Act.CHARGE, actor)
    if amount < 1:
        raise Refused([Reason("没有需要收取的费用，不用发收费通知。", field="amount")])
    until = clock.today() + timedelta(days=PAYMENT_DAYS)
    fresh.fee, fresh.fee_until = amount, until
    facts = {"收费标准": standard.strip("。 "), "金额": str(amount), "缴费方式": how.strip("。 "), "缴费期限": until}
    stand_in = on_behalf(fresh, Act.CHARGE, actor)
    papers.to_applicant(fresh, 12, reception.ask_back, actor=actor, facts=facts, stands_in_for=stand_in)
    moved(fresh, Act.CHARGE, "fee", "fee_until")
    record("foi.charged", fresh, actor, amount=amount)
    return fresh


@transaction.atomic
def paid(*, case: Application, actor: Official, on: date | None = None) -> Application:
    """The fee has come in: the period runs anew from the next day (FEE-05, C). Raises Refused."""
    fresh = locked(case, Act.PAID, actor)
    day = day_of_act(fresh, on)
    fresh.paid_on = day
    workdays.restart(deadline=the_clock(fresh), actor=actor, on=day, why="收到费用")
    moved(fresh, Act.PAID, "paid_on")
    record("foi.paid", fresh, actor, on=day.isoformat())
    return fresh
