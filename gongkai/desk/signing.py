"""What waits for a leader's word: texts at the step of signature that he may sign, with the advice of those before him."""

from collections.abc import Sequence

from django.db.models import Prefetch

from gongkai.bureau.models import Credentials, DutyCode
from gongkai.publications.models import Review, Version
from gongkai.publications.rules.states import VersionState

from .registry import Task

# Versions in review are few; what is beyond waits until these are done.
MOST_IN_REVIEW = 500
MOST_SHOWN = 30


def waiting_for(duty: str, may: Credentials) -> list[Version]:
    """Versions whose due step is this duty and who are his to examine, longest waiting first: one query.

    His own texts are left out, and those that go with a release set. Whether he may pass one the rules decide.
    """
    if not may.holds_any(duty):
        return []
    units = may.units_for(duty)
    rows = (
        Version.objects.filter(state=VersionState.REVIEW, release_set__isnull=True)
        .exclude(author=may.official)
        .select_related("publication__unit", "author")
        .defer("body", "facts", "checks")
        .order_by("step_since", "pk")
    )
    if units is not None:
        rows = rows.filter(publication__unit_id__in=units)
    return [version for version in rows[:MOST_IN_REVIEW] if version.step_duty() == duty]


def for_signature(may: Credentials) -> Sequence[Version]:
    """What waits for his signature, each with the opinions given on it: two queries."""
    pks = [version.pk for version in waiting_for(DutyCode.SIGN, may)[:MOST_SHOWN]]
    return list(with_advice().filter(pk__in=pks).order_by("step_since", "pk")) if pks else []


def with_advice():  # type: ignore[no-untyped-def]  # a queryset of Version
    reviews = Review.objects.select_related("reviewer").order_by("pk")
    return Version.objects.select_related("publication__unit", "author").prefetch_related(
        Prefetch("reviews", queryset=reviews)
    )


def signature_tasks(versions: Sequence[Version]) -> list[Task]:
    return [
        Task(
            key=f"publication:{version.publication_id}",
            what=version.title,
            stage="待签发",
            unit=version.publication.unit.short_name,
            url=f"/desk/leader/sign/{version.pk}/",
            act_label="签发",
            since=version.step_since,
            for_signature=True,
            owner=version.author.name,
        )
        for version in versions
    ]
