"""Questions about the official's own things at the desk."""

from django.db.models import Q, QuerySet

from gongkai.bureau.models import Official

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


def saved_filters(official: Official, page: str) -> list[SavedFilter]:
    """His own of this list, then those his unit shares."""
    found = SavedFilter.objects.filter(Q(official=official) | Q(shared=True, unit_id=official.unit_id), page=page)
    return sorted(found.select_related("official")[:100], key=lambda kept: (kept.official_id != official.pk, kept.name))


def unread(official: Official) -> int:
    """How many notices he has not read, counted to 99."""
    return Notification.objects.filter(official=official, read_at__isnull=True)[: MOST_UNREAD + 1].count()


def notifications_of(official: Official) -> QuerySet[Notification]:
    """Newest first."""
    return Notification.objects.filter(official=official).order_by("-at", "-pk")


def typed_by(official: Official, page: str) -> FormDraft | None:
    """What he was typing into a form and did not submit."""
    return FormDraft.objects.filter(official=official, page=page[:200]).first()
