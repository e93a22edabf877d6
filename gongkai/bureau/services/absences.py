"""AB 角: who is away, and who stands in meanwhile."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import Absence, Official
from ..rules import Away, absence_refusals


@transaction.atomic
def record_absence(
    *, official: Official, substitute: Official, from_day: date, to_day: date, reason: str, actor: Official
) -> Absence:
    """Hand one's duties over for some days; the substitute's acts will say for whom. Raises Refused."""
    # Two handovers at once follow each other, so that none is blind to the other.
    now = {each.pk: each for each in Official.objects.select_for_update(of=("self",)).select_related("unit").filter(
        pk__in=[official.pk, substitute.pk]).order_by("pk")}  # fmt: skip
    official, substitute = now[official.pk], now[substitute.pk]
    rows = Absence.objects.filter(
        Q(official__in=[official, substitute]) | Q(substitute=official), to_day__gte=from_day, from_day__lte=to_day
    )
    others = [
        Away(row.official_id, row.substitute_id, row.from_day,
             row.ended_early_on - timedelta(days=1) if row.ended_early_on else row.to_day)
        for row in rows
    ]  # fmt: skip
    found = [] if official.pk == actor.pk else [Reason("离岗交接由本人登记；本人无法登记的，请管理员办理职责变更。")]
    found += [Reason(text) for text in absence_refusals(
        Away(official.pk, substitute.pk, from_day, to_day), [row for row in others if row.to_day >= row.from_day],
        today=clock.today(), substitute_active=substitute.is_active, is_administrator=bool(official.admin_role),
        is_auditor=official.is_auditor or substitute.is_auditor,
    )]  # fmt: skip
    if substitute.admin_role:
        found.append(Reason("管理员不能代理业务职责（三员分立）。", field="substitute"))
    if not reason.strip():
        found.append(Reason("请写明事由。", field="reason"))
    if found:
        raise Refused(found)
    made = Absence.objects.create(
        official=official, substitute=substitute, from_day=from_day, to_day=to_day, reason=reason.strip()
    )
    record("bureau.absence_recorded", official, actor, reason=reason, substitute=substitute.name,
           from_day=from_day.isoformat(), to_day=to_day.isoformat())  # fmt: skip
    return made


@transaction.atomic
def end_early(*, absence: Absence, actor: Official, on: date) -> Absence:
    """The official is back on a day before the planned end. Raises Refused."""
    row = Absence.objects.select_for_update(of=("self",)).select_related("official__unit").get(pk=absence.pk)
    if row.official_id != actor.pk:
        raise Refused(["只有本人可以登记提前返岗。"])
    if row.ended_early_on is not None or on > row.to_day:
        raise Refused(["这次离岗已经结束。"])
    row.ended_early_on = max(on, row.from_day)
    row.save(update_fields=["ended_early_on"])
    record("bureau.absence_ended", row.official, actor)
    return row
