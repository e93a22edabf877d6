"""协办: another unit of the body is asked to help by an inner day, and replies."""

from datetime import date

from django.db import transaction

from gongkai.bureau.models import Official, Unit
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception.rules import TEXT_LENGTH, clean
from gongkai.workdays import services as workdays
from gongkai.workdays.queries import open_duty

from ..models import Application, Cooperation
from ..rules import stages
from ..rules.limits import COOPERATION
from ..rules.stages import Act, Stage
from . import papers
from .situation import locked, on_behalf


@transaction.atomic
def cooperate(*, case: Application, actor: Official, unit: Unit, what: str, until: date) -> Cooperation:
    """Ask another unit to help until an inner day; the applicant's period runs on. Raises Refused."""
    fresh = locked(case, Act.COOPERATE, actor)
    what, found = clean(what), []
    if not what:
        found.append(Reason("请写明需要协助的事项。", field="what"))
    elif len(what) > TEXT_LENGTH:
        found.append(Reason(f"内容不超过 {TEXT_LENGTH} 字。", field="what"))
    if until <= clock.today():
        found.append(Reason("答复日期应当晚于今天。", field="until"))
    if unit.pk == fresh.unit_id:
        found.append(Reason("承办单位自己不需要协办，请选择其他单位。", field="unit"))
    if Cooperation.objects.filter(application=fresh, unit=unit, replied_on__isnull=True).exists():
        found.append(Reason(f"已请{unit.short_name}协办，尚未答复。", field="unit"))
    if found:
        raise Refused(found)
    row = Cooperation(application=fresh, unit=unit, asked_on=clock.today(), until=until)
    row.what = what
    row.save(force_insert=True)
    workdays.start(subject=row, limit=COOPERATION, unit=unit, actor=actor, started_on=clock.today(), fixed_on=until,
                   url=fresh.get_absolute_url())  # fmt: skip
    facts = {"编号": str(fresh), "需要协助的事项": what, "答复日期": until}
    stand_in = on_behalf(fresh, Act.COOPERATE, actor)
    papers.issued(fresh, 11, actor=actor, facts=facts, addressee=unit.name, stands_in_for=stand_in, cooperation=row)
    record("foi.cooperation_asked", fresh, actor, on_behalf_of=stand_in, unit=unit.short_name, until=until.isoformat())
    return row


def reply_refusals(row: Cooperation, official: Official) -> list[Reason]:
    """Why this official may not reply for the unit that was asked."""
    may, case, found = credentials(official), row.application, []
    if row.replied_on is not None:
        found.append(Reason("这项协办已经答复。"))
    if Stage(case.stage) not in stages.TABLE[Act.REPLY].stages:
        found.append(Reason("这件申请已经作出决定，不再需要协办答复。"))
    if not any(may.holds(duty, row.unit_id) for duty in stages.TABLE[Act.REPLY].duties):
        found.append(Reason(f"协办答复由{row.unit.short_name}承担起草职责的人员办理。"))
    return found


@transaction.atomic
def reply(*, cooperation: Cooperation, actor: Official, text: str) -> Cooperation:
    """The unit that was asked replies. Raises Refused."""
    row = (
        Cooperation.objects.select_for_update(of=("self",)).select_related("application", "unit").get(pk=cooperation.pk)
    )
    found = reply_refusals(row, actor)
    text = clean(text)
    if not text:
        found.append(Reason("请填写答复。", field="text"))
    elif len(text) > TEXT_LENGTH:
        found.append(Reason(f"答复不超过 {TEXT_LENGTH} 字。", field="text"))
    if found:
        raise Refused(found)
    row.reply, row.replied_on, row.replied_by = text, clock.today(), actor
    row.save(update_fields=["reply", "replied_on", "replied_by"])
    deadline = open_duty(row.as_party(), COOPERATION.duty)
    if deadline is not None:
        workdays.meet(deadline=deadline, actor=actor)
    record("foi.cooperation_replied", row.application, actor, unit=row.unit.short_name)
    return row
