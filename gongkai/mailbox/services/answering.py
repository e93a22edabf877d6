"""The answer: written by one, examined by another, then sent to everybody who waits for it."""

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception import rules as reception_rules
from gongkai.reception import services as reception
from gongkai.workdays import services as workdays

from .. import queries
from ..models import Matter
from ..rules import Act, Stage
from .situation import locked, moved, on_behalf

SHORTEST_ANSWER = 10
STALE = "这份答复稿刚由同事保存过。请在新窗口打开最新内容，核对后再保存；您填写的内容仍保留在本页。"


@transaction.atomic
def draft_answer(*, matter: Matter, actor: Official, text: str, edition: int | None = None) -> Matter:
    """Keep the answer as far as it is written. `edition` is the count the page was opened with. Raises Refused."""
    fresh = locked(matter, Act.DRAFT, actor)
    if edition is not None and edition != fresh.edition:
        raise Refused([STALE])
    text = reception_rules.clean(text)
    if len(text) < SHORTEST_ANSWER:
        raise Refused([Reason("答复过短。请写明调查的情况、处理的结果和依据。", field="text")])
    if reasons := [Reason(sentence, field=field) for field, sentence in reception_rules.text_reasons(text)]:
        raise Refused(reasons)
    fresh.draft, fresh.draft_by, fresh.edition = text, actor, fresh.edition + 1
    fresh.handler = fresh.handler or actor
    fresh.reviewed_by = None
    fresh.save(update_fields=["draft", "draft_by", "edition", "handler", "reviewed_by"])
    record("mailbox.drafted", fresh, actor, on_behalf_of=on_behalf(fresh, Act.DRAFT, actor))
    return fresh


@transaction.atomic
def submit_answer(*, matter: Matter, actor: Official) -> Matter:
    """Send the draft to whoever examines the unit's papers; raises Refused."""
    fresh = locked(matter, Act.SUBMIT, actor)
    fresh.submitted_at, fresh.remarks = clock.now(), ""
    moved(fresh, Stage.REVIEW, "submitted_at", "remarks")
    record("mailbox.submitted", fresh, actor, on_behalf_of=on_behalf(fresh, Act.SUBMIT, actor))
    return fresh


@transaction.atomic
def return_answer(*, matter: Matter, actor: Official, remarks: str) -> Matter:
    """Give the draft back with remarks; raises Refused."""
    fresh = locked(matter, Act.RETURN, actor)
    if not remarks.strip():
        raise Refused([Reason("请写明需要修改什么。", field="remarks")])
    fresh.remarks = remarks.strip()[:500]
    moved(fresh, Stage.ASSIGNED, "remarks")
    record("mailbox.returned", fresh, actor, on_behalf_of=on_behalf(fresh, Act.RETURN, actor))
    return fresh


@transaction.atomic
def approve(*, matter: Matter, actor: Official, edition: int | None = None) -> Matter:
    """Agree to the draft: it goes to the writer, and to those whose letters were merged into this one. Raises Refused.

    `edition` is the draft that was read: another one since then is refused.
    """
    fresh = locked(matter, Act.APPROVE, actor)
    if edition is not None and edition != fresh.edition:
        raise Refused(["答复稿已经改动，请重新打开本页，看过现在的文字再决定。"])
    text = fresh.draft.reveal()  # type: ignore[attr-defined]  # an encrypted column gives a Sealed
    stand_in = on_behalf(fresh, Act.APPROVE, actor)
    merged = Matter.objects.select_for_update(of=("self",)).filter(merged_into=fresh, stage=Stage.MERGED)
    for each in [fresh, *merged.select_related("letter", "unit").order_by("pk")]:
        _answered(each, fresh, text, actor)
    record("mailbox.approved", fresh, actor, on_behalf_of=stand_in)
    return fresh


def _answered(matter: Matter, source: Matter, text: str, actor: Official) -> None:
    reception.answer(letter=matter.letter, actor=actor, text=text, signed=source.unit.name)
    deadline = queries.running(matter)
    if deadline is not None:
        workdays.meet(deadline=deadline, actor=actor)
    matter.answered_at = matter.answered_at or clock.now()
    matter.reviewed_by, matter.draft_by = actor, source.draft_by
    moved(matter, Stage.ANSWERED, "answered_at", "reviewed_by", "draft_by")
