"""What the rooms' cases of letters have in common: who sees them, and when their answer is due."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from gongkai.bureau.models import Credentials, Official
from gongkai.workdays.models import Deadline


class CaseQuerySet(models.QuerySet[Any]):
    """Cases with a `unit` and a `letter_key`, the id of their letter as text.

    `WORKING`: the duties that take part in the work, each for its units. `EVERYWHERE`: those of them, and others, whose
    holders for the whole bureau see every case.
    """

    WORKING: ClassVar[tuple[str, ...]] = ()
    EVERYWHERE: ClassVar[tuple[str, ...]] = ()

    def visible_to(self, official: Official, may: Credentials) -> Any:
        """All for leaders and for who works on or supervises the whole bureau's, else those of his units."""
        held = may.duties()
        everywhere = any(duty in held and may.units_for(duty) is None for duty in (*self.WORKING, *self.EVERYWHERE))
        if official.is_leader or everywhere:
            return self.all()
        units = {official.unit_id}
        for duty in self.WORKING:
            units |= (may.units_for(duty) or set()) if duty in held else set()
        return self.filter(self.concerning(units))

    def concerning(self, units: set[int]) -> Q:
        """Cases that are these units' business."""
        return Q(unit_id__in=units)

    def with_due(self) -> Any:
        """With `due_on` of the open deadline, in the same query."""
        return self.annotate(due_on=Subquery(_deadlines().order_by("due_on").values("due_on")[:1]))

    def late(self, on: object) -> Any:
        """Whose open deadline has passed."""
        return self.filter(Exists(_deadlines().filter(due_on__lt=on)))


def _deadlines() -> models.QuerySet[Deadline]:
    return Deadline.objects.open().filter(subject_kind="letter", subject_id=OuterRef("letter_key"))
