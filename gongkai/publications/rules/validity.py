"""Whether a document is in force on a day; computed from its dates, never stored."""

from datetime import date
from enum import StrEnum


class Validity(StrEnum):
    NOT_APPLICABLE = "none"
    PENDING = "pending"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPEALED = "repealed"


VALIDITY_LABELS = {
    Validity.NOT_APPLICABLE: "",
    Validity.PENDING: "尚未施行",
    Validity.IN_FORCE: "现行有效",
    Validity.EXPIRED: "失效",
    Validity.REPEALED: "废止",
}


def validity_on(
    day: date,
    *,
    applies: bool,
    effective_on: date | None,
    expires_on: date | None,
    repealed_on: date | None,
    claimed: str = "",
) -> Validity:
    """The state on `day`; what the source claimed decides only where no date does. `expires_on` is the last day in force (“有效期至” includes its day); `repealed_on` the first without."""
    if not applies:
        return Validity.NOT_APPLICABLE
    if repealed_on is not None and repealed_on <= day:
        return Validity.REPEALED
    if expires_on is not None and expires_on < day:
        return Validity.EXPIRED
    if claimed:
        return Validity(claimed)
    if effective_on is not None and effective_on > day:
        return Validity.PENDING
    return Validity.IN_FORCE


def next_change(
    day: date, *, effective_on: date | None, expires_on: date | None, repealed_on: date | None
) -> date | None:
    """The next day on which the answer may differ from today's; a cached page is stale from then on."""
    from_days = [effective_on, repealed_on, _day_after(expires_on)]
    ahead = [moment for moment in from_days if moment is not None and moment > day]
    return min(ahead) if ahead else None


def _day_after(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day is not None and day < date.max else None
