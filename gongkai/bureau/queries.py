"""Questions about who may do what, and who stands in for whom."""

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from gongkai.journal import clock

from .models import (
    Absence,
    Bucket,
    Credentials,
    DutyAssignment,
    Official,
    ReadingCredentials,
    RoleChange,
    Unit,
    absent_on,
)

# Any fixed number: the name of the lock under which attempts to log in are counted, one at a time.
LOGIN_LOCK = 0x6C6F6769


def credentials(official: Official, on: date | None = None) -> Credentials:
    """What the official may do on a day: one query, whatever the number of duties.

    An administrator holds none, own or lent, whatever the tables say (三员分立); who has left lends none. An auditor
    sees everything and may do nothing.
    """
    day = on or clock.today()
    if official.is_auditor:
        return ReadingCredentials(official, day)
    if official.admin_role or not official.is_active:
        return Credentials(official, day, [])
    away = Absence.objects.filter(
        absent_on(day), substitute=official, official__is_active=True, official__admin_role=""
    )
    assignments = DutyAssignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        Q(official=official) | Q(official__in=away.values("official")),
        valid_from__lte=day,
    ).select_related("official")
    held = [
        (row.duty, row.unit_id, "" if row.official_id == official.pk else row.official.name, row.official_id)
        for row in assignments
    ]
    return Credentials(official, day, held)


def role_changes() -> QuerySet[RoleChange]:
    """Changes with the name of the unit each is about, in the same query."""
    about = Unit.objects.filter(pk=OuterRef("about_unit")).values("short_name")[:1]
    rows = RoleChange.objects.annotate(about_unit=Cast(KT("change__unit"), BigIntegerField()))
    return rows.annotate(unit_name=Subquery(about))


def one_login_at_a_time() -> None:
    """Wait until nobody else is counting an attempt to log in; until commit. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOGIN_LOCK])


def take_tokens(costs: Mapping[str, int], now: int, capacity: int) -> dict[str, int]:
    """Charge every bucket its cost in one statement; answers those that do not hold so much, with when each is empty.

    All in milliseconds. A bucket takes a cost while what is already charged and the cost stay within `capacity`.
    """
    if not costs:
        return {}
    table = connection.ops.quote_name(Bucket._meta.db_table)
    level = f"CASE WHEN {table}.free_at > %s THEN {table}.free_at ELSE %s END + excluded.free_at - %s"
    rows = ", ".join(["(%s, %s)"] * len(costs))
    statement = (
        f"INSERT INTO {table} (key, free_at) VALUES {rows} "  # noqa: S608  names of our own table only
        f"ON CONFLICT (key) DO UPDATE SET free_at = {level} WHERE {level} <= %s RETURNING key"
    )
    values = [part for key, cost in costs.items() for part in (key, now + cost)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, now, now, now, now, now, now, now + capacity])
        taken = {key for (key,) in cursor.fetchall()}
    refused = costs.keys() - taken
    return dict(Bucket.objects.filter(pk__in=refused).values_list("key", "free_at")) if refused else {}


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
