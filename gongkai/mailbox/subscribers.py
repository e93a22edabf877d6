"""What happens here when a writer acts, and who at the desk is told."""

from collections.abc import Callable
from dataclasses import dataclass

from gongkai.bureau.models import DutyCode
from gongkai.desk import queries as desk_queries
from gongkai.desk import services as desk
from gongkai.journal import clock
from gongkai.journal.models import Entry

from . import services
from .models import Matter

WRITTEN = ("reception.written_back",)


def supplied(entry: Entry) -> None:
    """Go on with a letter whose writer has written again."""
    letter_id = int(entry.subject_id)
    if Matter.objects.filter(letter_id=letter_id).exists():
        services.supplied(letter_id=letter_id)


@dataclass(frozen=True)
class Rule:
    who: Callable[[Matter], set[int]]
    sentence: str
    urgent: bool = False


def _holders(*duties: str) -> Callable[[Matter], set[int]]:
    def who(matter: Matter) -> set[int]:
        return set().union(*[desk_queries.holders(duty, matter.unit, clock.today()) for duty in duties])

    return who


def _handler(matter: Matter) -> set[int]:
    if matter.handler_id is not None:
        return {matter.handler_id}
    return _holders(DutyCode.DRAFT)(matter)


def _author(matter: Matter) -> set[int]:
    return {matter.draft_by_id} if matter.draft_by_id else _handler(matter)


RULES = {
    "reception.received": Rule(_holders(DutyCode.PUBLICITY), "收到来信 {number}（{kind}），请分办"),
    "reception.written_back": Rule(_handler, "来信 {number} 的写信人有新的内容"),
    "reception.rated": Rule(_handler, "来信 {number} 的写信人作出评价"),
    "mailbox.assigned": Rule(_handler, "来信 {number}（{kind}）分给您办理"),
    "mailbox.transferred": Rule(_handler, "来信 {number}（{kind}）转给您办理"),
    "mailbox.submitted": Rule(_holders(DutyCode.OFFICE_REVIEW), "来信 {number} 的答复等您审核"),
    "mailbox.returned": Rule(_author, "来信 {number} 的答复被退回修改", urgent=True),
    "mailbox.approved": Rule(_author, "来信 {number} 的答复已通过并发给写信人"),
}
TOLD = tuple(RULES)


def tell(entry: Entry) -> None:
    """Tell those whom it concerns at the desk, except who did it."""
    matter = Matter.objects.select_related("letter", "unit").filter(letter_id=entry.subject_id).first()
    if matter is None:
        return
    rule = RULES[entry.event]
    officials = rule.who(matter)
    if entry.actor_kind == "official":
        officials -= {int(entry.actor_id)}
    if officials:
        desk.notify(
            officials=officials,
            source=f"entry:{entry.pk}",
            sentence=rule.sentence.format(number=matter.number, kind=matter.letter.kind_label),
            url=matter.get_absolute_url(),
            urgent=rule.urgent,
        )
