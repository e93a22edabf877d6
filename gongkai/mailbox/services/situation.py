"""The plain facts that the rules decide by, gathered for one letter and one official."""

from django.conf import settings

from gongkai.bureau.models import Credentials, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.wording.personal import find_personal_data

from .. import queries, rules
from ..models import Matter
from ..rules import Act, Situation, Stage

REASON_LENGTH = 300


def situation(matter: Matter, official: Official, may: Credentials | None = None) -> Situation:
    """At most two queries beside the credentials."""
    may = may or credentials(official)
    deadline = queries.running(matter) if matter.is_open else None
    held = frozenset(duty for duty in rules.DUTY_LABELS if may.holds(duty, matter.unit_id))
    return Situation(
        stage=Stage(matter.stage),
        duties=held,
        wrote_draft=_wrote(matter, official, may),
        has_draft=bool(matter.draft),
        extended=matter.extended,
        overdue=bool(deadline and deadline.due_on and deadline.due_on < clock.today()),
        may_publish=matter.letter.may_publish,
        published=matter.published_as_id is not None,
        erased=matter.letter.erased_at is not None,
        has_merged=matter.merged.filter(stage=Stage.MERGED).exists(),
        unit=matter.unit.short_name,
    )


def _wrote(matter: Matter, official: Official, may: Credentials) -> bool:
    """His own draft; or only the drafter's own duty, lent to him, would let him examine it."""
    if matter.draft_by_id == official.pk:
        return True
    barred = frozenset({matter.draft_by_id} if matter.draft_by_id else ())
    return (
        bool(barred)
        and may.holds("office_review", matter.unit_id)
        and (may.grounds("office_review", matter.unit_id, barred=barred) is None)
    )


def locked(matter: Matter, act: Act, official: Official) -> Matter:
    """The case, fresh and locked until commit, if the act may happen now; raises Refused with every reason."""
    Matter.objects.select_for_update().get(pk=matter.pk)
    fresh = Matter.objects.select_related("letter", "unit").get(pk=matter.pk)
    reasons = rules.refusals(act, situation(fresh, official))
    if reasons:
        raise Refused(reasons)
    return fresh


def on_behalf(matter: Matter, act: Act, official: Official) -> str:
    """For whom he stands in when the duty is lent, '' where it is his own."""
    may = credentials(official)
    grounds = [may.grounds(duty, matter.unit_id) for duty in rules.TABLE[act].duties]
    held = [ground for ground in grounds if ground is not None]
    return "" if not held or "" in held else held[0]


def moved(matter: Matter, stage: Stage, *fields: str) -> Matter:
    """Save the case at its new stage."""
    matter.stage, matter.stage_since = stage, clock.now()
    matter.save(update_fields=["stage", "stage_since", *fields])
    return matter


def reason_given(reason: str, field: str = "reason") -> str:
    """A reason fit for the journal, which is for ever: there, short, and without anybody's data. Raises Refused."""
    reason = reason.strip()
    if not reason:
        raise Refused([Reason("请写明理由。", field=field)])
    if len(reason) > REASON_LENGTH:
        raise Refused([Reason(f"理由不超过 {REASON_LENGTH} 字。", field=field)])
    found = find_personal_data(reason, allow=settings.PUBLIC_CONTACTS)
    if found:
        labels = "、".join(dict.fromkeys(one.label for one in found))
        raise Refused([Reason(f"理由会长期保存，其中疑似有{labels}，请删去。", field=field)])
    return reason
