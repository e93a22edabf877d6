"""The deadlines of publication: released in time, a take-down confirmed in time, what is withheld looked at again."""

from datetime import date

from django.conf import settings

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import HasParty, Party
from gongkai.workdays import services as workdays
from gongkai.workdays.models import Deadline
from gongkai.workdays.queries import open_duty
from gongkai.workdays.rules.limits import Limit, NoRule, in_force

from .. import kinds
from ..models import Publication, Version
from ..rules import limits
from ..rules.states import OPEN

PROACTIVE = limits.PROACTIVE[0].duty


def confirmation_limit() -> Limit:
    return limits.confirmation(settings.TAKE_DOWN_CONFIRM_DAYS)


def reassessment_limit() -> Limit:
    return limits.reassessment(settings.REASSESS_MONTHS)


def begin(version: Version, actor: Official) -> None:
    """Let the 20 working days run from formation or change (art. 26): anew when the day is set to another.

    Legacy material and kinds without a clock are exempt, and so is what was formed before the rule was in force.
    """
    publication, formed = version.publication, version.formed_on
    if publication.legacy or kinds.get(publication.kind).clock is None or formed is None:
        return
    if publication.live_version_id is not None and publication.formed_on == formed:
        return  # the text changes, the information's date has not been moved: nothing new was formed
    try:
        limit = in_force(limits.PROACTIVE, formed)
    except NoRule:
        return
    _begin_or_restart(publication, limit, actor, formed, "生成日期更正")


def _begin_or_restart(publication: Publication, limit: Limit, actor: Official, on: date, why: str) -> None:
    running = open_duty(publication, limit.duty)
    if running is None:
        workdays.start(
            subject=publication,
            limit=limit,
            unit=publication.unit,
            actor=actor,
            started_on=on,
            url=desk_url(publication),
        )
    elif running.started_on != on:
        workdays.restart(deadline=running, actor=actor, on=on, why=why)


def desk_url(publication: Publication) -> str:
    """The case page of this publication at the desk."""
    return f"/desk/p/{publication.pk}/"


def _meet(publication: Publication, duty: str, actor: HasParty | Party) -> None:
    running = open_duty(publication, duty)
    if running is not None:
        workdays.meet(deadline=running, actor=actor)


def met(publication: Publication, version: Version, actor: HasParty | Party) -> None:
    """It is public: the duty is done, and a take-down that an amended text ends is answered too."""
    _meet(publication, PROACTIVE, actor)
    _meet(publication, confirmation_limit().duty, actor)
    _meet(publication, reassessment_limit().duty, actor)


def begin_confirmation(publication: Publication, officer: Official) -> Deadline:
    """One working day for the second person."""
    return workdays.start(
        subject=publication,
        limit=confirmation_limit(),
        unit=publication.unit,
        actor=officer,
        started_on=clock.today(),
        url=desk_url(publication),
    )


def confirmed(publication: Publication, actor: Official) -> None:
    _meet(publication, confirmation_limit().duty, actor)


def begin_reassessment(publication: Publication, actor: Official) -> date:
    """The day on which what is withheld is due to be looked at again; a running one is met first."""
    _meet(publication, reassessment_limit().duty, actor)
    deadline = workdays.start(
        subject=publication,
        limit=reassessment_limit(),
        unit=publication.unit,
        actor=actor,
        started_on=clock.today(),
        url=desk_url(publication),
    )
    if deadline.due_on is None:
        raise RuntimeError("a deadline with a confirmed start has a due date")
    return deadline.due_on


def end_if_nothing_open(publication: Publication, actor: Official, why: str) -> None:
    """The duty to publish falls away when nothing is being prepared any more."""
    running = open_duty(publication, PROACTIVE)
    if running is not None and not publication.versions.filter(state__in=OPEN).exists():
        workdays.close(deadline=running, actor=actor, why=why or "不再办理")
