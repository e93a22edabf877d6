"""Questions about who may do what, and who stands in for whom."""

from datetime import date

from django.db.models import Q

from gongkai.journal import clock

from .models import Absence, Credentials, DutyAssignment, Official, Unit, absent_on


def credentials(official: Official, on: date | None = None) -> Credentials:
    """What the official may do on a day: two queries, whatever the number of duties."""
    day = on or clock.today()
    lenders = {
        absence.official_id: absence.official.name
        for absence in Absence.objects.filter(absent_on(day), substitute=official).select_related("official")
    }
    assignments = DutyAssignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), official_id__in=[official.pk, *lenders], valid_from__lte=day
    )
    held = [
        (row.duty, row.unit_id, lenders.get(row.official_id, ""), row.official_id)
        for row in assignments
        if official.is_active
    ]
    return Credentials(official, day, held)


def substitute_of(official: Official, on: date) -> Official | None:
    absence = Absence.objects.filter(absent_on(on), official=official).select_related("substitute").first()
    return absence.substitute if absence else None


def unit_tree(on: date) -> list[Unit]:
    """Units valid on a day, parents before children, in their order."""
    units = list(Unit.objects.valid_on(on).order_by("order", "id"))
    children: dict[int | None, list[Unit]] = {}
    known = {unit.pk for unit in units}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def walk(parent: int | None) -> list[Unit]:
        return [line for unit in children.get(parent, []) for line in (unit, *walk(unit.pk))]

    return walk(None)
