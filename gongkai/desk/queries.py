"""Questions about the official's own things at the desk."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from gongkai.bureau.models import Absence, DutyAssignment, DutyCode, Official, Unit, absent_on
from gongkai.journal.models import Entry

from .models import FormDraft, Notification, Preference, SavedFilter

# Beyond this a count says "99+".
MOST_UNREAD = 99


def preference_of(official: Official) -> Preference:
    """How he likes the desk; the defaults where he never said. One query a request."""
    kept = getattr(official, "_desk_preference", None)
    if kept is None:
        kept = Preference.objects.filter(official=official).first() or Preference(official=official)
        official._desk_preference = kept  # type: ignore[attr-defined]  # the official lives as long as the request
    return kept


@dataclass(frozen=True)
class Own:
    """What every page shows an official of his own, and how far the journal has come."""

    preference: Preference
    unread: int  # counted to 99
    last_entry: int  # 0 while the journal is empty


def own_of(official: Official) -> Own:
    """One query."""
    unread = Notification.objects.filter(official=OuterRef("pk"), read_at__isnull=True).order_by().values("official")
    last = Entry.objects.order_by("-pk").values("pk")[:1]
    row = (
        Official.objects.filter(pk=official.pk)
        .select_related("preference")
        .annotate(unread=Subquery(unread.annotate(count=Count("pk")).values("count")), last=Subquery(last))
        .get()
    )
    official._desk_preference = getattr(row, "preference", None) or Preference(official=official)  # type: ignore[attr-defined]
    return Own(preference_of(official), min(row.unread or 0, MOST_UNREAD + 1), row.last or 0)


def saved_filters(official: Official, page: str) -> list[SavedFilter]:
    """His own of this list, then those his unit shares."""
    found = SavedFilter.objects.filter(Q(official=official) | Q(shared=True, unit_id=official.unit_id), page=page)
    return sorted(found.select_related("official")[:100], key=lambda kept: (kept.official_id != official.pk, kept.name))


def notifications_of(official: Official) -> QuerySet[Notification]:
    """Newest first."""
    return Notification.objects.filter(official=official).order_by("-at", "-pk")


def typed_by(official: Official, page: str) -> FormDraft | None:
    """What he was typing into a form and did not submit."""
    return FormDraft.objects.filter(official=official, page=page[:200]).first()


def holders(duty: str, unit: Unit | None, on: date) -> set[int]:
    """Officials (by id) entrusted with a duty for a unit on a day, and those who stand in for the absent among them."""
    holding = set(Official.objects.holding(duty, on, unit).values_list("pk", flat=True))
    return holding | standing_in_for(holding, on)


def standing_in_for(officials: set[int], on: date) -> set[int]:
    """Who stands in for these officials on a day."""
    rows = Absence.objects.filter(absent_on(on), official_id__in=officials, substitute__is_active=True)
    return set(rows.values_list("substitute_id", flat=True))


def auditors() -> set[int]:
    """Accounts of outside auditors: they are told nothing."""
    return set(Official.objects.auditors().values_list("pk", flat=True))


def content_with_urgent_only(officials: set[int]) -> set[int]:
    """Those among them who want urgent notices only."""
    rows = Preference.objects.filter(official_id__in=officials, only_urgent=True)
    return set(rows.values_list("official_id", flat=True))


def unit_caretakers(on: date) -> dict[int, set[int]]:
    """For each unit the officials who examine its papers (处室审核): told of deadlines that nobody holds. One query."""
    rows = DutyAssignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        duty=DutyCode.OFFICE_REVIEW,
        valid_from__lte=on,
        official__is_active=True,
    )
    found: dict[int, set[int]] = {}
    for unit_id, official_id, own_unit in rows.values_list("unit_id", "official_id", "official__unit_id"):
        found.setdefault(unit_id or own_unit, set()).add(official_id)
    return found


def names_of(officials: set[int]) -> list[str]:
    """Their names, in a fixed order."""
    return list(Official.objects.filter(pk__in=officials).order_by("pk").values_list("name", flat=True))
